/// What counts as blank: space, tab and no-break space; a line of nothing else is a blank line.
enum Blank {
  /// The length in bytes of the blank character at an offset; 0 where there is none.
  static func length(_ text: Span<UInt8>, at offset: Int) -> Int {
    switch text[offset] {
    case 0x20, 0x09: 1
    case 0xC2: offset + 1 < text.count && text[offset + 1] == 0xA0 ? 2 : 0
    default: 0
    }
  }

  /// Whether a stretch holds something that is neither blank nor a line feed.
  static func hasContent(_ text: Span<UInt8>, _ range: Range<Int>) -> Bool {
    var offset = range.lowerBound
    while offset < range.upperBound {
      if text[offset] == 0x0A {
        offset += 1
        continue
      }
      let length = length(text, at: offset)
      if length == 0 { return true }
      offset += length
    }
    return false
  }

  /// The end of the run of blank lines that begins at an offset, or the offset where there is none. What is blank up to
  /// the end of the text counts, too.
  static func endOfRun(_ text: Span<UInt8>, from start: Int, limit: Int) -> Int {
    var end = start
    while end < limit {
      var offset = end
      while offset < limit {
        let length = length(text, at: offset)
        if length == 0 { break }
        offset += length
      }
      if offset < limit, text[offset] == 0x0A {
        end = offset + 1
      } else {
        return offset == text.count ? offset : end
      }
    }
    return end
  }

  /// A line without the blank characters at its ends.
  static func trimmed(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var line = line
    while true {
      if let last = line.last, last == 0x20 || last == 0x09 {
        line.removeLast()
      } else if line.suffix(2).elementsEqual([0xC2, 0xA0]) {
        line.removeLast(2)
      } else {
        break
      }
    }
    while !line.isEmpty {
      let length = length(line.span, at: 0)
      if length == 0 { break }
      line.removeFirst(length)
    }
    return line
  }
}
