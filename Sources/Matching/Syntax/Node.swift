/// A part of a pattern, as far as it is understood.
enum Node: Sendable {
  /// The character itself; in either case, where `caseless`.
  case character(UInt32, caseless: Bool)
  /// Printable ASCII characters, one after the other: what most of a pattern is, kept together.
  case string([UInt8], caseless: Bool)
  /// One character of a class.
  indirect case set(CharacterClass)
  /// One after the other.
  case sequence([Node])
  /// One of them; a single one is an atomic group.
  case alternation([Node])
  /// `minimum` to `maximum` times; `Int.max` is without end. Greedy, lazy or possessive is not told apart.
  indirect case repetition(Node, minimum: Int, maximum: Int)
  /// `^` where it matches at every line's start.
  case lineStart
  /// `$` where it matches at every line's end.
  case lineEnd
  /// `\A`, or `^` outside multiline mode.
  case textStart
  /// `\z`.
  case textEnd
  /// `\Z`, or `$` outside multiline mode: looks past the line feed that ends a line.
  case textEndOrBefore
  /// `\b`.
  case wordBoundary
  /// `\B`, `\K`: takes no text and looks no further than the next character.
  case zeroWidth
  /// A look ahead: what it looks for must follow, or, where negative, must not.
  indirect case lookahead(Node, isNegative: Bool)
  /// A look behind.
  indirect case lookbehind(Node, isNegative: Bool)
  /// What a group matched before. Where the group stands in the same sequence, `back` nodes before, and what is taken is
  /// its very bytes: that number.
  case backreference(back: Int?)
  /// Anything: it may match any text, and look anywhere.
  case unknown

  /// Nothing at all.
  static let empty = Node.sequence([])
}
