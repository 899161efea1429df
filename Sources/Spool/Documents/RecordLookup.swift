internal import Files

/// Finds the record of an input in the outbox.
struct RecordLookup: Sendable {
  let outbox: Directory

  /// The name, beside its text, of the record that states this path, sha256 and sidecar; `nil` where there is none.
  ///
  /// Looks at `NAME.json`, then at the suffixed names as long as they are taken.
  func record(of identity: Identity) throws(FileError) -> Path? {
    guard let folder = try FolderTree.existing(identity.path.parent, in: outbox) else { return nil }
    let stem = FileNames.stem(of: identity.path.name)
    for number in FileNames.alternatives {
      let candidate = number == 0 ? stem : FileNames.alternative(number, to: stem, tag: identity.tag)
      let name = candidate.adding(".json")
      if let header = try RecordLookup.header(name, in: folder) {
        if header.identity == identity { return name }
      } else if number > 0, try !RecordLookup.isTaken(candidate, in: folder) {
        return nil
      }
    }
    return nil
  }

  /// A record's header; `nil` where there is no such file or it is no record.
  static func header(_ name: Path, in folder: Directory) throws(FileError) -> RecordHeader? {
    do {
      let file = try folder.openForReading(name)
      guard try file.status().kind == .regular else { return nil }
      return RecordHeader(try file.readAll())
    } catch let error where [.noSuchFile, .tooManyLinks, .nameTooLong].contains(error.errno) {
      return nil
    }
  }

  /// Whether a text or a record has the stem.
  static func isTaken(_ stem: Path, in folder: Directory) throws(FileError) -> Bool {
    for ending in [".json", ".txt"] where try folder.status(stem.adding(ending)) != nil { return true }
    return false
  }
}
