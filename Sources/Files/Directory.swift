internal import CLinux
internal import Glibc

/// An open directory. Names are resolved in it and nowhere else: no symbolic link leads out of it, whoever may write
/// there.
public final class Directory: Sendable {
  /// The path it was opened by, for messages.
  public let path: Path
  /// The number the kernel knows it by.
  public let number: Int32

  private init(_ number: Int32, _ path: Path) {
    self.number = number
    self.path = path
  }

  deinit { close(number) }

  /// Opens a directory by its path; symbolic links in the path are followed.
  public static func open(_ path: Path) throws(FileError) -> Directory {
    let number = unsafe path.withCString { unsafe Glibc.open($0, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
    guard number >= 0 else { throw FileError("open the folder", path.description, .current) }
    return Directory(number, path)
  }

  /// Opens a directory below this one; the empty path is this one anew. No symbolic link is followed.
  public func directory(_ relative: Path) throws(FileError) -> Directory {
    let target = relative.isEmpty ? Path(".") : relative
    let number = unsafe target.withCString { unsafe winnow_open_beneath(self.number, $0, O_RDONLY | O_DIRECTORY) }
    guard number >= 0 else { throw FileError("open the folder", shown(relative), .current) }
    return Directory(number, path.appending(relative))
  }

  /// Opens a directory below this one and creates what is missing of it.
  ///
  /// - Parameter created: Told of each directory that was made, so that its parent can be made durable.
  public func makeDirectory(
    _ relative: Path, mode: UInt32 = 0o770, created: (Directory) throws(FileError) -> Void = { _ throws(FileError) in }
  ) throws(FileError) -> Directory {
    var here = self
    for component in relative.components {
      do {
        here = try here.directory(component)
      } catch let error where error.errno == .noSuchFile {
        let made = unsafe component.withCString { unsafe mkdirat(here.number, $0, mode) }
        if made != 0, Errno.current != .exists {
          throw FileError("make the folder", here.shown(component), .current)
        }
        if made == 0 { try created(here) }
        here = try here.directory(component)
      }
    }
    return here === self ? try directory(.empty) : here
  }

  /// What the file system says of an entry or a path below; `nil` where there is none.
  public func status(_ name: Path) throws(FileError) -> FileStatus? {
    let (home, entry): (Directory, Path)
    do {
      (home, entry) = try place(of: name)
    } catch  where error.errno == .noSuchFile {
      return nil
    }
    var status = stat()
    let result = unsafe entry.withCString { unsafe fstatat(home.number, $0, &status, AT_SYMLINK_NOFOLLOW) }
    if result == 0 { return FileStatus(status) }
    if Errno.current == .noSuchFile { return nil }
    throw FileError("examine", shown(name), .current)
  }

  /// The directory that an entry stands in, and its name there. Calls that take a name for an entry of their directory
  /// would follow links in the folders before it, so these are opened one way only: beneath this directory.
  private func place(of name: Path) throws(FileError) -> (home: Directory, entry: Path) {
    guard name.bytes.contains(UInt8(ascii: "/")) else { return (self, name) }
    return (try directory(name.parent), name.name)
  }

  /// What the file system says of this directory.
  public func status() throws(FileError) -> FileStatus {
    var status = stat()
    guard unsafe fstat(number, &status) == 0 else { throw FileError("examine", path.description, .current) }
    return FileStatus(status)
  }

  /// Opens an entry for reading. A symbolic link is `ELOOP`; a FIFO does not block.
  public func openForReading(_ name: Path) throws(FileError) -> Descriptor {
    let file = unsafe name.withCString {
      unsafe winnow_open_beneath(number, $0, O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_NOCTTY)
    }
    guard file >= 0 else { throw FileError("open", shown(name), .current) }
    return Descriptor(file, path.appending(name))
  }

  /// Creates a file that must not exist, for writing.
  public func create(_ name: Path, mode: UInt32 = 0o640) throws(FileError) -> Descriptor {
    try openForWriting(name, O_CREAT | O_EXCL, mode)
  }

  /// Opens or creates a file for reading and writing; it keeps its content.
  public func openOrCreate(_ name: Path, mode: UInt32 = 0o640) throws(FileError) -> Descriptor {
    try openForWriting(name, O_CREAT, mode)
  }

  private func openForWriting(_ name: Path, _ flags: Int32, _ mode: UInt32) throws(FileError) -> Descriptor {
    let (home, entry) = try place(of: name)
    let file = unsafe entry.withCString {
      unsafe openat(home.number, $0, O_RDWR | O_CLOEXEC | O_NOFOLLOW | flags, mode)
    }
    guard file >= 0 else { throw FileError("create", shown(name), .current) }
    return Descriptor(file, path.appending(name))
  }

  /// All bytes of a regular file.
  public func read(_ name: Path, limit: Int = .max) throws(FileError) -> [UInt8] {
    let file = try openForReading(name)
    guard try file.status().kind == .regular else { throw FileError("read", shown(name), .invalidArgument) }
    return try file.readAll(limit: limit)
  }

  /// What the file system says of a file by its path; symbolic links are followed. For files that the user names.
  public static func statusFollowing(_ path: Path) throws(FileError) -> FileStatus {
    var status = stat()
    guard unsafe path.withCString({ unsafe stat($0, &status) }) == 0 else {
      throw FileError("open", path.description, .current)
    }
    return FileStatus(status)
  }

  /// All bytes of a regular file by its path; symbolic links are followed. For files that the user names.
  public static func readFollowing(_ path: Path, limit: Int = .max) throws(FileError) -> [UInt8] {
    let number = unsafe path.withCString { unsafe Glibc.open($0, O_RDONLY | O_CLOEXEC) }
    guard number >= 0 else { throw FileError("open", path.description, .current) }
    let file = Descriptor(number, path)
    if try file.status().kind == .directory { throw FileError("read", path.description, .isADirectory) }
    return try file.readAll(limit: limit)
  }

  /// Renames an entry, here or into another directory of the same file system. A taken name is `EEXIST`; nothing is
  /// ever replaced.
  public func rename(_ name: Path, to other: Directory, _ newName: Path) throws(FileError) {
    try unsafe rename(name, to: other, newName, by: winnow_rename_noreplace)
  }

  /// Renames an entry into a directory that nobody else puts anything into. A taken name is `EEXIST` here, too. What
  /// moves is whatever has the old name at that moment: somebody may replace it at any time, and nothing is lost.
  public func rename(_ name: Path, toOwn other: Directory, _ newName: Path) throws(FileError) {
    try unsafe rename(name, to: other, newName, by: winnow_rename_to_own)
  }

  private func rename(
    _ name: Path, to other: Directory, _ newName: Path,
    by move: (Int32, UnsafePointer<CChar>?, Int32, UnsafePointer<CChar>?) -> Int32
  ) throws(FileError) {
    let (home, entry) = try place(of: name)
    let (newHome, newEntry) = try other.place(of: newName)
    let result = unsafe entry.withCString { from in
      unsafe newEntry.withCString { to in unsafe move(home.number, from, newHome.number, to) }
    }
    guard result == 0 else { throw FileError("rename", "\(shown(name))' to '\(other.shown(newName))", .current) }
  }

  /// Renames an entry of this directory over another, at once for every reader.
  public func replace(_ name: Path, with source: Path) throws(FileError) {
    let (home, entry) = try place(of: source)
    let (newHome, newEntry) = try place(of: name)
    let result = unsafe entry.withCString { from in
      unsafe newEntry.withCString { to in unsafe renameat(home.number, from, newHome.number, to) }
    }
    guard result == 0 else { throw FileError("rename", "\(shown(source))' to '\(shown(name))", .current) }
  }

  /// Removes a file.
  public func remove(_ name: Path) throws(FileError) {
    let (home, entry) = try place(of: name)
    guard unsafe entry.withCString({ unsafe unlinkat(home.number, $0, 0) }) == 0 else {
      throw FileError("remove", shown(name), .current)
    }
  }

  /// Removes an empty directory.
  public func removeDirectory(_ name: Path) throws(FileError) {
    let (home, entry) = try place(of: name)
    guard unsafe entry.withCString({ unsafe unlinkat(home.number, $0, AT_REMOVEDIR) }) == 0 else {
      throw FileError("remove the folder", shown(name), .current)
    }
  }

  /// Makes the entries durable: fsync(2) of the directory.
  public func sync() throws(FileError) {
    guard fsync(number) == 0 else { throw FileError("sync the folder", path.description, .current) }
  }

  /// Makes the whole file system durable that this directory is on: syncfs(2).
  public func syncFilesystem() throws(FileError) {
    guard winnow_syncfs(number) == 0 else {
      throw FileError("sync the file system of", path.description, .current)
    }
  }

  /// The type number of the file system, as statfs(2) gives it.
  public func filesystemType() throws(FileError) -> Int64 {
    let type = winnow_filesystem_type(number)
    guard type != -1 else { throw FileError("examine the file system of", path.description, .current) }
    return type
  }

  func shown(_ name: Path) -> String { path.appending(name).description }
}
