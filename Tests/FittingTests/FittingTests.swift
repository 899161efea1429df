import Cleaning
import Diagnostics
import Files
import Formats
import Glibc
import Matching
import Rulebook
import TestSupport
import Testing

@testable import Fitting

/// How weights and thresholds are found.
@Suite struct FittingTests {
  private func line(
    _ rules: [Int], boilerplate: Bool, words: Int = 8, certain: Bool = false, document: Int = 0
  ) -> LabelledLine {
    LabelledLine(
      rules: rules, isBoilerplate: boilerplate, words: words, isCertain: certain, isSettled: false, document: document,
      place: 0,
      importance: boilerplate ? 1 : (Double(words) / 2).squareRoot())
  }

  @Test func rulesOfBoilerplateWeighMoreThanNothingAndRulesOfTheArticleLess() {
    let lines = (0..<40).flatMap { _ in
      [
        line([0], boilerplate: true), line([1], boilerplate: false), line([0, 2], boilerplate: true),
        line([1, 2], boilerplate: false),
      ]
    }
    let model = LogisticRegression(penalty: 1).fit(lines, count: 3)
    #expect(model.weights[0] > 1)
    #expect(model.weights[1] < -1)
    #expect(abs(model.weights[2]) < 0.3)
    #expect(model.score([0]) > 0)
    #expect(model.score([1]) < 0)
  }

  @Test func aModelThatIsNearLeadsToTheSameModel() {
    let lines = (0..<30).map { line([$0 % 3, 3 + $0 % 2], boilerplate: $0 % 3 == 0 || $0 % 7 == 0) }
    let regression = LogisticRegression(penalty: 2)
    let cold = Fit.rounded(regression.fit(lines, count: 5))
    let warm = Fit.rounded(regression.fit(lines, count: 5, from: Model(weights: [1, -1, 0, 0.5, 0], bias: 0.3)))
    #expect(cold.weights == warm.weights)
    #expect(Fit.rounded(regression.fit(lines, count: 5)).weights == cold.weights)
  }

  @Test func theThresholdTakesMostThatItsAimAllows() {
    let lines = [
      line([], boilerplate: true, document: 0), line([], boilerplate: false, words: 1, document: 1),
      line([], boilerplate: true, document: 2), line([], boilerplate: false, words: 99, document: 3),
    ]
    let scores = [4.0, 3.0, 2.0, 1.0]
    #expect(Calibration(damage: 0, undamaged: 0).threshold(lines, scores) == 3.5)
    #expect(Calibration(damage: 1, undamaged: 0).threshold(lines, scores) == 1.5)
    #expect(Calibration(damage: 1, undamaged: 80).threshold(lines, scores) == 3.5)
    #expect(Calibration(damage: 100, undamaged: 0).threshold(lines, scores) == 1)
  }

  @Test func linesThatGoForCertainCountAsDamageBeforeAnyEvidence() {
    let lines = [
      line([], boilerplate: false, words: 2, certain: true, document: 0), line([], boilerplate: true, document: 1),
      line([], boilerplate: false, words: 98, document: 2),
    ]
    let figures = Figures(lines, [0, 5, 1]) { _ in 4 }
    #expect(figures.damage == 2)
    #expect(figures.undamaged > 66 && figures.undamaged < 67)
    #expect(figures.precision == 50)
    #expect(figures.recall == 100)
  }

  /// Some lines say nothing by themselves: they go with the lines round them, which do.
  @Test func modelsLearnWhatTheLinesRoundALineSay() throws {
    let folder = try TemporaryFolder()
    var rules = "winnow = 1\npack = \"t\"\n"
    for (id, condition) in [
      ("among-boilerplate", "evidence-near = \"70..\""), ("among-prose", "evidence-near = \"..30\""),
      ("menu", "ends = \"colon\""), ("prose", "kind = \"prose\""),
    ] {
      rules += "[[rule]]\nid = \"\(id)\"\ndo = \"weigh\"\nweight = 7\nwhen = { \(condition) }\nreason = \"r\"\n"
    }
    rules += "[profile.safe]\nthreshold = 9\ndamage = 0\nundamaged = 100\n"
    try folder.write("rules/t.toml", rules)
    let prose = "It rained all day, and the river came over the road."
    let lines =
      [(prose, 3, "K"), ("quiet words", 1, "K"), (prose, 3, "K"), ("menu:", 3, "R"), ("quiet words", 1, "R")]
      .flatMap { line, count, label in Array(repeating: (line, label), count: count) } + [
        ("menu:", "R"), ("menu:", "R"),
      ]
    var labels = ""
    for site in 0..<30 {
      try folder.write(Path("corpus/in/\(site).txt"), lines.map { $0.0 + "\n" }.joined())
      labels += "{\"id\": \"\(site)\", \"site\": \"\(site).example\", \"labels\": \"\(lines.map(\.1).joined())\"}\n"
    }
    try folder.write("corpus/labels.jsonl", labels)
    let source = RuleSource(reading: [folder.path.appending("rules")])
    let examples = try Examples(
      [WeighedCorpus(Corpus(at: folder.path.appending("corpus")))], Rulebook.weighing(source), source,
      datasets: [])
    let fit = Fit(
      examples, thresholds: source.thresholds, groupOfRule: Array(repeating: "t", count: 4), folds: 3, penalty: 1)
    #expect(examples.needsThreeParts && examples.partCount(of: 3) == 3)
    // In the order of their ids.
    #expect(fit.weights[0] > 500 && fit.weights[1] < -500 && fit.weights[2] > 500 && fit.weights[3] < -500)
    #expect(fit.profiles.map(\.all.recall) == [100] && fit.profiles.map(\.all.damage) == [0])
    let again = Fit(
      examples, thresholds: source.thresholds, groupOfRule: Array(repeating: "t", count: 4), folds: 3, penalty: 1)
    #expect(again.weights == fit.weights)
    let cleaner = Cleaner(
      try Rulebook(source).trying(
        weights: fit.weights,
        thresholds: [Evidence.Level(profile: fit.profiles[0].threshold.profile, threshold: fit.profiles[0].value)]))
    let cleaned = try cleaner.clean(Array(lines.map { $0.0 + "\n" }.joined().utf8), using: Scratch())
    #expect(String(decoding: cleaned.text, as: UTF8.self) == lines.filter { $0.1 == "K" }.map { $0.0 + "\n" }.joined())
  }

  /// What looks like a menu is one where an advertisement stands, too, and a table elsewhere.
  @Test(arguments: [("", 0.0), ("when = { document-removals = \"1..\" }\n", 100.0)])
  func documentsInWhichEvidenceHasNoSayDoNotHoldThresholdsBack(when: String, recall: Double) throws {
    let folder = try TemporaryFolder()
    try folder.write(
      "rules/t.toml",
      """
      winnow = 1
      pack = "t"
      [profile.safe]
      threshold = 9
      damage = 0
      undamaged = 100
      \(when)[[rule]]
      id = "ad"
      do = "drop-line"
      match = 'Advertisement'
      [[rule]]
      id = "menu"
      do = "weigh"
      weight = 7
      when = { ends = "colon" }
      reason = "r"
      """)
    let prose = "It rained all day, and the river came over the road.\n"
    var labels = ""
    for site in 0..<30 {
      let isArticle = site % 2 == 0
      try folder.write(
        Path("corpus/in/\(site).txt"), prose + "menu:\nmenu:\n" + (isArticle ? prose : "Advertisement\n"))
      labels += "{\"id\": \"\(site)\", \"site\": \"\(site).example\", \"labels\": \"\(isArticle ? "KKKK" : "KRR?")\"}\n"
    }
    try folder.write("corpus/labels.jsonl", labels)
    let source = RuleSource(reading: [folder.path.appending("rules")])
    let examples = try Examples(
      [WeighedCorpus(Corpus(at: folder.path.appending("corpus")))], Rulebook.weighing(source), source,
      datasets: [])
    let fit = Fit(examples, thresholds: source.thresholds, groupOfRule: ["t"], folds: 3, penalty: 1)
    #expect(fit.profiles.map(\.all.damage) == [0])
    #expect(fit.profiles.map(\.all.recall) == [recall])
  }

  @Test func aSiteIsAlwaysInTheSameFold() {
    let folds = (0..<200).map { Fit.fold(ofSite: "site-\($0).example", of: 5) }
    #expect(folds == (0..<200).map { Fit.fold(ofSite: "site-\($0).example", of: 5) })
    for fold in 0..<5 { #expect(folds.count { $0 == fold } > 20) }
  }

  @Test(arguments: [(3_190, "3.19"), (-250, "-0.25"), (500, "0.50"), (0, "0.00"), (-50_000, "-50.00")])
  func figuresAreWrittenAsTomlWantsThem(thousandths: Int, text: String) {
    #expect(WeightWriter.text(thousandths) == text)
  }

  @Test func aLinkedRuleFileIsWrittenWhereItLeadsAndKeepsItsMode() throws {
    let folder = try TemporaryFolder()
    try folder.write("real/rules.toml", "weight = 1\n")
    try folder.link("rules.toml", to: "real/rules.toml")
    #expect(chmod(folder.path.appending("real/rules.toml").description, 0o602) == 0)
    let bytes = try folder.read("rules.toml")
    var writer = WeightWriter()
    writer.set(SourcePlace(file: SourceFile(folder.path.appending("rules.toml"), bytes: bytes), range: 9..<10), 2_500)
    try writer.write()
    #expect(try folder.read("real/rules.toml") == Array("weight = 2.50\n".utf8))
    #expect(try folder.directory.status("rules.toml")?.kind == .symbolicLink)
    #expect(try folder.directory.status("real/rules.toml")?.mode == 0o602)
    #expect(try folder.directory.directory("real").entries().map(\.name) == ["rules.toml"])
  }
}
