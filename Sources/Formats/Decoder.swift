/// From offsets in the text to offsets in the raw bytes: piecewise, each piece shifted by a constant.
struct OffsetMap: Sendable {
  private var starts: [Int]
  private var raws: [Int]

  init(start: Int) {
    starts = [0]
    raws = [start]
  }

  /// From `text` on, an offset in the text lies at `raw` and following.
  mutating func add(text: Int, raw: Int) {
    if let last = starts.last, let lastRaw = raws.last, raw - text == lastRaw - last { return }
    starts.append(text)
    raws.append(raw)
  }

  func raw(_ offset: Int) -> Int {
    var low = 0
    var high = starts.count - 1
    while low < high {
      let middle = (low + high + 1) / 2
      if starts[middle] <= offset { low = middle } else { high = middle - 1 }
    }
    return raws[low] + offset - starts[low]
  }
}

/// The one pass over the raw bytes.
struct Decoder {
  var map: OffsetMap
  private(set) var text: [UInt8] = []
  private(set) var replacements = 0
  /// Whether the text is the raw bytes as they are (after the byte order mark).
  private(set) var isPlain = true
  private var ends: [(line: Int, form: Newline)] = []
  private var lineFeeds = 0
  private var lines = 0

  init(map: OffsetMap) { self.map = map }

  mutating func run(_ raw: [UInt8], from start: Int, _ policy: Document.InvalidBytes) throws(Document.NotUTF8) {
    let bytes = raw.span
    var offset = start
    var copied = start
    while offset < bytes.count {
      let byte = bytes[offset]
      if byte == 0x0A {
        lines += 1
        lineFeeds += 1
        offset += 1
      } else if byte == 0x0D {
        lines += 1
        text += raw[copied..<offset]
        text.append(0x0A)
        let pair = offset + 1 < bytes.count && bytes[offset + 1] == 0x0A
        ends.append((lines, pair ? .crlf : .cr))
        offset += pair ? 2 : 1
        copied = offset
        isPlain = false
        map.add(text: text.count, raw: offset)
      } else if byte < 0x80 {
        offset += 1
      } else {
        let (length, valid) = UTF8Sequence.measure(bytes, offset)
        if !valid {
          if policy == .reject { throw Document.NotUTF8(offset: offset) }
          text += raw[copied..<offset]
          text += [0xEF, 0xBF, 0xBD]
          copied = offset + length
          isPlain = false
          replacements += 1
          map.add(text: text.count, raw: copied)
        }
        offset += length
      }
    }
    if !isPlain { text += raw[copied...] }
  }

  /// The form of most line ends, and the lines that have another.
  func newlines() -> (Newline, [NewlineException]) {
    let pairs = ends.reduce(0) { $0 + ($1.form == .crlf ? 1 : 0) }
    let counts: [(Newline, Int)] = [(.lf, lineFeeds), (.crlf, pairs), (.cr, ends.count - pairs)]
    let most = counts.max { $0.1 < $1.1 || $0.1 == $1.1 && $0.0 != .lf && $1.0 == .lf }?.0 ?? .lf
    if ends.isEmpty { return (.lf, []) }
    var forms = [Newline](repeating: .lf, count: lines)
    for end in ends { forms[end.line - 1] = end.form }
    let others = forms.enumerated().filter { $0.element != most }
    return (most, others.map { NewlineException(line: $0.offset + 1, form: $0.element) })
  }
}

/// UTF-8 as the Unicode Standard defines it (table 3-7); what is wrong is cut at the maximal subpart.
enum UTF8Sequence {
  /// The length of the sequence at an offset whose byte is not ASCII, and whether it is valid.
  static func measure(_ bytes: Span<UInt8>, _ offset: Int) -> (length: Int, valid: Bool) {
    let first = bytes[offset]
    let wanted: Int
    var second: ClosedRange<UInt8> = 0x80...0xBF
    switch first {
    case 0xC2...0xDF: wanted = 2
    case 0xE0: (wanted, second) = (3, 0xA0...0xBF)
    case 0xED: (wanted, second) = (3, 0x80...0x9F)
    case 0xE1...0xEF: wanted = 3
    case 0xF0: (wanted, second) = (4, 0x90...0xBF)
    case 0xF1...0xF3: wanted = 4
    case 0xF4: (wanted, second) = (4, 0x80...0x8F)
    default: return (1, false)
    }
    var length = 1
    while length < wanted {
      guard offset + length < bytes.count else { return (length, false) }
      let byte = bytes[offset + length]
      guard length == 1 ? second.contains(byte) : 0x80...0xBF ~= byte else { return (length, false) }
      length += 1
    }
    return (wanted, true)
  }

  /// Whether a valid sequence is hardly one by accident: punctuation of text, or a letter or sign of Latin-1 or Latin
  /// Extended-A beside ASCII alone, as those of Latin texts are. In other sets bytes above ASCII stand side by side.
  static func speaksForItself(_ bytes: Span<UInt8>, _ sequence: Range<Int>) -> Bool {
    let (first, second) = (bytes[sequence.lowerBound], bytes[sequence.lowerBound + 1])
    if first == 0xE2 { return second == 0x80 || second == 0x82 || second == 0x84 }
    guard 0xC2...0xC5 ~= first else { return false }
    let before = sequence.lowerBound > 0 ? bytes[sequence.lowerBound - 1] : 0x20
    let after = sequence.upperBound < bytes.count ? bytes[sequence.upperBound] : 0x20
    guard before < 0x80, after < 0x80 else { return false }
    let isLetter = { (byte: UInt8) in 0x61...0x7A ~= byte | 0x20 }
    return first == 0xC2 || isLetter(before) || isLetter(after)
  }
}
