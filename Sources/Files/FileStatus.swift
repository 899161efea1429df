internal import Glibc

/// What the file system says of a file, without following a symbolic link.
public struct FileStatus: Sendable, Hashable {
  /// The kinds of file.
  public enum Kind: Sendable, Hashable {
    /// A regular file.
    case regular
    /// A directory.
    case directory
    /// A symbolic link.
    case symbolicLink
    /// A FIFO, socket or device.
    case special
  }

  /// What it is.
  public let kind: Kind
  /// Its size in bytes.
  public let size: Int
  /// Last change of its content, nanoseconds since 1970.
  public let modified: Int
  /// Last change of its inode, nanoseconds since 1970.
  public let changed: Int
  /// Its number on its file system.
  public let inode: UInt64
  /// Its file system.
  public let device: UInt64
  /// How many names it has.
  public let links: Int
  /// Its owner.
  public let owner: UInt32
  /// Its permission bits.
  public let mode: UInt32

  init(_ status: stat) {
    switch status.st_mode & S_IFMT {
    case S_IFREG: kind = .regular
    case S_IFDIR: kind = .directory
    case S_IFLNK: kind = .symbolicLink
    default: kind = .special
    }
    size = Int(status.st_size)
    modified = Self.nanoseconds(status.st_mtim)
    changed = Self.nanoseconds(status.st_ctim)
    inode = UInt64(status.st_ino)
    device = UInt64(status.st_dev)
    links = Int(status.st_nlink)
    owner = status.st_uid
    mode = status.st_mode & 0o7777
  }

  /// Nanoseconds since 1970. Anybody may give a file a time that is a thousand years away: it counts as one of 1870 or
  /// 2169, so that nothing overflows that reckons with it.
  private static func nanoseconds(_ time: timespec) -> Int {
    let seconds = min(max(time.tv_sec, -farthest), 2 * farthest)
    return seconds * 1_000_000_000 + (seconds == time.tv_sec ? time.tv_nsec : 0)
  }

  /// A hundred years, in seconds.
  private static let farthest = 100 * 365 * 86_400

  /// What makes it this file and no other, whatever its name.
  public struct Identity: Sendable, Hashable {
    let inode: UInt64
    let device: UInt64
  }

  /// What makes it this file and no other, whatever its name.
  public var identity: Identity { Identity(inode: inode, device: device) }

  /// Whether the file has not been touched between two looks: same inode, size and times.
  public func isUnchanged(since earlier: FileStatus) -> Bool {
    identity == earlier.identity && size == earlier.size && modified == earlier.modified && changed == earlier.changed
  }
}
