public import Files
public import Journal

/// The service: takes documents from a spool's inbox and publishes them in its outbox until it is told to end.
public struct Service {
  /// Why a service could not begin.
  public enum StartFailure: Error, CustomStringConvertible {
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

  /// What a run that is to end has left undone for a fault of the disk, or as permissions forbid it, and why, in one line.
  public struct Remainder: Error, CustomStringConvertible {
    /// The line.
    public let description: String
  }

  /// What a service works by.
  public struct Configuration: Sendable {
    /// What cleans documents.
    public let processor: Processor
    /// How the spool is worked.
    public let options: Options
    /// The names of settings that have new values which take effect at the next start.
    public let needsRestart: [String]

    /// Rules and options together.
    public init(_ processor: Processor, _ options: Options, needsRestart: [String] = []) {
      self.processor = processor
      self.options = options
      self.needsRestart = needsRestart
    }
  }

  /// Settings that can't be read anew.
  public struct BadSettings: Error, CustomStringConvertible {
    /// What is wrong, and where.
    public let description: String

    /// An error of the settings, not of the rules.
    public init(_ description: String) { self.description = description }
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
  /// - Throws: ``StartFailure``, or ``FileError`` where the spool can't be opened, or ``Remainder``.
  public func run() throws {
    let inbox = spool.appending("inbox")
    let control = try Control(inbox: inbox, journal, observer, configure)
    guard var hold = try open(control, after: nil) else { return }
    defer { withExtendedLifetime(hold.lock) {} }
    var earlier: Session?
    while true {
      let session = try Session(hold.layout, hold.lock, control, after: earlier)
      earlier = session
      defer { session.finish() }
      switch try session.run() {
      case .stopped, .drained(nil): return
      case .drained(let remainder?): throw Remainder(description: remainder)
      case .reconfigured: continue
      case .inboxLost:
        journal.log(Event(.warning, .inboxLost, "the inbox was removed or replaced; opening it anew"))
      case .folderLost(let folder):
        journal.log(Event(.warning, .inboxLost, "'\(folder)' was removed or replaced; opening the spool anew"))
      }
      guard let anew = try open(control, after: hold) else { return }
      hold = anew
    }
  }

  /// A spool that is open, and this process's.
  private typealias Hold = (layout: Layout, lock: LockFile)

  /// Opens the spool and takes it. A file system that is full, or read-only, may not let what is missing be made: that is
  /// waited for, and so is whatever keeps a spool that was open from being opened anew.
  ///
  /// - Returns: `nil` where the service is to end meanwhile.
  private func open(_ control: Control, after earlier: Hold?) throws -> Hold? {
    var pause = Pause()
    var statusFile = earlier.map { StatusFile($0.layout.state) }
    while !control.isStopping {
      do throws(FileError) {
        // Before anything is made there.
        try earlier?.layout.checkOutboxIsMounted()
        let layout = try Layout(creating: spool)
        observer.starting()
        let isResumed = pause.error != nil && earlier != nil
        if isResumed { journal.log(Event(.notice, .resumed, "the fault is gone, work goes on")) }
        // Else the lock went with the folder that it stood in.
        if let earlier, layout.hasSameState(as: earlier.layout), try layout.isHeld(earlier.lock) {
          return (layout, earlier.lock)
        }
        if let lock = try lock(layout) { return (layout, lock) }
      } catch {
        // What was there once may come back, as a disk that is mounted again, or is given to others for a moment; at the
        // start it may as well be a mistake, and is told at once.
        let mayComeBack = error.concernsAll || earlier != nil
        guard mayComeBack, !control.options.once else { throw error }
        pause.begin(error, isShort: false)
        statusFile?.tell(.paused, control, error)
        try control.wait(for: pause, error)
        continue
      }
      throw StartFailure.locked(spool)
    }
    statusFile?.tell(.stopped, control)
    return nil
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
