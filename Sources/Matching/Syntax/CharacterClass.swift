/// What one character of a text may be for a part of a pattern to match it: never less than PCRE2 takes.
struct CharacterClass: Equatable, Sendable {
  /// The ASCII characters that may match.
  var ascii: ByteSet
  /// The ASCII characters that are sure to match; of most classes all that may.
  var certain: ByteSet
  /// The bytes with which the characters outside ASCII begin that may match; none where none may.
  var leads: ByteSet
  /// Whether every character outside ASCII that may match is a blank that ``Blanks`` knows.
  var beyondIsBlank: Bool
  /// The last bytes of the characters outside ASCII that may match, where these are few and have no case.
  var lastBytes: ByteSet?

  /// Whether a character outside ASCII may match.
  var beyond: Bool { !leads.isEmpty }

  /// Anything at all.
  static let any = CharacterClass(ascii: .ascii, certain: .ascii, leads: .leads, beyondIsBlank: false)

  /// What a line end of `\\R` is made of. U+0085, U+2028 and U+2029 are blanks, too.
  static let lineEnd = CharacterClass(
    ascii: ByteSet(0x0A...0x0D), certain: ByteSet("\n\r"), leads: Blanks.leads, beyondIsBlank: true)

  static let anyButLineFeed: CharacterClass = {
    var result = any
    result.ascii.remove(0x0A)
    result.certain.remove(0x0A)
    return result
  }()

  /// The last byte of a character outside ASCII that no other matches, whatever the case; `nil` for what may have a case.
  static func lastByte(ofCaseless value: UInt32) -> UInt8? {
    guard value >= 0x80, let scalar = Unicode.Scalar(value) else { return nil }
    switch scalar.properties.generalCategory {
    case .dashPunctuation, .openPunctuation, .closePunctuation, .initialPunctuation, .finalPunctuation,
      .otherPunctuation,
      .mathSymbol, .currencySymbol, .spaceSeparator, .otherSymbol:
      // A circled letter has a case.
      return scalar.properties.isCased ? nil : 0x80 | UInt8(value & 0x3F)
    default: return nil
    }
  }

  /// Whether a line feed may match.
  var takesLineFeed: Bool { ascii.contains(0x0A) }

  /// Whether nothing but blanks and line feeds can match.
  var isBlank: Bool { ascii.isSubset(of: Blanks.ascii) && (!beyond || beyondIsBlank) }

  /// The bytes with which a match may begin, in a text or in its ``Shadow``.
  var firstBytes: ByteSet {
    guard beyond else { return ascii }
    // A shadow text shows k and s for the two characters that fold to them.
    return ascii.union(leads).union(ByteSet("ks"))
  }
}

/// The characters that the line-end index skips at both ends of a line.
enum Blanks {
  static let ascii: ByteSet = ByteSet(0x09...0x0D).union(ByteSet(" "))

  /// The same as `blank_at` in CScan, outside ASCII.
  private static let beyond: [ClosedRange<UInt32>] = [
    0x85...0x85, 0xA0...0xA0, 0x1680...0x1680, 0x180E...0x180E, 0x2000...0x200F, 0x2028...0x2029, 0x202F...0x202F,
    0x205F...0x2060, 0x3000...0x3000, 0xFEFF...0xFEFF,
  ]

  /// The bytes with which those outside ASCII begin.
  static let leads = ByteSet(0xC2...0xC2).union(ByteSet(0xE1...0xE3)).union(ByteSet(0xEF...0xEF))

  static func contains(_ character: UInt32) -> Bool { containsAll(of: character...character) }

  static func containsAll(of range: ClosedRange<UInt32>) -> Bool {
    if range.upperBound < 0x80 { return ByteSet(UInt8(range.lowerBound)...UInt8(range.upperBound)).isSubset(of: ascii) }
    return beyond.contains { $0.lowerBound <= range.lowerBound && range.upperBound <= $0.upperBound }
  }
}
