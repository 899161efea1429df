/// One sign by which a line may show that an expression can match there: every match goes with one of the expression's
/// branches.
struct Branch: Equatable, Sendable {
  /// Where the literal stands.
  enum Anchor: Sendable {
    /// At the line's start, after blanks.
    case start
    /// At the line's end, before blanks.
    case end
    /// At the line's first ASCII letter or digit, with which it begins.
    case firstWord
    /// At the start of a word, with which it begins; or it begins with a character that is neither an ASCII letter or
    /// digit nor a space.
    case word
    /// Anywhere in the line.
    case inner
    /// There is no literal: the line's first byte is one of ``Branch/first``.
    case first
  }

  /// In which lines a match may start, given the line that shows the sign.
  enum Lead: Equatable, Sendable {
    /// In that line or one of so many before it.
    case lines(Int)
    /// In that line or the blank ones right before it, and in the line before those, where `andOneMore`.
    case blankLines(andOneMore: Bool)
    /// In any line before it, or in it.
    case anyBefore
  }

  var anchor: Anchor
  /// One of these folded strings stands there.
  var literals = Strings()
  /// The literal stands at the line's very start, without blanks before it.
  var startsLine = false
  /// The literal reaches the line's end, blanks apart.
  var reachesEnd = false
  /// No ASCII letter, digit or underscore follows the literal.
  var endsWord = false
  /// No ASCII letter or digit stands between the literal and the line's end.
  var isLastWord = false
  /// The greatest number of characters between the literal and the line's end.
  var charactersToEnd = Int.max
  /// Besides, the line starts with one of these, after blanks; empty if nothing is known.
  var prefixes = Strings()
  /// Besides, the line ends with one of these, before blanks; empty if nothing is known.
  var suffixes = Strings()
  /// The bytes with which the line begins (LF for an empty line), where that is known.
  var first: ByteSet?
  /// The least number of bytes in the line.
  var minimumBytes = 0
  /// The greatest number of characters in the line.
  var maximumCharacters = Int.max
  /// The greatest number of those that are no blanks.
  var maximumSolid = Int.max
  var lead = Lead.lines(0)
}

extension Branch {
  /// The same branches, with those made one that differ in their literals alone.
  static func merged(_ branches: [Branch]) -> [Branch] {
    if branches.count == 1 { return branches }
    var result: [Branch] = []
    var collected: [Strings] = []
    for var branch in branches {
      let literals = branch.literals
      branch.literals = Strings()
      if let place = result.firstIndex(of: branch) {
        collected[place].append(literals)
      } else {
        result.append(branch)
        collected.append(literals)
      }
    }
    for place in result.indices { result[place].literals = collected[place].sorted }
    return result
  }
}
