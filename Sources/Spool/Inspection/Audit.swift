internal import Digest
public import Files
internal import Formats

/// Proves over a spool's folders that every record has its text and every input its one place.
public struct Audit {
  /// What an audit has seen.
  public struct Report: Sendable {
    /// What the invariant does not allow, by path.
    public internal(set) var findings: [Finding] = []
    /// Pairs in the outbox.
    public internal(set) var pairs = 0
    /// Originals in the archive.
    public internal(set) var archived = 0
    /// Documents in failed/.
    public internal(set) var failed = 0
    /// Documents in the inbox.
    public internal(set) var waiting = 0
    /// Documents in the inbox that the service says it can't take; of many some.
    public internal(set) var unclaimed = 0
    /// Sidecars in the inbox whose document is not there.
    public internal(set) var loneSidecars = 0
    /// Sidecars in the inbox that came after their document was taken.
    public internal(set) var lateSidecars = 0
    /// Documents in the inbox without their marker, where the service wants one.
    public internal(set) var unmarked = 0
    /// Claimed documents.
    public internal(set) var inWork = 0
    /// Whether a daemon works the spool, so that figures and files move while they are looked at.
    public internal(set) var isRunning = false
  }

  private let layout: Layout
  private var report = Report()
  private var identities: Set<String> = []

  /// The most bytes of a record. Which documents the service takes an audit is not told: those that it does by default.
  private static let largestRecord = Options().largestRecord

  /// Audits a spool; nothing in it is changed.
  ///
  /// Originals that a retention policy has removed, and pairs that consumers have removed, are no findings.
  public static func run(_ spool: Path) throws(FileError) -> Report {
    var audit = Audit(layout: try Layout(opening: spool))
    try audit.run()
    return audit.report
  }

  private init(layout: Layout) { self.layout = layout }

  private mutating func run() throws(FileError) {
    report.isRunning = try layout.isLocked()
    try auditOutbox()
    try auditFailed()
    try auditInbox()
    try auditWork()
    try walk(layout.archive, "archive") { (audit, entry) throws(FileError) in
      if !FileNames.isSidecar(entry.name) { audit.report.archived += 1 }
    }
    if report.isRunning { try dropPassing() }
    report.findings.sort { ($0.path, $0.kind.rawValue) < ($1.path, $1.kind.rawValue) }
  }

  private mutating func find(_ kind: Finding.Kind, _ folder: String, _ path: Path, _ detail: String = "") {
    report.findings.append(Finding(kind, Path(folder).appending(path), detail))
  }

  /// What can't be looked at is a finding, and the rest is looked at all the same.
  private mutating func walk(
    _ root: Directory, _ folder: String, _ visit: (inout Audit, TreeWalk.Entry) throws(FileError) -> Void
  ) throws(FileError) {
    var unreadable: [Finding] = []
    try TreeWalk(root: root).forEach(
      unreadable: { unreadable.append(Finding(.unreadable, Path(folder).appending($0), "\($1.errno)")) },
      { (entry) throws(FileError) in
        do throws(FileError) {
          try visit(&self, entry)
        } catch {
          // Gone since it was seen, as happens beside a service.
          guard error.errno == .noSuchFile, report.isRunning else { throw error }
        }
      })
    report.findings += unreadable
  }

  private mutating func auditOutbox() throws(FileError) {
    try walk(layout.outbox, "outbox") { (audit, entry) throws(FileError) in
      guard entry.kind == .regular else { return audit.find(.notAFile, "outbox", entry.path) }
      if entry.name.hasSuffix(".json") {
        try audit.auditRecord(entry)
      } else if entry.name.hasSuffix(".txt") {
        let record = FileNames.removing(".txt", from: entry.name).adding(".json")
        if try entry.directory.status(record) == nil { audit.find(.textAlone, "outbox", entry.path) }
      } else {
        audit.find(.misnamed, "outbox", entry.path, "neither text nor record")
      }
    }
  }

  private mutating func auditRecord(_ entry: TreeWalk.Entry) throws(FileError) {
    report.pairs += 1
    guard let header = try RecordLookup.header(entry.name, in: entry.directory, limit: Self.largestRecord) else {
      if try entry.directory.status(entry.name) != nil { find(.notARecord, "outbox", entry.path) }
      return
    }
    let stem = FileNames.removing(".json", from: entry.name)
    if let fault = nameFault(stem, header, entry) { find(.misnamed, "outbox", entry.path, fault) }
    let identity = header.identity
    // The tag alone is too short to tell millions apart.
    let key = [identity.tag, identity.sha256, identity.sidecarSHA256 ?? ""].joined(separator: " ")
    // One without its text is no pair, and there may be another.
    let isSound = try auditText(header, entry)
    if isSound, !identities.insert(SHA256.digest(Array(key.utf8))).inserted { find(.doubled, "outbox", entry.path) }
    try auditOriginal(header)
  }

  private func nameFault(_ stem: Path, _ header: RecordHeader, _ entry: TreeWalk.Entry) -> String? {
    if header.textName != stem.adding(".txt") { return "its text is called '\(header.textName)'" }
    let name = FileNames.stem(of: header.identity.path.name)
    let tag = header.identity.tag
    let tagged = FileNames.alternative(1, to: name, tag: tag)
    if stem == name || stem == tagged || stem.bytes.starts(with: tagged.adding("~").bytes) {
      // Folders may be called otherwise where a file stood in their way.
      return header.identity.path.components.count == entry.path.components.count ? nil : "it stands in another folder"
    }
    return "its document is called '\(header.identity.path)'"
  }

  /// - Returns: Whether the text is there and as the record states.
  private mutating func auditText(_ header: RecordHeader, _ entry: TreeWalk.Entry) throws(FileError) -> Bool {
    do {
      let text = try entry.directory.openForReading(header.textName)
      if try SHA256.digest(of: text) == header.textSHA256 { return true }
      find(.textDiffers, "outbox", entry.path)
    } catch let error where error.errno == .noSuchFile {
      // A consumer removes the record first; if it has gone meanwhile, that is what happened.
      if try entry.directory.status(entry.name) != nil { find(.textMissing, "outbox", entry.path) }
    }
    return false
  }

  /// An archived file of the record's name that holds other bytes, and no other one that holds the right ones.
  private mutating func auditOriginal(_ header: RecordHeader) throws(FileError) {
    let identity = header.identity
    guard let folder = try FolderTree.existing(identity.path.parent, in: layout.archive) else { return }
    var differing: Path?
    for number in FileNames.alternatives {
      let name = FileNames.alternative(number, toFile: identity.path.name, tag: identity.tag)
      do {
        if try SHA256.digest(of: folder.openForReading(name)) == identity.sha256 { return }
        if differing == nil || number > 0 { differing = name }
      } catch let error where [.noSuchFile, .isADirectory].contains(error.errno) {
        // Where a document is called as a folder was before, that stands there.
        if number > 0 { break }
      }
    }
    // The plain name may be another input's, with a record of its own.
    guard let differing, try !isOwned(differing, in: folder, by: identity.path) else { return }
    let path = identity.path.parent.appending(differing)
    find(.originalDiffers, "archive", path, "its record states \(identity.sha256.prefix(12))…")
  }

  private func isOwned(_ name: Path, in folder: Directory, by path: Path) throws(FileError) -> Bool {
    let sha256 = try SHA256.digest(of: folder.openForReading(name))
    guard let outbox = try FolderTree.existing(path.parent, in: layout.outbox) else { return false }
    let stem = FileNames.stem(of: path.name)
    let entries = try DirectoryStream(outbox)
    while let entry = try entries.next() {
      guard entry.name.hasSuffix(".json"), entry.name.bytes.starts(with: stem.bytes) else { continue }
      let header = try RecordLookup.header(entry.name, in: outbox, limit: Self.largestRecord)
      if header?.identity.path == path, header?.identity.sha256 == sha256 { return true }
    }
    return false
  }

  private mutating func auditFailed() throws(FileError) {
    try walk(layout.failed, "failed") { (audit, entry) throws(FileError) in
      switch try FailedEntry(entry) {
      case .document: audit.report.failed += 1
      case .unexplained:
        audit.report.failed += 1
        audit.find(.reasonMissing, "failed", entry.path)
      case .reason(nil, let document): audit.find(.reasonMissing, "failed", document, "what stands beside it is none")
      case .reasonAlone: audit.find(.reasonAlone, "failed", entry.path)
      case .reason(_?, of: _), .sidecar: break
      }
    }
  }

  private mutating func auditInbox() throws(FileError) {
    let service = try Status.last(in: layout)
    let filter = NameFilter(service)
    if report.isRunning { report.unclaimed = service?.unclaimed.count ?? 0 }
    try walk(layout.inbox, "inbox") { (audit, entry) throws(FileError) in
      guard entry.kind == .regular else {
        if filter.mayBeTaken(entry.name) { audit.find(.notAFile, "inbox", entry.path) }
        return
      }
      if FileNames.isLateSidecar(entry.name) { audit.report.lateSidecars += 1 }
      guard FileNames.isSidecar(entry.name) else {
        if let name = filter.document(for: entry.name) {
          if try entry.directory.status(name)?.kind == .regular { audit.report.waiting += 1 }
        } else if try entry.isUnmarked(filter) {
          audit.report.unmarked += 1
        }
        return
      }
      let document = FileNames.removing(FileNames.sidecarEnding, from: entry.name)
      if try entry.directory.status(document) == nil { audit.report.loneSidecars += 1 }
    }
  }

  private mutating func auditWork() throws(FileError) {
    let roots = try layout.workRoots { path, error in
      find(.unreadable, "inbox", path.name, "\(error.errno)")
    }
    for root in roots {
      try walk(root, "work") { (audit, entry) throws(FileError) in
        audit.report.inWork += 1
        if !audit.report.isRunning { audit.find(.inWork, "work", entry.path) }
      }
    }
    guard !report.isRunning, layout.temporary !== layout.outbox else { return }
    for entry in try layout.temporary.entries() { find(.temporary, "outbox/.tmp", entry.name) }
  }

  /// While a daemon runs, a commit may have been seen half-way: what is in order a moment later is no finding.
  private mutating func dropPassing() throws(FileError) {
    guard report.findings.contains(where: { [.textAlone, .reasonAlone].contains($0.kind) }) else { return }
    try Readiness.wait(for: [], until: MonotonicClock.now + 1_000_000_000)
    var lasting: [Finding] = []
    for finding in report.findings where try !isPassing(finding) { lasting.append(finding) }
    report.findings = lasting
  }

  private func isPassing(_ finding: Finding) throws(FileError) -> Bool {
    switch finding.kind {
    case .textAlone:
      if try layout.root.status(finding.path) == nil { return true }
      return try layout.root.status(FileNames.removing(".txt", from: finding.path).adding(".json")) != nil
    case .reasonAlone:
      return try layout.root.status(FileNames.removing(FileNames.reasonEnding, from: finding.path)) != nil
    default: return false
    }
  }
}
