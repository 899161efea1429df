/// Tells prose from other lines. A prose line has at least ten words with an end mark, or at least thirty words.
///
/// Words are what stands between white space. In scripts without spaces (Han, Hiragana, Katakana, Thai, Lao, Khmer,
/// Burmese) two characters count as a word.
public enum Prose {
  /// Whether a line, without its line feed, is prose.
  public static func isProse(_ line: Span<UInt8>) -> Bool {
    let words = words(line)
    return words >= 30 || words >= 10 && endsInMark(line)
  }

  static func words(_ line: Span<UInt8>) -> Int {
    var words = 0
    var unspaced = 0
    var inWord = false
    var offset = 0
    while offset < line.count {
      let (scalar, length) = scalar(line, offset)
      offset += length
      if isSpace(scalar) {
        inWord = false
      } else if isUnspaced(scalar) {
        unspaced += 1
        inWord = false
      } else if !inWord {
        words += 1
        inWord = true
      }
    }
    return words + unspaced / 2
  }

  /// A full stop, an exclamation or question mark, an ellipsis or their like, closing quotes and brackets after it
  /// allowed.
  private static func endsInMark(_ line: Span<UInt8>) -> Bool {
    var end = line.count
    while end > 0 {
      var start = end - 1
      while start > 0, line[start] & 0xC0 == 0x80 { start -= 1 }
      let scalar = scalar(line, start).value
      switch scalar {
      case 0x2E, 0x21, 0x3F, 0x2026, 0x3002, 0xFF01, 0xFF1F, 0xFF0E, 0x061F, 0x06D4, 0x0964, 0x203D: return true
      case 0x22, 0x27, 0x29, 0x5D, 0x7D, 0x2019, 0x201D, 0x201C, 0xBB, 0xAB, 0x203A, 0x300D, 0x300F, 0xFF09: end = start
      case _ where isSpace(scalar): end = start
      default: return false
      }
    }
    return false
  }

  private static func isSpace(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0x09...0x0D, 0x20, 0x85, 0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000: true
    default: false
    }
  }

  private static func isUnspaced(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0x0E00...0x0EFF, 0x1000...0x109F, 0x1780...0x17FF, 0x3040...0x30FF, 0x3400...0x4DBF, 0x4E00...0x9FFF,
      0xF900...0xFAFF, 0x20000...0x3FFFF:
      true
    default: false
    }
  }

  /// The scalar at an offset of valid UTF-8, and its length.
  private static func scalar(_ text: Span<UInt8>, _ offset: Int) -> (value: UInt32, length: Int) {
    let first = UInt32(text[offset])
    func tail(_ index: Int) -> UInt32 { offset + index < text.count ? UInt32(text[offset + index] & 0x3F) : 0 }
    if first < 0x80 { return (first, 1) }
    if first < 0xE0 { return ((first & 0x1F) << 6 | tail(1), 2) }
    if first < 0xF0 { return ((first & 0x0F) << 12 | tail(1) << 6 | tail(2), 3) }
    return ((first & 0x07) << 18 | tail(1) << 12 | tail(2) << 6 | tail(3), 4)
  }
}
