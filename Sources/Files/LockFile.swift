/// A file whose lock says whose a folder is: that of one process at a time, for as long as this lives.
public final class LockFile: Sendable {
  private let file: Descriptor

  /// Takes the lock; `nil` where another process has it.
  ///
  /// - Parameters:
  ///   - folder: The folder that the lock is for.
  ///   - name: The file's name there. It is made where it is missing.
  ///   - mode: The permissions of a new one that the process's umask is taken from.
  ///   - mayBeAnothers: Whether a file of another user, which may only be read, will do.
  public init?(
    _ name: Path, in folder: Directory, mode: UInt32 = 0o640, mayBeAnothers: Bool = false
  ) throws(FileError) {
    do throws(FileError) {
      file = try folder.openOrCreate(name, mode: mode)
    } catch {
      guard mayBeAnothers, error.errno == .accessDenied else { throw error }
      file = try folder.openForReading(name)
    }
    guard try file.tryLock() else { return nil }
  }

  /// Whether it is the file that another process would ask for: it may have been removed, and another made in its place.
  public func isCurrent(_ name: Path, in folder: Directory) throws(FileError) -> Bool {
    try folder.status(name)?.identity == file.status().identity
  }
}
