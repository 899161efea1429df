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

  /// Every file that is named, and every file below a folder that is named, except hidden ones, records and sidecars. What
  /// can't be read is told, and keeps no other from being read.
  ///
  /// - Returns: The texts, one at least, and what the command exits with where all else is well.
  static func read(_ operands: [Path]) throws -> (items: [Item], status: ExitStatus) {
    let (files, status) = try files(operands, alsoMissing: true)
    let items = files.compactMap { file -> Item? in
      do {
        let bytes = try Directory.readFollowing(file.path)
        return Item(
          path: file.path, document: try SidecarFile.document(of: file.path, bytes), bytes: bytes.count)
      } catch {
        complain(error)
        return nil
      }
    }
    guard !items.isEmpty else { throw Failure(.faults, "winnow: none of these files could be read as text") }
    return (items, items.count == files.count ? status : .faults)
  }

  /// Tells why a text could not be read.
  static func complain(_ error: any Error) {
    Console.complain((error as? Failure)?.message ?? "winnow: \(error)")
  }

  /// The files alone, in the order in which they were named.
  ///
  /// - Parameter alsoMissing: See ``NamedFiles``.
  /// - Returns: The files, one at least, and what the command exits with where all else is well.
  static func files(
    _ operands: [Path], alsoMissing: Bool = false
  ) throws -> (files: [NamedFiles.File], status: ExitStatus) {
    let named = try NamedFiles(operands, alsoMissing: alsoMissing) { $0.hasSuffix(".json") }
    guard !named.files.isEmpty else { throw Failure(.faults, "winnow: there are no files to read") }
    return (named.files, named.isWhole ? .success : .faults)
  }
}
