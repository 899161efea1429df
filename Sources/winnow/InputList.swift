internal import Digest
internal import Files
internal import Spool

/// The files that a user wants cleaned into a folder, and where each one's pair goes.
struct InputList: Sendable {
  /// A file to clean and where its pair goes.
  struct Item: Sendable {
    let file: Path
    /// Relative to the folder that was named, or the file's name.
    let relative: Path
    /// The pair's name without endings, in the folder `relative.parent` below the output folder.
    let stem: Path
  }

  /// In the order of their names.
  let items: [Item]
  private let identities: Set<FileStatus.Identity>

  /// Every file that is named, and every file below a folder that is named, except hidden ones and sidecars.
  ///
  /// - Parameter output: Where the pairs go. Below a folder that is named it is passed over: what stands there is from
  ///   an earlier run.
  init(_ operands: [Path], besides output: Directory) throws {
    let here = try output.status().identity
    var found: [(file: Path, relative: Path)] = []
    for operand in operands {
      do {
        try InputList.walk(try Directory.open(operand), operand, .empty, here, &found)
      } catch let error as FileError where [.notADirectory, .noSuchFile].contains(error.errno) {
        // What isn't there is said when its turn comes, and keeps nothing else waiting.
        found.append((operand, operand.name))
      }
    }
    var taken: Set<Path> = []
    found.sort { ($0.relative, $0.file) < ($1.relative, $1.file) }
    // What comes from the same path to the same place is one document: two pairs of it would be one too many.
    let once = found.indices.filter { $0 == 0 || found[$0] != found[$0 - 1] }
    let items = once.map { place in
      let (file, relative) = found[place]
      var stem = FileNames.stem(of: relative.name)
      if !taken.insert(relative.parent.appending(stem)).inserted {
        stem = stem.adding("~" + SHA256.digest(file.bytes).prefix(12))
      }
      return Item(file: file, relative: relative, stem: stem)
    }
    self.items = items
    var identities: Set<FileStatus.Identity> = []
    for item in items { if let identity = try InputList.identity(of: item.file) { identities.insert(identity) } }
    self.identities = identities
  }

  /// Whether a file is one of them, by whatever name.
  func contain(_ status: FileStatus) -> Bool { identities.contains(status.identity) }

  /// What makes a file this one and no other, by whatever name; `nil` where there is none.
  static func identity(of file: Path) throws(FileError) -> FileStatus.Identity? {
    do {
      return try Directory.statusFollowing(file).identity
    } catch let error where [.noSuchFile, .nameTooLong, .notADirectory].contains(error.errno) {
      return nil
    }
  }

  private static func walk(
    _ folder: Directory, _ path: Path, _ relative: Path, _ output: FileStatus.Identity,
    _ found: inout [(file: Path, relative: Path)]
  ) throws {
    let stream = try DirectoryStream(folder)
    while let entry = try stream.next() {
      if entry.name.hasPrefix(".") || FileNames.isSidecar(entry.name) { continue }
      let kind = try entry.kind ?? folder.status(entry.name)?.kind
      if kind == .directory {
        let below = try folder.directory(entry.name)
        if try below.status().identity == output { continue }
        try walk(below, path.appending(entry.name), relative.appending(entry.name), output, &found)
      } else if kind == .regular {
        found.append((path.appending(entry.name), relative.appending(entry.name)))
      }
    }
  }
}
