/// One sign by which a line may show that an expression can match there: every match goes with one of the expression's
/// branches.
struct Branch {
  /// Where the literal stands.
  enum Anchor {
    /// At the line's start, after blanks.
    case start
    /// At the line's end, before blanks.
    case end
    /// Anywhere in the line.
    case inner
    /// There is no literal: the line's first byte is one of ``Branch/first``.
    case first
  }

  /// In which lines a match may start, given the line that shows the sign.
  enum Lead: Equatable {
    /// In that line or one of so many before it.
    case lines(Int)
    /// In that line or the blank ones right before it, and in the line before those, where `andOneMore`.
    case blankLines(andOneMore: Bool)
    /// In any line before it, or in it.
    case anyBefore
  }

  var anchor: Anchor
  /// One of these folded strings stands there.
  var literals: [[UInt8]] = []
  /// The literal stands at the line's very start, without blanks before it.
  var startsLine = false
  /// The literal reaches the line's end, blanks apart.
  var reachesEnd = false
  /// Besides, the line starts with one of these, after blanks; empty if nothing is known.
  var prefixes: [[UInt8]] = []
  /// Besides, the line ends with one of these, before blanks; empty if nothing is known.
  var suffixes: [[UInt8]] = []
  /// The bytes with which the line begins (LF for an empty line), where that is known.
  var first: ByteSet?
  /// The least number of bytes in the line.
  var minimumBytes = 0
  /// The greatest number of characters in the line.
  var maximumCharacters = Int.max
  var lead = Lead.lines(0)
}
