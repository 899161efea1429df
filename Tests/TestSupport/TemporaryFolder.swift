import Files
import Glibc

/// A folder of its own for one test; it and everything in it goes when the test lets it go.
public final class TemporaryFolder: Sendable {
  /// Where it is.
  public let path: Path
  /// The folder, open.
  public let directory: Directory

  /// A new, empty folder.
  public init() throws {
    let parent = getenv("TMPDIR").map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 } ?? "/tmp"
    var template = Array("\(parent)/winnow-test-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw FileError("make", "a temporary folder", Errno(errno)) }
    path = Path(bytes: template.dropLast().map { UInt8(bitPattern: $0) })
    directory = try Directory.open(path)
  }

  deinit {
    do { try TemporaryFolder.clear(directory) } catch { print("left behind: \(path): \(error)") }
    rmdir(path.description)
  }

  /// Writes a file, its folders included, over what may be there.
  public func write(_ name: Path, _ bytes: [UInt8]) throws { try directory.put(name, bytes) }

  /// Writes a file of text.
  public func write(_ name: Path, _ text: String) throws { try write(name, Array(text.utf8)) }

  /// The bytes of a file.
  public func read(_ name: Path) throws -> [UInt8] { try Directory.readFollowing(path.appending(name)) }

  /// Makes a symbolic link.
  public func link(_ name: Path, to target: String) throws {
    guard symlinkat(target, directory.number, name.description) == 0 else {
      throw FileError("link", name.description, Errno(errno))
    }
  }

  /// Makes a FIFO.
  public func fifo(_ name: Path) throws {
    guard mkfifoat(directory.number, name.description, 0o644) == 0 else {
      throw FileError("make", name.description, Errno(errno))
    }
  }

  private static func clear(_ directory: Directory) throws {
    for entry in try directory.entries() {
      if try directory.status(entry.name)?.kind == .directory {
        try clear(directory.directory(entry.name))
        try directory.removeDirectory(entry.name)
      } else {
        try directory.remove(entry.name)
      }
    }
  }
}

extension Directory {
  /// Writes a file below it, and makes the folders above the file.
  ///
  /// Foundation lets the programs that other tests start meanwhile inherit the descriptor: for as long as one of them runs, a
  /// document has a writer, and a spool leaves it alone.
  public func put(_ name: Path, _ bytes: [UInt8]) throws {
    let file = try makeDirectory(name.parent, mode: 0o755).openOrCreate(name.name, mode: 0o644)
    try file.truncate()
    try file.writeAll(bytes)
  }
}
