internal import Files

/// A rest after a fault of the disk or the system: longer each time, never longer than the inputs should wait once the
/// fault is gone.
struct Pause {
  private static let first = 1_000_000_000
  private static let longest = 5_000_000_000
  /// Long enough not to spin.
  private static let short = 100_000_000

  /// What went wrong last.
  private(set) var error: FileError?
  /// When to try again.
  private(set) var until = 0
  private var length = Pause.first

  /// - Parameter isShort: Whether the fault lies in a document, and others need not wait for it.
  mutating func begin(_ error: FileError, isShort: Bool) {
    if self.error == nil { length = Pause.first } else if !isShort { length = min(length * 2, Pause.longest) }
    self.error = error
    until = MonotonicClock.now + (isShort ? Pause.short : length)
  }

  mutating func end() { error = nil }

  /// How many times the fault has come back, at least.
  var isLong: Bool { error != nil && length >= Pause.longest }
}

extension FileError {
  /// Whether it lies in the document's name or place rather than in the disk or the system.
  var concernsOneDocument: Bool {
    Self.ofOneDocument.contains(errno)
  }

  /// That a folder may not be written to counts among them: where it is one of the spool's own, the probe says so before any
  /// document is taken.
  private static let ofOneDocument: Set<Errno> = [
    .nameTooLong, .notADirectory, .isADirectory, .tooManyLinks, .exists, .fileTooLarge, .illegalSequence, .overflow,
    .accessDenied, .notPermitted, .noSuchDevice, .busy, .crossDevice, .invalidArgument,
  ]

  /// Whether it is a state of the whole file system, or of the system, whatever it was met at.
  var concernsAll: Bool { isShortage || [.noSpace, .overQuota, .readOnly].contains(errno) }

  /// Whether it may lie in the one file that was looked at, as a disk error may; what is met elsewhere tells.
  var mayLieInOneFile: Bool { !concernsAll && !concernsOneDocument && !isLostServer }

  /// Whether it may lie in one folder of the outbox, as a disk error may, its permissions, or a file system that is
  /// mounted there; whether others take what comes tells. Some file systems hold so many entries in a folder and no more.
  var mayLieInOneFolder: Bool {
    mayLieInOneFile && errno != .noSuchFile || errno == .readOnly || isForbidden || lacksSpace
  }

  /// Whether the disk is full, or a quota used up, or so it seems.
  var lacksSpace: Bool { [.noSpace, .overQuota].contains(errno) }

  /// Whether permissions forbid it.
  var isForbidden: Bool { [.accessDenied, .notPermitted].contains(errno) }

  /// Whether the file has gone, or its folder lets nobody in any more. The next scan says so where it lasts.
  var isOutOfReach: Bool {
    errno.isAbsentOrLink || errno == .accessDenied || errno == .notPermitted
  }

  /// Whether it is the server of a file system that has gone, or has begun anew: other handles may do, or the same later.
  var isLostServer: Bool { [.stale, .notConnected].contains(errno) }

  /// Whether it is the process or the system that is short of something.
  var isShortage: Bool { [.tooManyOpenFiles, .systemFileTableFull, .noMemory].contains(errno) }
}

/// Lets a message of a kind through at most once a minute.
struct Complaints {
  private var last: [String: Int] = [:]

  mutating func mayLog(_ kind: String) -> Bool {
    let now = MonotonicClock.now
    if let last = last[kind], now - last < 60_000_000_000 { return false }
    last[kind] = now
    return true
  }
}
