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
    try paths(operands).map { path in
      let bytes = try Directory.readFollowing(path)
      return Item(path: path, document: try Document(bytes, invalidBytes: .legacy), bytes: bytes.count)
    }
  }

  /// The files alone.
  static func paths(_ operands: [Path]) throws -> [Path] {
    var paths: [Path] = []
    for operand in operands {
      do {
        try walk(try Directory.open(operand), operand, &paths)
      } catch let error as FileError where error.errno == .notADirectory {
        paths.append(operand)
      }
    }
    guard !paths.isEmpty else { throw Failure(.faults, "winnow: there are no files to read") }
    return paths
  }

  private static func walk(_ folder: Directory, _ path: Path, _ paths: inout [Path]) throws {
    for entry in try folder.entries() where !entry.name.hasPrefix(".") {
      let kind = try entry.kind ?? folder.status(entry.name)?.kind
      if kind == .directory {
        try walk(folder.directory(entry.name), path.appending(entry.name), &paths)
      } else if kind == .regular, !entry.name.hasSuffix(".json") {
        paths.append(path.appending(entry.name))
      }
    }
  }
}
