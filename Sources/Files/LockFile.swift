/// A file whose lock says whose a folder is: that of one process at a time, for as long as this lives.
public final class LockFile: Sendable {
  private let file: Descriptor

  /// Takes the lock; `nil` where another process has it.
  ///
  /// - Parameters:
  ///   - folder: The folder that the lock is for.
  ///   - name: The file's name there. It is made where it is missing.
  public init?(_ name: Path, in folder: Directory) throws(FileError) {
    file = try folder.openOrCreate(name)
    guard try file.tryLock() else { return nil }
  }

  /// Whether it is the file that another process would ask for: it may have been removed, and another made in its place.
  public func isCurrent(_ name: Path, in folder: Directory) throws(FileError) -> Bool {
    try folder.status(name)?.identity == file.status().identity
  }
}
