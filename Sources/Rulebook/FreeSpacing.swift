/// What the flag x leaves out of a regex.
enum FreeSpacing {
  /// The first two words with plain blanks between them, which do not count: "Follow us" asks for "Followus".
  ///
  /// Blanks in a class, escaped ones and those of `\Q…\E` count; what follows `#` does not, up to the line's end. Whoever
  /// sets out a regex has blanks beside brackets, bars and quantifiers, or a word a line, and is not meant.
  static func joinedWords(in pattern: String) -> (first: String, second: String)? {
    let scalars = Array(pattern.unicodeScalars)
    var place = 0
    var word = ""
    while place < scalars.count {
      let scalar = scalars[place]
      switch scalar {
      case "\\" where place + 1 < scalars.count && scalars[place + 1] == "Q":
        place = end(ofQuotationAt: place, scalars)
      case "\\": place += 2
      case "[": place = end(ofClassAt: place, scalars)
      case "#": place = scalars[place...].firstIndex(of: "\n") ?? scalars.count
      case " " where !word.isEmpty:
        let next = scalars[place...].drop { $0 == " " }.prefix { $0.properties.isAlphabetic }
        if !next.isEmpty { return (word, text(next)) }
        place += 1
      case _ where scalar.properties.isAlphabetic:
        word.unicodeScalars.append(scalar)
        place += 1
        continue
      default: place += 1
      }
      word = ""
    }
    return nil
  }

  private static func text(_ scalars: some Sequence<Unicode.Scalar>) -> String {
    var text = ""
    text.unicodeScalars.append(contentsOf: scalars)
    return text
  }

  private static func end(ofQuotationAt place: Int, _ scalars: [Unicode.Scalar]) -> Int {
    for end in scalars.indices.dropFirst(place + 2) where scalars[end] == "E" && scalars[end - 1] == "\\" {
      return end + 1
    }
    return scalars.count
  }

  /// The first `]` of a class, or of what follows `[^`, is one of its characters.
  private static func end(ofClassAt place: Int, _ scalars: [Unicode.Scalar]) -> Int {
    var place = place + 1
    if place < scalars.count, scalars[place] == "^" { place += 1 }
    let first = place
    while place < scalars.count {
      if scalars[place] == "\\" {
        place += 2
      } else if scalars[place] == "]", place > first {
        return place + 1
      } else if scalars[place] == "[", place + 1 < scalars.count, scalars[place + 1] == ":" {
        place = (scalars[place...].firstIndex(of: "]") ?? scalars.count) + 1
      } else {
        place += 1
      }
    }
    return scalars.count
  }
}
