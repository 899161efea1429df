public import Files
internal import Formats

/// Moves documents from failed/ back to the inbox, to be tried again.
public struct Retry {
  /// What a retry has done.
  public struct Report: Sendable {
    /// Documents that are in the inbox again, by their path there.
    public internal(set) var returned: [Path] = []
    /// Rejected documents that stay, because only failed ones were asked for.
    public internal(set) var rejected: [Path] = []
    /// Documents that stay because the inbox holds a file of their name.
    public internal(set) var blocked: [Path] = []
    /// Documents that stay, and folders that can't be looked into, for what the system says, by their path in failed/.
    public internal(set) var stuck: [(path: Path, error: FileError)] = []
    /// Documents that stay because nothing beside them tells their place in the inbox, where no names were given.
    public internal(set) var unexplained: [Path] = []
    /// Names that were asked for and are not in failed/.
    public internal(set) var unknown: [Path] = []
    /// The words that documents in failed/ have for a reason, of those that were named or of all.
    public internal(set) var reasons: Set<String> = []

    /// Of each path the first that was met counts.
    fileprivate mutating func add(_ path: Path, _ error: FileError) {
      if !stuck.contains(where: { $0.path == path }) { stuck.append((path, error)) }
    }
  }

  private let layout: Layout
  private let includesRejected: Bool
  /// Whether the spool's service takes documents with a marker only.
  private let needsMarker: Bool
  private let wanted: Set<Path>
  private let reasons: Set<String>
  /// Called when a document is in the inbox, where the service may take it at once.
  private let returned: () -> Void
  private let mover = Mover(durable: true)
  private var found: Set<Path> = []
  private var unexplained: [Path] = []
  private var report = Report()

  /// Moves documents back.
  ///
  /// - Parameters:
  ///   - includesRejected: Whether documents that a rule rejected go back, too; without it only failed ones do.
  ///   - names: Which documents, as they are called in failed/ or were called in the inbox; none means all.
  ///   - reasons: Only those with one of these words for a reason (``Reason/what``), be they rejected, too; none means any.
  public static func run(
    _ spool: Path, includesRejected: Bool = false, names: [Path] = [], reasons: [String] = []
  ) throws(FileError) -> Report {
    try run(spool, includesRejected: includesRejected, names: names, reasons: reasons) {}
  }

  /// The same.
  ///
  /// - Parameter returned: Called when a document is in the inbox, where the service may take it at once.
  static func run(
    _ spool: Path, includesRejected: Bool = false, names: [Path] = [], reasons: [String] = [],
    returned: @escaping () -> Void
  ) throws(FileError) -> Report {
    var retry = try Retry(
      layout: try Layout(opening: spool), includesRejected: includesRejected, wanted: Set(names), reasons: Set(reasons),
      returned: returned)
    try retry.run()
    return retry.report
  }

  private init(
    layout: Layout, includesRejected: Bool, wanted: Set<Path>, reasons: Set<String>, returned: @escaping () -> Void
  ) throws(FileError) {
    self.layout = layout
    needsMarker = try Status.last(in: layout)?.needsMarker ?? false
    self.includesRejected = includesRejected
    self.wanted = wanted
    self.reasons = reasons
    self.returned = returned
  }

  private mutating func run() throws(FileError) {
    try bringBackReasons()
    var unreadable: [(path: Path, error: FileError)] = []
    try TreeWalk(root: layout.failed).forEach(unreadable: { unreadable.append(($0, $1)) }) {
      (entry) throws(FileError) in
      let isReason = entry.name.hasSuffix(FileNames.reasonEnding)
      let name = isReason ? FileNames.removing(FileNames.reasonEnding, from: entry.name) : entry.name
      let here = entry.folder.appending(name)
      do throws(FileError) {
        if wanted.isEmpty, reasons.isEmpty { try noteUnexplained(entry) }
        if isReason { try consider(name, here, entry) }
      } catch  where !error.isShortage {
        // One document must not keep back all others.
        if isWanted(here) || found.contains(here) { report.add(here, error) }
        found.insert(here)
      }
    }
    for (place, error) in unreadable {
      let hidden = wanted.filter { $0 == place || $0.isBelow(place) }
      if wanted.isEmpty || !hidden.isEmpty { report.add(place, error) }
      found.formUnion(hidden)
    }
    report.unknown = wanted.subtracting(found).sorted()
    try tellUnexplained()
  }

  /// Of a document whose reason is met first nothing may be left when its own name is met.
  private mutating func noteUnexplained(_ entry: TreeWalk.Entry) throws(FileError) {
    switch try FailedEntry(entry) {
    case .unexplained: unexplained.append(entry.path)
    case .reason(nil, let document): unexplained.append(document)
    case .document, .reason(_?, of: _), .reasonAlone, .sidecar: break
    }
  }

  /// What had no reason when it was met, and has none now: neither has it gone, nor was the service about to put one there.
  private mutating func tellUnexplained() throws(FileError) {
    for path in unexplained where !found.contains(path) {
      do throws(FileError) {
        if try isUnexplained(path) { report.unexplained.append(path) }
      } catch  where !error.isShortage {
        report.add(path, error)
      }
    }
  }

  private func isUnexplained(_ path: Path) throws(FileError) -> Bool {
    guard let directory = try FolderTree.existing(path.parent, in: layout.failed) else { return false }
    func entry(_ name: Path) throws(FileError) -> FailedEntry? {
      guard let kind = try directory.status(name)?.kind else { return nil }
      return try FailedEntry(TreeWalk.Entry(folder: path.parent, directory: directory, name: name, kind: kind))
    }
    switch try entry(path.name) {
    case .unexplained: return true
    case .document:
      if case .reason(nil, of: _)? = try entry(FileNames.reason(of: path.name)) { return true }
      return false
    case .reason, .reasonAlone, .sidecar, nil: return false
    }
  }

  private func isWanted(_ path: Path) -> Bool { wanted.isEmpty || wanted.contains(path) }

  private mutating func consider(_ name: Path, _ here: Path, _ entry: TreeWalk.Entry) throws(FileError) {
    guard try entry.directory.status(name) != nil, let reason = try read(entry) else { return }
    guard isWanted(here) || isWanted(reason.path) else { return }
    found.formUnion([here, reason.path])
    report.reasons.insert(reason.what)
    guard reasons.isEmpty || reasons.contains(reason.what) else { return }
    guard reason.kind == Refusal.Kind.failed.rawValue || includesRejected || !reasons.isEmpty else {
      report.rejected.append(here)
      return
    }
    try giveBack(name, reason, entry)
  }

  private func read(_ entry: TreeWalk.Entry) throws(FileError) -> Reason? {
    do {
      return try Reason.read(entry.name, in: entry.directory)
    } catch let error where error.errno == .noSuchFile {
      // Another retry was quicker.
      return nil
    }
  }

  /// What a retry that was cut off has put aside: the reason of a document that stands in failed/ is brought back, any
  /// other is over.
  private mutating func bringBackReasons() throws(FileError) {
    // What can't be looked into is told of when documents are looked for.
    for folder in [.empty] + (try TreeWalk(root: layout.failed).folders { _, _ in }) {
      do throws(FileError) {
        try bringBackReasons(in: folder)
      } catch  where !error.isShortage {
        if wanted.isEmpty || wanted.contains(where: { $0.isBelow(folder) }) { report.add(folder, error) }
      }
    }
  }

  private func bringBackReasons(in folder: Path) throws(FileError) {
    guard let directory = try FolderTree.existing(folder, in: layout.failed) else { return }
    for aside in try directory.entries().map(\.name)
    where aside.hasPrefix(".") && aside.hasSuffix(FileNames.reasonEnding) {
      let reason = Path(bytes: Array(aside.bytes.dropFirst()))
      let document = FileNames.removing(FileNames.reasonEnding, from: reason)
      do throws(FileError) {
        if try directory.status(document) != nil, try directory.status(reason) == nil {
          try directory.rename(aside, to: directory, reason)
        } else {
          try directory.remove(aside)
        }
      } catch let error where [.noSuchFile, .exists].contains(error.errno) {
        // Another retry was quicker.
      }
    }
  }

  /// The reason goes aside, under a private name; then the sidecar, the document, and last the reason for good. So the
  /// document finds its name in failed/ free where it fails again at once, and nobody removes the reason that it has then.
  /// A crash in between leaves what start-up, audit and the next retry know.
  private mutating func giveBack(_ name: Path, _ reason: Reason, _ entry: TreeWalk.Entry) throws(FileError) {
    let inbox: Directory
    do {
      // A power loss must not take a folder along that a document has moved into.
      inbox = try layout.inbox.makeDirectory(reason.path.parent) { (made) throws(FileError) in try made.sync() }
    } catch let error where [.notADirectory, .tooManyLinks].contains(error.errno) {
      // A file has the name of its folder.
      report.blocked.append(entry.folder.appending(name))
      return
    }
    let aside = Path(bytes: Array(".".utf8) + entry.name.bytes)
    do throws(FileError) {
      if try inbox.status(reason.path.name) != nil { throw FileError("rename", name.description, .exists) }
      try entry.directory.rename(entry.name, to: entry.directory, aside)
      do throws(FileError) {
        try move(name, from: entry.directory, to: inbox, reason.path.name)
      } catch {
        try entry.directory.rename(aside, to: entry.directory, entry.name)
        throw error
      }
    } catch let error where error.errno == .exists {
      report.blocked.append(entry.folder.appending(name))
      return
    } catch {
      // Where the document or its reason has gone, another retry is quicker; else it is something of the inbox that is
      // not there.
      if error.errno == .noSuchFile {
        for own in [name, entry.name] where try entry.directory.status(own) == nil { return }
      }
      throw error
    }
    returned()
    try inbox.sync()
    do {
      try entry.directory.remove(aside)
    } catch let error where error.errno == .noSuchFile {
      // Another retry took it for what a crash has left.
    }
    report.returned.append(reason.path)
  }

  private func move(
    _ name: Path, from folder: Directory, to inbox: Directory, _ newName: Path
  ) throws(FileError) {
    let (sidecar, newSidecar) = (FileNames.sidecar(of: name), FileNames.sidecar(of: newName))
    let hasSidecar = try folder.status(sidecar) != nil
    if hasSidecar { try mover.move(sidecar, from: folder, to: inbox, newSidecar) }
    do throws(FileError) {
      try moveMarked(name, from: folder, to: inbox, newName)
    } catch {
      if hasSidecar { giveBackSidecar(newSidecar, from: inbox, to: folder, sidecar) }
      throw error
    }
  }

  private func moveMarked(
    _ name: Path, from folder: Directory, to inbox: Directory, _ newName: Path
  ) throws(FileError) {
    // First, as the service does: without it nobody would ever take the document.
    let marker = newName.adding(FileNames.markerEnding)
    let lacksMarker = needsMarker ? try inbox.status(marker) == nil : false
    if lacksMarker { _ = try inbox.create(marker) }
    do throws(FileError) {
      try mover.move(name, from: folder, to: inbox, newName)
    } catch {
      // It would speak for a newer document, whose producer may not be done.
      if lacksMarker { try inbox.remove(marker) }
      throw error
    }
  }

  /// In the inbox it would be taken for that of the next document of its name.
  private func giveBackSidecar(_ newSidecar: Path, from inbox: Directory, to folder: Directory, _ sidecar: Path) {
    do throws(FileError) {
      try mover.move(newSidecar, from: inbox, to: folder, sidecar)
    } catch {
      // It waits in the inbox then, where the status names it; what kept the document is what counts.
    }
  }
}
