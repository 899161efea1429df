internal import Digest
internal import Files

extension Leftovers {
  /// A temporary record whose text is in place.
  private struct Record {
    let name: Path
    let header: RecordHeader

    var folder: Path { header.identity.path.parent }
  }

  /// What a temporary record is.
  private enum Sight {
    /// None whose text is in place.
    case nothing
    case placeable(Record)
    case stuck(Path, FileError)
    case left(Path)
  }

  /// Rolls commits forward that a crash cut in two: records whose text is in place go to it, first every text durable, then
  /// every record. Everything else among the temporary files is deleted; it is made anew from work.
  ///
  /// - Parameters:
  ///   - known: What the last time has given as `waiting`: they need not be read again.
  ///   - placed: Told of each document as its record appears: a consumer may take the pair before its original has left
  ///     work.
  ///   - stuck: Told of each folder of the outbox that a record can't be put into, or not durably, though others can be:
  ///     it stays for the next time.
  ///   - leaving: The folders whose records stay for the next time anyhow.
  /// - Returns: How many records were brought to their texts; those that stay, and for which folders.
  @discardableResult
  func rollForward(
    known: [Path: Path] = [:], placed: (Identity) -> Void = { _ in }, stuck: (Path, FileError) -> Void = { _, _ in },
    leaving: (Path) -> Bool = { _ in false }
  ) throws(FileError) -> (count: Int, waiting: [Path: Path]) {
    let outbox = FolderTree.outbox(of: layout)
    // Whatever else stands there is none of ours.
    let names = try files(in: layout.temporary).filter(Self.isTemporary)
    let texts = Set(names.filter { $0.hasSuffix(".txt") })
    var kept: Set<Path> = []
    var waiting: [Path: Path] = [:]
    func keep(_ name: Path, for folder: Path) {
      kept.formUnion([name, Self.text(of: name)])
      waiting[name] = folder
    }
    var records: [Record] = []
    for name in names where name.hasSuffix(".json") {
      if let folder = known[name], leaving(folder) {
        keep(name, for: folder)
        continue
      }
      progressed()
      switch try sight(name, texts, leaving) {
      case .nothing: continue
      case .placeable(let record): records.append(record)
      case .left(let folder): keep(name, for: folder)
      case .stuck(let folder, let error):
        keep(name, for: folder)
        stuck(folder, error)
      }
    }
    var broken: Set<Path> = []
    func setApart(_ folder: Path, _ error: FileError) throws(FileError) {
      guard liesInFolder(error) else { throw error }
      broken.insert(folder)
      stuck(folder, error)
    }
    // Texts may have been renamed without having been made durable there.
    for record in records { outbox.touch(record.folder) }
    try outbox.sync(failing: setApart)
    var count = 0
    for record in records {
      progressed()
      do throws(FileError) {
        if broken.contains(record.folder) {
          keep(record.name, for: record.folder)
        } else if try place(record, outbox) {
          placed(record.header.identity)
          count += 1
        }
      } catch {
        let text = record.header.textName
        if try layout.takeBack(text, after: error, record: record.name, in: record.folder, outbox) { continue }
        try setApart(record.folder, error)
        keep(record.name, for: record.folder)
      }
    }
    try outbox.sync(failing: setApart)
    for name in names where !kept.contains(name) {
      if try layout.temporary.status(name) != nil { try layout.temporary.remove(name) }
    }
    return (count, waiting)
  }

  /// Whether an error that was met in a folder of the outbox says nothing of the others.
  private func liesInFolder(_ error: FileError) -> Bool { error.mayLieInOneFolder && layout.canPublish(after: error) }

  /// A pair's, by its id; or what tells whether the disk has room.
  private static func isTemporary(_ name: Path) -> Bool {
    if name == "probe" { return true }
    for ending in [".txt", ".json"] where name.hasSuffix(ending) {
      let id = FileNames.removing(ending, from: name).bytes
      return id.count == 32 && id.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    }
    return false
  }

  private static func text(of record: Path) -> Path { FileNames.removing(".json", from: record).adding(".txt") }

  /// - Parameter texts: Those that have their temporary names still. A kill may have left one under both names, as it may have
  ///   left the record.
  private func sight(_ name: Path, _ texts: Set<Path>, _ leaving: (Path) -> Bool) throws(FileError) -> Sight {
    let text = Self.text(of: name)
    let header: RecordHeader
    var temporary: FileStatus?
    do throws(FileError) {
      guard let found = try RecordLookup.header(name, in: layout.temporary, limit: largestRecord),
        found.textName.hasSuffix(".txt")
      else { return .nothing }
      header = found
      if texts.contains(text) {
        temporary = try layout.temporary.status(text)
        if temporary == nil { return .nothing }
      }
    } catch  where error.mayLieInOneFile {
      return .nothing
    }
    let record = Record(name: name, header: header)
    if leaving(record.folder) { return .left(record.folder) }
    do throws(FileError) {
      return try isInPlace(record, temporary?.identity) ? .placeable(record) : .nothing
    } catch  where liesInFolder(error) {
      return .stuck(record.folder, error)
    }
  }

  /// Whether a record's text is in place.
  ///
  /// - Parameter temporary: Which file the text is, where that has its temporary name as well.
  private func isInPlace(_ record: Record, _ temporary: FileStatus.Identity?) throws(FileError) -> Bool {
    let header = record.header
    guard let directory = try FolderTree.existing(record.folder, in: layout.outbox),
      let standing = try directory.status(header.textName), standing.kind == .regular
    else { return false }
    if let temporary, temporary != standing.identity { return false }
    do throws(FileError) {
      return try SHA256.digest(of: directory.openForReading(header.textName)) == header.textSHA256
    } catch  where error.mayLieInOneFile && layout.canPublish(into: record.folder) {
      // A text that can't be read is none that a record may vouch for.
      return false
    }
  }

  /// Brings a record to its text.
  ///
  /// - Returns: Whether it is there.
  private func place(_ record: Record, _ outbox: FolderTree) throws(FileError) -> Bool {
    guard let directory = try FolderTree.existing(record.folder, in: layout.outbox),
      try directory.status(record.header.textName) != nil
    else {
      // Gone since it was seen: nobody must be given the record alone.
      return false
    }
    let target = FileNames.removing(".txt", from: record.header.textName).adding(".json")
    do {
      try layout.temporary.rename(record.name, to: directory, target)
    } catch let error where error.errno == .noSuchFile {
      return false
    } catch let error where error.errno == .exists {
      guard let temporary = try layout.temporary.status(record.name)?.identity,
        try directory.status(target)?.identity == temporary
      else { return false }
    }
    outbox.touch(record.folder)
    return true
  }
}
