internal import Files
internal import Formats
internal import Threads

/// A document whose pair is in the outbox.
struct Committed: Sendable {
  let claim: Claim
  /// The record's `id`.
  let id: String
  /// The clean text's size.
  let bytesOut: Int
  /// What rules took out of the text.
  let bytesRemoved: Int
  /// How often each rule had its way.
  let hits: [(rule: String, count: Int)]
  /// How many places a rule gave no answer at.
  let inconclusive: Int

  init(_ publication: Publication) {
    claim = publication.claim
    id = publication.cleaned.id
    bytesOut = publication.cleaned.text.count
    bytesRemoved = publication.cleaned.bytesRemoved
    hits = publication.cleaned.hits
    inconclusive = publication.cleaned.inconclusive
  }
}

/// What has become of a batch's documents.
struct BatchReport: Sendable {
  /// Committed and archived.
  var cleaned: [Committed] = []
  /// Had a record already; archived.
  var repeated: [Claim] = []
  /// In failed/ now.
  var refused: [(claim: Claim, refusal: Refusal)] = []
  /// Still in work, to be tried again; the error where there was one.
  var again: [(claim: Claim, error: FileError?)] = []
  /// Still in work: somebody has them open for writing.
  var beingWritten: [Claim] = []

  var bytesIn: Int { cleaned.reduce(0) { $0 + $1.claim.size } }
  var bytesOut: Int { cleaned.reduce(0) { $0 + $1.bytesOut } }
}

/// Takes claimed documents, many at once, through cleaning and commit.
///
/// A thrown error is a fault of the disk or the system: the documents stand in work or are committed, and what is left
/// is found by looking at the folders again, as after a crash.
final class BatchRunner {
  /// The most documents in one batch.
  static let documents = 512
  /// The most bytes in one batch of more than one document.
  static let bytes = 64 << 20

  let work: [FolderTree]
  private let layout: Layout
  private let options: Options
  private let group: WorkerGroup
  private let progressed: @Sendable () -> Void
  private let workers: [WorkerMemory]
  private let publisher: Publisher
  private let archiver: Archiver
  private let failed: FailedFolder
  /// Documents whose record stands in the outbox and whose original a fault has kept in work: they must not be read
  /// again, since what can't be read now would go to failed/ as well.
  private var committed: [Path: Identity] = [:]

  /// - Parameter progressed: Called by whichever thread has done with a document.
  init(_ layout: Layout, _ options: Options, _ group: WorkerGroup, progressed: @escaping @Sendable () -> Void = {}) {
    self.layout = layout
    self.options = options
    self.group = group
    self.progressed = progressed
    workers = (0..<group.count).map { _ in WorkerMemory() }
    work = layout.levels.map { FolderTree($0) }
    publisher = Publisher(layout, durability: options.durability, workers: group)
    archiver = Archiver(layout, work, options)
    failed = FailedFolder(layout, work, durable: options.durability != .off)
  }

  /// Cleans a batch, all workers at once.
  func run(_ claims: [Claim], _ processor: Processor) throws(FileError) -> BatchReport {
    defer { endBatch() }
    let preparer = Preparer(layout: layout, options: options, processor: processor)
    let unread = claims.filter { committed[$0.path] == nil }
    let results = Results<Preparation>(count: unread.count)
    let workers = workers
    let progressed = progressed
    group.forEach(unread.count) { task, worker in
      results.set(preparer.prepare(unread[task], worker: workers[worker].worker), at: task)
      progressed()
    }
    var conclusion = Conclusion()
    for claim in claims { if let identity = committed[claim.path] { conclusion.done.append((claim, identity)) } }
    for (claim, preparation) in zip(unread, results.all) { try conclusion.add(claim, preparation, publisher) }
    try publisher.write(conclusion.publications)
    return try conclude(&conclusion)
  }

  /// Takes documents that a crash left in work, one at a time, each alone in the next level while it is cleaned: so a
  /// document that stops the service is told from those that were with it.
  func runAlone(_ claims: [Claim], _ processor: Processor) throws(FileError) -> BatchReport {
    defer { endBatch() }
    let preparer = Preparer(layout: layout, options: options, processor: processor)
    var conclusion = Conclusion()
    for claim in claims {
      guard claim.level < Layout.lastLevel else {
        let refusal = Refusal(kind: .failed, what: "crash", detail: "stopped the service three times")
        conclusion.refusals.append((claim, refusal, nil, claim.level))
        continue
      }
      let raised = try move(claim, to: claim.level + 1)
      do {
        let preparation = preparer.prepare(raised, worker: workers[0].worker)
        progressed()
        let before = conclusion.publications.count
        try conclusion.add(claim.lowered, preparation, publisher, attempts: raised.level)
        try publisher.write(Array(conclusion.publications[before...]))
        if case .gone = preparation { continue }
      } catch {
        // A fault of the disk: the document did not stop the service, and the next try must not count against it.
        _ = try move(raised, to: claim.level)
        throw error
      }
      _ = try move(raised, to: 0)
    }
    return try conclude(&conclusion)
  }

  /// Puts a document that nothing else can be done with into failed/.
  func refuse(_ claim: Claim, _ refusal: Refusal, attempts: Int) throws(FileError) {
    try failed.refuse(claim, refusal, nil, attempts: attempts)
    try failed.endBatch()
  }

  /// Archives a sidecar that a crash left behind its document.
  func archiveSidecar(_ path: Path, sha256: String) throws(FileError) {
    try archiver.archiveSidecar(path, sha256: sha256)
    try archiver.endBatch()
  }

  private func endBatch() {
    publisher.endBatch()
    for level in work {
      // A rename between folders is whole or not at all, so work needs no syncing.
      level.skipSync()
      level.close()
    }
  }

  private func conclude(_ conclusion: inout Conclusion) throws(FileError) -> BatchReport {
    var report = BatchReport()
    report.again = conclusion.again
    report.beingWritten = conclusion.beingWritten
    try publisher.makeDurable(conclusion.publications)
    let leaving = conclusion.publications.map(\.claim) + conclusion.done.map(\.claim)
    if options.keepsOriginals, !leaving.isEmpty { try archiver.makeDurable(leaving) }
    let clashed = Set(try publisher.commit(conclusion.publications).map(\.claim))
    for publication in conclusion.publications where !clashed.contains(publication.claim) {
      committed[publication.claim.path] = publication.identity
    }
    for (claim, identity) in conclusion.done { committed[claim.path] = identity }
    for publication in conclusion.publications {
      if clashed.contains(publication.claim) {
        report.again.append((publication.claim, nil))
        continue
      }
      try archiver.archive(publication.claim, publication.identity)
      committed[publication.claim.path] = nil
      report.cleaned.append(Committed(publication))
    }
    for (claim, identity) in conclusion.done {
      try archiver.archive(claim, identity)
      committed[claim.path] = nil
      report.repeated.append(claim)
    }
    for (claim, refusal, identity, attempts) in conclusion.refusals {
      try failed.refuse(claim, refusal, identity, attempts: attempts)
      report.refused.append((claim, refusal))
    }
    try archiver.endBatch()
    try failed.endBatch()
    return report
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

/// The documents of a batch, sorted by what is still to be done with them.
private struct Conclusion {
  var publications: [Publication] = []
  var done: [(claim: Claim, identity: Identity)] = []
  var refusals: [(Claim, Refusal, Identity?, attempts: Int)] = []
  var again: [(Claim, FileError?)] = []
  var beingWritten: [Claim] = []

  mutating func add(
    _ claim: Claim, _ preparation: Preparation, _ publisher: Publisher, attempts: Int = 1
  ) throws(FileError) {
    switch preparation {
    case .cleaned(let identity, let cleaned):
      publications.append(try publisher.reserve(claim, identity, cleaned))
    case .done(let identity): done.append((claim, identity))
    case .refused(let refusal, let identity): refusals.append((claim, refusal, identity, attempts))
    case .changed: again.append((claim, nil))
    case .beingWritten: beingWritten.append(claim)
    case .unreadable(let error): again.append((claim, error))
    case .fault(let error): throw error
    case .foreign:
      let refusal = Refusal(kind: .failed, what: "not-a-file", detail: "it is no regular file")
      refusals.append((claim, refusal, nil, attempts))
    case .gone: break
    }
  }
}
