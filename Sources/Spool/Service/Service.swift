public import Files
public import Journal

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

  /// What a service works by.
  public struct Configuration: Sendable {
    /// What cleans documents.
    public let processor: Processor
    /// How the spool is worked.
    public let options: Options

    /// Rules and options together.
    public init(_ processor: Processor, _ options: Options) {
      self.processor = processor
      self.options = options
    }
  }

  private let spool: Path
  private let journal: Journal
  private let observer: Observer
  private let configure: () throws -> Configuration

  /// A service for a spool.
  ///
  /// - Parameter configure: Reads rules and settings; called at the beginning and for each SIGHUP, which keeps the old
  ///   ones where it throws.
  public init(
    spool: Path, journal: Journal, observer: Observer = Observer(), configure: @escaping () throws -> Configuration
  ) {
    self.spool = spool
    self.journal = journal
    self.observer = observer
    self.configure = configure
  }

  /// Works until SIGTERM or SIGINT, or until the inbox is drained where the options say so.
  ///
  /// - Throws: ``Refusal``, or ``FileError`` where the spool can't be opened.
  public func run() throws {
    let inbox = spool.appending("inbox")
    let control = try Control(inbox: inbox, journal, observer, configure)
    var layout = try Layout(creating: spool)
    observer.starting()
    guard var lock = try lock(layout) else { throw Refusal.locked(spool) }
    defer { withExtendedLifetime(lock) {} }
    var earlier: Session?
    while true {
      let session = try Session(layout, control, after: earlier)
      earlier = session
      defer { session.finish() }
      switch try session.run() {
      case .stopped, .drained: return
      case .reconfigured: continue
      case .inboxLost:
        journal.log(Event(.warning, .inboxLost, "the inbox was removed or replaced; opening it anew"))
      case .folderLost(let folder):
        journal.log(Event(.warning, .inboxLost, "'\(folder)' was removed or replaced; opening the spool anew"))
      }
      let anew = try Layout(creating: spool)
      if !anew.hasSameState(as: layout) {
        // The lock went with the folder that it stood in.
        guard let another = try self.lock(anew) else { throw Refusal.locked(spool) }
        lock = another
      }
      layout = anew
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
