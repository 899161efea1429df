internal import Files
internal import Journal

/// Works one spool, from start-up to its end or until its inbox has become another one.
final class Session {
  enum End {
    case stopped
    /// The inbox is drained; what a fault has kept back, and why.
    case drained(remainder: String?)
    /// Settings have changed: the same spool is worked by others.
    case reconfigured
    /// The inbox was removed, replaced or unmounted: everything has to be opened anew.
    case inboxLost
    /// The same has happened to another folder of the spool.
    case folderLost(Path)
  }

  let layout: Layout
  let options: Options
  let control: Control
  private let arrivals: Arrivals
  private let desk: Desk
  private let failedCount: FailedCount
  private var pause = Pause()
  private var complaints = Complaints()
  private var statusFile: StatusFile
  private var nextRescan = 0
  private var nextPoll = 0
  /// Whether everything has been looked at since it was asked which document waits that has waited longest.
  private var mustAskOldest = false
  private var confirmed = false
  private var lostSince: Int?
  private var lockLostSince: Int?
  private let lock: LockFile
  private var worked = false
  /// When to give back what the next document can do without; `nil` while there is work, and once it is done.
  private var restDue: Int?
  private var complained = false
  /// Whether nobody has taken up yet what another process has left in work.
  private var mustRecover: Bool

  /// - Parameter earlier: The one before in this process.
  init(_ layout: Layout, _ lock: LockFile, _ control: Control, after earlier: Session?) throws(FileError) {
    self.layout = layout
    self.lock = lock
    self.control = control
    mustRecover = earlier?.mustRecover ?? true
    options = control.options
    arrivals = try Arrivals(layout, options, control.journal)
    desk = Desk(layout, options, control, after: earlier?.desk)
    statusFile = StatusFile(layout.state)
    failedCount = FailedCount(layout.failed, interval: control.options.rescan, count: control.status.inFailed)
    arrivals.isHeld = { [desk] in desk.broken.holds($0) }
    arrivals.sidecarCame = { [desk] in desk.takenNames.see($0) }
  }

  /// Works until there is a reason to end.
  func run() throws -> End {
    try guarded { () throws(FileError) in try takeUp() }
    scheduleScans()
    try guarded { () throws(FileError) in try arrivals.begin() }
    // Documents may fill the disk before the first of them is done: the file's blocks are then what tells of it.
    _ = updateStatus()
    control.ready()
    restDue = MonotonicClock.now + Self.restAfterStart
    while true {
      control.progressed()
      let reloads = control.status.reloads
      try control.takeSignals()
      // Reading the rules takes what only a start takes otherwise.
      if control.status.reloads != reloads { restDue = MonotonicClock.now + Self.restAfterStart }
      if let end = end() {
        try guarded { () throws(FileError) in _ = try desk.finish(arrivals) }
        return end
      }
      runTimers()
      if !isResting { try guarded { () throws(FileError) in try step() } }
      let statusDue = updateStatus()
      if options.once, isDrained() { return .drained(remainder: desk.remainder(arrivals.left, arrivals.faults)) }
      if let deadline = deadline(statusDue) {
        // While a fault lasts, events wait in the kernel's queue.
        let numbers = [control.signalNumber] + (isResting ? [] : [arrivals.eventNumber])
        try Readiness.wait(for: numbers, until: deadline)
      }
    }
  }

  private func end() -> End? {
    if control.isStopping { return .stopped }
    if control.options != options { return .reconfigured }
    if inboxIsLost() { return .inboxLost }
    if let lost = lostLock() { return .folderLost(lost) }
    return lostFolder().map(End.folderLost)
  }

  /// A folder that has to be opened anew. Asked as often as everything is looked at, and before each try to go on after a
  /// fault, of which it may be the cause.
  private func lostFolder() -> Path? {
    guard looksForFolders else { return nil }
    do throws(FileError) {
      return try layout.lostFolder()
    } catch {
      return nil
    }
  }

  /// What keeps other daemons away, where it does not any more. Where that is missing it may be that all of the spool is being
  /// removed, so it is made anew a moment later; another that stands there may be another daemon's.
  private func lostLock() -> Path? {
    guard arrivals.stateMayBeGone || lockLostSince != nil || looksForFolders else { return nil }
    arrivals.stateMayBeGone = false
    let now = MonotonicClock.now
    do throws(FileError) {
      guard let lost = try layout.lostLock(lock) else {
        lockLostSince = nil
        return nil
      }
      let exists = try layout.root.status(".winnow/lock") != nil
      let since = lockLostSince ?? now
      lockLostSince = since
      return exists || now - since >= patience ? lost : nil
    } catch {
      return nil
    }
  }

  /// After so long what is missing is made.
  private var patience: Int { min(options.rescan, 10_000_000_000) }

  private var looksForFolders: Bool { MonotonicClock.now >= nextRescan || pause.error != nil && !isResting }

  private var isResting: Bool { pause.error != nil && MonotonicClock.now < pause.until }

  private func step() throws(FileError) {
    try arrivals.takeEvents()
    try arrivals.advance()
    try work()
  }

  /// Runs a step; a fault pauses everything that needs the disk, and one of a document only until that is set apart.
  private func guarded(_ step: () throws(FileError) -> Void) throws(FileError) {
    do {
      try step()
    } catch {
      let concernsDocuments = desk.stumbled(error, arrivals)
      pause.begin(error, isShort: concernsDocuments)
      // What becomes of such a document is told of it.
      if concernsDocuments { return }
      if options.once, pause.isLong { throw error }
      // Where the last word was that the fault is gone, one that lasts gets a word within the minute, too.
      if complaints.mayLog("paused") || !complained && pause.isLong {
        complained = true
        control.journal.log(Event(.error, .paused, "everything waits: \(error); trying again every few seconds"))
      }
    }
  }

  private func work() throws(FileError) {
    if pause.error != nil { try takeUp() }
    let busy = try desk.work(arrivals, overlaps: pause.error == nil)
    worked = worked || busy
    if busy { restDue = nil }
    guard pause.error != nil else { return }
    pause.end()
    // Without a document that went through, nothing is proved yet.
    guard busy else { return }
    guard complained else { return }
    complained = false
    control.journal.log(Event(.notice, .resumed, "the fault is gone, work goes on"))
  }

  /// Takes up what stands in work: left by another process, or by a fault.
  private func takeUp() throws(FileError) {
    if mustRecover { try desk.recover() } else { try desk.resume() }
    mustRecover = false
  }

  private func runTimers() {
    control.journal.catchUp()
    desk.tellFolders()
    desk.setLateAside()
    failedCount.step()
    let now = MonotonicClock.now
    if let due = restDue, now >= due {
      if desk.isEmpty, !arrivals.isScanning {
        restDue = nil
        ProcessMemory.rest { desk.rest() }
      } else {
        restDue = now + options.restAfter
      }
    }
    if now >= nextRescan {
      arrivals.rescan()
      mustAskOldest = true
      desk.forgetTaken()
      scheduleScans()
    } else if now >= nextPoll, arrivals.polledFolders > 0 {
      arrivals.poll()
      nextPoll = now + options.poll
    }
  }

  private func scheduleScans() {
    nextRescan = MonotonicClock.now + options.rescan
    nextPoll = MonotonicClock.now + options.poll
  }

  /// Whether the inbox has become another. A missing one may be made anew by whoever removed it; after a whole rescan
  /// interval it is made here.
  private func inboxIsLost() -> Bool {
    let now = MonotonicClock.now
    guard arrivals.inboxMayBeGone || lostSince != nil || looksForFolders else { return false }
    arrivals.inboxMayBeGone = false
    do throws(FileError) {
      if try layout.inboxIsCurrent() {
        lostSince = nil
        return false
      }
      let exists = try layout.root.status("inbox") != nil
      let since = lostSince ?? now
      lostSince = since
      return exists || now - since >= patience
    } catch {
      return false
    }
  }

  private func updateStatus() -> Int? {
    control.status.state = pause.error == nil ? .running : .paused
    control.status.pausedBecause = pause.error?.description
    control.status.foldersWaiting = desk.broken.descriptions
    control.status.waiting = arrivals.known
    control.status.unclaimed = arrivals.unclaimed
    control.status.outOfReach = arrivals.outOfReach
    control.status.unmarked = arrivals.unmarked
    control.status.inFailed = failedCount.count
    control.status.scanning = arrivals.isScanning
    control.status.inWork = desk.count
    control.status.parked = desk.parking.count
    control.status.staying = desk.parking.descriptions
    control.status.polledFolders = arrivals.polledFolders
    let earlier = statusFile.attempted
    defer { if statusFile.attempted != earlier { control.observer.reported(control.status) } }
    // Asking takes its time where many wait.
    control.status.oldestWaiting = earlier?.oldestWaiting
    if statusFile.wants(control.status) || mustAskOldest && !arrivals.isScanning {
      mustAskOldest = mustAskOldest && arrivals.isScanning
      control.status.oldestWaiting = arrivals.oldest.map { $0 / 1_000_000_000 }
    }
    do throws(FileError) {
      return try statusFile.update(control.status, control.figures)
    } catch {
      arrivals.stateMayBeGone = true
      // A full disk stops this first. The documents' own faults are what pauses.
      if complaints.mayLog("status") {
        control.journal.log(Event(.warning, .status, "the status file is out of date: \(error)"))
      }
      return statusFile.nextWrite
    }
  }

  /// Writes the last status.
  func finish() {
    if control.isStopping || control.options == options { control.status.state = .stopped }
    do throws(FileError) {
      // Only where the session was broken off.
      _ = try desk.finish(arrivals)
    } catch {
      let message = "the last documents could not be finished, the next start takes them up: \(error)"
      control.journal.log(Event(.warning, .parked, message))
    }
    if control.isStopping { desk.giveBackHeld() }
    if control.isStopping || options.once { desk.tellLast() }
    do throws(FileError) {
      try layout.endTrials()
    } catch {
      // Where the outbox has gone, or is read-only; the next start removes it.
    }
    control.status.inWork = desk.count
    control.status.waiting = arrivals.known
    control.status.oldestWaiting = arrivals.oldest.map { $0 / 1_000_000_000 }
    if options.once {
      failedCount.complete()
      control.status.inFailed = failedCount.count
    }
    do throws(FileError) {
      // Else it is another daemon's by now, or its folder is being made anew.
      if try layout.isHeld(lock) {
        _ = try statusFile.update(control.status, control.figures, isUrgent: true)
      }
    } catch {
      control.journal.log(Event(.warning, .status, "the status file is out of date: \(error)"))
    }
    if let error = Leftovers(layout: layout).removeEmptyFolders() {
      control.journal.log(Event(.warning, .unreadable, "empty folders may stay in work: \(error)"))
    }
  }

  /// Whether nothing is left to do: after one more look at the whole inbox, which may find what no event told.
  private func isDrained() -> Bool {
    guard arrivals.isEmpty, desk.isEmpty, pause.error == nil else {
      confirmed = confirmed && arrivals.isScanning && arrivals.waiting == 0
      return false
    }
    if confirmed {
      let left = arrivals.left.filter { !desk.broken.holds($0.parent) }.sorted()
      for path in left {
        let why =
          arrivals.faults[path] == nil ? "it is being written, or its name is in work still" : "it can't be taken"
        control.journal.log(Event(.notice, .left, "left '\(path)' in the inbox: \(why)", document: path))
      }
      if arrivals.unmarked > 0 {
        let count = arrivals.unmarked == 1 ? "1 document" : "\(arrivals.unmarked) documents"
        let message = "left \(count) in the inbox for want of a marker NAME.done"
        control.journal.log(Event(.notice, .left, message, fields: [.count: "\(arrivals.unmarked)"]))
      }
      return true
    }
    confirmed = true
    arrivals.rescan()
    return false
  }

  /// What only the start needs is given back so long after it, in nanoseconds.
  private static let restAfterStart = 1_000_000_000

  /// When to look again without an event; `nil` where there is something to do at once.
  private func deadline(_ statusDue: Int?) -> Int? {
    if isResting { return pause.until }
    if arrivals.canScan || arrivals.hasReady || desk.hasDue || failedCount.isLooking { return nil }
    if worked, desk.isEmpty {
      // A backlog is done: give back what it took.
      worked = false
      ProcessMemory.release()
      restDue = MonotonicClock.now + options.restAfter
    }
    var deadlines = [nextRescan, failedCount.nextLook]
    if arrivals.polledFolders > 0 { deadlines.append(nextPoll) }
    if let due = arrivals.nextDue() { deadlines.append(due) }
    if let due = desk.nextDue { deadlines.append(due) }
    if let restDue { deadlines.append(restDue) }
    if let statusDue { deadlines.append(statusDue) }
    if let interval = control.observer.interval { deadlines.append(MonotonicClock.now + interval) }
    deadlines += [lostSince, lockLostSince].compactMap { $0.map { $0 + patience } }
    if pause.error != nil { deadlines.append(pause.until) }
    return deadlines.min()
  }
}
