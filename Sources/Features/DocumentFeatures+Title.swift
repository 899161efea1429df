extension DocumentFeatures {
  /// The bytes of the longest title, and of the longest line that may be one.
  private static let longestTitle = 600
  /// The letters that the first part of a title must have to stand for all of it.
  private static let fewestLetters = 10

  /// Marks the line that is the document's title: of several, the last one above the core.
  ///
  /// - Parameters:
  ///   - title: As the page or whoever fetched it tells it, with or without the site's name: `Snow shuts three schools - The Example`; or
  ///     as its URL spells it, in Latin letters without accents.
  ///   - text: The text that was measured.
  public mutating func setTitle(_ title: String, in text: [UInt8]) {
    // Each way to part a title is tried: of a megabyte of bars, that would take hours.
    let wanted = title.utf8.count <= Self.longestTitle ? Self.titles(in: title) : []
    if wanted.isEmpty { return }
    let isPlain = title.utf8.allSatisfy { $0 < 0x80 }
    let lines = facts.indices.filter { line in
      let bytes = text[facts[line].start..<facts[line].end]
      guard bytes.count <= Self.longestTitle else { return false }
      let letters = Self.letters(of: String(decoding: bytes, as: UTF8.self))
      if wanted.contains(letters) { return true }
      guard isPlain, bytes.contains(where: { $0 >= 0x80 }) else { return false }
      return [false, true].contains { wanted.contains(Self.plain(letters, umlautsAsTwo: $0)) }
    }
    guard let line = lines.last(where: { $0 < core.lowerBound }) ?? lines.first else { return }
    set(.titled, of: line, 1)
  }

  /// The letters of all that a line may hold that is a title: the whole, or what stands before or after the site's name.
  private static func titles(in title: String) -> Set<String> {
    let whole = letters(of: title)
    if whole.isEmpty { return [] }
    var titles: Set = [whole]
    let parts = parts(of: title)
    for cut in parts.indices.dropFirst() {
      let (head, tail) = (letters(of: parts[..<cut].joined()), letters(of: parts[cut...].joined()))
      if head.count * 2 >= whole.count || cut == 1 && head.count >= fewestLetters { titles.insert(head) }
      if tail.count * 2 >= whole.count { titles.insert(tail) }
    }
    return titles
  }

  /// What stands between bars, and between dashes, dots and the like with blanks round them.
  private static func parts(of title: String) -> [String] {
    let words = title.split(whereSeparator: \.isWhitespace)
    var parts = [""]
    for word in words {
      if word.count == 1, word.first.map({ "-–—|·•»«/:".contains($0) }) == true {
        parts.append("")
      } else {
        let pieces = word.split(separator: "|", omittingEmptySubsequences: false)
        parts[parts.count - 1] += " " + pieces[0]
        parts += pieces.dropFirst().map(String.init)
      }
    }
    return parts
  }

  /// Letters and digits alone, in lower case: pages write blanks, quotes and dashes now so, now so.
  private static func letters(of text: String) -> String {
    var letters = String.UnicodeScalarView()
    for scalar in text.lowercased().unicodeScalars {
      let properties = scalar.properties
      if properties.isAlphabetic || properties.numericType != nil || properties.generalCategory == .nonspacingMark {
        letters.append(scalar)
      }
    }
    return String(letters)
  }

  /// Latin letters without their accents, as URLs spell them.
  ///
  /// - Parameter umlautsAsTwo: Whether an umlaut is spelt with an e, as German ones are.
  private static func plain(_ letters: String, umlautsAsTwo: Bool) -> String {
    letters.unicodeScalars.reduce(into: "") { plain, scalar in
      guard scalar.value >= 0x80, let name = scalar.properties.name, name.hasPrefix(latin) else {
        if scalar.properties.generalCategory != .nonspacingMark { plain.unicodeScalars.append(scalar) }
        return
      }
      let words = name.dropFirst(latin.count).split(separator: " ")
      switch words[0] {
      case "SHARP": plain += "ss"
      case "DOTLESS": plain += "i"
      case "ETH": plain += "d"
      case "THORN": plain += "th"
      default: plain += words[0].lowercased()
      }
      if umlautsAsTwo, words.last == "DIAERESIS" { plain += "e" }
    }
  }

  /// What the names of such letters begin with in Unicode.
  private static let latin = "LATIN SMALL LETTER "
}
