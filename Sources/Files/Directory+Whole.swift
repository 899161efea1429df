internal import Glibc

extension Directory {
  /// Writes a file whole or not at all; an older one of the same name is replaced, at once for every reader.
  ///
  /// - Parameters:
  ///   - temporary: The name that it has here until it is whole. What an earlier run has left of that name goes.
  ///   - mode: The permissions that the process's umask is taken from.
  ///   - exactMode: The permissions whatever the umask is: those of the file that is replaced.
  ///   - isDurable: Whether the file is to be on disk before it replaces the older one, and its name on return.
  /// - Throws: ``FileError``; nothing is left of the temporary file then.
  public func writeWhole(
    _ name: Path, _ bytes: [UInt8], by temporary: Path, mode: UInt32 = 0o666, exactMode: UInt32? = nil,
    isDurable: Bool = false
  ) throws(FileError) {
    do {
      try remove(temporary)
    } catch let error where error.errno == .noSuchFile {
      // Nothing is left of an earlier run.
    }
    let file = try create(temporary, mode: exactMode.map { $0 & 0o600 } ?? mode)
    do throws(FileError) {
      try file.writeAll(bytes)
      if let exactMode { try file.setMode(exactMode) }
      if isDurable { try file.sync() }
      try replace(name, with: temporary)
    } catch {
      // What went wrong first is what there is to tell.
      do { try remove(temporary) } catch {}
      throw error
    }
    if isDurable { try sync() }
  }
}
