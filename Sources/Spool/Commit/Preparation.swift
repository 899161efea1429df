internal import Digest
internal import Files
internal import Formats

/// What reading and cleaning a claimed document has come to.
enum Preparation: Sendable {
  /// It is cleaned, and may be published; whether its plain name was free in the outbox.
  case cleaned(Identity, Processor.Cleaned, nameIsFree: Bool)
  /// Its record stands in the outbox already: only archiving is left.
  case done(Identity)
  /// It goes to failed/. The identity is missing where the bytes could not be had.
  case refused(Refusal, Identity?)
  /// It changed while it was read: later again.
  case changed
  /// Somebody has it open for writing: later again.
  case beingWritten
  /// It could not be read now: later again.
  case unreadable(FileError)
  /// It could not be read now, or somebody has it open, and it may be the one that a record stands for: later again,
  /// and meanwhile neither failed/ nor the inbox is a place for it.
  case undecided(FileError?)
  /// The same, since a file in the outbox that may be its record can't be read.
  case recordUnreadable(FileError)
  /// The outbox could not be looked at, or work: no fault of the document's.
  case fault(FileError)
  /// It is no regular file: back with it.
  case foreign
  /// Somebody took it out of work.
  case gone
}

/// Why a document goes to failed/.
struct Refusal: Sendable, Equatable {
  enum Kind: String {
    case rejected
    case failed
  }
  let kind: Kind
  /// One of a few words for machines, or the rule that rejected it.
  let what: String
  /// For a human.
  let detail: String
}

/// Reads and cleans the claimed documents of one batch. Many threads use it at once, each with its own worker.
struct Preparer: Sendable {
  let options: Options
  let processor: Processor
  private let levels: [OpenFolders]
  private let inbox: OpenFolders
  let lookup: RecordLookup
  /// Whose records are known to have been published, whether or not they still stand there.
  private let placed: [Path: Identity]
  /// Of which a look before has shown that their record may stand in the outbox.
  private let undecided: Set<Path>
  private let large = LargeDocuments()

  init(
    layout: Layout, options: Options, processor: Processor, placed: [Path: Identity] = [:], undecided: Set<Path> = []
  ) {
    self.placed = placed
    self.undecided = undecided
    self.options = options
    self.processor = processor
    levels = layout.levels.map { OpenFolders($0) }
    inbox = OpenFolders(layout.inbox)
    lookup = RecordLookup(outbox: OpenFolders(layout.outbox), limit: options.largestRecord)
  }

  func prepare(_ claim: Claim, worker: Worker) -> Preparation {
    let reading: Reading
    var nameIsFree = false
    var doubt: Doubt?
    do throws(FileError) {
      guard let folder = try levels[claim.level].existing(claim.folder) else { return .gone }
      switch read(claim, in: folder) {
      case .success(let read): reading = read
      case .failure(let unfit): return try judge(unfit.preparation, claim, in: folder)
      }
      if placed[claim.path] == reading.identity { return .done(reading.identity) }
      switch try lookup.look(for: reading.identity) {
      case .record: return .done(reading.identity)
      case .nothing: nameIsFree = true
      case .taken: break
      case .spoilt(let record, .gone): doubt = .textGone(record: "\(record)")
      case .spoilt(let record, .altered): doubt = .textAltered(record: "\(record)")
      case .unreadable(let error): return .recordUnreadable(error)
      }
    } catch {
      return .fault(error)
    }
    let input = Input(path: claim.path, bytes: reading.bytes, sidecar: reading.sidecar)
    let (verdict, passed) = large.alone(bytes: reading.bytes.count) {
      let budget = DocumentBudget(options, bytes: reading.bytes.count)
      return (processor.process(input, worker, budget.isSpent), budget.passed)
    }
    if passed == .memory {
      let detail = "cleaning it took more than the \(options.memory) bytes of memory that --memory allows"
      return .refused(Refusal(kind: .failed, what: "memory", detail: detail), reading.identity)
    }
    switch verdict {
    case .cleaned(var cleaned):
      if let doubt { cleaned.doubts.append(doubt) }
      return .cleaned(reading.identity, cleaned, nameIsFree: nameIsFree)
    case .rejected(let rule, let detail):
      return .refused(Refusal(kind: .rejected, what: rule, detail: detail), reading.identity)
    case .failed(let what, let detail):
      return .refused(Refusal(kind: .failed, what: what, detail: detail), reading.identity)
    }
  }

  /// What becomes of a document that was not read whole. Where its pair is out, its original is left to be moved, which
  /// takes no reading.
  private func judge(_ unfit: Preparation, _ claim: Claim, in folder: Directory) throws(FileError) -> Preparation {
    switch unfit {
    case .refused(_, let known?):
      if let identity = placed[claim.path] { return .done(identity) }
      return try byRecord(known) ?? unfit
    case .refused(_, nil): return try judgeByRecords(claim) ?? unfit
    case .unreadable(let error):
      if error.isForbidden, let identity = placed[claim.path] { return .done(identity) }
      if try mayHaveRecord(claim, in: folder) { return .undecided(error) }
      guard error.isForbidden else { return unfit }
      return .refused(Refusal(kind: .failed, what: "unreadable", detail: error.errno.description), nil)
    case .beingWritten: return try mayHaveRecord(claim, in: folder) ? .undecided(nil) : unfit
    default: return unfit
    }
  }

  /// What becomes of a document that is not to be read whole, where the records in the outbox say so. Only one whose
  /// path and size one of them states is worth the hashing.
  func judgeByRecords(_ claim: Claim) throws(FileError) -> Preparation? {
    if let identity = placed[claim.path] { return .done(identity) }
    guard let folder = try levels[claim.level].existing(claim.folder), try hasRecord(claim, in: folder) else {
      return nil
    }
    let identity: Identity
    do throws(FileError) {
      let sha256 = try SHA256.digest(of: folder.openForReading(claim.name))
      identity = Identity(path: claim.path, sha256: sha256, sidecarSHA256: try sidecarDigest(of: claim))
    } catch {
      return try mayHaveRecord(claim, in: folder) ? .undecided(error) : nil
    }
    return try byRecord(identity)
  }

  private func byRecord(_ identity: Identity) throws(FileError) -> Preparation? {
    switch try lookup.look(for: identity) {
    case .record: .done(identity)
    case .unreadable(let error): .recordUnreadable(error)
    case .nothing, .taken, .spoilt: nil
    }
  }

  /// Whether a document may be the one that a record stands for: it was found in work, where a kill has left it, and
  /// nobody can tell. One that was claimed since is a new one.
  private func mayHaveRecord(_ claim: Claim, in folder: Directory) throws(FileError) -> Bool {
    if undecided.contains(claim.path) { return true }
    guard claim.level > 0, placed[claim.path] == nil else { return false }
    return try hasRecord(claim, in: folder)
  }

  /// Whether a record stands there, or a file that can't be read and may be one, that the document may be the input of.
  private func hasRecord(_ claim: Claim, in folder: Directory) throws(FileError) -> Bool {
    var size: Int?
    do throws(FileError) {
      size = try folder.status(claim.name)?.size
    } catch {
      // It may be of any size.
    }
    // One that was claimed now has a record only where the same was dropped before. That is mostly under its plain name, and
    // no reason to go through a folder that may hold a million pairs for each.
    let mayBeLeft = claim.level > 0 || undecided.contains(claim.path)
    let sight = try lookup.look(forRecordsOf: claim.path, mayBeLeft ? .all : .few) { header in
      header.size == nil || size == nil || header.size == size
    }
    switch sight {
    case .record, .unreadable: return true
    case .nothing, .taken, .spoilt: return false
    }
  }

  /// A document as it was read, whole.
  private struct Reading {
    let bytes: [UInt8]
    let sidecar: [UInt8]?
    let identity: Identity
  }

  /// What a document has come to that was not read.
  private struct Unfit: Error {
    let preparation: Preparation
    init(_ preparation: Preparation) { self.preparation = preparation }
  }

  private func read(_ claim: Claim, in folder: Directory) -> Result<Reading, Unfit> {
    do throws(FileError) {
      return try attempt(claim, in: folder)
    } catch {
      switch error.errno {
      case .noSuchFile: return .failure(Unfit(.gone))
      case .tooManyLinks, .isADirectory, .notADirectory: return .failure(Unfit(.foreign))
      default: return .failure(Unfit(.unreadable(error)))
      }
    }
  }

  private func attempt(_ claim: Claim, in folder: Directory) throws(FileError) -> Result<Reading, Unfit> {
    let file = try folder.openForReading(claim.name)
    let before = try file.status()
    guard before.kind == .regular else { return .failure(Unfit(.foreign)) }
    // Nobody can open it by its old name any more, so who writes now has had it open since before.
    if file.hasWriter() == true { return .failure(Unfit(.beingWritten)) }
    guard before.size <= options.maximumSize else { return .failure(Unfit(tooLarge(before.size))) }
    let bytes: [UInt8]
    do {
      bytes = try file.readAll(limit: options.maximumSize, expecting: before.size)
    } catch let error where error.errno == .fileTooLarge {
      return .failure(Unfit(.changed))
    }
    guard try file.status().isUnchanged(since: before), bytes.count == before.size else {
      return .failure(Unfit(.changed))
    }
    let sha256 = SHA256.digest(bytes)
    let sidecar: [UInt8]?
    do {
      sidecar = try readSidecar(of: claim)
    } catch let error where error.errno == .fileTooLarge {
      let detail = "its sidecar '\(FileNames.sidecar(of: claim.name))' has more than 1 MiB"
      let identity = Identity(path: claim.path, sha256: sha256, sidecarSHA256: try sidecarDigest(of: claim))
      return .failure(Unfit(.refused(Refusal(kind: .failed, what: "sidecar", detail: detail), identity)))
    }
    let identity = Identity(path: claim.path, sha256: sha256, sidecarSHA256: sidecar.map(SHA256.digest))
    if sidecar == nil, let kind = kindOfForeignSidecar(of: claim) {
      let name = FileNames.sidecar(of: claim.name)
      let detail = "its sidecar '\(name)' is \(kind) and no regular file, and stays where it is"
      return .failure(Unfit(.refused(Refusal(kind: .failed, what: "sidecar", detail: detail), identity)))
    }
    return .success(Reading(bytes: bytes, sidecar: sidecar, identity: identity))
  }

  /// The sidecar stays in the lowest level while its document is tried in the others.
  private func readSidecar(of claim: Claim) throws(FileError) -> [UInt8]? {
    try folderOfSidecar(of: claim)?.read(FileNames.sidecar(of: claim.name), limit: Input.largestSidecar)
  }

  private func folderOfSidecar(of claim: Claim) throws(FileError) -> Directory? {
    let name = FileNames.sidecar(of: claim.name)
    guard name.bytes.count <= FileNames.longest,
      let folder = try levels[0].existing(claim.folder),
      try folder.status(name)?.kind == .regular
    else { return nil }
    return folder
  }

  /// What stands under the sidecar's name in the inbox and is none: it was not taken along with the document, which must
  /// not go on without what its producer says of it.
  private func kindOfForeignSidecar(of claim: Claim) -> String? {
    let name = FileNames.sidecar(of: claim.name)
    guard name.bytes.count <= FileNames.longest else { return nil }
    do throws(FileError) {
      return switch try inbox.existing(claim.folder)?.status(name)?.kind {
      case .directory?: "a folder"
      case .symbolicLink?: "a symbolic link"
      case .special?: "a pipe, a socket or a device"
      // A regular one is the next document's.
      case .regular?, nil: nil
      }
    } catch {
      // The folder has gone, or lets nobody in any more.
      return nil
    }
  }

  /// SHA-256 of a sidecar that is not to be read whole.
  private func sidecarDigest(of claim: Claim) throws(FileError) -> String? {
    guard let folder = try folderOfSidecar(of: claim) else { return nil }
    return try SHA256.digest(of: folder.openForReading(FileNames.sidecar(of: claim.name)))
  }

  private func tooLarge(_ size: Int) -> Preparation {
    .refused(
      Refusal(
        kind: .failed, what: "too-large",
        detail: "\(size) bytes are more than the \(options.maximumSize) that max-size allows"), nil)
  }
}
