/// What it takes to make the original of a clean text: the part of a record that is about bytes.
public struct Restoration: Sendable, Equatable {
  /// A change of the text: what stood in the original, and what stands for it now.
  public struct Change: Sendable, Equatable {
    /// The original's bytes, half-open.
    public let range: Range<Int>
    /// What stood there, as UTF-8 with LF.
    public let text: [UInt8]
    /// What stands in its place; empty for a removal.
    public let with: [UInt8]
  }

  /// The changes, ascending and disjoint.
  public var changes: [Change] = []
  /// The byte order mark that the original began with.
  public var byteOrderMark: [UInt8] = []
  /// The character set that the original is in, as iconv(3) names it.
  public var encoding = "utf-8"
  /// How the original's lines end.
  public var newline: Newline = .lf
  /// The lines that end otherwise, ascending.
  public var newlineExceptions: [NewlineException] = []

  /// A text and a record that don't belong together.
  public struct Mismatch: Error, Equatable, CustomStringConvertible {
    /// Where in the original it shows.
    public let offset: Int

    /// One line for a human.
    public var description: String {
      "the text is not the one that the record describes (byte \(offset) of the original)"
    }
  }

  /// No changes.
  public init() {}

  /// The original's bytes.
  ///
  /// - Throws: ``Mismatch`` where the text is not the one that the changes were made in.
  public func original(of text: [UInt8]) throws(Mismatch) -> [UInt8] {
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
  private let charset: Charset
  private let exceptions: [NewlineException]
  private var nextException = 0
  private var line = 1
  private let isPlain: Bool
  private var encoded: [[UInt8]: [UInt8]] = [:]

  init(_ restoration: Restoration, capacity: Int) {
    form = restoration.newline.bytes
    exceptions = restoration.newlineExceptions
    charset = Charset(name: restoration.encoding)
    isPlain = restoration.newline == .lf && exceptions.isEmpty && charset == .utf8
    bytes.reserveCapacity(capacity)
    bytes += restoration.byteOrderMark
  }

  mutating func writeAll(_ text: [UInt8]) {
    _ = write(text, from: 0, until: .max)
  }

  /// Writes from `start` until the original has `limit` bytes or the text ends; the offset that comes next.
  mutating func write(_ text: [UInt8], from start: Int, until limit: Int) -> Int {
    if isPlain {
      // The limit stands in the record, where anything may stand: only differences are safe to take.
      let end = start + min(text.count - start, max(0, limit - bytes.count))
      bytes += text[start..<max(start, end)]
      return max(start, end)
    }
    var offset = start
    while offset < text.count, bytes.count < limit {
      var end = offset + 1
      while end < text.count, text[end] & 0xC0 == 0x80 { end += 1 }
      if text[offset] == 0x0A {
        append(lineEnd())
      } else {
        append(Array(text[offset..<end]))
      }
      offset = end
    }
    return offset
  }

  private mutating func lineEnd() -> [UInt8] {
    defer { line += 1 }
    guard nextException < exceptions.count, exceptions[nextException].line == line else { return form }
    defer { nextException += 1 }
    return exceptions[nextException].form.bytes
  }

  private mutating func append(_ character: [UInt8]) {
    if charset == .utf8 {
      bytes += character
    } else if let known = encoded[character] {
      bytes += known
    } else {
      // A character that the set lacks shows as a length that does not fit.
      let fresh = charset.encode(character) ?? []
      encoded[character] = fresh
      bytes += fresh
    }
  }
}
