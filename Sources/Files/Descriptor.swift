internal import CLinux
internal import Glibc

/// An open file; closed when it goes.
public struct Descriptor: ~Copyable, Sendable {
  /// The number the kernel knows it by.
  public let number: Int32
  let path: Path
  private let isSocket: Bool

  init(_ number: Int32, _ path: Path, isSocket: Bool = false) {
    self.number = number
    self.path = path
    self.isSocket = isSocket
  }

  deinit { close(number) }

  /// How many a process may have open at a time; see getrlimit(2).
  public static let limit: Int = {
    var limit = rlimit()
    guard unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return 1024 }
    return Int(clamping: limit.rlim_cur)
  }()

  /// What the file system says of it.
  public func status() throws(FileError) -> FileStatus {
    var status = stat()
    guard unsafe fstat(number, &status) == 0 else { throw FileError("examine", path.description, .current) }
    return FileStatus(status)
  }

  /// All bytes from where the file stands to its end.
  ///
  /// - Parameters:
  ///   - limit: One byte more than this many is `EFBIG`.
  ///   - size: A regular file's size where the caller has just seen it and will look again: a read that brings exactly
  ///     that much is not followed by another to see that there is no more.
  public func readAll(limit: Int = .max, expecting size: Int? = nil) throws(FileError) -> [UInt8] {
    var bytes: [UInt8] = []
    // A file of the kernel's says that it is empty. Others get no more room than they need: it may be kept.
    let expected: Int
    if let size { expected = size } else { expected = try status().size }
    var chunk = expected > 0 ? min(expected, limit, (64 << 20) - 1) + 1 : 64 << 10
    while true {
      let count = bytes.count
      var got = 0
      var failure: Errno?
      let more = unsafe [UInt8](unsafeUninitializedCapacity: chunk) { buffer, initialized in
        got = unsafe read(number, buffer.baseAddress, buffer.count)
        if got < 0 { failure = .current }
        initialized = max(0, got)
      }
      if let failure {
        if failure.code == EINTR { continue }
        throw FileError("read", path.description, failure)
      }
      if got == 0 { return bytes }
      if count == 0 { bytes = more } else { bytes += more }
      if bytes.count > limit { throw FileError("read", path.description, .fileTooLarge) }
      if bytes.count == size { return bytes }
      chunk = 64 << 10
    }
  }

  /// The next bytes from where the file stands; none at its end.
  public func readChunk(_ size: Int = 256 << 10) throws(FileError) -> [UInt8] {
    while true {
      var failure: Errno?
      let chunk = unsafe [UInt8](unsafeUninitializedCapacity: size) { buffer, initialized in
        let got = unsafe read(number, buffer.baseAddress, buffer.count)
        if got < 0 { failure = .current }
        initialized = max(0, got)
      }
      guard let failure else { return chunk }
      if failure.code != EINTR { throw FileError("read", path.description, failure) }
    }
  }

  /// Writes all bytes.
  public func writeAll(_ bytes: [UInt8]) throws(FileError) { try Self.writeAll(bytes, to: number, path) }

  /// Writes bytes on the process's standard output or error (1, 2), with no copy of its own: what went wrong can be told
  /// where no descriptor is left.
  public static func writeAll(_ bytes: [UInt8], toStandard number: Int32) throws(FileError) {
    try writeAll(bytes, to: number, name(ofStandard: number))
  }

  private static func writeAll(_ bytes: [UInt8], to number: Int32, _ path: Path) throws(FileError) {
    var offset = 0
    while offset < bytes.count {
      let written = unsafe bytes.withUnsafeBytes { buffer in
        unsafe write(number, buffer.baseAddress?.advanced(by: offset), buffer.count - offset)
      }
      if written < 0 {
        if errno == EINTR { continue }
        throw FileError("write", path.description, .current)
      }
      offset += written
    }
  }

  /// Writes what there is room for; nothing where that would mean waiting, and the descriptor does not wait.
  ///
  /// - Returns: How many bytes were written.
  public func writeSome(_ bytes: ArraySlice<UInt8>) throws(FileError) -> Int {
    while true {
      let written = unsafe bytes.withUnsafeBytes { buffer in
        // The mode of a socket is that of all who share it, so it is asked for each time.
        isSocket
          ? unsafe send(number, buffer.baseAddress, buffer.count, Int32(MSG_DONTWAIT))
          : unsafe write(number, buffer.baseAddress, buffer.count)
      }
      if written >= 0 { return written }
      if Errno.current == .wouldBlock { return 0 }
      if errno != EINTR { throw FileError("write", path.description, .current) }
    }
  }

  /// Waits until there is room to write, or the time, in nanoseconds, is over.
  ///
  /// - Returns: Whether there is room, or an error to be told of.
  public func waitForRoom(_ time: Int) -> Bool { winnow_wait_for_room(number, Int32(clamping: time / 1_000_000)) }

  /// Gives the file these permission bits, where it has others.
  func setMode(_ mode: UInt32) throws(FileError) {
    guard try status().mode != mode else { return }
    guard fchmod(number, mode) == 0 else { throw FileError("change the mode of", path.description, .current) }
  }

  /// Makes content and metadata durable: fsync(2).
  public func sync() throws(FileError) {
    guard fsync(number) == 0 else { throw FileError("sync", path.description, .current) }
  }

  /// Makes the whole file system durable that this file is on: syncfs(2).
  public func syncFilesystem() throws(FileError) {
    guard winnow_syncfs(number) == 0 else { throw FileError("sync the file system of", path.description, .current) }
  }

  /// Whether some process has the file open for writing; `nil` where that can't be told (another's file, or a file
  /// system without leases).
  public func hasWriter() -> Bool? {
    switch winnow_no_writer(number) {
    case 1: false
    case 0: true
    default: nil
    }
  }

  /// The type number of the file system, as statfs(2) gives it.
  public func filesystemType() throws(FileError) -> Int64 {
    let type = winnow_filesystem_type(number)
    guard type != -1 else { throw FileError("examine the file system of", path.description, .current) }
    return type
  }

  /// Takes a lock for as long as the descriptor lives; `false` where another process holds one that does not go with it.
  ///
  /// - Parameter isShared: Whether it goes with others that are shared; else it goes with none.
  public func tryLock(isShared: Bool = false) throws(FileError) -> Bool {
    if flock(number, (isShared ? LOCK_SH : LOCK_EX) | LOCK_NB) == 0 { return true }
    if Errno.current == .wouldBlock { return false }
    throw FileError("lock", path.description, .current)
  }

  /// Cuts the file to no bytes and stands at its beginning.
  public func truncate() throws(FileError) {
    guard ftruncate(number, 0) == 0, lseek(number, 0, SEEK_SET) == 0 else {
      throw FileError("truncate", path.description, .current)
    }
  }

  /// Leads each standard stream that is closed to nothing; to be called first. Else the next file that is opened gets its
  /// number, and what is written to that stream.
  public static func openStandardStreams() throws(FileError) {
    guard winnow_open_standard_streams() == 0 else { throw FileError("open", "/dev/null", .current) }
  }

  /// The process's standard error, as a copy of its own. One that leads to a pipe or a socket does not wait for its reader
  /// where ``writeSome(_:)`` is used; others who write there do as before.
  public static func standardError() throws(FileError) -> Descriptor {
    let copy = try standard(2)
    var status = stat()
    guard unsafe fstat(2, &status) == 0 else { return copy }
    if status.st_mode & S_IFMT == S_IFSOCK { return try standard(2, isSocket: true) }
    guard status.st_mode & S_IFMT == S_IFIFO else { return copy }
    // Opened anew: the mode of a copy would be that of all who share it.
    let own = unsafe Glibc.open("/proc/self/fd/2", O_WRONLY | O_NONBLOCK | O_CLOEXEC)
    return own >= 0 ? Descriptor(own, "standard error") : copy
  }

  /// The process's standard input, output or error (0, 1, 2), as a copy of its own.
  public static func standard(_ number: Int32) throws(FileError) -> Descriptor {
    try standard(number, isSocket: false)
  }

  private static func standard(_ number: Int32, isSocket: Bool) throws(FileError) -> Descriptor {
    let name = name(ofStandard: number)
    let copy = fcntl(number, F_DUPFD_CLOEXEC, 3)
    guard copy >= 0 else { throw FileError("use", name.description, .current) }
    return Descriptor(copy, name, isSocket: isSocket)
  }

  private static func name(ofStandard number: Int32) -> Path {
    number == 0 ? "standard input" : number == 1 ? "standard output" : "standard error"
  }
}
