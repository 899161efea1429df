internal import CLinux
internal import Glibc

/// The entries of a directory, one after the other, in the order of the file system; `.` and `..` are left out.
@safe public struct DirectoryStream: ~Copyable {
  /// An entry's name, and what it is where the file system says so without being asked for it.
  public struct Entry: Sendable {
    /// The name.
    public let name: Path
    /// `nil`: ask for the status.
    public let kind: FileStatus.Kind?
  }

  private let stream: OpaquePointer
  private let directory: Directory

  /// Reads a directory from its beginning.
  public init(_ directory: Directory) throws(FileError) {
    // A descriptor of its own: the stream owns it and has its own position.
    let number = unsafe openat(directory.number, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard number >= 0 else { throw FileError("list", directory.path.description, .current) }
    guard let stream = unsafe fdopendir(number) else {
      let error = FileError("list", directory.path.description, .current)
      close(number)
      throw error
    }
    unsafe self.stream = stream
    self.directory = directory
  }

  deinit { unsafe closedir(stream) }

  /// The next entry; `nil` at the end.
  ///
  /// - Throws: The error of readdir(3): an error is never taken for the end.
  public func next() throws(FileError) -> Entry? {
    while true {
      var type: UInt8 = 0
      var error: Int32 = 0
      guard let name = unsafe winnow_readdir(stream, &type, &error) else {
        if error != 0 { throw FileError("list", directory.path.description, Errno(error)) }
        return nil
      }
      let path = unsafe Path(bytes: Array(UnsafeRawBufferPointer(start: name, count: strlen(name))))
      if path == "." || path == ".." { continue }
      return Entry(name: path, kind: kind(type))
    }
  }

  private func kind(_ type: UInt8) -> FileStatus.Kind? {
    switch Int(type) {
    case Int(DT_REG): .regular
    case Int(DT_DIR): .directory
    case Int(DT_LNK): .symbolicLink
    case Int(DT_UNKNOWN): nil
    default: .special
    }
  }
}

extension Directory {
  /// All entries, sorted by name. For directories that are known to be small.
  public func entries() throws(FileError) -> [DirectoryStream.Entry] {
    let stream = try DirectoryStream(self)
    var all: [DirectoryStream.Entry] = []
    while let entry = try stream.next() { all.append(entry) }
    return all.sorted { $0.name < $1.name }
  }
}
