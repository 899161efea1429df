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

  func forEach(_ visit: (Entry) throws(FileError) -> Void) throws(FileError) {
    var waiting: [Path] = [.empty]
    while let folder = waiting.popLast() {
      let directory: Directory
      do {
        directory = try root.directory(folder)
      } catch let error where [.noSuchFile, .notADirectory].contains(error.errno) {
        // It has gone since it was seen.
        continue
      }
      let stream = try DirectoryStream(directory)
      while let entry = try stream.next() {
        if entry.name.hasPrefix(".") { continue }
        var kind = entry.kind
        if kind == nil { kind = try directory.status(entry.name)?.kind }
        guard let kind else { continue }
        if kind == .directory {
          waiting.append(folder.appending(entry.name))
        } else {
          try visit(Entry(folder: folder, directory: directory, name: entry.name, kind: kind))
        }
      }
    }
  }
}
