internal import Glibc

/// An error number of the operating system.
public struct Errno: Error, Sendable, Hashable, CustomStringConvertible {
  /// The number, as `errno` holds it.
  public let code: Int32

  /// An error number.
  public init(_ code: Int32) { self.code = code }

  /// The calling thread's last error.
  public static var current: Errno { Errno(errno) }

  /// No such file or directory.
  public static let noSuchFile = Errno(ENOENT)
  /// The name is taken.
  public static let exists = Errno(EEXIST)
  /// Another file system.
  public static let crossDevice = Errno(EXDEV)
  /// Permission denied.
  public static let accessDenied = Errno(EACCES)
  /// Operation not permitted.
  public static let notPermitted = Errno(EPERM)
  /// No space left on the device.
  public static let noSpace = Errno(ENOSPC)
  /// Over the disk quota.
  public static let overQuota = Errno(EDQUOT)
  /// The file system is read-only.
  public static let readOnly = Errno(EROFS)
  /// An input or output error of the device.
  public static let inputOutput = Errno(EIO)
  /// Too many open files in the process.
  public static let tooManyOpenFiles = Errno(EMFILE)
  /// Too many open files in the system.
  public static let systemFileTableFull = Errno(ENFILE)
  /// Out of memory.
  public static let noMemory = Errno(ENOMEM)
  /// A symbolic link where none is followed.
  public static let tooManyLinks = Errno(ELOOP)
  /// Not a directory.
  public static let notADirectory = Errno(ENOTDIR)
  /// A directory where a file is wanted.
  public static let isADirectory = Errno(EISDIR)
  /// The directory holds something.
  public static let notEmpty = Errno(ENOTEMPTY)
  /// The file is too large.
  public static let fileTooLarge = Errno(EFBIG)
  /// The resource is held by another.
  public static let wouldBlock = Errno(EWOULDBLOCK)
  /// A name is too long.
  public static let nameTooLong = Errno(ENAMETOOLONG)
  /// Something that can't go on is in use: a mount point.
  public static let busy = Errno(EBUSY)
  /// There is nobody at the other end of a socket.
  public static let noSuchDevice = Errno(ENXIO)
  /// A name that the file system does not take.
  public static let illegalSequence = Errno(EILSEQ)
  /// What an open file or folder led to is not on its server any more.
  public static let stale = Errno(ESTALE)
  /// Whoever served a file system has gone.
  public static let notConnected = Errno(ENOTCONN)
  /// A size or a time that does not fit.
  public static let overflow = Errno(EOVERFLOW)
  /// Not for what it was asked of: as a read of what is no regular file.
  public static let invalidArgument = Errno(EINVAL)

  /// Whether nothing is there: no such name, or what comes before it is no folder.
  public var isAbsent: Bool { self == .noSuchFile || self == .notADirectory }

  /// Whether nothing is there but, maybe, a symbolic link where none is followed.
  public var isAbsentOrLink: Bool { isAbsent || self == .tooManyLinks }

  /// The system's words for it.
  public var description: String {
    unsafe String(cString: strerror(code))
  }
}

/// A file operation that failed: what was tried, on what, and why it failed.
public struct FileError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What was tried, as an infinitive without "to": "open", "rename".
  public let operation: String
  /// The path or name it was tried on, printable.
  public let path: String
  /// Why it failed.
  public let errno: Errno

  /// A failed operation.
  public init(_ operation: String, _ path: String, _ errno: Errno) {
    self.operation = operation
    self.path = path
    self.errno = errno
  }

  /// "cannot open 'a.txt': No such file or directory".
  public var description: String { "cannot \(operation) '\(path)': \(errno)" }
}
