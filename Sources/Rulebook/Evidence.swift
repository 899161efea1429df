public import Features

/// The rules that weigh, made ready for judging lines.
public struct Evidence: Sendable {
  /// What the sum of weights must reach for a line to go, in thousandths.
  public let threshold: Int
  /// What must hold of a document, so that evidence has a say in it.
  public let documentTests: [LineTest]
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

  init(
    _ all: [Rule], _ lineTests: [[LineTest]], threshold: Int, documentTests: [LineTest], weights: [Int]?
  ) {
    self.threshold = threshold
    self.documentTests = documentTests
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
