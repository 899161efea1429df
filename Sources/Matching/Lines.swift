/// The lines of a text.
public struct Lines: Sendable {
  /// One line.
  public struct Line: Sendable, Hashable {
    /// Offset of the first byte.
    public let start: Int
    /// Offset after the last byte, without the line feed.
    public let end: Int
    /// Length in Unicode scalar values, without the line feed.
    public let characters: Int
  }

  /// The lines, in order. A line feed at the very end ends the last line and begins none.
  public private(set) var all: [Line] = []

  /// No lines.
  public init() {}

  /// The lines of a text.
  public init(of text: [UInt8]) {
    update(for: text)
  }

  /// Replaces the lines by those of another text and keeps the memory.
  public mutating func update(for text: [UInt8]) {
    all.removeAll(keepingCapacity: true)
    let span = text.span
    var start = 0
    var characters = 0
    for index in span.indices {
      let byte = span[index]
      if byte == 0x0A {
        all.append(Line(start: start, end: index, characters: characters))
        start = index + 1
        characters = 0
      } else if byte & 0xC0 != 0x80 {
        characters += 1
      }
    }
    if start < span.count { all.append(Line(start: start, end: span.count, characters: characters)) }
  }
}
