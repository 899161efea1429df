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

  /// One file.
  struct File: Sendable {
    let path: Path
    /// Relative to the folder that was named, or the file's name.
    let relative: Path
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

  /// The files alone, those of a folder in the order of their names. A folder below one that is named which can't be
  /// read is told, and keeps no other from being looked through.
  ///
  /// - Parameter alsoMissing: Whether what is not there is one of them: the caller says so when its turn comes, and it keeps
  ///   nothing else waiting.
  /// - Returns: The files, one at least, and what the command exits with where all else is well.
  static func files(_ operands: [Path], alsoMissing: Bool = false) throws -> (files: [File], status: ExitStatus) {
    var files: [File] = []
    var status = ExitStatus.success
    for operand in operands {
      do {
        let folder = try Directory.open(operand)
        if try !walk(folder, File(path: operand, relative: .empty), &files) { status = .faults }
      } catch let error as FileError where error.errno == .notADirectory || alsoMissing && error.errno == .noSuchFile {
        files.append(File(path: operand, relative: operand.name))
      }
    }
    guard !files.isEmpty else { throw Failure(.faults, "winnow: there are no files to read") }
    return (files, status)
  }

  /// - Returns: Whether all that stands below the folder could be looked at.
  /// - Throws: ``FileError`` where the folder itself can't be read.
  private static func walk(_ folder: Directory, _ place: File, _ files: inout [File]) throws -> Bool {
    var isWhole = true
    for entry in try folder.entries() where !entry.name.hasPrefix(".") {
      let file = File(path: place.path.appending(entry.name), relative: place.relative.appending(entry.name))
      do {
        let kind = try entry.kind ?? folder.status(entry.name)?.kind
        if kind == .directory {
          let isPartWhole = try walk(folder.directory(entry.name), file, &files)
          isWhole = isWhole && isPartWhole
        } else if kind == .regular, !entry.name.hasSuffix(".json") {
          files.append(file)
        }
      } catch {
        complain(error)
        isWhole = false
      }
    }
    return isWhole
  }
}
