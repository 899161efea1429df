internal import Files
internal import Glibc

/// Keeps other runs of `winnow clean --out` away from the folder that pairs go to: of two at once neither would see what the
/// other is about to write, and one of two documents of the same name would be lost.
struct OutputLock {
  private static let name: Path = ".winnow.lock"
  /// How often it looks whether the other run is over, in nanoseconds.
  private static let interval = 100_000_000
  /// A file system that knows no locks.
  private static let unsupported: Set<Errno> = [Errno(ENOLCK), Errno(ENOSYS), Errno(EOPNOTSUPP)]

  private let folder: Directory
  /// None where the file system has none.
  private let file: LockFile?

  /// Waits until no other run has the folder, and says so once.
  init(_ folder: Directory) throws(FileError) {
    self.folder = folder
    var hasTold = false
    do throws(FileError) {
      while true {
        let lock = try LockFile(Self.name, in: folder, mode: 0o666, mayBeAnothers: true)
        if let file = lock, try file.isCurrent(Self.name, in: folder) {
          self.file = file
          return
        }
        if !hasTold { Console.complain("winnow: waits for another run that writes to '\(folder.path)'") }
        hasTold = true
        try Readiness.wait(for: [], until: MonotonicClock.now + Self.interval)
      }
    } catch {
      guard Self.unsupported.contains(error.errno) else { throw error }
      file = nil
    }
  }

  /// Lets others have the folder, and leaves nothing in it.
  func release() throws(FileError) {
    do throws(FileError) { try folder.remove(Self.name) } catch {
      guard error.errno == .noSuchFile else { throw error }
    }
  }
}
