internal import Files
internal import Formats

/// The texts of the files and folders that a user names, read and decoded.
enum TextFiles {
  /// One text and where it came from.
  struct Item: Sendable {
    let path: Path
    let document: Document
    /// The size of the file.
    let bytes: Int
  }

  /// Every file that is named, and every file below a folder that is named, except hidden ones, records and sidecars.
  static func read(_ operands: [Path]) throws -> [Item] {
    var items: [Item] = []
    for operand in operands {
      do {
        try walk(try Directory.open(operand), operand, &items)
      } catch let error as FileError where error.errno == .notADirectory {
        items.append(try item(operand, Directory.readFollowing(operand)))
      }
    }
    guard !items.isEmpty else { throw Failure(.faults, "winnow: there are no files to read") }
    return items
  }

  private static func walk(_ folder: Directory, _ path: Path, _ items: inout [Item]) throws {
    for entry in try folder.entries() where !entry.name.hasPrefix(".") {
      let kind = try entry.kind ?? folder.status(entry.name)?.kind
      if kind == .directory {
        try walk(folder.directory(entry.name), path.appending(entry.name), &items)
      } else if kind == .regular, !entry.name.hasSuffix(".json") {
        items.append(try item(path.appending(entry.name), folder.read(entry.name)))
      }
    }
  }

  private static func item(_ path: Path, _ bytes: [UInt8]) throws -> Item {
    Item(path: path, document: try Document(bytes, invalidBytes: .legacy), bytes: bytes.count)
  }
}
