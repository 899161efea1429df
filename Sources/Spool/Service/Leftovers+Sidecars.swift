internal import Digest
internal import Files

extension Leftovers {
  /// Finds a sidecar in work whose document is not there the place that is right for it: beside that, or in the archive.
  ///
  /// - Parameter mayReturn: Whether a document of its name in the inbox may be the one that it was claimed for.
  func place(_ sidecar: Path, by runner: BatchRunner, durable: Bool, mayReturn: Bool) throws(FileError) {
    let folder = try runner.work[0].making(sidecar.parent)
    let sha256 = try SHA256.digest(of: folder.openForReading(sidecar.name))
    if try !isRecorded(sidecar, sha256) {
      let document = FileNames.removing(FileNames.sidecarEnding, from: sidecar)
      // One whose document has gone on would be taken for the next one's of that name, once a consumer has taken the record.
      if mayReturn, try layout.inbox.status(document) != nil {
        do {
          try folder.rename(sidecar.name, to: layout.inbox.directory(sidecar.parent), sidecar.name)
          return
        } catch let error where error.errno == .exists || error.errno == .notADirectory {
          // A newer one has come; this one is kept, but waits for nothing.
        }
      }
      if let place = try placeInFailed(sidecar) {
        try Mover(durable: durable).move(
          sidecar.name, from: folder, to: place.folder, place.name)
        return
      }
    }
    try runner.archiveSidecar(sidecar, sha256: sha256)
  }

  /// Where a sidecar belongs in failed/: beside its document, if that has none there. A kill came between the two.
  func placeInFailed(_ sidecar: Path) throws(FileError) -> (folder: Directory, name: Path)? {
    let document = FileNames.removing(FileNames.sidecarEnding, from: sidecar)
    guard let folder = try FolderTree.existing(document.parent, in: layout.failed) else { return nil }
    for reason in try files(in: folder) where reason.hasSuffix(FileNames.reasonEnding) {
      let name = FileNames.removing(FileNames.reasonEnding, from: reason)
      let place = FileNames.sidecar(of: name)
      do {
        guard try folder.status(name) != nil, try folder.status(place) == nil,
          try folder.status(reason)?.kind == .regular, try Reason.read(reason, in: folder)?.path == document
        else { continue }
        return (folder, place)
      } catch let error where error.concernsOneDocument {
        // Somebody else's file.
        continue
      }
    }
    return nil
  }

  /// Whether some record of a sidecar's document states the sidecar's bytes.
  func isRecorded(_ sidecar: Path, _ sha256: String) throws(FileError) -> Bool {
    let document = FileNames.removing(FileNames.sidecarEnding, from: sidecar)
    let lookup = RecordLookup(outbox: OpenFolders(layout.outbox), limit: largestRecord)
    switch try lookup.look(
      forRecordsOf: document, .all, where: { $0.identity.sidecarSHA256 == sha256 })
    {
    case .record: return true
    case .unreadable(let error): throw error
    case .nothing, .taken, .spoilt: return false
    }
  }
}
