/// What a character is, as far as the measured features care: a fixed, small view of Unicode, so that the features do
/// not change with a library.
enum Scalars {
  /// The kinds of characters.
  enum Kind: UInt8 {
    case space
    case lower
    case upper
    /// A letter of a script without cases.
    case letter
    /// A letter of a script that writes no spaces between words.
    case unspaced
    case digit
    case symbol
  }

  /// The scalar at an offset of valid UTF-8, and its length in bytes.
  @inline(__always)
  static func decode(_ text: Span<UInt8>, _ offset: Int) -> (value: UInt32, length: Int) {
    let first = UInt32(text[offset])
    func tail(_ index: Int) -> UInt32 { offset + index < text.count ? UInt32(text[offset + index] & 0x3F) : 0 }
    if first < 0x80 { return (first, 1) }
    if first < 0xE0 { return ((first & 0x1F) << 6 | tail(1), 2) }
    if first < 0xF0 { return ((first & 0x0F) << 12 | tail(1) << 6 | tail(2), 3) }
    return ((first & 0x07) << 18 | tail(1) << 12 | tail(2) << 6 | tail(3), 4)
  }

  /// The offset of the scalar that ends before an offset.
  static func start(_ text: Span<UInt8>, before end: Int) -> Int {
    var start = end - 1
    while start > 0, text[start] & 0xC0 == 0x80 { start -= 1 }
    return start
  }

  /// Whether a letter of a script that writes spaces stands at an offset.
  @inline(__always)
  static func isCasedOrLetter(_ text: Span<UInt8>, _ offset: Int) -> Bool {
    let kind = kind(decode(text, offset).value)
    return kind == .lower || kind == .upper || kind == .letter
  }

  /// The kind of any character.
  @inline(__always)
  static func kind(_ scalar: UInt32) -> Kind {
    // Dashes, quotation marks, bullets and their like are most of what is not ASCII in most texts.
    0x2060 <= scalar && scalar <= 0x2BFF || 0x2010 <= scalar && scalar < 0x2028 ? .symbol : anyKind(scalar)
  }

  static func anyKind(_ scalar: UInt32) -> Kind {
    switch scalar {
    case 0x09...0x0D, 0x20, 0x85, 0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000: return .space
    case 0x30...0x39, 0x0660...0x0669, 0x06F0...0x06F9, 0x0966...0x096F, 0xFF10...0xFF19: return .digit
    case 0x61...0x7A: return .lower
    case 0x41...0x5A: return .upper
    case 0..<0xC0, 0xD7, 0xF7, 0x200B...0x200F, 0xFEFF: return .symbol
    case 0xC0...0xDE, 0x0391...0x03AB, 0x0386...0x038F, 0x0400...0x042F, 0x0531...0x0556: return .upper
    case 0xDF...0xFF, 0x03AC...0x03CE, 0x0390, 0x0430...0x045F, 0x0561...0x0587: return .lower
    // From here on, capitals and small letters take turns: capitals are odd in two stretches, even elsewhere.
    case 0x0139...0x0148, 0x0179...0x017E: return scalar & 1 == 1 ? .upper : .lower
    case 0x0100...0x024F, 0x0460...0x052F, 0x1E00...0x1EFF: return scalar & 1 == 0 ? .upper : .lower
    case 0x0E00...0x0EFF, 0x1000...0x109F, 0x1780...0x17FF, 0x3040...0x30FF, 0x3400...0x4DBF, 0x4E00...0x9FFF,
      0xF900...0xFAFF, 0x20000...0x3FFFF:
      return .unspaced
    case 0x2010...0x2BFF, 0x3001...0x303F, 0xFE10...0xFE6F, 0xFF01...0xFF20, 0x060C, 0x061B, 0x061F, 0x066A...0x066D,
      0x06D4, 0x0964, 0x0965, 0xE000...0xF8FF, 0xFFF0...0xFFFF, 0x1F000...0x1FFFF, 0x2D8...0x2DF:
      return .symbol
    default: return .letter
    }
  }

  /// The small letter that belongs to a capital of the scripts whose cases lie a fixed distance apart.
  @inline(__always)
  static func folded(_ scalar: UInt32) -> UInt32 {
    switch scalar {
    case 0x41...0x5A, 0xC0...0xDE, 0x0391...0x03AB, 0x0410...0x042F: scalar + 0x20
    case 0x0400...0x040F: scalar + 0x50
    default: scalar
    }
  }
}
