/// What the flag x leaves out of a regex.
enum FreeSpacing {
  /// The first two words with plain blanks between them, which do not count: "Follow us" asks for "Followus".
  ///
  /// Blanks in a class, escaped ones and those of `\Q…\E` count; what follows `#` does not, up to the line's end. Whoever
  /// sets out a regex has blanks beside brackets, bars and quantifiers, or a word a line, and is not meant.
  static func joinedWords(in pattern: String) -> (first: String, second: String)? {
    let scalars = Array(pattern.unicodeScalars)
    // Where a group may switch the flag off, or is a comment, blanks may count after all.
    if changesFlags(scalars) { return nil }
    var place = 0
    var word = ""
    while place < scalars.count {
      let scalar = scalars[place]
      switch scalar {
      case "\\" where place + 1 < scalars.count && scalars[place + 1] == "Q":
        place = end(ofQuotationAt: place, scalars)
      case "\\": place = end(ofEscapeAt: place, scalars)
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

  /// What a regex of one line loses to a comment: nobody who has one line writes remarks into it. `nil` where there is none.
  static func comment(inOneLine pattern: String) -> String? {
    let scalars = Array(pattern.unicodeScalars)
    if scalars.contains("\n") || changesFlags(scalars) { return nil }
    var place = 0
    while place < scalars.count {
      switch scalars[place] {
      case "\\" where place + 1 < scalars.count && scalars[place + 1] == "Q":
        place = end(ofQuotationAt: place, scalars)
      case "\\": place = end(ofEscapeAt: place, scalars)
      case "[": place = end(ofClassAt: place, scalars)
      case "#": return text(scalars[place...])
      default: place += 1
      }
    }
    return nil
  }

  private static func changesFlags(_ scalars: [Unicode.Scalar]) -> Bool {
    scalars.indices.dropLast(2).contains { place in
      guard scalars[place] == "(", scalars[place + 1] == "?" else { return false }
      let flags = scalars[(place + 2)...].prefix { $0 != ":" && $0 != ")" }
      return flags.first == "#" || flags.first == "^"
        || flags.contains("-") && flags.allSatisfy { $0.isASCII && ($0 == "-" || $0.properties.isAlphabetic) }
    }
  }

  /// Behind an escape, and what belongs to it: `\pL`, `\cA`, `\x4a`.
  private static func end(ofEscapeAt place: Int, _ scalars: [Unicode.Scalar]) -> Int {
    guard place + 2 < scalars.count else { return scalars.count }
    let argument = scalars[place + 2]
    switch scalars[place + 1] {
    case "p", "P", "x", "o", "N", "k", "g":
      if argument == "{" { return (scalars[place...].firstIndex(of: "}") ?? scalars.count - 1) + 1 }
      if scalars[place + 1] != "x" { return place + 3 }
      return place + 2 + scalars[(place + 2)...].prefix(2).prefix { $0.properties.isASCIIHexDigit }.count
    case "c": return place + 3
    default: return place + 2
    }
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
