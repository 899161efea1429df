/// The character set of a text that is not UTF-8, and the text.
///
/// uchardet knows letters by how often they come, which says little of an English text whose only bytes above ASCII are
/// quotes and dashes. So its guess is held against the other sets that such a text is written in: what stands where no such
/// character stands, as a letter between blanks, speaks against a set, and so does the language that the words are of.
struct CharsetGuess {
  let charset: Charset
  let text: [UInt8]

  /// - Returns: `nil` where none is found.
  init?(_ raw: [UInt8]) {
    guard let found = Charset(detecting: Array(raw.prefix(64 << 10))) else { return nil }
    let supersets = Self.supersets[found.name]
    guard let home = CharsetFamily.all.first(where: { $0.holds(supersets ?? found.name) }) else {
      // Of the sets of East Asia, which uchardet tells by how bytes follow one another.
      guard let read = ([supersets, found.name].compactMap { $0 }.lazy.compactMap { Self.read(raw, as: $0) }.first)
      else { return nil }
      self = read
      return
    }
    let first = supersets ?? found.name
    let sample = raw.count > Self.sampleSize ? Array(raw.prefix(Self.sampleSize)) : raw
    let spoken = Charset(name: first).decode(sample).flatMap(Language.detect).flatMap { code in
      CharsetFamily.all.first { $0.languages.contains(code) }
    }
    let isSparse = sample.count { $0 >= 0x80 } * 50 < sample.count
    var seen: Set<String> = []
    var tried: [(guess: CharsetGuess, oddities: Int)] = []
    for name in Self.order(first, home, spoken, isSparse: isSparse) where seen.insert(name).inserted {
      guard let guess = Self.read(sample, as: name) else { continue }
      tried.append((guess, Oddities.count(in: guess.text)))
      if tried.last?.oddities == 0, sample.count == raw.count { break }
    }
    let best = tried.indices.sorted { (tried[$0].oddities, $0) < (tried[$1].oddities, $1) }
    for guess in best.map({ tried[$0].guess }) {
      if sample.count == raw.count {
        self = guess
        return
      }
      guard let whole = Self.read(raw, as: guess.charset.name) else { continue }
      self = whole
      return
    }
    return nil
  }

  /// So much of a text tells its character set, and is read in each that comes into question.
  private static let sampleSize = 1 << 20

  private init(_ charset: Charset, _ text: [UInt8]) {
    self.charset = charset
    self.text = text
  }

  private static func read(_ raw: [UInt8], as name: String) -> CharsetGuess? {
    let charset = Charset(name: name)
    return charset.decode(raw).map { CharsetGuess(charset, $0) }
  }

  /// The sets to try, the likeliest first: of those that read equally well, the first is taken.
  ///
  /// - Parameter isSparse: Whether few bytes are above ASCII, by which alone uchardet tells one set from another.
  private static func order(
    _ found: String, _ home: CharsetFamily, _ spoken: CharsetFamily?, isSparse: Bool
  ) -> [String] {
    var order: [String] = []
    let isOld = CharsetFamily.old.contains(found)
    // A text in a language that the set is not made for: the set that is made for it comes first. Where there is much to go
    // by, uchardet knows better, and the language may be that of the first lines alone.
    if let spoken, spoken != home, isSparse || isOld { order.append(spoken.sets[0]) }
    // Hardly anything is left that was written under DOS or on an old Macintosh.
    if isOld, spoken != home {
      if spoken == nil { order.append(CharsetFamily.western.sets[0]) }
      order.append(home.sets[0])
    }
    order.append(found)
    order += home.sets
    if spoken == nil || spoken == .western, isSparse || isOld { order.append(CharsetFamily.western.sets[0]) }
    return order
  }

  /// Sets that hold all characters of another one at the same places, and more that texts which claim to be in that one
  /// have: quotes and dashes, Korean syllables, a backslash that is one.
  private static let supersets = [
    "iso-8859-9": "windows-1254", "tis-620": "windows-874", "iso-8859-11": "windows-874", "shift_jis": "cp932",
    "euc-kr": "uhc", "gb2312": "gb18030",
  ]
}

/// Character sets of one byte for the same languages.
struct CharsetFamily: Equatable {
  /// The one of Windows first, as most texts are in that.
  let sets: [String]
  /// Sets that are not tried of themselves.
  var others: [String] = []
  let languages: Set<String>

  func holds(_ name: String) -> Bool { sets.contains(name) || others.contains(name) }

  static let western = CharsetFamily(
    sets: ["windows-1252"], others: ["iso-8859-15", "iso-8859-3", "iso-8859-10"],
    languages: [
      "en", "de", "fr", "es", "it", "nl", "pt", "sv", "da", "fi", "ca", "id", "ms", "nb", "no", "nn", "is", "gl", "eu",
      "af", "ga",
    ])

  static let all = [
    western,
    CharsetFamily(
      sets: ["windows-1250", "iso-8859-2", "ibm852", "mac-centraleurope"], others: ["iso-8859-16"],
      languages: ["pl", "cs", "sk", "hu", "sl", "hr", "bs", "ro", "sq"]),
    CharsetFamily(
      sets: ["windows-1251", "koi8-r", "koi8-u", "ibm866", "iso-8859-5", "mac-cyrillic", "ibm855"],
      languages: ["ru", "uk", "be", "bg", "sr", "mk"]),
    CharsetFamily(sets: ["windows-1253", "iso-8859-7"], languages: ["el"]),
    CharsetFamily(sets: ["windows-1254", "iso-8859-9"], languages: ["tr", "az"]),
    CharsetFamily(sets: ["windows-1255", "iso-8859-8"], languages: ["he", "yi"]),
    CharsetFamily(sets: ["windows-1256", "iso-8859-6"], languages: ["ar", "fa", "ur"]),
    CharsetFamily(sets: ["windows-1257", "iso-8859-13", "iso-8859-4"], languages: ["lt", "lv", "et"]),
    CharsetFamily(sets: ["windows-874"], languages: ["th"]),
    CharsetFamily(sets: ["windows-1258", "viscii"], languages: ["vi"]),
  ]

  static let old: Set<String> = ["ibm852", "ibm855", "ibm866", "mac-centraleurope", "mac-cyrillic", "viscii"]
}

/// Characters that stand where texts don't have them, as those of a text do that is read in the wrong character set.
private enum Oddities {
  /// So many characters above ASCII are looked at; control characters are looked for in the whole text.
  private static let enough = 20_000
  /// What a control character of C1 counts. No text has them, and Windows has quotes and dashes in their places.
  private static let control = 1_000

  static func count(in text: [UInt8]) -> Int {
    var count = controls(in: text) * control
    var looked = 0
    var last: Unicode.Scalar = " "
    var current: Unicode.Scalar = " "
    for next in String(decoding: text, as: UTF8.self).unicodeScalars {
      if !current.isASCII {
        if isOdd(current, after: last, before: next) { count += 1 }
        looked += 1
        if looked == enough { return count }
      }
      (last, current) = (current, next)
    }
    return count + (!current.isASCII && isOdd(current, after: last, before: " ") ? 1 : 0)
  }

  /// U+0080 to U+009F, but for the one that ends a line.
  private static func controls(in text: [UInt8]) -> Int {
    var count = 0
    for (index, byte) in text.enumerated() where byte == 0xC2 && index + 1 < text.count {
      if 0x80...0x9F ~= text[index + 1], text[index + 1] != 0x85 { count += 1 }
    }
    return count
  }

  private static func isOdd(_ scalar: Unicode.Scalar, after last: Unicode.Scalar, before next: Unicode.Scalar) -> Bool {
    let category = scalar.properties.generalCategory
    if isLetter(category), scalar != "ª", scalar != "º" {
      let isLatin = scalar.value < 0x250
      if category == .uppercaseLetter, last.properties.isLowercase { return true }
      if !isLatin { return isASCIILetter(last) || isASCIILetter(next) || category != .otherLetter && isDigit(next) }
      // Of these, words of one letter are made in some language.
      let isAlone = !isLetterOrMark(last) && !isLetterOrMark(next) && !"àáèéêóòôöåâäìùú".unicodeScalars.contains(scalar)
      return isAlone || isDigit(last) || isDigit(next)
    }
    if 0x2500..<0x25A0 ~= scalar.value { return true }  // lines and blocks of a terminal
    if isLetterOrMark(last), isLetterOrMark(next), category != .nonspacingMark,
      !"’‘–—\u{A0}\u{AD}·´…‐‑".unicodeScalars.contains(scalar)
    {
      return true
    }
    if "¤¦¬¨¸ˇ˘˛˝¯".unicodeScalars.contains(scalar) { return true }
    return (scalar == "‘" || scalar == "’") && last.properties.isWhitespace && next.properties.isWhitespace
  }

  private static func isLetter(_ category: Unicode.GeneralCategory) -> Bool {
    switch category {
    case .uppercaseLetter, .lowercaseLetter, .otherLetter, .modifierLetter: true
    default: false
    }
  }

  private static func isLetterOrMark(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.isASCII { return isASCIILetter(scalar) }
    let category = scalar.properties.generalCategory
    return isLetter(category) || category == .nonspacingMark || category == .spacingMark
  }

  private static func isASCIILetter(_ scalar: Unicode.Scalar) -> Bool {
    ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar)
  }

  private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }
}
