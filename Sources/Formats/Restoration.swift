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
  /// Whether the original began with a UTF-8 byte order mark.
  public var hasByteOrderMark = false
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
  private let exceptions: [NewlineException]
  private var nextException = 0
  private var line = 1
  private let isPlain: Bool

  init(_ restoration: Restoration, capacity: Int) {
    form = restoration.newline.bytes
    exceptions = restoration.newlineExceptions
    isPlain = restoration.newline == .lf && exceptions.isEmpty
    bytes.reserveCapacity(capacity)
    if restoration.hasByteOrderMark { bytes += [0xEF, 0xBB, 0xBF] }
  }

  mutating func writeAll(_ text: [UInt8]) {
    _ = write(text, from: 0, until: .max)
  }

  /// Writes from `start` until the original has `limit` bytes or the text ends; the offset that comes next.
  mutating func write(_ text: [UInt8], from start: Int, until limit: Int) -> Int {
    if isPlain {
      let end = limit == .max ? text.count : min(text.count, start + max(0, limit - bytes.count))
      bytes += text[start..<max(start, end)]
      return max(start, end)
    }
    var offset = start
    while offset < text.count, bytes.count < limit {
      let byte = text[offset]
      offset += 1
      guard byte == 0x0A else {
        bytes.append(byte)
        continue
      }
      if nextException < exceptions.count, exceptions[nextException].line == line {
        bytes += exceptions[nextException].form.bytes
        nextException += 1
      } else {
        bytes += form
      }
      line += 1
    }
    return offset
  }
}
