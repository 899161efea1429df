internal import Files
internal import Matching
internal import Rulebook

/// What each rule costs when it is matched by itself.
enum RuleCosts {
  /// Microseconds for each megabyte (10⁶ bytes) of text, by rule.
  static func measure(_ rulebook: Rulebook, _ texts: [[UInt8]]) -> [Double] {
    var nanoseconds = [Int](repeating: 0, count: rulebook.rules.count)
    let scratch = Scratch()
    var matches = Matches()
    var enabled = [Bool](repeating: false, count: rulebook.ruleOfExpression.count)
    for text in texts {
      // What every rule pays before its first expression is tried is nobody's own cost.
      let floor = time(rulebook, text, enabled, scratch, &matches)
      for (expression, rule) in rulebook.ruleOfExpression.enumerated() {
        enabled[expression] = true
        nanoseconds[rule] += max(0, time(rulebook, text, enabled, scratch, &matches) - floor)
        enabled[expression] = false
      }
    }
    let bytes = max(1, texts.reduce(0) { $0 + $1.count })
    return nanoseconds.map { Double($0) / 1000 / (Double(bytes) / 1e6) }
  }

  private static func time(
    _ rulebook: Rulebook, _ text: [UInt8], _ enabled: [Bool], _ scratch: Scratch, _ matches: inout Matches
  ) -> Int {
    let start = MonotonicClock.now
    do {
      try rulebook.matcher.findMatches(in: text, enabled: enabled, using: scratch, into: &matches) { false }
    } catch {
      return 0  // cannot be: nothing asked it to stop
    }
    return MonotonicClock.now - start
  }
}
