internal import Glibc

/// Paths that the user names: symbolic links in them are followed, and they may lead anywhere.
extension Directory {
  /// Opens a folder by its path, and makes it and what is missing above it.
  public static func openOrMake(_ path: Path, mode: UInt32 = 0o777) throws(FileError) -> Directory {
    do {
      return try open(path)
    } catch  where error.errno == .noSuchFile && !path.components.isEmpty {
      let name = path.withoutTrailingSlashes
      if !name.parent.isEmpty { _ = try openOrMake(name.parent, mode: mode) }
      guard unsafe name.withCString({ unsafe mkdir($0, mode) }) == 0 || Errno.current == .exists else {
        throw FileError("make the folder", name.description, .current)
      }
      return try open(path)
    }
  }

  /// The path without links and dots, from the root; `nil` where it leads to nothing.
  public static func resolved(_ path: Path) -> Path? {
    var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
    let isThere = unsafe path.withCString { path in
      unsafe buffer.withUnsafeMutableBufferPointer { buffer in
        guard let start = buffer.baseAddress else { return false }
        return unsafe realpath(path, start) != nil
      }
    }
    return isThere ? Path(bytes: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }) : nil
  }

  /// Where a symbolic link leads whose target is not there, as it is written in the link; `nil` for any other path.
  public static func danglingTarget(_ path: Path) -> Path? {
    let name = path.withoutTrailingSlashes
    do throws(FileError) {
      _ = try statusFollowing(name)
      return nil
    } catch {
      guard error.errno == .noSuchFile else { return nil }
    }
    var target = [CChar](repeating: 0, count: 4096)
    let length = unsafe name.withCString { name in
      unsafe target.withUnsafeMutableBufferPointer { target in
        guard let start = target.baseAddress else { return 0 }
        return unsafe readlink(name, start, target.count)
      }
    }
    return length > 0 ? Path(bytes: target.prefix(length).map { UInt8(bitPattern: $0) }) : nil
  }

  /// Writes a file by its path, whole or not at all: an older file is replaced, at once for every reader, and keeps its mode;
  /// a link stays one. A device or a pipe is written to. So is a file in a folder where nothing can be made or replaced, which
  /// may be left with a part.
  ///
  /// - Parameters:
  ///   - mode: The permissions of a new file, that the process's umask is taken from.
  ///   - isDurable: Whether a file is on disk, with its name, on return.
  public static func writeFollowing(
    _ path: Path, _ bytes: [UInt8], mode: UInt32 = 0o666, isDurable: Bool = false
  ) throws(FileError) {
    do throws(FileError) {
      if let file = resolved(path), try statusFollowing(file).kind == .regular {
        return try replace(file, bytes, isDurable: isDurable)
      }
    } catch {
      guard inPlaceAfter.contains(error.errno) else { throw error }
    }
    let flags = O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOCTTY
    let number = unsafe path.withCString { unsafe Glibc.open($0, flags, mode) }
    guard number >= 0 else { throw FileError("create", path.description, .current) }
    try Descriptor(number, path).writeAll(bytes)
  }

  /// The folder can't be written to, or the file is mounted.
  private static let inPlaceAfter: Set<Errno> = [.accessDenied, .notPermitted, .readOnly, .busy]

  private static func replace(_ file: Path, _ bytes: [UInt8], isDurable: Bool) throws(FileError) {
    let folder = try open(file.parent)
    // Another process may write the same file.
    let temporary = Path(".winnow-\(getpid()).part")
    try folder.writeWhole(
      file.name, bytes, by: temporary, exactMode: try folder.status(file.name)?.mode, isDurable: isDurable)
  }
}
