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
  /// Called when a document is in the inbox, where the service may take it at once.
  private let returned: () -> Void
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
    try run(spool, includesRejected: includesRejected, names: names) {}
  }

  /// The same.
  ///
  /// - Parameter returned: Called when a document is in the inbox, where the service may take it at once.
  static func run(
    _ spool: Path, includesRejected: Bool = false, names: [Path] = [], returned: @escaping () -> Void
  ) throws(FileError) -> Report {
    var retry = try Retry(
      layout: try Layout(opening: spool), includesRejected: includesRejected, wanted: Set(names), returned: returned)
    try retry.run()
    return retry.report
  }

  private init(
    layout: Layout, includesRejected: Bool, wanted: Set<Path>, returned: @escaping () -> Void
  ) throws(FileError) {
    self.layout = layout
    needsMarker = try Status.last(in: layout)?.needsMarker ?? false
    self.includesRejected = includesRejected
    self.wanted = wanted
    self.returned = returned
  }

  private mutating func run() throws(FileError) {
    try bringBackReasons()
    try TreeWalk(root: layout.failed).forEach { (entry) throws(FileError) in
      guard entry.name.hasSuffix(FileNames.reasonEnding) else { return }
      let name = FileNames.removing(FileNames.reasonEnding, from: entry.name)
      guard try entry.directory.status(name) != nil,
        let reason = try Reason.read(entry.name, in: entry.directory)
      else { return }
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

  /// What a retry that was cut off has put aside: the reason of a document that stands in failed/ is brought back, any
  /// other is over.
  private func bringBackReasons() throws(FileError) {
    for folder in [.empty] + (try TreeWalk(root: layout.failed).folders()) {
      guard let directory = try FolderTree.existing(folder, in: layout.failed) else { continue }
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
  }

  /// The reason goes aside, under a private name; then the sidecar, the document, and last the reason for good. So the
  /// document finds its name in failed/ free where it fails again at once, and nobody removes the reason that it has then.
  /// A crash in between leaves what start-up, audit and the next retry know.
  private mutating func giveBack(_ name: Path, _ reason: Reason, _ entry: TreeWalk.Entry) throws(FileError) {
    let inbox: Directory
    do {
      inbox = try layout.inbox.makeDirectory(reason.path.parent)
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
    } catch let error where error.errno == .noSuchFile {
      // Another retry was quicker.
      return
    } catch let error where error.errno == .exists {
      report.blocked.append(entry.folder.appending(name))
      return
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
    let sidecar = FileNames.sidecar(of: name)
    let mover = Mover(durable: true)
    if try folder.status(sidecar) != nil {
      try mover.move(sidecar, from: folder, to: inbox, FileNames.sidecar(of: newName))
    }
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
}
