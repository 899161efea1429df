internal import Files
internal import Journal

/// The claimed documents, and what is to be done with them next.
final class Desk {
  let layout: Layout
  let options: Options
  let control: Control
  let runner: BatchRunner
  let claimer: Claimer
  /// Left by a crash: taken one at a time.
  var alone: [Claim] = []
  /// Left by a fault: taken before anything is claimed.
  var pending: [Claim] = []
  /// Changed or unreadable when they were read: later again.
  var held: [(claim: Claim, due: Int)] = []
  /// Taken lately, and sidecars that came too late for them.
  var takenNames = TakenNames()
  /// In the inbox under a name that is still in work.
  private var blocked: Set<Path> = []
  var attempts: [Path: Int] = [:]
  var parking = Parking()
  var broken = BrokenFolders()
  /// Temporary records that wait for such folders, and which.
  var waitingRecords: [Path: Path] = [:]
  /// The claims being worked on; a thrown fault is blamed on them.
  private var current: [Claim] = []
  /// What is committed on the side while more is claimed and cleaned.
  private var committing: [Claim] = []
  /// When to look again for what is in work, and try again to find sidecars there their places.
  var settleDue = 0
  /// Why sidecars stay there.
  var sidecarFaults: [Path: FileError] = [:]
  /// Whether something in work could not be seen.
  var mustLookAgain = false
  /// When to try again to take up what a fault keeps in an earlier work folder; `nil`: there is nothing, or no use in it.
  var adoptDue: Int?
  var adoptTries = 0
  /// What may stand there.
  var hiddenElsewhere: [Path] = []
  var waitingElsewhere: [Adoption.Stay] = []
  /// Folders there of which it was told that something stays in them.
  var staysTold: Set<Path> = []
  /// Whether the last run of the service has said that it ends.
  let endedInOrder: Bool
  private var isCareful = false
  /// The most documents of the next batch: fewer after the disk was full, since less may still have room.
  private var ceiling: Int
  var complaints = Complaints()

  /// - Parameter earlier: The one of the session before. What that knew of documents in work holds as long as they, and the
  ///   outbox, are the same.
  init(_ layout: Layout, _ options: Options, _ control: Control, after earlier: Desk?) {
    self.layout = layout
    self.options = options
    self.control = control
    endedInOrder = earlier?.endedInOrder ?? Self.lastEndedInOrder(layout)
    ceiling = options.batch
    runner = BatchRunner(
      layout, options, control.workers, after: earlier?.runner, progressed: control.progressed)
    claimer = Claimer(layout, runner.work[0], options)
    guard let earlier, layout.hasSameDocuments(as: earlier.layout) else { return }
    claimer.unsettled = earlier.claimer.unsettled
    // Where folders were opened anew, what was in the way of documents may have gone with the old ones.
    guard layout.root === earlier.layout.root else { return }
    parking = earlier.parking
    takenNames = earlier.takenNames
    staysTold = earlier.staysTold
    broken = earlier.broken
  }

  /// How many documents a fault has interrupted, until they are taken up again.
  private var interrupted = 0

  var count: Int {
    alone.count + pending.count + held.count + parking.count + broken.count + runner.committing + interrupted
  }
  var isEmpty: Bool {
    guard alone.isEmpty, pending.isEmpty, held.isEmpty, committing.isEmpty else { return false }
    // A run that is to end waits for folders as long as they are tried.
    return !options.once || broken.nextDue == nil && adoptDue == nil
  }
  var hasDue: Bool {
    if !alone.isEmpty || !pending.isEmpty || !committing.isEmpty { return true }
    let now = MonotonicClock.now
    return held.contains { $0.due <= now } || parking.hasDue(at: now) || broken.hasDue(at: now) || mustAdopt
  }
  var nextDue: Int? {
    let others = [parking.nextDue, broken.nextDue, broken.nextTelling, adoptDue, takenNames.nextDue]
    return (held.map(\.due) + others.compactMap { $0 }).min()
  }

  /// Start-up: rolls commits forward and finds what a crash left in work.
  func recover() throws(FileError) {
    let leftovers = leftovers(progressed: control.observer.starting)
    let rolled = try rollForward(leftovers).count
    try adopt(leftovers)
    let found = try lookIntoWork(leftovers)
    try leftovers.removeReasons(besides: found.claims)
    if options.needsMarker { try leftovers.removeMarkers(found.claims) }
    try settle(found.loneSidecars, leftovers)
    alone = found.claims.sorted { ($0.level, $0.path) > ($1.level, $1.path) }
    tellRecovered(commits: rolled, documents: found.claims.count)
  }

  /// After a fault: the same, without blaming anybody.
  func resume() throws(FileError) {
    try layout.tryAll(options)
    let leftovers = leftovers()
    try rollForward(leftovers)
    try adopt(leftovers)
    let found = try lookIntoWork(leftovers)
    try leftovers.removeReasons(besides: found.claims)
    try settle(found.loneSidecars, leftovers)
    // They are where the fault has left them, if they are there.
    let levels = Dictionary(found.claims.map { ($0.path, $0.level) }) { lowest, _ in lowest }
    held = held.compactMap { claim, due in
      guard let level = levels[claim.path] else { return nil }
      var claim = claim
      claim.level = level
      return (claim, due)
    }
    parking.relocate(levels)
    broken.relocate(levels)
    let known = Set(alone.map(\.path)).union(held.map(\.claim.path)).union(parking.paths).union(broken.paths)
    pending = Self.oneByName(found.claims.filter { !known.contains($0.path) })
    interrupted = 0
    alone = found.claims.filter { claim in alone.contains { $0.path == claim.path } }.reversed()
  }

  /// A fault interrupted the batch, or what goes before it.
  ///
  /// - Returns: Whether it lies in a document: where that is known it waits for its next try, and others need not.
  func stumbled(_ error: FileError, _ arrivals: Arrivals) -> Bool {
    let hit = current
    do {
      _ = try finish(arrivals)
    } catch {
      // Most likely the same fault; the folders show what it has left.
    }
    current = hit
    defer { current = [] }
    if !current.isEmpty { interrupted = current.count }
    if [.noSpace, .overQuota].contains(error.errno), !current.isEmpty { ceiling = max(1, current.count / 2) }
    guard error.concernsOneDocument, var culprit = current.first else { return false }
    // One of the batch it is, and going on one at a time tells which.
    isCareful = true
    guard current.count == 1 else { return true }
    interrupted = 0
    if let raised = runner.raised, raised.path == culprit.path { culprit = raised }
    let tries = attempts[culprit.path, default: 0] + 1
    attempts[culprit.path] = tries
    // That its place is on another file system does not pass by itself.
    guard tries >= 3 || error.errno == .crossDevice || parking.knows(culprit.path) else {
      held.append((culprit, MonotonicClock.now + 1_000_000_000 << (tries - 1)))
      return true
    }
    attempts[culprit.path] = nil
    // Its pair is out, or may be: only its original has found no place.
    guard !runner.mayBePublished(culprit) else {
      park(culprit, error)
      return true
    }
    let refusal = Refusal(kind: .failed, what: "place", detail: error.description)
    do throws(FileError) {
      try runner.refuse(culprit, refusal, attempts: 3)
      log(culprit, refusal)
      putBackBlocked(arrivals)
    } catch {
      park(culprit, error)
    }
    return true
  }

  private func park(_ claim: Claim, _ error: FileError) { park(claim, error.description) }

  private func park(_ claim: Claim, _ reason: String) {
    let isKnown = parking.knows(claim.path)
    // A run that is to end does not wait for it.
    parking.park(claim, reason, for: options.once ? nil : options.rescan)
    if isKnown { return }
    control.journal.log(Event(.error, .parked, "'\(claim.path)' stays in work: \(reason)", document: claim.path))
  }

  /// Takes one batch: what a crash or a fault has left, else what has arrived.
  ///
  /// - Parameter overlaps: Whether it may still be on its way to the disk when this returns. Not while a fault lasts: only
  ///   a batch that went through shows that it is gone.
  /// - Returns: Whether there was anything to do.
  func work(_ arrivals: Arrivals, overlaps: Bool) throws(FileError) -> Bool {
    let maySettle = mustLookAgain || !claimer.unsettled.isEmpty
    if maySettle && MonotonicClock.now >= settleDue || mustAdopt { try settleAgain(arrivals) }
    try tryFolders(arrivals)
    if !alone.isEmpty {
      _ = try finish(arrivals)
      let claims = measure { sound { alone.popLast() } }
      guard !claims.isEmpty else { return false }
      current = claims
      try account(runner.runAlone(claims, control.processor), arrivals)
      return true
    }
    let now = MonotonicClock.now
    let due = held.filter { $0.due <= now }.map(\.claim)
    // What has failed before is tried by itself, so that it takes no others along.
    if due.contains(where: { attempts[$0.path] != nil }) { isCareful = true }
    pending += due
    held.removeAll { $0.due <= now }
    if let claim = parking.next(at: now) {
      isCareful = true
      pending.append(claim)
    }
    var claims = measure { sound { pending.popLast() } }
    if claims.isEmpty { claims = try claim(arrivals) }
    guard !claims.isEmpty else { return try finish(arrivals) }
    current = claims
    let batch = try runner.prepare(claims, control.processor)
    do {
      _ = try finish(arrivals)
    } catch {
      try runner.abandon(batch)
      throw error
    }
    if overlaps, !isCareful, arrivals.hasReady || !pending.isEmpty {
      // The disk makes this one durable while the next is cleaned.
      current = []
      committing = claims
      runner.begin(batch)
    } else {
      current = claims
      try account(runner.commit(batch), arrivals)
    }
    return true
  }

  /// Waits for the batch that is committed on the side.
  ///
  /// - Returns: Whether there was one.
  func finish(_ arrivals: Arrivals) throws(FileError) -> Bool {
    guard !committing.isEmpty else { return false }
    current = committing
    committing = []
    guard let report = try runner.finish() else { return false }
    try account(report, arrivals)
    return true
  }

  var limit: Int { isCareful ? 1 : ceiling }

  private func measure(_ next: () -> Claim?) -> [Claim] {
    var claims: [Claim] = []
    var bytes = 0
    while claims.count < limit, bytes < BatchRunner.bytes, let claim = next() {
      claims.append(claim)
      bytes += claim.size
    }
    return claims
  }

  private func account(_ report: BatchReport, _ arrivals: Arrivals) throws(FileError) {
    current = []
    isCareful = isCareful && !pending.isEmpty
    ceiling = min(ceiling * 2, options.batch)
    for claim in report.cleaned.map(\.claim) + report.repeated {
      attempts[claim.path] = nil
      parking.forget(claim.path)
      broken.prove(claim.folder, once: options.once)
    }
    tellFolders()
    keep(report.stuck)
    control.account(report)
    for (claim, refusal) in report.refused { log(claim, refusal) }
    for claim in report.beingWritten { waitForWriter(claim, arrivals) }
    putBackBlocked(arrivals)
    for (claim, error) in report.again { try postpone(claim, error) }
    for (claim, error) in report.misplaced { try postpone(claim, error, mayFail: false) }
  }

  func block(_ path: Path, _ arrivals: Arrivals) {
    blocked.insert(path)
    arrivals.setAside(path)
  }

  /// Names in work may be free again.
  func putBackBlocked(_ arrivals: Arrivals) {
    for path in blocked { arrivals.putBack(path) }
    blocked = []
  }

  /// A document whose writer has it open still. It waits in work; if this run is to end, where it came from, or for the next
  /// start where its pair is out.
  private func waitForWriter(_ claim: Claim, _ arrivals: Arrivals) {
    if options.once {
      if runner.mayBePublished(claim) { return park(claim, "its pair may be out, and a writer has it open") }
      do throws(FileError) {
        try claimer.giveBack(claim)
        return arrivals.leave(claim.path)
      } catch {
        // A newer file has its name.
        return park(claim, "a writer has it open, and it can't go back: \(error)")
      }
    }
    held.append((claim, MonotonicClock.now + max(options.settle, 1_000_000_000)))
  }

  /// - Parameter mayFail: Whether it goes to failed/ after some tries, and does not stay in work.
  private func postpone(_ claim: Claim, _ error: FileError?, mayFail: Bool = true) throws(FileError) {
    var delay = max(options.settle, 100_000_000)
    if let error {
      if !error.isShortage, !error.isLostServer { attempts[claim.path, default: 0] += 1 }
      if complaints.mayLog("again") {
        control.journal.log(
          Event(.warning, .unreadable, "'\(claim.path)' waits in work: \(error)", document: claim.path))
      }
      let tries = attempts[claim.path, default: 1]
      delay = 1_000_000_000 << min(tries - 1, 6)
      if tries >= 4 || parking.knows(claim.path) {
        attempts[claim.path] = nil
        guard mayFail else { return park(claim, error) }
        guard !runner.mayBePublished(claim) else {
          park(claim, "its pair may be out; \(error)")
          return
        }
        let refusal = Refusal(kind: .failed, what: "unreadable", detail: error.description)
        // Where that fails, too, it is the disk.
        try runner.refuse(claim, refusal, attempts: tries)
        log(claim, refusal)
        return
      }
    }
    held.append((claim, MonotonicClock.now + delay))
  }

  private func log(_ claim: Claim, _ refusal: Refusal) {
    parking.forget(claim.path)
    control.log(claim, refusal)
  }

  /// Gives back what workers have learnt from the documents so far, and machine code; the next ones take a few milliseconds more.
  func rest() {
    takenNames.rest()
    runner.rest()
    control.processor.rest()
  }
}
