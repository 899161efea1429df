internal import Cleaning
internal import Features
internal import Files
internal import Formats
internal import Matching
public import Rulebook

/// A labelled text that can't be read: without it the labels would be those of another corpus.
public struct UnreadableText: Error, CustomStringConvertible {
  /// The file, and why.
  public let description: String
}

/// Everything that a model is fitted on or judged by: the lines of corpora, under a rulebook's rules.
public struct Examples: Sendable {
  let documents: [LabelledDocument]
  private(set) var lines: [LabelledLine]
  /// The lines of each document, judged or not.
  private let weighings: [Weighing]
  /// How many rules weigh.
  let ruleCount: Int
  /// The weights that fitting leaves alone, by the rule's place among those that weigh.
  let fixedWeights: [Int: Double]

  /// The rules that ask what evidence stands round a line, by their place: which of them hold of a line depends on what the
  /// others weigh.
  let relativeRules: Set<Int>

  /// How many lines were judged by people.
  public var lineCount: Int { lines.count }
  /// How many documents there are, and how many of them models are fitted on.
  public var documentCount: (all: Int, training: Int) { (documents.count, documents.count { $0.isTraining }) }
  /// How many lines of the documents for fitting people kept, and how many they removed; of those that weights decide on, as
  /// nothing is learnt from the others.
  public var judgedCount: (kept: Int, removed: Int) {
    let judged = lines.filter { documents[$0.document].isTraining && $0.isLearnt }
    let removed = judged.count { $0.isBoilerplate }
    return (judged.count - removed, removed)
  }
  /// How many documents that profiles are judged on have little to remove, as the labels say.
  public var lightCount: Int { documents.count { $0.isLight && $0.isMeasure } }
  /// How many of those that models are fitted on name no site.
  public var unnamedSites: Int { documents.count { $0.isTraining && $0.namesNoSite } }
  /// How many sites the documents for fitting are from that profiles are judged on.
  public var siteCount: Int { Set(documents.filter { $0.isTraining && $0.isMeasure }.map(\.site)).count }

  /// Reads corpora.
  ///
  /// - Parameters:
  ///   - corpora: The first is what profiles are calibrated and judged on; the others are fitted on, too.
  ///   - rulebook: A rulebook as ``Rulebook/weighing(_:)`` gives it.
  ///   - source: What the rulebook was made of: its profiles say in which documents evidence has a say.
  ///   - datasets: The sets to fit on; empty: all. The others are judged only.
  public init(
    _ corpora: [WeighedCorpus], _ rulebook: Rulebook, _ source: RuleSource, datasets: [String]
  ) throws {
    var documents: [LabelledDocument] = []
    var lines: [LabelledLine] = []
    var weighings: [Weighing] = []
    let cleaner = Cleaner(rulebook)
    let scratch = Scratch()
    let profiles = Set(source.thresholds.map(\.profile)).map { ($0, source.documentTests(of: $0)) }
    var places = [Int](repeating: -1, count: rulebook.rules.count)
    for (place, rule) in (rulebook.evidence?.rules ?? []).enumerated() { places[rule] = place }
    var fixedWeights: [Int: Double] = [:]
    for (place, rule) in (rulebook.evidence?.rules ?? []).enumerated() where rulebook.rules[rule].isFixed {
      fixedWeights[place] = Double(rulebook.rules[rule].weight ?? 0) / 1000
    }
    let items = corpora.enumerated().flatMap { place, corpus in corpus.corpus.items.map { (place, corpus, $0) } }
    for (place, corpus, item) in items {
      let isTraining = datasets.isEmpty || datasets.contains(item.dataset ?? "")
      guard item.isLabelled, isTraining || place == 0 else { continue }
      let raw = try Directory.readFollowing(item.path)
      let text: Document
      do { text = try Input(path: item.path.name, bytes: raw).document() } catch {
        throw UnreadableText(description: "\(item.path): \(error)")
      }
      guard let labels = try item.labels(of: raw, text) else { continue }
      let context = Context(language: text.detectedLanguage, path: item.path.name.description)
      let measured = try cleaner.measure(text.text, context: context, using: scratch)
      let removals = try cleaner.clean(text.text, context: context, using: scratch).removals
      let numbers = Examples.lineNumbers(text.text)
      for (line, verdict) in measured.verdicts.enumerated() {
        guard let number = numbers[verdict.range.lowerBound], number < labels.count else { continue }
        let words = measured.features.value(.words, of: line)
        let isBoilerplate = labels[number] == UInt8(ascii: "R")
        guard isBoilerplate || labels[number] == UInt8(ascii: "K"), measured.features.value(.wordless, of: line) == 0
        else {
          continue
        }
        lines.append(
          LabelledLine(
            rules: verdict.rules.map { places[$0] }, isBoilerplate: isBoilerplate, words: max(1, words),
            isCertain: removals.contains {
              $0.range.lowerBound <= verdict.range.lowerBound && $0.range.upperBound >= verdict.range.upperBound
            },
            isSettled: verdict.rules.contains { rulebook.rules[$0].isFixed }, document: documents.count, place: line,
            importance: corpus.importance(isBoilerplate: isBoilerplate, words: max(1, words))))
      }
      if let weighing = measured.weighing { weighings.append(weighing) }
      documents.append(
        LabelledDocument(
          name: item.name, site: item.site ?? item.name, namesNoSite: item.site == nil, dataset: item.dataset ?? "",
          isLight: item.isLight,
          isTraining: isTraining, isMeasure: place == 0, silent: Examples.silent(profiles, measured.features)))
    }
    self.documents = documents
    self.lines = lines
    self.weighings = weighings
    relativeRules = Set((rulebook.evidence?.relative).map { Weighing.places($0[...]) } ?? [])
    self.fixedWeights = fixedWeights
    ruleCount = rulebook.evidence?.rules.count ?? 0
  }

  /// The profiles in which evidence has no say in a document.
  private static func silent(
    _ profiles: [(name: String, tests: [LineTest])], _ features: DocumentFeatures
  ) -> Set<String> {
    Set(profiles.filter { !features.passes($0.tests, line: 0) }.map(\.name))
  }

  /// Whether what models are fitted on must fall into three parts or more: where rules ask for the evidence round a line, there
  /// must be some to learn from that are neither of the part that is judged nor of the part that is learnt from.
  public var needsThreeParts: Bool { !relativeRules.isEmpty }

  /// Into how many of some parts the documents fall that models are fitted on.
  public func partCount(of folds: Int) -> Int {
    let learnt = Set(lines.filter(\.isLearnt).map(\.document)).filter { documents[$0].isTraining }
    return Set(learnt.map { Fit.fold(ofSite: documents[$0].site, of: folds) }).count
  }

  /// The same where rules weigh so much.
  ///
  /// - Parameter weights: Of the rules, for each document.
  func weighing(_ weights: (_ document: Int) -> [Double]) -> Examples {
    var examples = self
    let rules = weighings.enumerated().map { document, weighing in
      weighing.rules(weighing: weights(document).map { Int(($0 * 1000).rounded()) })
    }
    for line in lines.indices { examples.lines[line].rules = rules[lines[line].document][lines[line].place] }
    return examples
  }

  private static func lineNumbers(_ text: [UInt8]) -> [Int: Int] {
    var numbers = [0: 0]
    for (offset, byte) in text.enumerated() where byte == 0x0A { numbers[offset + 1] = numbers.count }
    return numbers
  }
}
