internal import Digest
internal import Files
internal import Formats

/// The files that a user wants cleaned into a folder, and where each one's pair goes.
struct InputList: Sendable {
  /// A file to clean and where its pair goes.
  struct Item: Sendable {
    let file: Path
    /// Relative to the folder that was named, or the file's name.
    let relative: Path
    /// The folder that `relative` starts from, from the root: as it was named it would be another one from another folder.
    let folder: Path
    /// Whether another one of the list comes first to the pair's name.
    let isSecond: Bool

    /// The pair's name without endings, in the folder `relative.parent` below the output folder.
    var stem: Path { FileNames.stem(of: relative.name) }
    /// The same where that name is another document's. Made of its path from the root: as it was named, another would have the
    /// same one from another folder.
    var taggedStem: Path { stem.adding("~" + SHA256.digest(folder.appending(relative).bytes).prefix(12)) }
  }

  /// In the order of their names.
  let items: [Item]
  /// How many records were left out that stand beside their texts in a folder that was named.
  let recordsLeftOut: Int
  /// How many symbolic links below folders that were named were left out.
  let linksLeftOut: Int
  /// Whether all folders below those that were named could be looked through; each that could not has been told of.
  let isWhole: Bool
  private let identities: Set<FileStatus.Identity>

  /// Every file that is named, and every file below a folder that is named, except sidecars and records of pairs; see
  /// ``NamedFiles``.
  ///
  /// - Parameter output: Where the pairs go. Below a folder that is named it is passed over: what stands there is from
  ///   an earlier run.
  init(_ operands: [Path], besides output: Directory) throws {
    let named = try NamedFiles(
      operands, alsoMissing: true, besides: output.status().identity, passingOver: FileNames.isSidecar)
    isWhole = named.isWhole
    linksLeftOut = named.linksLeftOut
    let all = named.files
    let files = Set(all.map(\.path))
    var found = all.filter { !InputList.isRecordOfPair($0, files) }
    recordsLeftOut = all.count - found.count
    var taken: Set<Path> = []
    found.sort { ($0.relative, $0.path) < ($1.relative, $1.path) }
    // What comes from the same path to the same place is one document: two pairs of it would be one too many.
    let once = found.indices.filter {
      $0 == 0 || found[$0].relative != found[$0 - 1].relative || found[$0].path != found[$0 - 1].path
    }
    let folders = Set(found.map(\.folder))
    let resolved = Dictionary(uniqueKeysWithValues: folders.map { ($0, Directory.resolved($0) ?? $0) })
    let items = once.map { place in
      let (file, relative) = (found[place].path, found[place].relative)
      let isFirst = taken.insert(relative.parent.appending(FileNames.stem(of: relative.name))).inserted
      return Item(
        file: file, relative: relative, folder: resolved[found[place].folder] ?? found[place].folder,
        isSecond: !isFirst)
    }
    self.items = items
    var identities: Set<FileStatus.Identity> = []
    for item in items {
      do throws(FileError) {
        if let identity = try InputList.identity(of: item.file) { identities.insert(identity) }
      } catch {
        // What can't be looked at can't be read either, which is said when its turn comes.
      }
    }
    self.identities = identities
  }

  /// Whether a file is one of them, by whatever name.
  func contain(_ status: FileStatus) -> Bool { identities.contains(status.identity) }

  /// What makes a file this one and no other, by whatever name; `nil` where there is none.
  static func identity(of file: Path) throws(FileError) -> FileStatus.Identity? {
    do {
      return try Directory.statusFollowing(file).identity
    } catch let error where error.errno.isAbsent || error.errno == .nameTooLong {
      return nil
    }
  }

  /// Whether it is the record of a pair whose text is there, too: a document's, and none itself.
  private static func isRecordOfPair(_ found: NamedFiles.File, _ files: Set<Path>) -> Bool {
    guard found.isBelow, found.path.hasSuffix(FileNames.recordEnding) else { return false }
    let text = FileNames.removing(FileNames.recordEnding, from: found.path).adding(FileNames.textEnding)
    guard files.contains(text) else { return false }
    do {
      return try Record(Directory.readFollowing(found.path)).textPath == text.name
    } catch {
      // What can't be read is said when its turn comes.
      return false
    }
  }
}
