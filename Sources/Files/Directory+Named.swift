internal import Glibc

/// Paths that the user names: symbolic links in them are followed, and they may lead anywhere.
extension Directory {
  /// Opens a folder by its path, and makes it and what is missing above it.
  public static func openOrMake(_ path: Path, mode: UInt32 = 0o777) throws(FileError) -> Directory {
    do {
      return try open(path)
    } catch  where error.errno == .noSuchFile && !path.components.isEmpty {
      let name = path.bytes.last == UInt8(ascii: "/") ? Path(bytes: path.bytes.dropLast()) : path
      if !name.parent.isEmpty { _ = try openOrMake(name.parent, mode: mode) }
      guard unsafe name.withCString({ unsafe mkdir($0, mode) }) == 0 || Errno.current == .exists else {
        throw FileError("make the folder", name.description, .current)
      }
      return try open(path)
    }
  }

  /// Writes a file by its path, over what it held; a device or a pipe is written to.
  public static func writeFollowing(_ path: Path, _ bytes: [UInt8], mode: UInt32 = 0o666) throws(FileError) {
    let flags = O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOCTTY
    let number = unsafe path.withCString { unsafe Glibc.open($0, flags, mode) }
    guard number >= 0 else { throw FileError("create", path.description, .current) }
    try Descriptor(number, path).writeAll(bytes)
  }
}
