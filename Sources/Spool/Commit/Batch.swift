internal import Files
internal import Formats
internal import Threads

/// A batch that is cleaned: its documents, sorted by what is still to be done with them.
struct Batch: Sendable {
  /// Their temporary pairs are written.
  var publications: [Publication] = []
  /// Their record stands in the outbox.
  var done: [(claim: Claim, identity: Identity)] = []
  var refusals: [(claim: Claim, refusal: Refusal, identity: Identity?, attempts: Int)] = []
  var again: [(claim: Claim, error: FileError?)] = []
  var beingWritten: [Claim] = []
  /// Nothing can be looked up in their folder of the outbox.
  var stuck: [(claim: Claim, error: FileError)] = []
  /// Those of the last three that may have a record.
  var undecided: Set<Path> = []

  /// How many documents are still to be moved.
  var count: Int { publications.count + done.count + refusals.count }

  mutating func add(
    _ claim: Claim, _ preparation: Preparation, _ reservations: inout Reservations, _ outbox: OpenFolders,
    broken: Set<Path> = [], attempts: Int = 1
  ) throws(FileError) {
    switch preparation {
    case .cleaned(let identity, let cleaned, let nameIsFree):
      publications.append(
        try reservations.reserve(claim, identity, cleaned, nameIsFree: nameIsFree, in: outbox))
    case .done(let identity): done.append((claim, identity))
    case .refused(let refusal, let identity): refusals.append((claim, refusal, identity, attempts))
    case .changed: again.append((claim, nil))
    case .beingWritten: beingWritten.append(claim)
    case .unreadable(let error): again.append((claim, error))
    case .undecided(let error):
      undecided.insert(claim.path)
      if let error { again.append((claim, error)) } else { beingWritten.append(claim) }
    case .recordUnreadable(let error):
      undecided.insert(claim.path)
      if broken.contains(claim.folder) { stuck.append((claim, error)) } else { again.append((claim, error)) }
    case .fault(let error): throw error
    case .foreign:
      let refusal = Refusal(kind: .failed, what: "not-a-file", detail: "it is no regular file")
      refusals.append((claim, refusal, nil, attempts))
    case .gone: break
    }
  }
}

/// Takes claimed documents, many at once, through cleaning and commit. A batch may be cleaned while the one before is
/// committed.
///
/// A thrown error is a fault of the disk or the system: the documents stand in work or are committed, and what is left
/// is found by looking at the folders again, as after a crash.
final class BatchRunner {
  /// A batch is closed once it holds this many bytes; the last document may exceed it. Two batches may be in memory, with
  /// what has come of their documents: up to a hundred times as much where each short line is one that goes.
  static let bytes = 4 << 20

  /// The levels of work, for the thread that claims.
  let work: [FolderTree]
  private let layout: Layout
  private let options: Options
  private let group: WorkerGroup
  private let progressed: @Sendable () -> Void
  private var workers: [WorkerMemory]
  private let committer: Committer
  private let companion = Companion()
  private let writer: PairWriter
  private var reservations = Reservations()
  private var inFlight: Flight?
  /// Documents whose record stands in the outbox and whose original a fault has kept in work: they must not be read
  /// again, since what can't be read now would go to failed/ as well.
  private var stranded: [Path: Identity]
  /// Documents in work whose record was brought to its text after a crash or a fault: a consumer may have taken the pair
  /// before they are read again.
  private var placed: [Path: Identity]
  /// Documents that a kill has left in work and that can't be read, of which a record in the outbox may be.
  private var undecided: Set<Path>
  /// The document that is tried alone, where it stands; still there after a fault that kept it from going down again.
  private(set) var raised: Claim?

  /// - Parameters:
  ///   - earlier: The previous runner. Its knowledge is reused if work and outbox are the same folders.
  ///   - progressed: Called by whichever thread has done with a document.
  init(
    _ layout: Layout, _ options: Options, _ group: WorkerGroup, after earlier: BatchRunner? = nil,
    progressed: @escaping @Sendable () -> Void = {}
  ) {
    let known = earlier.flatMap { layout.hasSameDocuments(as: $0.layout) ? $0 : nil }
    stranded = known?.stranded ?? [:]
    placed = known?.placed ?? [:]
    undecided = known?.undecided ?? []
    self.layout = layout
    self.options = options
    self.group = group
    self.progressed = progressed
    workers = (0..<group.count).map { _ in WorkerMemory() }
    work = layout.levels.map { FolderTree($0) }
    committer = Committer(layout, options, stranded: stranded)
    writer = PairWriter(temporary: layout.temporary)
  }

  /// How many documents are being committed by ``begin(_:)``.
  var committing: Int { inFlight?.batch.count ?? 0 }

  /// Gives back the workers' memory; to be called while there is no batch.
  func rest() { workers = workers.map { _ in WorkerMemory() } }

  /// Cleans a batch and commits it.
  func run(_ claims: [Claim], _ processor: Processor) throws(FileError) -> BatchReport {
    try commit(prepare(claims, processor))
  }

  /// Cleans a batch and writes its temporary pairs, all workers at once.
  func prepare(_ claims: [Claim], _ processor: Processor) throws(FileError) -> Batch {
    defer { closeWork() }
    raised = nil
    let preparer = Preparer(
      layout: layout, options: options, processor: processor, placed: placed, undecided: undecided)
    let unread = claims.filter { stranded[$0.path] == nil }
    let workers = workers
    let progressed = progressed
    let preparations = group.map(unread.count) { task, worker in
      let preparation = preparer.prepare(unread[task], worker: workers[worker].worker)
      progressed()
      return preparation
    }
    var batch = Batch()
    do {
      for claim in claims { if let identity = stranded[claim.path] { batch.done.append((claim, identity)) } }
      let broken = try check(preparations, of: unread)
      for (claim, preparation) in zip(unread, preparations) {
        try batch.add(claim, preparation, &reservations, preparer.lookup.outbox, broken: broken)
      }
      undecided.formUnion(batch.undecided)
      try writer.write(batch.publications, sync: options.durability == .each, group)
    } catch {
      reservations.release(batch.publications)
      throw error
    }
    return batch
  }

  /// Commits a batch.
  func commit(_ batch: Batch) throws(FileError) -> BatchReport {
    defer { ended(batch) }
    let report = try committer.commit(batch)
    forgetPlaced(report)
    return report
  }

  /// Begins to commit a batch on a thread of its own; ``finish()`` must follow.
  func begin(_ batch: Batch) {
    let flight = Flight(batch, committer)
    inFlight = flight
    companion.begin { flight.run() }
  }

  /// Waits for what ``begin(_:)`` has begun; `nil` where there is nothing.
  func finish() throws(FileError) -> BatchReport? {
    guard let flight = inFlight else { return nil }
    companion.finish()
    inFlight = nil
    ended(flight.batch)
    let report = try flight.outcome?.get()
    if let report { forgetPlaced(report) }
    return report
  }

  /// Their originals have left work: what comes there under their names is another document.
  private func forgetPlaced(_ report: BatchReport) {
    for claim in report.repeated { placed[claim.path] = nil }
    guard !undecided.isEmpty else { return }
    undecided.subtract(
      report.repeated.map(\.path) + report.cleaned.map(\.claim.path) + report.refused.map(\.claim.path))
  }

  /// Gives up a batch that is cleaned; its documents are found in work.
  func abandon(_ batch: Batch) throws(FileError) {
    reservations.release(batch.publications)
    // A disk that has become full needs the room.
    for publication in batch.publications { try writer.discard(publication) }
  }

  /// Takes documents that a crash left in work, one at a time, each alone in the next level while it is cleaned: so a
  /// document that stops the service is told from those that were with it.
  func runAlone(_ claims: [Claim], _ processor: Processor) throws(FileError) -> BatchReport {
    defer { closeWork() }
    raised = nil
    let preparer = Preparer(
      layout: layout, options: options, processor: processor, placed: placed, undecided: undecided)
    var batch = Batch()
    defer { reservations.release(batch.publications) }
    for claim in claims {
      guard claim.level < Layout.lastLevel else {
        if let preparation = try preparer.judgeByRecords(claim) {
          let broken = try check([preparation], of: [claim])
          try batch.add(claim, preparation, &reservations, preparer.lookup.outbox, broken: broken)
          undecided.formUnion(batch.undecided)
          continue
        }
        let refusal = Refusal(kind: .failed, what: "crash", detail: "stopped the service three times")
        batch.refusals.append((claim, refusal, nil, claim.level))
        continue
      }
      let raised: Claim
      do throws(FileError) {
        raised = try move(claim, to: claim.level + 1)
      } catch {
        // It alone waits where others can be moved.
        guard error.mayLieInOneFile, layout.canClaim() else { throw error }
        try batch.add(claim, .undecided(error), &reservations, preparer.lookup.outbox)
        undecided.formUnion(batch.undecided)
        continue
      }
      self.raised = raised
      do {
        let preparation = preparer.prepare(raised, worker: workers[0].worker)
        progressed()
        let broken = try check([preparation], of: [claim])
        let before = batch.publications.count
        try batch.add(
          claim.lowered, preparation, &reservations, preparer.lookup.outbox, broken: broken, attempts: raised.level)
        undecided.formUnion(batch.undecided)
        // The last that is done with what stands in the document.
        for publication in batch.publications[before...] { _ = publication.cleaned.record(publication.textName) }
        if case .gone = preparation {
          self.raised = nil
          continue
        }
      } catch {
        // A fault of the disk: the document did not stop the service, and the next try must not count against it.
        try lower(raised, to: claim.level)
        throw error
      }
      // Before anything waits for the disk: whoever is killed then was not stopped by the document.
      try lower(raised, to: 0)
    }
    try writer.write(batch.publications, sync: options.durability == .each, group)
    return try commit(batch)
  }

  /// Where nothing can be put into the outbox, it is no single record that can't be read.
  ///
  /// - Returns: The folders where nothing can be put either.
  private func check(_ preparations: [Preparation], of claims: [Claim]) throws(FileError) -> Set<Path> {
    var folders: [Path: Bool] = [:]
    for (claim, preparation) in zip(claims, preparations) {
      guard case .recordUnreadable(let error) = preparation, folders[claim.folder] == nil else { continue }
      if folders.isEmpty, !layout.canPublish() { throw error }
      folders[claim.folder] = claim.folder.isEmpty || layout.canPublish(into: claim.folder)
    }
    return Set(folders.filter { !$0.value }.keys)
  }

  /// To be called for each document that is claimed: whatever was known of an earlier one of its name is not true of it.
  func forget(_ path: Path) {
    stranded[path] = nil
    placed[path] = nil
    undecided.remove(path)
    committer.forget(path)
  }

  /// To be told of each document in work whose record has been brought to its text.
  func placed(_ identity: Identity) { placed[identity.path] = identity }

  /// Whether the document's record stands, or stood, in the outbox, or may do so: neither failed/ nor the inbox is a
  /// place for it then.
  func mayBePublished(_ claim: Claim) -> Bool {
    committer.stranded[claim.path] != nil || placed[claim.path] != nil || undecided.contains(claim.path)
  }

  /// Puts a document that nothing else can be done with into failed/.
  func refuse(_ claim: Claim, _ refusal: Refusal, attempts: Int) throws(FileError) {
    try committer.refuse(claim, refusal, attempts: attempts)
  }

  /// Archives a sidecar that a crash left behind its document.
  func archiveSidecar(_ path: Path, sha256: String) throws(FileError) {
    try committer.archiveSidecar(path, sha256: sha256)
  }

  private func ended(_ batch: Batch) {
    reservations.release(batch.publications)
    stranded = committer.stranded
  }

  private func closeWork() {
    for level in work {
      // A rename between folders is whole or not at all, so work needs no syncing.
      level.skipSync()
      level.close()
    }
  }

  private func lower(_ claim: Claim, to level: Int) throws(FileError) {
    _ = try move(claim, to: level)
    raised = nil
  }

  private func move(_ claim: Claim, to level: Int) throws(FileError) -> Claim {
    let source = try work[claim.level].making(claim.folder)
    try source.rename(claim.name, to: work[level].making(claim.folder), claim.name)
    var moved = claim
    moved.level = level
    return moved
  }
}

extension Claim {
  var lowered: Claim {
    var claim = self
    claim.level = 0
    return claim
  }
}

/// A worker's memory. A thread that has the worker's number has it to itself.
private struct WorkerMemory: @unchecked Sendable {  // the group lends each number to one thread at a time
  let worker = Worker()
}

/// A batch on its way to the thread that commits it, and what came of it.
private final class Flight: @unchecked Sendable {  // the companion's from begin to finish, else its maker's
  let batch: Batch
  private let committer: Committer
  private(set) var outcome: Result<BatchReport, FileError>?

  init(_ batch: Batch, _ committer: Committer) {
    self.batch = batch
    self.committer = committer
  }

  func run() {
    do throws(FileError) {
      outcome = .success(try committer.commit(batch))
    } catch {
      outcome = .failure(error)
    }
  }
}
