internal import Files

/// Moves files between folders of the spool, which may be on different file systems.
struct Mover {
  /// Whether a copy is made durable before the original goes.
  let durable: Bool

  /// Renames; on another file system: copies, durably, and removes. A taken name is `EEXIST`.
  ///
  /// - Parameter secure: Makes durable where the target stands, if it is to be; called before the original goes.
  func move(
    _ name: Path, from source: Directory, to target: Directory, _ newName: Path,
    secure: () throws(FileError) -> Void = { () throws(FileError) in }
  ) throws(FileError) {
    do {
      try source.rename(name, to: target, newName)
    } catch let error where error.errno == .crossDevice {
      try copy(name, from: source, to: target, newName)
      if durable { try secure() }
      try source.remove(name)
    }
  }

  private func copy(_ name: Path, from source: Directory, to target: Directory, _ newName: Path) throws(FileError) {
    // A private name until it is whole; what a crash leaves of it is overwritten by the next attempt.
    let partial = Path(".partial~" + Identity(path: newName, sha256: "", sidecarSHA256: nil).tag)
    if try target.status(partial) != nil { try target.remove(partial) }
    let input = try source.openForReading(name)
    let output = try target.create(partial)
    do {
      while true {
        let chunk = try input.readChunk()
        if chunk.isEmpty { break }
        try output.writeAll(chunk)
      }
      if durable { try output.sync() }
      try target.rename(partial, to: target, newName)
      if durable { try target.sync() }
    } catch {
      // What went wrong first is what counts; the name may have gone with the renaming.
      if try target.status(partial) != nil { try target.remove(partial) }
      throw error
    }
  }
}
