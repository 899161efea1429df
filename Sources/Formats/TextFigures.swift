/// Counts that describe a text.
struct TextFigures: Sendable, Equatable {
  /// Unicode scalar values.
  private(set) var characters = 0
  /// Runs of characters that are not white space (Unicode White_Space).
  private(set) var words = 0
  /// Lines; a last one without a line feed counts.
  private(set) var lines = 0
  /// Runs of lines that are not blank.
  private(set) var paragraphs = 0

  /// Counts a text of valid UTF-8 with LF line ends.
  init(of text: [UInt8]) {
    let bytes = text.span
    var inWord = false
    var lineHasWord = false
    var inParagraph = false
    var offset = 0
    while offset < bytes.count {
      let byte = bytes[offset]
      if byte == 0x0A {
        lines += 1
        inWord = false
        inParagraph = lineHasWord
        lineHasWord = false
        characters += 1
        offset += 1
        continue
      }
      let space = spaceLength(bytes, offset)
      characters += 1
      if space > 0 {
        inWord = false
        offset += space
        continue
      }
      if !inWord {
        words += 1
        inWord = true
        if !lineHasWord {
          lineHasWord = true
          if !inParagraph { paragraphs += 1 }
          inParagraph = true
        }
      }
      offset += 1
      while offset < bytes.count, bytes[offset] & 0xC0 == 0x80 { offset += 1 }
    }
    if bytes.count > 0, bytes[bytes.count - 1] != 0x0A { lines += 1 }
  }

  /// The length of the white space character at an offset; 0 where there is none.
  private func spaceLength(_ bytes: Span<UInt8>, _ offset: Int) -> Int {
    let first = bytes[offset]
    if first == 0x20 || 0x09...0x0D ~= first { return 1 }
    guard first >= 0xC2, offset + 1 < bytes.count else { return 0 }
    let second = bytes[offset + 1]
    if first == 0xC2 { return second == 0x85 || second == 0xA0 ? 2 : 0 }
    guard first == 0xE1 || first == 0xE2 || first == 0xE3, offset + 2 < bytes.count else { return 0 }
    switch (first, second, bytes[offset + 2]) {
    case (0xE1, 0x9A, 0x80), (0xE2, 0x80, 0x80...0x8A), (0xE2, 0x80, 0xA8), (0xE2, 0x80, 0xA9), (0xE2, 0x80, 0xAF),
      (0xE2, 0x81, 0x9F), (0xE3, 0x80, 0x80):
      return 3
    default: return 0
    }
  }
}
