internal import Files

/// Goes through a tree of folders, entry by entry, in the order of the file system; private names are left out.
struct TreeWalk {
  /// An entry that is no folder.
  struct Entry {
    let folder: Path
    let directory: Directory
    let name: Path
    let kind: FileStatus.Kind

    var path: Path { folder.appending(name) }
  }

  let root: Directory

  /// All folders below, each after the one that it stands in.
  func folders() throws(FileError) -> [Path] {
    var folders: [Path] = []
    try walk(entering: { folders.append($0) }, visit: { _ in })
    return folders
  }

  /// The same, as far as they can be looked at.
  ///
  /// - Parameter unreadable: Told of each folder or entry that can't be, by its path below the root.
  func folders(unreadable: (Path, FileError) -> Void) throws(FileError) -> [Path] {
    var folders: [Path] = []
    try walk(entering: { folders.append($0) }, visit: { _ in }) { (path, error) throws(FileError) in
      if error.isShortage { throw error }
      unreadable(path, error)
    }
    return folders
  }

  func forEach(_ visit: (Entry) throws(FileError) -> Void) throws(FileError) {
    try walk(entering: { _ in }, visit: visit)
  }

  /// Goes on past what can't be looked at.
  ///
  /// - Parameter unreadable: Told of each such folder or entry, by its path below the root.
  func forEach(
    unreadable: (Path, FileError) -> Void, _ visit: (Entry) throws(FileError) -> Void
  ) throws(FileError) {
    try walk(entering: { _ in }, visit: visit) { (path, error) throws(FileError) in
      if error.isShortage { throw error }
      unreadable(path, error)
    }
  }

  /// One folder is open at a time, however deep the tree is.
  private func walk(
    entering: (Path) -> Void, visit: (Entry) throws(FileError) -> Void,
    failing: (Path, FileError) throws(FileError) -> Void = { (_, error) throws(FileError) in throw error }
  ) throws(FileError) {
    var waiting: [Path] = [.empty]
    while let folder = waiting.popLast() {
      let directory: Directory
      do {
        directory = try root.directory(folder)
      } catch let error where error.errno.isAbsent {
        // It has gone since it was seen.
        continue
      } catch {
        try failing(folder, error)
        continue
      }
      if !folder.isEmpty { entering(folder) }
      do throws(FileError) {
        let stream = try DirectoryStream(directory)
        while let entry = try stream.next() {
          if entry.name.hasPrefix(".") { continue }
          do throws(FileError) {
            var kind = entry.kind
            if kind == nil { kind = try directory.status(entry.name)?.kind }
            guard let kind else { continue }
            if kind == .directory {
              waiting.append(folder.appending(entry.name))
            } else {
              try visit(Entry(folder: folder, directory: directory, name: entry.name, kind: kind))
            }
          } catch {
            try failing(folder.appending(entry.name), error)
          }
        }
      } catch {
        try failing(folder, error)
      }
    }
  }
}
