internal import Digest
internal import Files

/// Brings to work what was claimed while the inbox was on another file system, and work elsewhere: nobody would look there.
///
/// A sidecar goes before its document, so that none is in work without it. Where a disk has an error, what stands there
/// waits; everything else goes on.
final class Adoption {
  /// Something that stays where it is.
  struct Stay {
    let path: Path
    /// The folder that it is in, or that can't be looked into.
    let folder: Path
    let error: FileError
  }

  private let layout: Layout
  private let progressed: @Sendable () -> Void
  private let work: FolderTree
  /// Whether work takes what is moved there; asked once.
  private lazy var takes = layout.canClaim()
  private(set) var staying: [Stay] = []
  /// Documents that stay for a fault that may pass, and folders that may hold such, by their paths below the inbox. A sidecar
  /// of theirs may be in work.
  private(set) var hidden: [Path] = []
  /// Whether something stays for a fault that may pass.
  private(set) var mayPass = false
  /// Documents that stay.
  private var kept: Set<Path> = []

  init(_ layout: Layout, progressed: @escaping @Sendable () -> Void = {}) {
    self.layout = layout
    self.progressed = progressed
    work = FolderTree(layout.levels[0])
  }

  /// - Throws: What is no fault of a single folder, or might part a document from its sidecar.
  func run() throws(FileError) {
    defer { work.skipSync() }
    let current = try layout.levels.map { (level) throws(FileError) in try level.status().identity }
    var failures: [(Path, FileError)] = []
    let roots = try layout.workRoots { failures.append(($0, $1)) }
    for (path, error) in failures { try note(error, path, in: path, hides: .empty) }
    for root in roots { try adopt(root, but: current) }
  }

  private func adopt(_ root: Directory, but current: [FileStatus.Identity]) throws(FileError) {
    var levels: [Directory] = []
    do throws(FileError) {
      for number in 0...Layout.lastLevel {
        let name = Path("\(number)")
        guard try root.status(name)?.kind == .directory else { continue }
        let level = try root.directory(name)
        if try !current.contains(level.status().identity) { levels.append(level) }
      }
    } catch {
      // A sidecar in the level that can't be opened may be of a document in another one.
      return try note(error, root.path, in: root.path, hides: .empty)
    }
    kept = []
    let lowest = levels.first { $0.path.name == "0" }
    for level in levels {
      try walk(level, sidecars: false) { (entry) throws(FileError) in try adoptDocument(entry, level, lowest) }
    }
    for level in levels {
      try walk(level, sidecars: true) { (entry) throws(FileError) in try adoptSidecar(entry, level) }
    }
  }

  private func walk(
    _ level: Directory, sidecars: Bool, _ visit: (TreeWalk.Entry) throws(FileError) -> Void
  ) throws(FileError) {
    var fault: FileError?
    func unreadable(_ path: Path, _ error: FileError) {
      if fault != nil { return }
      let path = (inLevel: level.path.appending(path), below: path)
      do throws(FileError) { try note(error, path.inLevel, in: path.inLevel, hides: path.below) } catch {
        fault = error
      }
    }
    try TreeWalk(root: level).forEach(unreadable: unreadable) { entry in
      progressed()
      guard fault == nil, FileNames.isSidecar(entry.name) == sidecars else { return }
      do throws(FileError) { try visit(entry) } catch { fault = error }
    }
    if let fault { throw fault }
  }

  /// - Parameter lowest: Where sidecars stand.
  private func adoptDocument(_ entry: TreeWalk.Entry, _ level: Directory, _ lowest: Directory?) throws(FileError) {
    do throws(FileError) {
      guard entry.kind == .regular else { throw FileError("take up", entry.path.description, .tooManyLinks) }
      // A sidecar is not put beside another document of the name.
      let target = try work.making(entry.folder)
      if try target.status(entry.name) != nil, try !isCopied(entry.name, entry.directory, target) {
        throw FileError("take up", entry.path.description, .exists)
      }
      let sidecar = FileNames.sidecar(of: entry.name)
      guard let home = try folder(entry.folder, in: lowest), sidecar.bytes.count <= FileNames.longest,
        try home.status(sidecar)?.kind == .regular
      else { return try move(entry.name, from: entry.directory, to: target, entry.folder) }
      try move(sidecar, from: home, to: target, entry.folder)
      do throws(FileError) {
        try move(entry.name, from: entry.directory, to: target, entry.folder)
      } catch {
        giveBack(sidecar, of: entry.path, from: target, to: home)
        throw error
      }
    } catch {
      kept.insert(entry.path)
      try note(error, level.path.appending(entry.path), in: level.path.appending(entry.folder), hides: entry.path)
    }
  }

  /// What can't go back waits for its document.
  private func giveBack(_ sidecar: Path, of document: Path, from target: Directory, to home: Directory) {
    do throws(FileError) {
      try Mover(durable: true).move(sidecar, from: target, to: home, sidecar)
    } catch {
      hidden.append(document)
    }
  }

  /// One whose document is not there stands alone, or was left behind.
  private func adoptSidecar(_ entry: TreeWalk.Entry, _ level: Directory) throws(FileError) {
    let document = FileNames.removing(FileNames.sidecarEnding, from: entry.path)
    if kept.contains(document) || document.isHidden(by: hidden) { return }
    do throws(FileError) {
      guard entry.kind == .regular else { throw FileError("take up", entry.path.description, .tooManyLinks) }
      try move(entry.name, from: entry.directory, to: work.making(entry.folder), entry.folder)
    } catch {
      // Without it its document must not be cleaned.
      if !error.concernsOneDocument, layout.mayBeInWork(document) { throw error }
      try note(error, level.path.appending(entry.path), in: level.path.appending(entry.folder), hides: nil)
    }
  }

  /// Notes what stays, unless its fault is one of the disk as a whole.
  private func note(_ error: FileError, _ path: Path, in folder: Path, hides: Path?) throws(FileError) {
    if !error.concernsOneDocument {
      guard error.mayLieInOneFile, takes else { throw error }
      mayPass = true
      if let hides { hidden.append(hides) }
    }
    staying.append(Stay(path: path, folder: folder, error: error))
  }

  private func folder(_ folder: Path, in level: Directory?) throws(FileError) -> Directory? {
    do {
      return try level?.directory(folder)
    } catch let error where [.noSuchFile, .notADirectory, .tooManyLinks].contains(error.errno) {
      return nil
    }
  }

  private func move(_ name: Path, from source: Directory, to target: Directory, _ folder: Path) throws(FileError) {
    do {
      try Mover(durable: true).move(name, from: source, to: target, name) { () throws(FileError) in
        try work.syncPlace(of: folder)
      }
    } catch let error where error.errno == .exists {
      guard try isCopied(name, source, target) else { throw error }
      // What stands there may be a claim of the same bytes that nothing has stored yet.
      try target.openForReading(name).sync()
      try target.sync()
      try work.syncPlace(of: folder)
      try source.remove(name)
    }
  }

  /// Whether a move that was cut off has copied the document already.
  private func isCopied(_ name: Path, _ source: Directory, _ target: Directory) throws(FileError) -> Bool {
    guard try target.status(name)?.kind == .regular else { return false }
    return try SHA256.digest(of: target.openForReading(name)) == SHA256.digest(of: source.openForReading(name))
  }
}

extension Path {
  /// Whether it is one of some paths, or below one.
  func isHidden(by paths: [Path]) -> Bool {
    paths.contains { $0.isEmpty || $0 == self || bytes.starts(with: $0.bytes + [UInt8(ascii: "/")]) }
  }
}
