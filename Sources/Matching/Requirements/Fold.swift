/// The folding under which literals and texts are compared: bit 5 of every byte set.
///
/// Coarser than case folding, which costs false candidates and never a true one. It makes the cases of ASCII letters
/// equal, and those of most letters of Latin-1.
enum Fold {
  /// The folded UTF-8 bytes of a character and of those that match it; more than one where these differ.
  ///
  /// - Returns: `nil` where they are not known, for control characters, which fold to printable ones, for blanks other
  ///   than the space, which are trimmed off lines, and for the two characters that a ``Shadow`` replaces.
  static func strings(of character: UInt32, caseless: Bool) -> Strings? {
    if caseless, character < letters.count { return letters[Int(character)] }
    return madeStrings(of: character, caseless: caseless)
  }

  /// Those of the alphabets, both cases, which thousands of phrases are made of: each would be put together anew.
  private static let letters = (0..<0x530).map { madeStrings(of: $0, caseless: true) }

  private static func madeStrings(of character: UInt32, caseless: Bool) -> Strings? {
    if character < 0x80 { return isPrintable(character) ? Strings([UInt8(character) | 0x20]) : nil }
    guard character != 0x17F, character != 0x212A, !Blanks.contains(character) else { return nil }
    if !caseless || keepsItsBytes(character) { return bytes(of: character).map(Strings.init) }
    guard let partners = partners(of: character) else { return nil }
    var all: [[UInt8]] = []
    for partner in [character] + partners {
      guard let bytes = bytes(of: partner) else { return nil }
      if !all.contains(bytes) { all.append(bytes) }
    }
    return all.reduce(into: Strings()) { $0.append($1[...]) }
  }

  /// The bytes with which a character outside ASCII and those that match it begin; `nil` where these are not known, and for the two
  /// characters that a ``Shadow`` replaces.
  static func leads(of character: UInt32, caseless: Bool) -> ByteSet? {
    guard character != 0x17F, character != 0x212A, let own = lead(of: character) else { return nil }
    var leads = ByteSet(own...own)
    // What folds to the same bytes begins with the same byte: of as many bytes, and these tell bit 5.
    if !caseless || keepsItsBytes(character) { return leads }
    guard let partners = partners(of: character) else { return nil }
    for partner in partners {
      guard let byte = lead(of: partner) else { return nil }
      leads.insert(byte)
    }
    return leads
  }

  /// The byte with which a character begins; `nil` for what is none.
  static func lead(of character: UInt32) -> UInt8? {
    Unicode.Scalar(character).flatMap { UTF8.encode($0) }?.first
  }

  /// Appends the only string of ``strings(of:caseless:)``; `false`, and nothing done, where there are several or they are not
  /// known. Thousands of phrases are made of such characters.
  static func append(_ character: UInt32, to string: inout [UInt8]) -> Bool {
    if character < 0x80 {
      guard isPrintable(character) else { return false }
      string.append(UInt8(character) | 0x20)
      return true
    }
    guard keepsItsBytes(character), !Blanks.contains(character), let scalar = Unicode.Scalar(character),
      let bytes = UTF8.encode(scalar)
    else { return false }
    for byte in bytes { string.append(byte | 0x20) }
    return true
  }

  /// Appends what some text folds to, if there is one string for each of its characters; `false`, and perhaps some of it
  /// appended, where not.
  static func append(utf8 text: ArraySlice<UInt8>, to string: inout [UInt8]) -> Bool {
    var place = text.startIndex
    while place < text.endIndex {
      let lead = text[place]
      if lead < 0x80 {
        guard isPrintable(UInt32(lead)) else { return false }
        string.append(lead | 0x20)
        place += 1
        continue
      }
      let length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4
      guard place + length <= text.endIndex else { return false }
      var value = UInt32(lead) & (0x7F >> UInt32(length))
      for next in place + 1..<place + length { value = value << 6 | UInt32(text[next] & 0x3F) }
      guard keepsItsBytes(value), !Blanks.contains(value) else { return false }
      for next in place..<place + length { string.append(text[next] | 0x20) }
      place += length
    }
    return true
  }

  private static func bytes(of character: UInt32) -> [UInt8]? {
    Unicode.Scalar(character).flatMap { UTF8.encode($0) }.map { $0.map { $0 | 0x20 } }
  }

  /// The characters that match another one regardless of case, where their bytes differ by more than the folding: those
  /// of the Latin, Greek and Cyrillic alphabets. A test asks PCRE2 about each of them.
  private static func partners(of character: UInt32) -> [UInt32]? {
    switch character {
    case 0xDF: return [0x1E9E]
    case 0xC5, 0xE5: return [character ^ 0x20, 0x212B]
    case 0xFF: return [0x178]
    // Capitals are even here, odd there.
    case 0x100...0x12F, 0x132...0x137, 0x14A...0x177: return [character ^ 1]
    case 0x200...0x21F, 0x222...0x233, 0x1E00...0x1E5F, 0x1E62...0x1E95, 0x1EA0...0x1EFF: return [character ^ 1]
    case 0x139...0x148, 0x179...0x17E: return [character & 1 == 1 ? character + 1 : character - 1]
    case 0x386: return [0x3AC]
    case 0x3AC: return [0x386]
    case 0x388...0x38A: return [character + 0x25]
    case 0x3AD...0x3AF: return [character - 0x25]
    case 0x38C: return [0x3CC]
    case 0x3CC: return [0x38C]
    case 0x38E, 0x38F: return [character + 0x3F]
    case 0x3CD, 0x3CE: return [character - 0x3F]
    case 0x391...0x3A1, 0x3A3...0x3AB: return [character + 0x20] + symbols(character + 0x20)
    case 0x3B1...0x3C1, 0x3C3...0x3CB: return [character - 0x20] + symbols(character)
    case 0x3C2: return [0x3C3, 0x3A3]
    case 0x400...0x40F: return [character + 0x50]
    case 0x450...0x45F: return [character - 0x50]
    case 0x410...0x42F: return [character + 0x20] + (old(character + 0x20))
    case 0x430...0x44F: return [character - 0x20] + (old(character))
    // The rest of Cyrillic, then Armenian, then Georgian.
    case 0x460...0x481 where character != 0x462 && character != 0x463: return [character ^ 1]
    case 0x48A...0x4BF, 0x4D0...0x52F: return [character ^ 1]
    case 0x531...0x556: return [character + 0x30]
    case 0x561...0x586: return [character - 0x30]
    case 0x10D0...0x10FA, 0x10FD...0x10FF: return [character + 0xBC0]
    default: return nil
    }
  }

  /// Letterforms of old Cyrillic books.
  private static func old(_ letter: UInt32) -> [UInt32] {
    switch letter {
    case 0x432: [0x1C80]
    case 0x434: [0x1C81]
    case 0x43E: [0x1C82]
    case 0x441: [0x1C83]
    case 0x442: [0x1C84, 0x1C85]
    case 0x44A: [0x1C86]
    default: []
    }
  }

  /// Greek letters that are characters of their own as symbols, at a word's end or under another letter.
  private static func symbols(_ letter: UInt32) -> [UInt32] {
    switch letter {
    case 0x3B2: [0x3D0]
    case 0x3B5: [0x3F5]
    case 0x3B8: [0x3D1, 0x3F4]
    case 0x3B9: [0x345, 0x1FBE]
    case 0x3BA: [0x3F0]
    case 0x3BC: [0xB5]
    case 0x3C0: [0x3D6]
    case 0x3C1: [0x3F1]
    case 0x3C3: [0x3C2]
    case 0x3C6: [0x3D5]
    case 0x3C9: [0x2126]
    default: []
    }
  }

  private static func isPrintable(_ character: UInt32) -> Bool { character >= 0x20 && character < 0x7F }

  /// Whether all case variants of a character outside ASCII fold alike: characters without case, and letters of Latin-1
  /// whose other case differs in bit 5 alone. A test asks PCRE2 about each of them.
  private static func keepsItsBytes(_ character: UInt32) -> Bool {
    switch character {
    // µ has a Greek partner, ß and ÿ one beyond Latin-1, å the ångström sign.
    case 0xB5, 0xC5, 0xDF, 0xE5, 0xFF: false
    case 0xA1...0xFE: true
    // Marks above and below letters.
    case 0x0300...0x0344, 0x0346...0x036F: true
    // Hebrew, Arabic, Devanagari to Thai, Lao, Tibetan, Burmese.
    case 0x0591...0x05F4, 0x0600...0x06FF, 0x0904...0x0E5B, 0x0E81...0x109F: true
    // Ethiopic, Khmer, Mongolian.
    case 0x1200...0x1399, 0x1780...0x18AA: true
    // Punctuation, currency signs, arrows, mathematical and other signs without the letter-like ones.
    case 0x2010...0x2027, 0x2030...0x205E, 0x20A0...0x20BF, 0x2190...0x23FF, 0x2500...0x27BF: true
    // Kana, ideographs, Hangul.
    case 0x3001...0x30FF, 0x4E00...0x9FFF, 0xAC00...0xD7A3: true
    // Wide and narrow forms without the wide Latin letters; what chooses between forms.
    case 0xFF01...0xFF20, 0xFF3B...0xFF40, 0xFF5B...0xFFDC, 0xFE00...0xFE0F: true
    // Symbols and pictographs.
    case 0x1F300...0x1FAFF: true
    default: false
    }
  }

  /// The characters, or the parts of characters, that fold to a byte.
  static func unfolded(_ byte: UInt8) -> CharacterClass {
    CharacterClass(
      ascii: byte < 0x80 ? originals(of: byte) : ByteSet(), certain: ByteSet(),
      leads: byte >= 0x80 ? .leads : ByteSet(), beyondIsBlank: false)
  }

  /// The bytes that fold to a byte, without control characters.
  static func originals(of byte: UInt8) -> ByteSet {
    var result = ByteSet(byte...byte)
    if byte & ~0x20 >= 0x20 { result.insert(byte & ~0x20) }
    return result
  }
}
