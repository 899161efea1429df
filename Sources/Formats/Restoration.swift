/// What it takes to make the original of a clean text: the part of a record that is about bytes.
struct Restoration: Sendable, Equatable {
  /// A change of the text: what stood in the original, and what stands for it now.
  struct Change: Sendable, Equatable {
    /// The original's bytes, half-open.
    let range: Range<Int>
    /// What stood there, as UTF-8 with LF.
    let text: [UInt8]
    /// What stands in its place; empty for a removal.
    let with: [UInt8]
  }

  /// The changes, ascending and disjoint.
  var changes: [Change] = []
  /// The byte order mark that the original began with.
  var byteOrderMark: [UInt8] = []
  /// The character set that the original is in, as iconv(3) names it.
  var encoding = "utf-8"
  /// How the original's lines end.
  var newline: Newline = .lf
  /// The lines that end otherwise, ascending.
  var newlineExceptions: [NewlineException] = []

  /// A text and a record that don't belong together.
  struct Mismatch: Error, Equatable, CustomStringConvertible {
    /// Where in the original it shows.
    let offset: Int

    /// One line for a human.
    var description: String {
      "the text is not the one that the record describes (byte \(offset) of the original)"
    }
  }

  /// No changes.
  init() {}

  /// The original's bytes.
  ///
  /// - Throws: ``Mismatch`` where the text is not the one that the changes were made in.
  func original(of text: [UInt8]) throws(Mismatch) -> [UInt8] {
    var writer = OriginalWriter(self, capacity: text.count + changes.reduce(8) { $0 + $1.text.count })
    var cursor = 0
    for change in changes {
      cursor = writer.write(text, from: cursor, until: change.range.lowerBound)
      guard writer.bytes.count == change.range.lowerBound else { throw Mismatch(offset: writer.bytes.count) }
      writer.writeAll(change.text)
      let end = cursor + change.with.count
      guard writer.bytes.count == change.range.upperBound, end <= text.count,
        text[cursor..<end].elementsEqual(change.with)
      else { throw Mismatch(offset: writer.bytes.count) }
      cursor = end
    }
    _ = writer.write(text, from: cursor, until: .max)
    return writer.bytes
  }
}

/// Writes text with the original's line ends.
private struct OriginalWriter {
  private(set) var bytes: [UInt8] = []
  private let form: [UInt8]
  private let exceptions: [NewlineException]
  private var nextException = 0
  private var line = 1
  private let isPlain: Bool
  /// `nil` where the original is UTF-8.
  private var characters: EncodedCharacters?

  init(_ restoration: Restoration, capacity: Int) {
    form = restoration.newline.bytes
    exceptions = restoration.newlineExceptions
    let charset = Charset(name: restoration.encoding)
    characters = charset == .utf8 ? nil : EncodedCharacters(in: charset)
    isPlain = restoration.newline == .lf && exceptions.isEmpty && charset == .utf8
    bytes.reserveCapacity(capacity)
    bytes += restoration.byteOrderMark
  }

  mutating func writeAll(_ text: [UInt8]) {
    _ = write(text, from: 0, until: .max)
  }

  /// Writes from `start` until the original has `limit` bytes or the text ends; the offset that comes next.
  mutating func write(_ text: [UInt8], from start: Int, until limit: Int) -> Int {
    // The limit stands in the record, where anything may stand: only differences are safe to take.
    if isPlain {
      let end = start + min(text.count - start, max(0, limit - bytes.count))
      bytes += text[start..<max(start, end)]
      return max(start, end)
    }
    var offset = start
    while offset < text.count, bytes.count < limit {
      if text[offset] == 0x0A {
        writeLineEnd()
        offset += 1
      } else if characters == nil {
        let last = offset + min(text.count - offset, limit - bytes.count)
        let end = endOfCharacter(text, text[offset..<last].firstIndex(of: 0x0A) ?? last)
        bytes += text[offset..<end]
        offset = end
      } else {
        let end = endOfCharacter(text, offset + 1)
        characters?.write(text, offset..<end, to: &bytes)
        offset = end
      }
    }
    return offset
  }

  private func endOfCharacter(_ text: [UInt8], _ place: Int) -> Int {
    var end = place
    while end < text.count, text[end] & 0xC0 == 0x80 { end += 1 }
    return end
  }

  private mutating func writeLineEnd() {
    var end = form
    if nextException < exceptions.count, exceptions[nextException].line == line {
      end = exceptions[nextException].form.bytes
      nextException += 1
    }
    line += 1
    if characters == nil {
      bytes += end
    } else {
      for place in end.indices { characters?.write(end, place..<place + 1, to: &bytes) }
    }
  }
}

/// What characters are in another character set; each is looked up once.
private struct EncodedCharacters {
  private let charset: Charset
  /// By code point: up to seven bytes, the first of them lowest, and one more than their number in the highest byte. 0: not
  /// looked up as yet, or not for here. As long as the texts that came by need it, which are in one script as a rule.
  private var short: [UInt64] = []
  /// Characters that are longer there, or above the code points of two bytes, and what is no character.
  private var others: [[UInt8]: [UInt8]] = [:]

  init(in charset: Charset) { self.charset = charset }

  /// Writes one character, which stands in some bytes of UTF-8.
  mutating func write(_ text: [UInt8], _ range: Range<Int>, to bytes: inout [UInt8]) {
    let point = Self.codePoint(text, range)
    if let point, point < short.count, short[point] != 0 { return Self.write(short[point], to: &bytes) }
    let character = Array(text[range])
    if let known = others[character] {
      bytes += known
      return
    }
    // A character that the set lacks shows as a length that does not fit.
    let fresh = charset.encode(character) ?? []
    bytes += fresh
    if let point, fresh.count <= 7 {
      if point >= short.count {
        short += Array(repeating: 0, count: (point | 0x7FF) + 1 - short.count)
      }
      short[point] = fresh.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) } | UInt64(fresh.count + 1) << 56
    } else {
      others[character] = fresh
    }
  }

  private static func write(_ packed: UInt64, to bytes: inout [UInt8]) {
    var rest = packed
    for _ in 1..<Int(packed >> 56) {
      bytes.append(UInt8(truncatingIfNeeded: rest))
      rest >>= 8
    }
  }

  /// The code point of a character of up to three bytes; `nil` of a longer one, and of what is no character.
  private static func codePoint(_ text: [UInt8], _ range: Range<Int>) -> Int? {
    let first = Int(text[range.lowerBound])
    switch range.count {
    case 1 where first < 0x80: return first
    case 2 where 0xC2...0xDF ~= first: return (first & 0x1F) << 6 | Int(text[range.lowerBound + 1] & 0x3F)
    case 3 where 0xE0...0xEF ~= first:
      let rest = Int(text[range.lowerBound + 1] & 0x3F) << 6 | Int(text[range.lowerBound + 2] & 0x3F)
      let point = (first & 0x0F) << 12 | rest
      return point >= 0x800 ? point : nil
    default: return nil
    }
  }
}
