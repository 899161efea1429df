internal import Files

/// The files that a user names, and every file below the folders that a user names, except hidden ones and symbolic links.
///
/// What can't be opened or looked through is told, and keeps nothing else from being found.
struct NamedFiles {
  /// A file that was found.
  struct File: Sendable, Equatable {
    let path: Path
    /// Relative to the folder that was named, or the file's name.
    let relative: Path
    /// The folder that `relative` starts from.
    let folder: Path
    /// Whether it was found below a folder that was named, and not by its own name.
    let isBelow: Bool
  }

  /// In the order in which they were named, those of a folder in the order of their names.
  private(set) var files: [File] = []
  /// Whether all that was named, and all folders below, could be looked at.
  private(set) var isWhole = true
  /// How many symbolic links were passed over.
  private(set) var linksLeftOut = 0
  private let output: FileStatus.Identity?
  private let isPassedOver: (Path) -> Bool

  /// - Parameters:
  ///   - alsoMissing: Whether what is not there is one of them: the caller says so when its turn comes.
  ///   - output: A folder that is passed over below those that are named.
  ///   - isPassedOver: Whether a file of this name is none of them, below a folder.
  /// - Throws: ``FileError`` where nothing at all was found, as nothing that was named could be looked at.
  init(
    _ operands: [Path], alsoMissing: Bool, besides output: FileStatus.Identity? = nil,
    passingOver isPassedOver: @escaping (Path) -> Bool
  ) throws(FileError) {
    self.output = output
    self.isPassedOver = isPassedOver
    var failures: [FileError] = []
    for operand in operands {
      do throws(FileError) {
        let folder = try Directory.open(operand)
        try walk(folder, File(path: operand, relative: .empty, folder: operand, isBelow: true))
      } catch {
        if error.errno == .notADirectory || alsoMissing && error.errno == .noSuchFile {
          let folder = operand.parent
          files.append(
            File(path: operand, relative: operand.name, folder: folder.isEmpty ? "." : folder, isBelow: false))
        } else {
          failures.append(error)
        }
      }
    }
    if files.isEmpty, let last = failures.popLast() {
      for failure in failures { tell(failure) }
      throw last
    }
    for failure in failures { tell(failure) }
  }

  private mutating func tell(_ failure: FileError) {
    Console.complain("winnow: \(failure)")
    isWhole = false
  }

  /// - Throws: ``FileError`` where the folder itself can't be read.
  private mutating func walk(_ folder: Directory, _ place: File) throws(FileError) {
    for entry in try folder.entries() where !entry.name.hasPrefix(".") {
      let file = File(
        path: place.path.appending(entry.name), relative: place.relative.appending(entry.name), folder: place.folder,
        isBelow: true)
      do throws(FileError) {
        var kind = entry.kind
        if kind == nil { kind = try folder.status(entry.name)?.kind }
        if kind == .directory {
          let below = try folder.directory(entry.name)
          if let output, try below.status().identity == output { continue }
          try walk(below, file)
        } else if kind == .regular, !isPassedOver(entry.name) {
          files.append(file)
        } else if kind == .symbolicLink {
          linksLeftOut += 1
        }
      } catch {
        tell(error)
      }
    }
  }
}
