internal import Files
internal import Journal
internal import Spool
internal import Synchronization
internal import Systemd

/// Tells the service manager how the service is: readiness, signs of life, a status in words.
final class ManagerLink: Sendable {
  private static let second = 1_000_000_000

  private let manager: ServiceManager
  private let journal: Journal
  /// When the manager was last told that work goes on.
  private let told = Atomic<Int>(MonotonicClock.now)
  private let isStarting = Atomic<Bool>(true)
  private let isStopping = Atomic<Bool>(false)
  private let hasFailed = Atomic<Bool>(false)

  init(_ manager: ServiceManager, _ journal: Journal) {
    self.manager = manager
    self.journal = journal
  }

  /// What the service calls.
  var observer: Observer {
    var observer = Observer()
    observer.starting = { self.starting() }
    observer.ready = { status in
      // No sign of life: whoever is ready again and again, as for a spool that can't be opened, gives one besides.
      self.isStarting.store(false, ordering: .relaxed)
      self.tell(["READY=1", "STATUS=\(status.words)"])
    }
    // systemd 253 and later tell an answer to their own request from an older one by the time.
    observer.reloading = { self.tell(["RELOADING=1", "MONOTONIC_USEC=\(MonotonicClock.now / 1_000)"]) }
    observer.stopping = {
      self.isStopping.store(true, ordering: .relaxed)
      self.tell(["STOPPING=1", "STATUS=Ending; the batch in hand is being finished"])
    }
    observer.progressed = { self.progressed() }
    observer.reported = { status in
      if !self.isStarting.load(ordering: .relaxed) { self.tell(["STATUS=\(status.words)"]) }
    }
    observer.interval = manager.watchdog.map { $0 / 3 }
    return observer
  }

  /// Start-up, and the end of a batch, may take longer than the manager waits; each step that comes on asks for more.
  private func starting() {
    if isDue(after: 5 * ManagerLink.second) {
      tell(["EXTEND_TIMEOUT_USEC=60000000", "STATUS=Starting; taking up what the last run has left"])
    }
  }

  private func progressed() {
    if isStopping.load(ordering: .relaxed) {
      if isDue(after: 5 * ManagerLink.second) { tell(["EXTEND_TIMEOUT_USEC=60000000", "WATCHDOG=1"]) }
    } else if isStarting.load(ordering: .relaxed) {
      starting()
    } else if let watchdog = manager.watchdog, isDue(after: watchdog / 4) {
      tell(["WATCHDOG=1"])
    }
  }

  /// Whether so much time has gone since the manager was told; to one of many threads only.
  private func isDue(after time: Int) -> Bool {
    let now = MonotonicClock.now
    let last = told.load(ordering: .relaxed)
    guard now - last >= time else { return false }
    return told.compareExchange(expected: last, desired: now, ordering: .relaxed).exchanged
  }

  private func tell(_ assignments: [String]) {
    do {
      try manager.tell(assignments)
    } catch {
      if hasFailed.exchange(true, ordering: .relaxed) { return }
      journal.log(Event(.warning, .manager, "the service manager can't be told how things are: \(error)"))
    }
  }
}
