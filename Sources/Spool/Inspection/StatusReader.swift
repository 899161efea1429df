public import Files
internal import Formats

/// What a spool holds, and what its daemon says.
public struct SpoolStatus: Sendable {
  /// Documents in the inbox.
  public internal(set) var waiting = 0
  /// The last change of the inode of the document that has waited longest, nanoseconds since 1970.
  public internal(set) var oldestWaiting: Int?
  /// Sidecars in the inbox whose document has not come.
  public internal(set) var loneSidecars: [Path] = []
  /// Sidecars in the inbox that came after their document was taken.
  public internal(set) var lateSidecars: [Path] = []
  /// Markers in the inbox whose document has not come, where the service wants markers.
  public internal(set) var loneMarkers: [Path] = []
  /// Documents in the inbox without their marker, where the service wants one.
  public internal(set) var unmarked = 0
  /// Claimed documents.
  public internal(set) var inWork = 0
  /// What could not be looked at, and why: folders, or entries.
  public internal(set) var unreadable: [(path: Path, error: FileError)] = []
  /// Records in the outbox.
  public internal(set) var pairs = 0
  /// Documents in failed/ by kind of reason: `rejected`, `failed`.
  public internal(set) var failed: [String: Int] = [:]
  /// Documents in failed/ that nothing says the reason of.
  public internal(set) var failedWithoutReason = 0
  /// Whether a daemon works the spool.
  public internal(set) var isRunning = false
  /// What the daemon has written last; of one that was killed it is out of date.
  public internal(set) var daemon: Status?

  /// Within so many seconds a service has come upon a document, and has said so.
  private static let patience = 120

  /// For how many seconds a service that runs has said nothing, though a document waits that it has not come upon: it hangs.
  /// `nil`: it does not.
  ///
  /// - Parameter now: Seconds since 1970.
  public func silence(at now: Int) -> Int? {
    // Who asks may see more than the service does.
    guard isRunning, let daemon, daemon.outOfReach.isEmpty, waiting > daemon.waiting, let oldestWaiting else {
      return nil
    }
    let silence = now - daemon.written
    return min(silence, now - oldestWaiting / 1_000_000_000) > Self.patience ? silence : nil
  }
}

extension Status {
  /// What the daemon of a spool has written last; `nil` where that can't be read.
  static func last(in layout: Layout) throws(FileError) -> Status? {
    do {
      return Status(try layout.state.read("status.json", limit: 1 << 20))
    } catch let error where [.noSuchFile, .isADirectory, .invalidArgument, .fileTooLarge].contains(error.errno) {
      return nil
    }
  }
}

/// Reads a spool's status from its folders and its status file.
public struct StatusReader {
  private let layout: Layout

  /// A reader of a spool; nothing in it is changed.
  public init(_ spool: Path) throws(FileError) { layout = try Layout(opening: spool) }

  /// Looks at everything.
  public func read() throws(FileError) -> SpoolStatus {
    var status = SpoolStatus()
    status.isRunning = try isRunning()
    status.daemon = try daemon()
    try readInbox(&status, NameFilter(status.daemon))
    let roots = try layout.workRoots { status.unreadable.append(($0, $1)) }
    for root in roots {
      try walk(root, &status) { (entry, status) throws(FileError) in
        if !FileNames.isSidecar(entry.name) { status.inWork += 1 }
      }
    }
    try walk(layout.outbox, &status) { (entry, status) throws(FileError) in
      if entry.name.hasSuffix(".json") { status.pairs += 1 }
    }
    try walk(layout.failed, &status) { (entry, status) throws(FileError) in
      try readFailed(entry, &status)
    }
    return status
  }

  /// One folder that can't be read must not hide all others.
  private func walk(
    _ root: Directory, _ status: inout SpoolStatus,
    _ visit: (TreeWalk.Entry, inout SpoolStatus) throws(FileError) -> Void
  ) throws(FileError) {
    var unreadable: [(path: Path, error: FileError)] = []
    try TreeWalk(root: root).forEach(unreadable: { unreadable.append((root.path.appending($0), $1)) }) {
      (entry) throws(FileError) in
      do throws(FileError) {
        try visit(entry, &status)
      } catch let error where error.errno == .noSuchFile {
        // Somebody was quicker: the service, a consumer, or a retry.
      }
    }
    status.unreadable += unreadable
  }

  private func readFailed(_ entry: TreeWalk.Entry, _ status: inout SpoolStatus) throws(FileError) {
    switch try FailedEntry(entry) {
    case .reason(let reason?, of: _): status.failed[reason.kind, default: 0] += 1
    case .reason(nil, of: _): status.failedWithoutReason += 1
    case .unexplained:
      // A retry may have moved it since it was listed.
      if try entry.directory.status(entry.name) != nil { status.failedWithoutReason += 1 }
    // Its reason is met itself.
    case .document, .reasonAlone, .sidecar: break
    }
  }

  private func readInbox(_ status: inout SpoolStatus, _ filter: NameFilter) throws(FileError) {
    try walk(layout.inbox, &status) { (entry, status) throws(FileError) in
      if FileNames.isSidecar(entry.name) {
        let document = FileNames.removing(FileNames.sidecarEnding, from: entry.name)
        if try entry.directory.status(document) == nil { status.loneSidecars.append(entry.path) }
      } else if FileNames.isLateSidecar(entry.name) {
        status.lateSidecars.append(entry.path)
      } else if let name = filter.document(for: entry.name) {
        guard let file = try entry.directory.status(name), file.kind == .regular else {
          if filter.needsMarker, entry.kind == .regular { status.loneMarkers.append(entry.path) }
          return
        }
        status.waiting += 1
        status.oldestWaiting = min(status.oldestWaiting ?? file.changed, file.changed)
      } else if try entry.isUnmarked(filter) {
        status.unmarked += 1
      }
    }
  }

  /// Whether a daemon works the spool.
  public func isRunning() throws(FileError) -> Bool { try layout.isLocked() }

  /// What the daemon has written last.
  public func daemon() throws(FileError) -> Status? { try Status.last(in: layout) }
}

extension TreeWalk.Entry {
  /// Whether it is a document that waits for its marker.
  func isUnmarked(_ filter: NameFilter) throws(FileError) -> Bool {
    guard kind == .regular, filter.waitsForMarker(name) else { return false }
    guard let marker = FileNames.marker(of: name) else { return true }
    return try directory.status(marker)?.kind != .regular
  }
}
