/// The character set of a text that is not UTF-8, and the text.
///
/// uchardet knows letters by how often they come, which says little of an English text whose only bytes above ASCII are
/// quotes and dashes. So its guess is held against the other sets that such a text is written in: what stands where no such
/// character stands, as a letter between blanks, speaks against a set, and so does the language that the words are of.
struct CharsetGuess {
  let charset: Charset
  let text: [UInt8]

  /// So much of a text is judged: each set that is tried is a copy of it.
  private static let sampleSize = 256 << 10

  /// - Returns: `nil` where none is found.
  init?(_ raw: [UInt8]) {
    guard let found = Charset(detecting: Array(raw.prefix(64 << 10))) else { return nil }
    let supersets = Self.supersets[found.name]
    let first = supersets ?? found.name
    let names: [String]
    if let home = CharsetFamily.all.first(where: { $0.holds(first) }) {
      names = Self.ranked(Self.sample(raw), first, home)
    } else {
      // Of the sets of East Asia, which uchardet tells by how bytes follow one another.
      names = [first, found.name]
    }
    guard let read = names.lazy.compactMap({ Self.read(raw, as: $0) }).first else { return nil }
    self = read
  }

  private init(_ charset: Charset, _ text: [UInt8]) {
    self.charset = charset
    self.text = text
  }

  private static func read(_ raw: [UInt8], as name: String) -> CharsetGuess? {
    let charset = Charset(name: name)
    return charset.decode(raw).map { CharsetGuess(charset, $0) }
  }

  /// The beginning of a text, whole lines where it has lines.
  private static func sample(_ raw: [UInt8]) -> [UInt8] {
    guard raw.count > sampleSize else { return raw }
    let end = raw[..<sampleSize].lastIndex { $0 == 0x0A || $0 == 0x0D } ?? sampleSize - 1
    return Array(raw[...end])
  }

  /// The sets that are tried, the one in which a text reads best first. Those that can't be told apart are in the order in
  /// which they are tried.
  private static func ranked(_ sample: [UInt8], _ found: String, _ home: CharsetFamily) -> [String] {
    let first = read(sample, as: found)
    let spoken = first.flatMap { family(of: $0.text) }
    let oddities = first.map { Oddities.count(in: $0.text) }
    let isSparse = sample.count { $0 >= 0x80 } * 50 < sample.count
    var left = order(found, home, spoken, isSparse: isSparse, isOdd: oddities != 0)
    var read: [(name: String, oddities: Int)] = []
    while !left.isEmpty {
      let name = left.removeFirst()
      guard !read.contains(where: { $0.name == name }) else { continue }
      if name == found {
        if let oddities { read.append((name, oddities)) }
      } else if let guess = Self.read(sample, as: name),
        spoken != nil || CharsetFamily.old.contains(found) || home.twins.contains(where: { Set($0) == [name, found] })
          || family(of: guess.text)?.holds(name) == true
      {
        // What speaks against the set that was found speaks for another one only where words of its languages come out.
        read.append((name, Oddities.count(in: guess.text)))
      }
      if read.last?.oddities == 0 { break }
    }
    // Sorted by hand: what is equal stays in its order.
    let ranked = read.enumerated().sorted { ($0.element.oddities, $0.offset) < ($1.element.oddities, $1.offset) }
    // What comes after the sample may have no character in the set that reads best.
    return ranked.map(\.element.name) + left
  }

  /// The sets of the language that a text is in.
  private static func family(of text: [UInt8]) -> CharsetFamily? {
    Language.detect(text).flatMap { code in CharsetFamily.all.first { $0.languages.contains(code) } }
  }

  /// The sets to try, the likeliest first: of those that read equally well, the first is taken.
  ///
  /// - Parameters:
  ///   - isSparse: Whether few bytes are above ASCII, by which alone uchardet tells one set from another.
  ///   - isOdd: Whether something speaks against the set that was found.
  private static func order(
    _ found: String, _ home: CharsetFamily, _ spoken: CharsetFamily?, isSparse: Bool, isOdd: Bool
  ) -> [String] {
    let isOld = CharsetFamily.old.contains(found)
    guard let spoken else {
      let start = isOld ? [CharsetFamily.western.sets[0], home.sets[0]] : []
      return start + [found] + home.sets + [CharsetFamily.western.sets[0]]
    }
    if spoken == home {
      // The words came out right, and sets whose letters are at other places could only be taken by accident.
      let alike = home.twins.isEmpty ? home.sets : home.twins.first { $0.contains(found) } ?? []
      return [found] + (isOld ? [home.sets[0]] : alike)
    }
    // A text in a language that the set is not made for: English with some foreign names, or a set that is wrong. Where there
    // is much to go by, uchardet knows better, and the language may be that of the first lines alone.
    let mayBeSpoken = isSparse || isOld
    let isBetter = mayBeSpoken && home.isLatin && isOdd
    let start = isBetter || isOld ? [spoken.sets[0]] : []
    // Hardly anything is left that was written under DOS or on an old Macintosh.
    return start + (isOld ? [home.sets[0]] : []) + [found] + home.sets + (mayBeSpoken ? [spoken.sets[0]] : [])
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
  /// Sets that have most letters at the same places; of a family that has such, others are not alike.
  var twins: [[String]] = []
  var isLatin = true
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
      sets: ["windows-1250", "iso-8859-2"], others: ["ibm852", "mac-centraleurope", "iso-8859-16"],
      twins: [["windows-1250", "iso-8859-2"], ["windows-1250", "iso-8859-16"]],
      languages: ["pl", "cs", "sk", "hu", "sl", "hr", "bs", "ro", "sq"]),
    CharsetFamily(
      sets: ["windows-1251", "koi8-r", "koi8-u", "iso-8859-5"], others: ["ibm866", "mac-cyrillic", "ibm855"],
      twins: [["koi8-r", "koi8-u"]], isLatin: false,
      languages: ["ru", "uk", "be", "bg", "sr", "mk"]),
    CharsetFamily(sets: ["windows-1253", "iso-8859-7"], isLatin: false, languages: ["el"]),
    CharsetFamily(sets: ["windows-1254", "iso-8859-9"], languages: ["tr", "az"]),
    CharsetFamily(sets: ["windows-1255", "iso-8859-8"], isLatin: false, languages: ["he", "yi"]),
    CharsetFamily(sets: ["windows-1256", "iso-8859-6"], isLatin: false, languages: ["ar", "fa", "ur"]),
    CharsetFamily(sets: ["windows-1257", "iso-8859-13", "iso-8859-4"], languages: ["lt", "lv", "et"]),
    CharsetFamily(sets: ["windows-874"], isLatin: false, languages: ["th"]),
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
    var count = controls(in: text)
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

  /// What U+0080 to U+009F count. The one that ends a line may be meant, though hardly any text has it: it is an ellipsis of
  /// Windows.
  private static func controls(in text: [UInt8]) -> Int {
    var count = 0
    for (index, byte) in text.enumerated() where byte == 0xC2 && index + 1 < text.count {
      if 0x80...0x9F ~= text[index + 1] { count += text[index + 1] == 0x85 ? 1 : control }
    }
    return count
  }

  private static func isOdd(_ scalar: Unicode.Scalar, after last: Unicode.Scalar, before next: Unicode.Scalar) -> Bool {
    let category = scalar.properties.generalCategory
    if isLetter(category), scalar != "ª", scalar != "º" {
      let isLatin = scalar.value < 0x250
      if category == .uppercaseLetter, last.properties.isLowercase { return true }
      if !isLatin { return isASCIILetter(last) || isASCIILetter(next) || category == .lowercaseLetter && isDigit(next) }
      // Of these, words of one letter are made in some language.
      let isAlone = !isLetterOrMark(last) && !isLetterOrMark(next) && !"àáèéêóòôöåâäìùú".unicodeScalars.contains(scalar)
      return isAlone || isDigit(last) || isDigit(next)
    }
    if isLine(scalar) {
      // Tables are drawn of many; a single one that is half double is a letter of Ukrainian.
      let isHalfDouble = 0x2552...0x256B ~= scalar.value && !"╔╗╚╝╠╣╦╩".unicodeScalars.contains(scalar)
      return ![last, next].contains { isLine($0) || !isHalfDouble && $0.properties.isWhitespace }
    }
    if isLetterOrMark(last), isLetterOrMark(next), category != .nonspacingMark,
      !"’‘–—\u{A0}\u{AD}·´…‐‑".unicodeScalars.contains(scalar)
    {
      return true
    }
    if "¤¦¬¨¸ˇ˘˛˝¯".unicodeScalars.contains(scalar) { return true }
    return (scalar == "‘" || scalar == "’") && last.properties.isWhitespace && next.properties.isWhitespace
  }

  /// Lines and blocks of a terminal.
  private static func isLine(_ scalar: Unicode.Scalar) -> Bool { 0x2500..<0x25A0 ~= scalar.value }

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
