internal import Files
internal import Threads

/// Brings batches whose temporary pairs are written into the outbox, and their originals to the archive. One thread at a
/// time.
final class Committer {
  private let options: Options
  private let work: [FolderTree]
  private let publisher: Publisher
  private let archiver: Archiver
  private let failed: FailedFolder
  /// Documents whose record stands in the outbox, but whose original a fault has kept in work.
  var stranded: [Path: Identity] { known.withLock { $0 } }
  /// Another thread may claim and forget while this one commits.
  private let known: Locked<[Path: Identity]>

  /// - Parameter stranded: What an earlier one knew of the same folders.
  init(_ layout: Layout, _ options: Options, stranded: [Path: Identity] = [:]) {
    known = Locked(stranded)
    self.options = options
    work = layout.levels.map { FolderTree($0) }
    publisher = Publisher(layout, durability: options.durability)
    archiver = Archiver(layout, work, options)
    failed = FailedFolder(layout, work, durable: options.durability != .off)
  }

  func commit(_ batch: Batch) throws(FileError) -> BatchReport {
    defer { endBatch() }
    var report = BatchReport()
    report.again = batch.again
    report.beingWritten = batch.beingWritten
    let outboxIsDurable = try publisher.makeDurable(batch.publications)
    let leaving = batch.publications.map(\.claim) + batch.done.map(\.claim)
    if options.keepsOriginals, !leaving.isEmpty {
      try archiver.makeDurable(leaving, outboxIsDurable: outboxIsDurable)
    }
    // Their originals leave work, so their records must be there after a power loss, too.
    try publisher.includeFolders(of: batch.done.map(\.claim))
    let clashes = try publisher.commit(batch.publications) { publication in
      known.withLock { $0[publication.claim.path] = publication.identity }
    }
    let clashed = Set(clashes.map(\.claim))
    for (claim, identity) in batch.done { known.withLock { $0[claim.path] = identity } }
    for publication in batch.publications {
      if clashed.contains(publication.claim) {
        report.again.append((publication.claim, nil))
        continue
      }
      try archive(publication.claim, publication.identity)
      report.cleaned.append(Committed(publication))
    }
    for (claim, identity) in batch.done {
      try archive(claim, identity)
      report.repeated.append(claim)
    }
    for (claim, refusal, identity, attempts) in batch.refusals {
      try failed.refuse(claim, refusal, identity, attempts: attempts)
      report.refused.append((claim, refusal))
    }
    try archiver.endBatch()
    try failed.endBatch()
    return report
  }

  /// What comes under the document's name once it has left work is another one, even where its sidecar could not follow.
  private func archive(_ claim: Claim, _ identity: Identity) throws(FileError) {
    try archiver.archive(claim, identity) { forget(claim.path) }
  }

  /// What stands under the name is another document.
  func forget(_ path: Path) { known.withLock { $0[path] = nil } }

  /// Puts a document that nothing else can be done with into failed/.
  func refuse(_ claim: Claim, _ refusal: Refusal, attempts: Int) throws(FileError) {
    defer { endBatch() }
    try failed.refuse(claim, refusal, nil, attempts: attempts)
    try failed.endBatch()
  }

  /// Archives a sidecar that a crash left behind its document.
  func archiveSidecar(_ path: Path, sha256: String) throws(FileError) {
    defer { endBatch() }
    try archiver.archiveSidecar(path, sha256: sha256)
    try archiver.endBatch()
  }

  private func endBatch() {
    publisher.endBatch()
    // After a fault, too: somebody may remove or replace a folder before the next try.
    archiver.close()
    failed.close()
    for level in work {
      // A rename between folders is whole or not at all, so work needs no syncing.
      level.skipSync()
      level.close()
    }
  }
}
