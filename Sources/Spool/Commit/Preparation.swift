internal import Digest
internal import Files
internal import Formats

/// What reading and cleaning a claimed document has come to.
enum Preparation: Sendable {
  /// It is cleaned, and may be published.
  case cleaned(Identity, Processor.Cleaned)
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

/// Reads and cleans a claimed document. Many threads use it at once, each with its own worker.
struct Preparer: Sendable {
  let layout: Layout
  let options: Options
  let processor: Processor

  func prepare(_ claim: Claim, worker: Worker) -> Preparation {
    do {
      return try attempt(claim, worker)
    } catch {
      switch error.errno {
      case .noSuchFile: return .gone
      case .tooManyLinks, .isADirectory, .notADirectory: return .foreign
      case .accessDenied, .notPermitted:
        return .refused(Refusal(kind: .failed, what: "unreadable", detail: error.errno.description), nil)
      default: return .unreadable(error)
      }
    }
  }

  private func attempt(_ claim: Claim, _ worker: Worker) throws(FileError) -> Preparation {
    guard let folder = try FolderTree.existing(claim.folder, in: layout.levels[claim.level]) else { return .gone }
    let file = try folder.openForReading(claim.name)
    let before = try file.status()
    guard before.kind == .regular else { return .foreign }
    // Nobody can open it by its old name any more, so who writes now has had it open since before.
    if file.hasWriter() == true { return .beingWritten }
    guard before.size <= options.maximumSize else { return tooLarge(before.size) }
    let bytes: [UInt8]
    do {
      bytes = try file.readAll(limit: options.maximumSize)
    } catch let error where error.errno == .fileTooLarge {
      return .changed
    }
    guard try file.status().isUnchanged(since: before), bytes.count == before.size else { return .changed }
    let sidecar = try readSidecar(of: claim)
    let identity = Identity(
      path: claim.path, sha256: SHA256.digest(bytes), sidecarSHA256: sidecar.map(SHA256.digest))
    if try RecordLookup(outbox: layout.outbox).record(of: identity) != nil { return .done(identity) }
    let input = Input(path: claim.path, bytes: bytes, sidecar: sidecar)
    let deadline = MonotonicClock.now + options.budget(bytes: bytes.count)
    switch processor.process(input, worker, { MonotonicClock.now > deadline }) {
    case .cleaned(let cleaned): return .cleaned(identity, cleaned)
    case .rejected(let rule, let detail):
      return .refused(Refusal(kind: .rejected, what: rule, detail: detail), identity)
    case .failed(let what, let detail):
      return .refused(Refusal(kind: .failed, what: what, detail: detail), identity)
    }
  }

  /// The sidecar stays in the lowest level while its document is tried in the others.
  private func readSidecar(of claim: Claim) throws(FileError) -> [UInt8]? {
    let name = FileNames.sidecar(of: claim.name)
    guard name.bytes.count <= FileNames.longest,
      let folder = try FolderTree.existing(claim.folder, in: layout.levels[0]),
      try folder.status(name)?.kind == .regular
    else { return nil }
    return try folder.read(name, limit: options.maximumSize)
  }

  private func tooLarge(_ size: Int) -> Preparation {
    .refused(
      Refusal(
        kind: .failed, what: "too-large",
        detail: "\(size) bytes are more than the \(options.maximumSize) that max-size allows"), nil)
  }
}
