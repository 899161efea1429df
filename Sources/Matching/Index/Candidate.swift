/// Lines of a text in which a match of an expression may start.
struct Candidate: Sendable {
  /// The expression in the upper half, the first line in the lower one: the order of the work.
  let key: UInt64
  /// The last line.
  let last: UInt32

  init(expression: UInt32, lines: ClosedRange<Int>) {
    key = UInt64(expression) << 32 | UInt64(UInt32(lines.lowerBound))
    last = UInt32(lines.upperBound)
  }

  var expression: Int { Int(key >> 32) }
  var lines: ClosedRange<Int> { Int(UInt32(truncatingIfNeeded: key))...Int(last) }
}
