internal import CScan

/// What the line in which a match starts shows as a whole, so that most lines need not be read.
struct LineGate: Sendable {
  /// The greatest number of characters in it.
  var longest = Int.max
  /// The greatest number of those that are no blanks. The walk along lines does not ask it.
  var mostSolid = Int.max
  /// The bytes in which it may end; LF stands for an empty line.
  var ends = ByteSet.all
  /// The bytes in which the line before must not end.
  var notAfter = ByteSet()
  /// A few bytes, one of which it holds; none where nothing is known.
  var held = ByteSet()
  /// Where it is some text, so many bytes and the same text again, how many these are.
  var between: ClosedRange<Int>?

  /// Opens it to lines that another gate lets through as well.
  mutating func formUnion(_ other: LineGate) {
    longest = max(longest, other.longest)
    mostSolid = max(mostSolid, other.mostSolid)
    ends.formUnion(other.ends)
    notAfter = notAfter.intersection(other.notAfter)
    if held != other.held { held = ByteSet() }
    if between != other.between { between = nil }
  }

  /// As the walk along lines asks it.
  ///
  /// - Parameter isLoose: Whether of a ``Shadow``: it shows s and k for characters that may be none of the unwanted.
  func kernel(isLoose: Bool) -> cscan_gate {
    let members = held.members
    let bytes = (0..<Self.mostHeld).map { members.isEmpty ? 0 : members[min($0, members.count - 1)] }
    return cscan_gate(
      longest: longest, not_after: (isLoose ? notAfter.subtracting(Self.partners) : notAfter).words, ends: ends.words,
      held: (bytes[0], bytes[1], bytes[2], bytes[3]), holds: UInt8(members.count), is_twice: between != nil,
      between_least: between?.lowerBound ?? 0, between_most: between?.upperBound ?? 0)
  }

  /// Which lines it lets through, roughly: filters with gates of one kind are read together, so that none makes others
  /// read lines that they need not.
  var kind: Kind {
    if let between { return .twice(between) }
    if !held.isEmpty { return .held(held) }
    return .size(size, isAfterEmpty: !notAfter.isEmpty)
  }

  enum Kind: Hashable {
    case twice(ClosedRange<Int>)
    case held(ByteSet)
    /// Where `isAfterEmpty`, hardly any line but those that an empty one stands before.
    case size(Size, isAfterEmpty: Bool)
  }

  enum Size {
    /// No line of more than some words.
    case short
    /// No line that ends as most sentences do.
    case unended
    /// No line that is longer than most paragraphs.
    case medium
    case any
  }

  private var size: Size {
    if longest <= Self.shortLine { return .short }
    if !ends.contains(UInt8(ascii: ".")) { return .unended }
    return longest <= Self.mediumLine ? .medium : .any
  }

  /// As many bytes as CScan looks for.
  static let mostHeld = Int(cscan_most_held)

  private static let partners = ByteSet("ks")
  /// Most of the bytes of articles stand in longer lines; in characters.
  private static let shortLine = 120
  private static let mediumLine = 400
}
