internal import CScan

/// What the line in which a match starts shows as a whole, so that most lines need not be read.
struct LineGate: Sendable {
  /// The greatest number of characters in it.
  var longest = Int.max
  /// The bytes in which it may end; LF stands for an empty line.
  var ends = ByteSet.all
  /// A byte that it holds.
  var held: UInt8?
  /// Where it is some text, so many bytes and the same text again, how many these are.
  var between: ClosedRange<Int>?

  /// Opens it to lines that another gate lets through as well.
  mutating func formUnion(_ other: LineGate) {
    longest = max(longest, other.longest)
    ends.formUnion(other.ends)
    if held != other.held { held = nil }
    if between != other.between { between = nil }
  }

  /// As the walk along lines asks it.
  var kernel: cscan_gate {
    cscan_gate(
      longest: longest, ends: ends.words, held: held.map(Int32.init) ?? -1, is_twice: between != nil,
      between_least: between?.lowerBound ?? 0, between_most: between?.upperBound ?? 0)
  }

  /// Which lines it lets through, roughly: filters with gates of one kind are read together.
  var kind: Kind {
    if let between { return .twice(between) }
    if let held { return .held(held) }
    if longest <= Self.shortLine { return .short }
    if !ends.contains(UInt8(ascii: ".")) { return .unended }
    return longest <= Self.mediumLine ? .medium : .any
  }

  enum Kind: Hashable {
    case twice(ClosedRange<Int>)
    case held(UInt8)
    /// No line of more than some words.
    case short
    /// No line that ends as most sentences do.
    case unended
    /// No line that is longer than most paragraphs.
    case medium
    case any
  }

  /// Most of the bytes of articles stand in longer lines; in characters.
  private static let shortLine = 120
  private static let mediumLine = 400
}
