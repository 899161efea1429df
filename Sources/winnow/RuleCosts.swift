internal import Matching
internal import Rulebook

/// What each rule costs: the time that PCRE2 takes where the index sends it for the rule. What all rules share, the
/// index, is no rule's own.
enum RuleCosts {
  private static let rounds = 3

  /// Microseconds for each megabyte (10⁶ bytes) of text, by rule.
  static func measure(_ rulebook: Rulebook, _ texts: [[UInt8]]) throws -> [Double] {
    let matcher = rulebook.matcher
    let scratch = Scratch()
    var matches = Matches()
    // What is made when it is first needed, machine code above all, is made now.
    for text in texts { try matcher.findMatches(in: text, enabled: [], using: scratch, into: &matches) { false } }
    var profile = MatchProfile(of: matcher)
    for _ in 0..<rounds {
      for text in texts { try matcher.findMatches(in: text, using: scratch, into: &matches, profile: &profile) }
    }
    var costs = [Double](repeating: 0, count: rulebook.rules.count)
    for (expression, rule) in rulebook.ruleOfExpression.enumerated() {
      costs[rule] += profile.costs[expression].time / .microseconds(1)
    }
    let megabytes = Double(max(1, profile.bytes)) / 1e6
    return costs.map { $0 / megabytes }
  }
}
