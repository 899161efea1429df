public import Files

/// What a spool holds, and what its daemon says.
public struct SpoolStatus: Sendable {
  /// Documents in the inbox.
  public internal(set) var waiting = 0
  /// The last change of the inode of the document that has waited longest, nanoseconds since 1970.
  public internal(set) var oldestWaiting: Int?
  /// Sidecars in the inbox whose document has not come.
  public internal(set) var loneSidecars: [Path] = []
  /// Claimed documents.
  public internal(set) var inWork = 0
  /// Records in the outbox.
  public internal(set) var pairs = 0
  /// Documents in failed/ by kind of reason: `rejected`, `failed`.
  public internal(set) var failed: [String: Int] = [:]
  /// Whether a daemon works the spool.
  public internal(set) var isRunning = false
  /// What the daemon has written last; of one that was killed it is out of date.
  public internal(set) var daemon: Status?
}

/// Reads a spool's status from its folders and its status file.
public struct StatusReader {
  private let layout: Layout
  private let filter = NameFilter(Options())

  /// A reader of a spool; nothing in it is changed.
  public init(_ spool: Path) throws(FileError) { layout = try Layout(opening: spool) }

  /// Looks at everything.
  public func read() throws(FileError) -> SpoolStatus {
    var status = SpoolStatus()
    status.isRunning = try isRunning()
    status.daemon = try daemon()
    try readInbox(&status)
    for root in try layout.workRoots() {
      try TreeWalk(root: root).forEach { (entry) throws(FileError) in
        if !FileNames.isSidecar(entry.name) { status.inWork += 1 }
      }
    }
    try TreeWalk(root: layout.outbox).forEach { (entry) throws(FileError) in
      if entry.name.hasSuffix(".json") { status.pairs += 1 }
    }
    try TreeWalk(root: layout.failed).forEach { (entry) throws(FileError) in
      guard entry.name.hasSuffix(FileNames.reasonEnding), let reason = Reason(try entry.directory.read(entry.name))
      else { return }
      status.failed[reason.kind, default: 0] += 1
    }
    return status
  }

  private func readInbox(_ status: inout SpoolStatus) throws(FileError) {
    try TreeWalk(root: layout.inbox).forEach { (entry) throws(FileError) in
      if FileNames.isSidecar(entry.name) {
        let document = FileNames.removing(FileNames.sidecarEnding, from: entry.name)
        if try entry.directory.status(document) == nil { status.loneSidecars.append(entry.path) }
      } else if filter.document(for: entry.name) != nil, let file = try entry.directory.status(entry.name),
        file.kind == .regular
      {
        status.waiting += 1
        status.oldestWaiting = min(status.oldestWaiting ?? file.changed, file.changed)
      }
    }
  }

  /// Whether a daemon works the spool.
  public func isRunning() throws(FileError) -> Bool { try layout.isLocked() }

  /// What the daemon has written last.
  public func daemon() throws(FileError) -> Status? {
    do {
      return Status(try layout.state.read("status.json", limit: 1 << 20))
    } catch let error where error.errno == .noSuchFile {
      return nil
    }
  }
}
