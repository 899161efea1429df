/// Lines of a text in which a match of an expression, or of one of its patterns, may start.
struct Candidate: Sendable {
  /// The expression in the upper half, the first line in the lower one: the order of the work.
  let key: UInt64
  /// The last line.
  let last: UInt32
  /// Which of the expression's patterns.
  let alternative: UInt32

  init(expression: UInt32, alternative: UInt32 = 0, lines: ClosedRange<Int>) {
    key = UInt64(expression) << 32 | UInt64(UInt32(lines.lowerBound))
    last = UInt32(lines.upperBound)
    self.alternative = alternative
  }

  var expression: Int { Int(key >> 32) }
  var lines: ClosedRange<Int> { Int(UInt32(truncatingIfNeeded: key))...Int(last) }
}
