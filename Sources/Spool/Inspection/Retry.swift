public import Files

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
    /// Names that were asked for and are not in failed/.
    public internal(set) var unknown: [Path] = []
  }

  private let layout: Layout
  private let includesRejected: Bool
  /// Whether the spool's service takes documents with a marker only.
  private let needsMarker: Bool
  private let wanted: Set<Path>
  private var found: Set<Path> = []
  private var report = Report()

  /// Moves documents back.
  ///
  /// - Parameters:
  ///   - includesRejected: Whether documents that a rule rejected go back, too; without it only failed ones do.
  ///   - names: Which documents, as they are called in failed/ or were called in the inbox; none means all.
  public static func run(
    _ spool: Path, includesRejected: Bool = false, names: [Path] = []
  ) throws(FileError) -> Report {
    var retry = try Retry(
      layout: try Layout(opening: spool), includesRejected: includesRejected, wanted: Set(names))
    try retry.run()
    return retry.report
  }

  private init(layout: Layout, includesRejected: Bool, wanted: Set<Path>) throws(FileError) {
    self.layout = layout
    needsMarker = try Status.last(in: layout)?.needsMarker ?? false
    self.includesRejected = includesRejected
    self.wanted = wanted
  }

  private mutating func run() throws(FileError) {
    try TreeWalk(root: layout.failed).forEach { (entry) throws(FileError) in
      guard entry.name.hasSuffix(FileNames.reasonEnding) else { return }
      let name = FileNames.removing(FileNames.reasonEnding, from: entry.name)
      guard try entry.directory.status(name) != nil, let reason = Reason(try entry.directory.read(entry.name)) else {
        return
      }
      let here = entry.folder.appending(name)
      let isWanted = wanted.isEmpty || wanted.contains(here) || wanted.contains(reason.path)
      guard isWanted else { return }
      found.formUnion([here, reason.path])
      guard reason.kind == Refusal.Kind.failed.rawValue || includesRejected else {
        report.rejected.append(here)
        return
      }
      try giveBack(name, reason, entry)
    }
    report.unknown = wanted.subtracting(found).sorted()
  }

  /// The sidecar, the document, then the reason: a crash in between leaves what start-up and audit know.
  private mutating func giveBack(_ name: Path, _ reason: Reason, _ entry: TreeWalk.Entry) throws(FileError) {
    let inbox: Directory
    do {
      inbox = try layout.inbox.makeDirectory(reason.path.parent)
    } catch let error where [.notADirectory, .tooManyLinks].contains(error.errno) {
      // A file has the name of its folder.
      report.blocked.append(entry.folder.appending(name))
      return
    }
    let sidecar = FileNames.sidecar(of: name)
    let mover = Mover(durable: true)
    do throws(FileError) {
      if try inbox.status(reason.path.name) != nil { throw FileError("rename", name.description, .exists) }
      if try entry.directory.status(sidecar) != nil {
        try mover.move(sidecar, from: entry.directory, to: inbox, FileNames.sidecar(of: reason.path.name))
      }
      // First, as the service does: without it nobody would ever take the document.
      let marker = reason.path.name.adding(FileNames.markerEnding)
      let lacksMarker = needsMarker ? try inbox.status(marker) == nil : false
      if lacksMarker { _ = try inbox.create(marker) }
      do throws(FileError) {
        try mover.move(name, from: entry.directory, to: inbox, reason.path.name)
      } catch {
        // It would speak for a newer document, whose producer may not be done.
        if lacksMarker { try inbox.remove(marker) }
        throw error
      }
    } catch let error where error.errno == .noSuchFile {
      // Another retry was quicker.
      return
    } catch let error where error.errno == .exists {
      report.blocked.append(entry.folder.appending(name))
      return
    }
    try inbox.sync()
    try entry.directory.remove(entry.name)
    report.returned.append(reason.path)
  }
}
