public import Features

/// The rules that weigh, made ready for judging lines.
public struct Evidence: Sendable {
  /// How much evidence removes a line.
  public struct Level: Sendable, Equatable {
    /// The profile that says so.
    public let profile: String
    /// What the sum of weights must reach, in thousandths.
    public let threshold: Int

    /// - Parameter threshold: In thousandths.
    public init(profile: String, threshold: Int) {
      self.profile = profile
      self.threshold = threshold
    }
  }

  /// What counts in this order: a level follows where the one before would take ``mostProse``.
  public let levels: [Level]
  /// How much of a document's prose evidence may take, in percent of its bytes, exclusive; `nil`: all of it. Where it would
  /// take as much, what looks like boilerplate is the text itself, and a more careful level counts; after the last one,
  /// none.
  public let mostProse: Int?
  /// What must hold of a document, so that evidence has a say in it.
  public let documentTests: [LineTest]
  /// Whether it has none where rules that need no evidence take nothing.
  public let needsRemovals: Bool
  /// The indices of the rules that weigh, ascending.
  public let rules: [Int]
  /// The weights of these rules, in thousandths.
  public let weights: [Int]
  /// Tells of which lines the rules' conditions hold, those left out that ask for the evidence round a line.
  public let sieve: RuleSieve
  /// Tells of which lines those hold that ask for it.
  public let relativeSieve: RuleSieve
  /// The rules that ask for it; a bit a rule in the order of ``rules``. All others say what a line shows by itself.
  public let relative: [UInt64]
  /// Whether there are any.
  public let isRelative: Bool
  /// The rules that must match, too; a bit a rule in the order of ``rules``.
  public let matched: [UInt64]

  /// A sum of weights, or what it must reach, as it is told: `+2.37`.
  ///
  /// - Parameter thousandths: The sum, in thousandths.
  public static func told(_ thousandths: Int) -> String {
    (thousandths < 0 ? "" : "+") + "\(Double(thousandths) / 1000)"
  }

  init(
    _ all: [Rule], _ lineTests: [[LineTest]], levels: [Level], mostProse: Int?, documentTests: [LineTest],
    weights: [Int]?
  ) {
    self.levels = levels
    self.mostProse = mostProse
    self.documentTests = documentTests
    needsRemovals = documentTests.contains { $0.refuses(.documentRemovals, 0) }
    rules = all.indices.filter { all[$0].action == .weigh }
    self.weights = weights ?? rules.map { all[$0].weight ?? 0 }
    sieve = RuleSieve(rules.map { lineTests[$0].filter { !$0.needsEvidence } })
    relativeSieve = RuleSieve(rules.map { lineTests[$0].filter(\.needsEvidence) })
    var relative = sieve.firstBits
    for (index, rule) in rules.enumerated() where lineTests[rule].contains(where: \.needsEvidence) {
      relative[index / 64] |= 1 << UInt64(index % 64)
    }
    self.relative = relative
    isRelative = relative.contains { $0 != 0 }
    var matched = sieve.firstBits
    for (index, rule) in rules.enumerated() where !all[rule].expressions.isEmpty {
      matched[index / 64] |= 1 << UInt64(index % 64)
    }
    self.matched = matched
  }
}
