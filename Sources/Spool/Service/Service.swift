public import Files
public import Journal

/// Told of the service's life, so that a service manager can be.
public struct Observer: Sendable {
  /// Documents are taken; also after a reload, refused or not.
  public var ready: @Sendable () -> Void = {}
  /// Rules are read anew.
  public var reloading: @Sendable () -> Void = {}
  /// The service ends.
  public var stopping: @Sendable () -> Void = {}
  /// A batch has been done.
  public var progressed: @Sendable () -> Void = {}

  /// An observer that does nothing.
  public init() {}
}

/// The service: takes documents from a spool's inbox and publishes them in its outbox until it is told to end.
public struct Service {
  /// Why a service could not begin.
  public enum Refusal: Error, CustomStringConvertible {
    /// Another process works the spool.
    case locked(Path)
    /// The rules can't be used.
    case rules(any Error)

    /// One line, or the diagnostics.
    public var description: String {
      switch self {
      case .locked(let spool): "another winnowd works the spool '\(spool)'"
      case .rules(let error): "\(error)"
      }
    }
  }

  private let spool: Path
  private let options: Options
  private let journal: Journal
  private let observer: Observer
  private let load: () throws -> Processor

  /// A service for a spool.
  ///
  /// - Parameter load: Reads the rules; called at the beginning and for each SIGHUP, which keeps the old ones where it
  ///   throws.
  public init(
    spool: Path, options: Options, journal: Journal, observer: Observer = Observer(),
    load: @escaping () throws -> Processor
  ) {
    self.spool = spool
    self.options = options
    self.journal = journal
    self.observer = observer
    self.load = load
  }

  /// Works until SIGTERM or SIGINT, or until the inbox is drained where the options say so.
  ///
  /// - Throws: ``Refusal``, or ``FileError`` where the spool can't be opened.
  public func run() throws {
    let inbox = spool.appending("inbox")
    let control = try Control(inbox: inbox, jobs: options.jobs, journal, observer, load)
    var layout = try Layout(creating: spool)
    guard let lock = try lock(layout) else { throw Refusal.locked(spool) }
    defer { withExtendedLifetime(lock) {} }
    while true {
      let session = try Session(layout, options, control)
      defer { session.finish() }
      switch try session.run() {
      case .stopped, .drained: return
      case .inboxLost:
        journal.log(Event(.warning, "inbox-lost", "the inbox was removed or replaced; opening it anew"))
        layout = try Layout(creating: spool)
      }
    }
  }

  /// An audit may hold the lock for a moment.
  private func lock(_ layout: Layout) throws(FileError) -> LockFile? {
    for _ in 0..<10 {
      if let lock = try layout.lock() { return lock }
      try Readiness.wait(for: [], until: MonotonicClock.now + 50_000_000)
    }
    return nil
  }
}
