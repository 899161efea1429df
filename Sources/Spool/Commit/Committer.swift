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
    // The originals of those that are done leave work, so their records must be there after a power loss, too.
    let outcome = try publisher.commit(batch.publications, done: batch.done.map(\.claim)) { publication in
      known.withLock { $0[publication.claim.path] = publication.identity }
    }
    let clashed = Set(outcome.clashed.map(\.claim))
    for (claim, identity) in batch.done { known.withLock { $0[claim.path] = identity } }
    report.stuck = batch.stuck
    for publication in batch.publications {
      let claim = publication.claim
      if let error = outcome.broken[claim.folder] {
        report.stuck.append((claim, error))
      } else if let error = outcome.misplaced[claim.path] {
        report.misplaced.append((claim, error))
      } else if clashed.contains(claim) {
        report.again.append((claim, nil))
      } else {
        try archive(claim, publication.identity)
        report.cleaned.append(Committed(publication))
      }
    }
    for (claim, identity) in batch.done {
      if let error = outcome.broken[claim.folder] {
        report.stuck.append((claim, error))
        continue
      }
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
