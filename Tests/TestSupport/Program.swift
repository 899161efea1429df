import Files
import Glibc

/// A built program of this package, run as a user runs it.
public struct Program: Sendable {
  /// What a run left behind.
  public struct Result: Sendable, Equatable {
    /// The exit status; of a killed program, 128 and the signal's number.
    public let status: Int
    /// Everything on standard output.
    public let output: [UInt8]
    /// Everything on standard error.
    public let complaint: String

    /// Standard output as text.
    public var text: String { String(decoding: output, as: UTF8.self) }
  }

  /// The executable.
  public let path: Path

  /// A program that stands beside the tests' own executable.
  public init(_ name: String) throws {
    let tests = try realPath("/proc/self/exe")
    path = tests.parent.appending(Path(name))
  }

  /// A program by its path.
  public init(at path: Path) { self.path = path }

  /// Runs it to its end.
  ///
  /// - Parameters:
  ///   - arguments: The words after its name.
  ///   - input: Its standard input.
  ///   - folder: The folder it is started in; the tests' own where none is named.
  public func run(_ arguments: [Path], input: [UInt8] = [], in folder: Path? = nil) throws -> Result {
    let scratch = try TemporaryFolder()
    try scratch.write("in", input)
    let at = { (name: String) in scratch.path.appending(Path(name)).description }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, at("in"), O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, at("out"), O_WRONLY | O_CREAT, 0o600)
    posix_spawn_file_actions_addopen(&actions, 2, at("err"), O_WRONLY | O_CREAT, 0o600)
    // env(1) changes the folder: posix_spawn can't, in standard C.
    let command = (folder.map { ["/usr/bin/env", "-C", $0] } ?? []) + [path] + arguments
    let words: [UnsafeMutablePointer<CChar>?] = command.map { word in
      let copy = UnsafeMutablePointer<CChar>.allocate(capacity: word.bytes.count + 1)
      for (index, byte) in (word.bytes + [0]).enumerated() { copy[index] = CChar(bitPattern: byte) }
      return copy
    }
    defer { for word in words { word?.deallocate() } }
    var process = pid_t()
    let failure = posix_spawn(&process, command[0].description, &actions, nil, words + [nil], environ)
    guard failure == 0 else { throw FileError("run", path.description, Errno(failure)) }
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0 {
      guard errno == EINTR else { throw FileError("wait for", path.description, Errno(errno)) }
    }
    let signal = status & 0x7F
    return Result(
      status: Int(signal == 0 ? (status >> 8) & 0xFF : 128 + signal), output: try scratch.read("out"),
      complaint: String(decoding: try scratch.read("err"), as: UTF8.self))
  }
}

private func realPath(_ path: String) throws -> Path {
  guard let resolved = realpath(path, nil) else { throw FileError("resolve", path, Errno(errno)) }
  defer { free(resolved) }
  return Path(String(cString: resolved))
}
