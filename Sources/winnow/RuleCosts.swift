internal import Matching
internal import Rulebook

/// What each rule costs: the time that PCRE2 takes where the index sends it for the rule. What all rules share, the
/// index, is no rule's own.
enum RuleCosts {
  private static let rounds = 3

  /// Microseconds for each megabyte (10⁶ bytes) of text, by rule.
  ///
  /// - Parameter show: Told how many texts of how many are behind it, each as often as it is looked at.
  static func measure(
    _ rulebook: Rulebook, _ texts: [[UInt8]], show: (_ done: Int, _ total: Int) -> Void
  ) throws -> [Double] {
    let total = texts.count * (rounds + 1)
    var done = 0
    let matcher = rulebook.matcher
    let scratch = Scratch()
    var matches = Matches()
    // What is made when it is first needed, machine code above all, is made now.
    for text in texts {
      show(done, total)
      try matcher.findMatches(in: text, enabled: [], using: scratch, into: &matches) { false }
      done += 1
    }
    var profile = MatchProfile(of: matcher)
    for _ in 0..<rounds {
      for text in texts {
        show(done, total)
        try matcher.findMatches(in: text, using: scratch, into: &matches, profile: &profile)
        done += 1
      }
    }
    var costs = [Double](repeating: 0, count: rulebook.rules.count)
    for (expression, rule) in rulebook.ruleOfExpression.enumerated() {
      costs[rule] += profile.costs[expression].time / .microseconds(1)
    }
    let megabytes = Double(max(1, profile.bytes)) / 1e6
    return costs.map { $0 / megabytes }
  }
}
