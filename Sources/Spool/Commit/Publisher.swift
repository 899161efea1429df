internal import Files
internal import Threads

/// A cleaned document on its way into the outbox.
struct Publication: Sendable {
  let claim: Claim
  let identity: Identity
  let cleaned: Processor.Cleaned
  /// The pair's name without ending; reserved.
  let stem: Path

  var textName: Path { stem.adding(".txt") }
  var recordName: Path { stem.adding(".json") }
  var temporaryText: Path { Path(cleaned.id + ".txt") }
  var temporaryRecord: Path { Path(cleaned.id + ".json") }
}

/// Writes pairs and commits them: first every text, durable, then every record.
final class Publisher {
  private let layout: Layout
  private let outbox: FolderTree
  private let durability: Options.Durability
  private let workers: WorkerGroup
  private var reserved: Set<Path> = []

  init(_ layout: Layout, durability: Options.Durability, workers: WorkerGroup) {
    self.layout = layout
    self.durability = durability
    self.workers = workers
    outbox = FolderTree(layout.outbox)
  }

  /// Reserves a name where neither text nor record exists, until ``endBatch()``.
  func reserve(_ claim: Claim, _ identity: Identity, _ cleaned: Processor.Cleaned) throws(FileError) -> Publication {
    let folder = try outbox.making(claim.folder)
    let stem = FileNames.stem(of: claim.name)
    for number in FileNames.alternatives {
      let candidate = number == 0 ? stem : FileNames.alternative(number, to: stem, tag: identity.tag)
      let reservation = claim.folder.appending(candidate)
      if reserved.contains(reservation) { continue }
      if try RecordLookup.isTaken(candidate, in: folder) { continue }
      reserved.insert(reservation)
      return Publication(claim: claim, identity: identity, cleaned: cleaned, stem: candidate)
    }
    throw FileError("find a name for", claim.path.description, .exists)
  }

  /// Writes the temporary files of a batch, each complete.
  func write(_ batch: [Publication]) throws(FileError) { try write(batch, sync: durability == .each) }

  /// Makes the temporary files durable, and the claimed originals where they are on the same file system.
  func makeDurable(_ batch: [Publication]) throws(FileError) {
    guard durability == .batch, !batch.isEmpty else { return }
    do {
      try layout.temporary.syncFilesystem()
    } catch {
      // A neighbour's error shows here too, so each file is asked for its own: as a new inode, since a failed one may
      // claim to be clean the second time.
      try write(batch, sync: true)
    }
  }

  /// Renames texts, then records, each step durable before the next.
  ///
  /// - Returns: Those whose name somebody else has taken meanwhile; they are not published.
  func commit(_ batch: [Publication]) throws(FileError) -> [Publication] {
    var clashed: [Publication] = []
    var placed: [Publication] = []
    for publication in batch {
      do {
        try place(publication.temporaryText, publication.textName, publication)
        placed.append(publication)
      } catch let error where error.errno == .exists {
        try discard(publication)
        clashed.append(publication)
      }
    }
    try sync()
    for publication in placed { try place(publication.temporaryRecord, publication.recordName, publication) }
    try sync()
    return clashed
  }

  /// Gives back names and handles.
  func endBatch() {
    reserved = []
    outbox.close()
  }

  private func place(_ temporary: Path, _ name: Path, _ publication: Publication) throws(FileError) {
    let folder = try outbox.making(publication.claim.folder)
    try layout.temporary.rename(temporary, to: folder, name)
    outbox.touch(publication.claim.folder)
  }

  private func sync() throws(FileError) {
    if durability == .off { outbox.skipSync() } else { try outbox.sync() }
  }

  private func write(_ batch: [Publication], sync: Bool) throws(FileError) {
    let temporary = layout.temporary
    let failure = FirstError()
    workers.forEach(batch.count) { task, _ in
      let publication = batch[task]
      do throws(FileError) {
        try temporary.writeAnew(publication.temporaryText, publication.cleaned.text, sync: sync)
        let record = publication.cleaned.record(publication.textName)
        try temporary.writeAnew(publication.temporaryRecord, record, sync: sync)
      } catch {
        failure.set(error)
      }
    }
    guard let error = failure.error else { return }
    // Space that half a batch holds would be missing to those that could still go through.
    for publication in batch { try discard(publication) }
    throw error
  }

  private func discard(_ publication: Publication) throws(FileError) {
    for name in [publication.temporaryRecord, publication.temporaryText] {
      do {
        try layout.temporary.remove(name)
      } catch let error where error.errno == .noSuchFile {
        continue
      }
    }
  }
}

extension Directory {
  /// Writes a file as a new inode, in the place of an old one of that name.
  func writeAnew(_ name: Path, _ bytes: [UInt8], sync: Bool) throws(FileError) {
    do {
      try write(name, bytes, sync: sync)
    } catch let error where error.errno == .exists {
      try remove(name)
      try write(name, bytes, sync: sync)
    }
  }

  private func write(_ name: Path, _ bytes: [UInt8], sync: Bool) throws(FileError) {
    let file = try create(name)
    try file.writeAll(bytes)
    if sync { try file.sync() }
  }
}
