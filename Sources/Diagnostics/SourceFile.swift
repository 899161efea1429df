public import Files

/// A text file that diagnostics point into: its name as the user knows it, and its bytes.
public struct SourceFile: Sendable, Equatable {
  /// The path as it is shown.
  public let name: String
  /// The path to open it by, which is not always as it is shown.
  public let path: Path
  /// The file's bytes; UTF-8 by intent, not by guarantee.
  public let bytes: [UInt8]
  private let lineStarts: [Int]

  /// A file's path and content.
  public init(_ path: Path, bytes: [UInt8]) { self.init(name: path.description, path: path, bytes: bytes) }

  /// A text that has a name and stands in no file.
  public init(name: String, bytes: [UInt8]) { self.init(name: name, path: Path(name), bytes: bytes) }

  private init(name: String, path: Path, bytes: [UInt8]) {
    self.name = name
    self.path = path
    self.bytes = bytes
    var starts = [0]
    for (index, byte) in bytes.enumerated() where byte == UInt8(ascii: "\n") { starts.append(index + 1) }
    lineStarts = starts
  }

  /// Two files are equal when name and bytes are.
  public static func == (left: SourceFile, right: SourceFile) -> Bool {
    left.name == right.name && left.bytes == right.bytes
  }

  /// The line (from 1) and column (from 1, in code points) of a byte offset.
  public func position(of offset: Int) -> (line: Int, column: Int) {
    let offset = min(max(offset, 0), bytes.count)
    var low = 0
    var high = lineStarts.count - 1
    while low < high {
      let middle = (low + high + 1) / 2
      if lineStarts[middle] <= offset { low = middle } else { high = middle - 1 }
    }
    return (low + 1, codePoints(in: lineStarts[low]..<offset) + 1)
  }

  /// The byte offset of a line (from 1) and a column (from 1, in code points); clamped to the file.
  public func offset(line: Int, column: Int) -> Int {
    guard line >= 1 else { return 0 }
    guard line <= lineStarts.count else { return bytes.count }
    var offset = lineStarts[line - 1]
    var left = column - 1
    while left > 0, offset < bytes.count, bytes[offset] != UInt8(ascii: "\n") {
      offset += 1
      while offset < bytes.count, bytes[offset] & 0xC0 == 0x80 { offset += 1 }
      left -= 1
    }
    return offset
  }

  /// The text of a line (from 1), without its line end.
  public func text(ofLine line: Int) -> String {
    guard line >= 1, line <= lineStarts.count else { return "" }
    let start = lineStarts[line - 1]
    var end = line < lineStarts.count ? lineStarts[line] - 1 : bytes.count
    if end > start, bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
    return String(decoding: bytes[start..<max(start, end)], as: UTF8.self)
  }

  func codePoints(in range: Range<Int>) -> Int {
    bytes[range].reduce(0) { $0 + ($1 & 0xC0 == 0x80 ? 0 : 1) }
  }
}
