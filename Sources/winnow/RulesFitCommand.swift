internal import Arguments
internal import Cleaning
internal import Diagnostics
internal import Files
internal import Fitting
internal import Formats
internal import Matching
internal import Rulebook

/// `winnow rules fit`
enum RulesFitCommand: Command {
  static let syntax = Syntax(
    command: "winnow rules fit", operands: "CORPUS…", operandCount: 1...(.max),
    about: """
      Find the weights and thresholds of rules that weigh, from texts that people have labelled.
      CORPUS holds in/ and labels.jsonl. Weights are written into the rule files in place; nothing else changes there.
      Of several, profiles are calibrated and judged on the first; the others are fitted on, too.
      """,
    options: [
      Option(
        "rules", value: "DIR", repeats: true,
        "Rule folder or file, whose weights are written; may be given again. With --check, default: the shipped packs."),
      Option("pack", value: "NAME", "Write the weights of this pack alone; all are fitted. Default: every pack."),
      Option("datasets", value: "NAMES", "Fit on these sets (comma between); others are only judged. Default: all."),
      Option(
        "weight", value: "CORPUS=N", repeats: true,
        "What a line of that corpus (its folder's name) counts for in fitting. Default: 1."),
      Option(
        "length", value: "CORPUS=N", repeats: true,
        "There a removed line counts N times the root of half its words, at least 1. Default: 0."),
      Option(
        "folds", value: "N",
        """
        Judge by so many models, each fitted without the sites it judges; at least 3 where rules ask for the evidence \
        round a line. Default: 5.
        """),
      Option("penalty", value: "N", "How strongly weights are held back; more for few texts. Default: 80."),
      Option("judge", value: "CORPUS", repeats: true, "With --out: another corpus of the same sites to clean."),
      Option(
        "out", value: "DIR",
        "Clean the first corpus, each text by the model that has not seen its site: DIR/CORPUS/PROFILE/NAME.txt."),
      Option("check", "Write nothing; fail where weights would change."),
    ],
    notes: """
      The model is a logistic regression over the rules that hold of each line, with a quadratic penalty; a removed line
      counts 1 (see --length), a line of the article the root of half its words. A profile's threshold is the lowest that keeps to its
      aims (damage and undamaged) on sites that a model was not fitted on, and its margin on top. The same corpus gives the
      same bytes. Texts of one site alone, and labels of one kind alone, are refused; few sites or documents, warned of.
      So are profiles that miss their aims by far; what certain rules alone take counts, too.
      Exit status: 0 all well; 1 --check found other weights, or a text could not be read; 2 usage, or unusable rules.
      """)

  static func run(_ invocation: Invocation) throws -> ExitStatus {
    let source = RuleSource(reading: try folders(invocation))
    let rulebook = try Rulebook.weighing(source)
    guard let evidence = rulebook.evidence, !evidence.rules.isEmpty else {
      throw Failure(.usage, "winnow: none of these rules weighs\n  help: such a rule has do = \"weigh\" and a weight")
    }
    let corpora = try weighed(invocation)
    let datasets = try invocation.text("datasets")?.split(separator: ",").map(String.init) ?? []
    let examples = try Examples(corpora, rulebook, source, datasets: datasets)
    if let pack = try invocation.text("pack"), !rulebook.packs.contains(where: { $0.name == pack }) {
      let known = rulebook.packs.map(\.name).joined(separator: ", ")
      throw invocation.error("there is no pack '\(pack)'; there are: \(known)")
    }
    let folds = try invocation.integer("folds", in: 2...50) ?? 5
    try checkSize(examples, folds)
    let parts = examples.partCount(of: folds)
    if examples.needsThreeParts, parts < 3 {
      throw Failure(
        .faults,
        """
        winnow: rules ask for the evidence round a line, which takes three parts of labelled texts; these fall into \(parts) of \(folds)
          help: label texts of more sites, or ask for more --folds
        """)
    }
    let output = try invocation.path("out").map { folder throws(FileError) in try Directory.openOrMake(folder) }
    let fit = Fit(
      examples, thresholds: source.thresholds, groupOfRule: evidence.rules.map { group(of: rulebook.rules[$0]) },
      folds: folds,
      penalty: Double(try invocation.integer("penalty", in: 1...100_000) ?? 80))
    try Console.print(FitReport(examples, fit).text)
    for warning in fit.profiles.compactMap(FitReport.warning) { Console.complain(warning) }
    if let output {
      let others = invocation.all("judge")
      try FoldCleaning(rulebook, fit).clean(invocation.operands.prefix(1) + others, into: output)
    }
    return try write(fit, rulebook, evidence, invocation)
  }

  /// The rules to fit. Those that came with the program are another's work, and what is written into an installed package is
  /// gone with its next version: only who names them has them rewritten.
  private static func folders(_ invocation: Invocation) throws -> [Path] {
    let named = invocation.all("rules")
    let folders = try RuleOptions.folders(named)
    guard named.isEmpty, !invocation.has("check") else { return folders }
    throw Failure(
      .usage,
      """
      winnow: the packs that come with Winnow are not rewritten unasked
        help: copy them, and fit the copy: cp -rL \(folders[0]) my-rules; winnow rules fit --rules my-rules …
      """)
  }

  /// Below that a corpus says little about other sites.
  private static let (fewSites, fewDocuments) = (5, 20)

  /// Refuses what no model can be judged by, and warns of what it can hardly be.
  private static func checkSize(_ examples: Examples, _ folds: Int) throws(Failure) {
    let documents = examples.documentCount.training
    guard documents > 0 else { throw Failure(.faults, "winnow: there are no labelled texts to fit on") }
    let sites = examples.siteCount
    guard sites > 1 else {
      throw Failure(
        .faults,
        """
        winnow: all labelled texts are of one site, and a model is judged on sites that it was not fitted on; nothing is written
          help: label texts of more sites, and name them in labels.jsonl as "site"
        """)
    }
    let judged = examples.judgedCount
    for (count, label) in [(judged.kept, "K, keep"), (judged.removed, "R, remove")] where count == 0 {
      throw Failure(
        .faults,
        """
        winnow: no line of the labelled texts that only weights decide on has the label \(label), so there is nothing to tell \
        apart; nothing is written
          help: label lines of both kinds, some hundred documents of many sites
        """)
    }
    guard examples.partCount(of: folds) > 1 else {
      throw Failure(
        .faults,
        """
        winnow: the labelled sites all fall into one of \(folds) parts, and a model is judged on a part that it was not fitted on
          help: label texts of more sites, or ask for more --folds
        """)
    }
    let unnamed = examples.unnamedSites
    if unnamed > 0 {
      Console.complain(
        """
        winnow: warning: \(Console.counted(unnamed, "document")) in labels.jsonl without "site", each taken for a site of its own
          help: name the site, as "site": "www.example.org"; a model that has seen other texts of a site looks better than it is
        """)
    }
    if sites < fewSites || documents < fewDocuments {
      Console.complain(
        """
        winnow: warning: \(Console.counted(documents, "document")) of \(sites) sites say little about others: these weights and thresholds may be chance
          help: some hundred documents of many sites make a model; look at what it does with texts of yours before you use it
        """)
    }
  }

  private static func weighed(_ invocation: Invocation) throws -> [WeighedCorpus] {
    let names = invocation.operands.map(\.name.description)
    var figures = ["weight": [String: Double](), "length": [:]]
    for option in ["weight", "length"] {
      for path in invocation.all(option) {
        let text = path.description
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, let number = Double(parts[1]), number.isFinite, number >= 0 else {
          throw Failure(.usage, "winnow: --\(option) is not NAME=N: '\(text)'\n  help: as --\(option) naive=0.2")
        }
        guard names.contains(parts[0]) else {
          throw Failure(
            .usage,
            "winnow: --\(option): no corpus is named '\(parts[0])'\n  help: there are: \(names.joined(separator: ", "))"
          )
        }
        figures[option, default: [:]][parts[0]] = number
      }
    }
    return try zip(invocation.operands, names).map { path, name in
      let corpus = try Corpus(at: path)
      if corpus.missingTexts > 0 {
        let texts = Console.counted(corpus.missingTexts, "labelled document")
        Console.complain("winnow: warning: \(path): the texts of \(texts) are not there, in/NAME.txt for the id NAME")
      }
      return WeighedCorpus(
        corpus, weight: figures["weight"]?[name] ?? 1, length: figures["length"]?[name] ?? 0)
    }
  }

  /// The file that a rule stands in, without folder and ending.
  private static func group(of rule: Rule) -> String {
    let name = Path(rule.file).name.description
    return name.hasSuffix(".toml") ? String(name.dropLast(5)) : name
  }

  private static func write(
    _ fit: Fit, _ rulebook: Rulebook, _ evidence: Evidence, _ invocation: Invocation
  ) throws -> ExitStatus {
    let pack = try invocation.text("pack")
    var writer = WeightWriter()
    for (place, rule) in evidence.rules.enumerated() {
      let rule = rulebook.rules[rule]
      guard pack == nil || rule.id.hasPrefix("\(pack ?? "")/"), !rule.isFixed,
        let at = rule.weightPlace
      else { continue }
      writer.set(at, fit.weights[place])
    }
    for profile in fit.profiles where pack == nil || profile.threshold.pack == pack {
      writer.set(profile.threshold.place, profile.value)
    }
    let changed = writer.changed.map(\.file.name)
    if invocation.has("check") {
      for name in changed { Console.complain("winnow: \(name): the weights are not those of this corpus") }
      return changed.isEmpty ? .success : .faults
    }
    try writer.write()
    try Console.print(
      changed.isEmpty ? "weights unchanged" : "weights written to \(Console.counted(changed.count, "file"))")
    return .success
  }
}
