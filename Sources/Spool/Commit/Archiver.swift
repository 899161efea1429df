internal import Digest
internal import Files

/// Moves originals out of work once their pair stands in the outbox.
final class Archiver {
  private let layout: Layout
  private let options: Options
  private let mover: Mover
  private let archive: FolderTree
  private let work: [FolderTree]

  init(_ layout: Layout, _ work: [FolderTree], _ options: Options) {
    self.layout = layout
    self.options = options
    self.work = work
    archive = FolderTree(layout.archive)
    mover = Mover(durable: options.durability != .off)
  }

  /// Makes the data of claimed files durable, which producers often don't.
  ///
  /// - Parameter outboxIsDurable: Whether all of the outbox's file system has just been made so.
  func makeDurable(_ claims: [Claim], outboxIsDurable: Bool) throws(FileError) {
    if outboxIsDurable, try layout.temporary.status().device == layout.levels[0].status().device { return }
    switch options.durability {
    case .off: return
    case .batch:
      do {
        try layout.levels[0].syncFilesystem()
        return
      } catch {
        // A neighbour's error shows here too, so each file is asked for its own.
      }
    case .each: break
    }
    for claim in claims {
      do {
        try work[claim.level].making(claim.folder).openForReading(claim.name).sync()
      } catch let error where [.noSuchFile, .accessDenied, .notPermitted, .tooManyLinks].contains(error.errno) {
        continue
      }
    }
  }

  /// Moves a document, then its sidecar; or deletes both, by policy. ``endBatch()`` makes it durable.
  ///
  /// - Parameter hasLeft: Called when the document is in work no more; its sidecar may be.
  func archive(_ claim: Claim, _ identity: Identity, hasLeft: () -> Void) throws(FileError) {
    let source = try work[claim.level].making(claim.folder)
    // The sidecar stays in the lowest level, whichever its document is in.
    let lower = try work[0].making(claim.folder)
    let sidecar = identity.sidecarSHA256.map { Sidecar(name: FileNames.sidecar(of: claim.name), sha256: $0) }
    guard options.keepsOriginals else {
      try source.remove(claim.name)
      hasLeft()
      if let sidecar { try lower.remove(sidecar.name) }
      return
    }
    let folder = try archive.making(claim.folder)
    archive.touch(claim.folder)
    for number in FileNames.alternatives {
      let name = FileNames.alternative(number, toFile: claim.name, tag: identity.tag)
      guard try place(claim.name, identity.sha256, from: source, as: name, in: folder, claim.folder) else { continue }
      hasLeft()
      if let sidecar { try place(sidecar, of: claim.path, identity.tag, from: lower, in: folder, first: number) }
      return
    }
    throw FileError("find a name in archive for", claim.path.description, .exists)
  }

  /// Archives a sidecar whose document went before it.
  func archiveSidecar(_ path: Path, sha256: String) throws(FileError) {
    let document = FileNames.removing(FileNames.sidecarEnding, from: path.name)
    let identity = Identity(path: path.parent.appending(document), sha256: "", sidecarSHA256: sha256)
    let sidecar = Sidecar(name: path.name, sha256: sha256)
    let source = try work[0].making(path.parent)
    try place(sidecar, of: identity.path, identity.tag, from: source, in: archive.making(path.parent), first: 0)
    archive.touch(path.parent)
  }

  /// Makes durable what was moved.
  func endBatch() throws(FileError) {
    if options.durability == .off { archive.skipSync() } else { try archive.sync() }
  }

  /// Closes the folders.
  func close() { archive.close() }

  private struct Sidecar {
    let name: Path
    let sha256: String
  }

  private func place(
    _ sidecar: Sidecar, of document: Path, _ tag: String, from source: Directory, in folder: Directory, first: Int
  ) throws(FileError) {
    for number in first..<FileNames.alternatives.upperBound {
      let name = FileNames.sidecar(of: FileNames.alternative(number, toFile: document.name, tag: tag))
      if try place(sidecar.name, sidecar.sha256, from: source, as: name, in: folder, document.parent) { return }
    }
    throw FileError("find a name in archive for", sidecar.name.description, .exists)
  }

  /// - Returns: `false` where the name holds other bytes, or nobody can tell.
  private func place(
    _ name: Path, _ sha256: String, from source: Directory, as target: Path, in folder: Directory, _ path: Path
  ) throws(FileError) -> Bool {
    let secure = { () throws(FileError) in try self.archive.syncPlace(of: path) }
    do {
      try mover.move(name, from: source, to: folder, target, secure: secure)
    } catch let error where error.errno == .exists {
      // It is removed only where every byte of it is there: its name alone says nothing.
      guard try folder.status(target)?.kind == .regular, holds(sha256, target, in: folder),
        holds(sha256, name, in: source)
      else { return false }
      if mover.durable {
        // An earlier process may have copied it, and not come further; or somebody has, and nothing of it is durable.
        try folder.openForReading(target).sync()
        try folder.sync()
        try secure()
      }
      try source.remove(name)
    }
    return true
  }

  private func holds(_ sha256: String, _ name: Path, in folder: Directory) -> Bool {
    do {
      return try SHA256.digest(of: folder.openForReading(name)) == sha256
    } catch {
      // What can't be read can still be moved, under another name.
      return false
    }
  }
}
