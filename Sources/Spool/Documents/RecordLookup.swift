internal import Digest
internal import Files

/// Finds the record of an input in the outbox.
struct RecordLookup: Sendable {
  /// What a look at the names of an input has shown.
  enum Sight: Sendable, Equatable {
    /// The record that states the input's path, sha256 and sidecar: its name, beside its text.
    case record(Path)
    /// There is none, and neither record nor text has the input's plain name.
    case nothing
    /// There is none, but the plain name is taken.
    case taken
    /// The only one has lost its text: the record's name. The plain name is taken.
    case spoilt(Path, Spoilage)
    /// A file that may be the record can't be read, or all of its folder, and no other one is.
    case unreadable(FileError)
  }

  /// What has become of a record's text.
  enum Spoilage: Sendable, Equatable {
    case gone
    case altered
  }

  /// At which names of records to look.
  enum Extent {
    case plain
    /// At suffixed ones, too, where the plain one is taken, and as far as the folder can be gone through at once.
    case few
    /// At all of them, for which the whole folder has to be gone through.
    case all
  }

  private static let fewEntries = 4_096
  private static let fewRecords = 32

  let outbox: OpenFolders
  /// The most bytes of a record: a larger file is none of ours.
  let limit: Int

  /// Looks at `NAME.json`, then at the suffixed names as long as they are taken. A record whose text somebody has removed or
  /// altered is no pair, and does not stand for the input.
  func look(for identity: Identity) throws(FileError) -> Sight {
    let folder: Directory
    do throws(FileError) {
      guard let existing = try outbox.existing(identity.path.parent) else { return .nothing }
      folder = existing
    } catch  where error.mayLieInOneFile || error.isForbidden {
      return .unreadable(error)
    }
    let stem = FileNames.stem(of: identity.path.name)
    var isFree = false
    var failure: FileError?
    var spoilt: Sight?
    for number in FileNames.alternatives {
      let candidate = number == 0 ? stem : FileNames.alternative(number, to: stem, tag: identity.tag)
      let name = candidate.adding(".json")
      do throws(FileError) {
        let hasRecord = try RecordLookup.exists(name, in: folder)
        if hasRecord, let header = try RecordLookup.header(name, in: folder, limit: limit) {
          guard header.identity == identity else { continue }
          guard let spoilage = try RecordLookup.spoilage(of: header, name, in: folder) else { return .record(name) }
          if spoilt == nil { spoilt = .spoilt(name, spoilage) }
          continue
        }
        let isTaken = hasRecord ? true : try RecordLookup.exists(candidate.adding(".txt"), in: folder)
        if number == 0 { isFree = !isTaken } else if !isTaken { break }
      } catch  where error.isForbidden {
        // A folder that nobody may look into tells nothing under any name.
        return .unreadable(error)
      } catch  where error.mayLieInOneFile {
        // Another input's plain name may be what can't be read; a suffixed one is this input's own.
        if number > 0 { return .unreadable(error) }
        failure = error
      }
    }
    if let failure { return .unreadable(failure) }
    return spoilt ?? (isFree ? .nothing : .taken)
  }

  /// Looks for a record of an input's path, whatever the input's bytes, for which a condition holds.
  ///
  /// - Parameters:
  ///   - extent: At which names it is looked for.
  ///   - says: The condition.
  func look(
    forRecordsOf path: Path, _ extent: Extent, where says: (RecordHeader) -> Bool
  ) throws(FileError) -> Sight {
    do throws(FileError) {
      guard let folder = try outbox.existing(path.parent) else { return .nothing }
      return try look(forRecordsOf: path, in: folder, extent, where: says)
    } catch  where error.mayLieInOneFile || error.isForbidden {
      return .unreadable(error)
    }
  }

  private func look(
    forRecordsOf path: Path, in folder: Directory, _ extent: Extent, where says: (RecordHeader) -> Bool
  ) throws(FileError) -> Sight {
    let stem = FileNames.stem(of: path.name)
    let plain = stem.adding(".json")
    var sight = try look(at: plain, of: path, in: folder, where: says)
    if extent == .plain { return sight }
    if case .record = sight { return sight }
    // As a rule no pair has a suffixed name where the plain one is free.
    if extent == .few, try !RecordLookup.isTaken(stem, in: folder) { return sight }
    let suffixed = stem.adding("~").bytes
    let entries = try DirectoryStream(folder)
    var (entriesLeft, recordsLeft) = extent == .all ? (Int.max, Int.max) : (Self.fewEntries, Self.fewRecords)
    while entriesLeft > 0, recordsLeft > 0, let entry = try entries.next() {
      entriesLeft -= 1
      guard entry.name != plain, entry.name.hasSuffix(".json"), entry.name.bytes.starts(with: suffixed) else {
        continue
      }
      recordsLeft -= 1
      switch try look(at: entry.name, of: path, in: folder, where: says) {
      case .record(let name): return .record(name)
      case .unreadable(let error): sight = .unreadable(error)
      case .nothing, .taken, .spoilt: continue
      }
    }
    return sight
  }

  private func look(
    at name: Path, of path: Path, in folder: Directory, where says: (RecordHeader) -> Bool
  ) throws(FileError) -> Sight {
    do throws(FileError) {
      guard let header = try RecordLookup.header(name, in: folder, limit: limit) else { return .nothing }
      return header.identity.path == path && says(header) ? .record(name) : .nothing
    } catch  where error.mayLieInOneFile || error.isForbidden {
      return .unreadable(error)
    }
  }

  /// How it shows that an entry is none of ours: there is none, it is a link or a socket, somebody else's alone, or so large
  /// that no document would have it.
  private static let foreign: Set<Errno> = [
    .noSuchFile, .tooManyLinks, .nameTooLong, .noSuchDevice, .accessDenied, .notPermitted, .fileTooLarge,
  ]

  /// A record's header; `nil` where there is no such file or it is no record.
  ///
  /// - Parameter limit: A file with more bytes is none, and is not read.
  static func header(_ name: Path, in folder: Directory, limit: Int) throws(FileError) -> RecordHeader? {
    do {
      let file = try folder.openForReading(name)
      let status = try file.status()
      guard status.kind == .regular, status.size <= limit else { return nil }
      return RecordHeader(try file.readAll(limit: limit))
    } catch let error where foreign.contains(error.errno) {
      // Nor is it, where all of the folder is closed: then nobody can tell.
      if error.isForbidden { _ = try folder.status(name) }
      return nil
    }
  }

  /// What has become of the text of a record; `nil`: it is as the record states, or it can't be read, so that nobody can
  /// tell, or the record has gone meanwhile: a consumer takes that first.
  private static func spoilage(of header: RecordHeader, _ record: Path, in folder: Directory) throws(FileError)
    -> Spoilage?
  {
    do throws(FileError) {
      if try SHA256.digest(of: folder.openForReading(header.textName)) == header.textSHA256 { return nil }
      return try folder.status(record) == nil ? nil : .altered
    } catch  where error.errno == .noSuchFile {
      return try folder.status(record) == nil ? nil : .gone
    } catch  where [.isADirectory, .tooManyLinks, .noSuchDevice].contains(error.errno) {
      return .altered
    } catch  where !error.isShortage {
      return nil
    }
  }

  /// Whether a text or a record has the stem.
  static func isTaken(_ stem: Path, in folder: Directory) throws(FileError) -> Bool {
    for ending in [".json", ".txt"] where try folder.status(stem.adding(ending)) != nil { return true }
    return false
  }

  private static func exists(_ name: Path, in folder: Directory) throws(FileError) -> Bool {
    do {
      return try folder.status(name) != nil
    } catch let error where error.errno == .nameTooLong {
      return false
    }
  }
}
