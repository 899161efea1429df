internal import Files
internal import Formats
internal import JSON

/// Puts documents that can't be cleaned into failed/, each with its reason beside it.
final class FailedFolder {
  private let failed: FolderTree
  private let work: [FolderTree]
  private let mover: Mover
  private let durable: Bool

  init(_ layout: Layout, _ work: [FolderTree], durable: Bool) {
    failed = FolderTree(layout.failed, isShared: true)
    self.work = work
    self.durable = durable
    mover = Mover(durable: durable)
  }

  /// The reason first, durable; then the document, then its sidecar.
  func refuse(_ claim: Claim, _ refusal: Refusal, _ identity: Identity?, attempts: Int) throws(FileError) {
    let folder = try failed.making(claim.folder)
    let tag = (identity ?? Identity(path: claim.path, sha256: "", sidecarSHA256: nil)).tag
    for number in FileNames.alternatives {
      let name = FileNames.alternative(number, toFile: claim.name, tag: tag)
      let reason = Reason(claim.path, refusal, identity, attempts: attempts)
      guard try isFree(name, for: reason, in: folder) else { continue }
      try write(reason, FileNames.reason(of: name), in: folder)
      let secure = { () throws(FileError) in try self.failed.syncPlace(of: claim.folder) }
      try mover.move(claim.name, from: work[claim.level].making(claim.folder), to: folder, name, secure: secure)
      let sidecar = FileNames.sidecar(of: claim.name)
      let lower = try work[0].making(claim.folder)
      if sidecar.bytes.count <= FileNames.longest, try lower.status(sidecar) != nil {
        try mover.move(sidecar, from: lower, to: folder, FileNames.sidecar(of: name), secure: secure)
      }
      failed.touch(claim.folder)
      return
    }
    throw FileError("find a name in failed for", claim.path.description, .exists)
  }

  /// Makes durable what was moved.
  func endBatch() throws(FileError) {
    if durable { try failed.sync() } else { failed.skipSync() }
  }

  /// Closes the folders.
  func close() { failed.close() }

  /// A name is free, too, where only the reason of the same document is left of an earlier time: somebody may have moved
  /// the document back to the inbox by hand.
  private func isFree(_ name: Path, for reason: Reason, in folder: Directory) throws(FileError) -> Bool {
    for taken in [name, FileNames.sidecar(of: name)] where try folder.status(taken) != nil { return false }
    let name = FileNames.reason(of: name)
    guard let left = try folder.status(name) else { return true }
    guard left.kind == .regular else { return false }
    // It may be a document of its own, which has a reason, too.
    let own = FileNames.reason(of: name)
    if own.bytes.count <= FileNames.longest, try folder.status(own) != nil { return false }
    do {
      let earlier = try Reason.read(name, in: folder)
      return earlier?.path == reason.path && earlier?.sha256 == reason.sha256
    } catch {
      // Whatever it is, it stays.
      return false
    }
  }

  private func write(_ reason: Reason, _ name: Path, in folder: Directory) throws(FileError) {
    // Renamed into place, so that a reason that can be seen is whole.
    let partial = Path(".reason~" + Identity(path: name, sha256: "", sidecarSHA256: nil).tag)
    try folder.writeAnew(partial, reason.json, sync: durable)
    if try folder.status(name) == nil {
      try folder.rename(partial, to: folder, name)
    } else {
      try folder.replace(name, with: partial)
    }
    if durable { try folder.sync() }
  }
}
