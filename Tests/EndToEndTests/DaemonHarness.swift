import Digest
import Files
import Foundation
import JSON
import TestSupport
import Testing

/// A spool in a temporary folder, and the built daemon to run on it.
final class DaemonHarness {
  let spool: URL
  private(set) var process: Process?
  private var errors: URL {
    spool.deletingLastPathComponent().appendingPathComponent("errors-\(spool.lastPathComponent)")
  }

  init() throws {
    spool = FileManager.default.temporaryDirectory.appendingPathComponent("winnow-\(UUID().uuidString)")
    for folder in ["inbox", "outbox", "archive", "failed", "work"] {
      try FileManager.default.createDirectory(at: url(folder), withIntermediateDirectories: true)
    }
  }

  deinit {
    kill()
    for leftover in [spool, errors] {
      do { try FileManager.default.removeItem(at: leftover) } catch { continue }
    }
  }

  /// The folder that the built programs stand in: the test bundle's own.
  static var products: URL {
    var url = URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath()
    while url.path != "/", !FileManager.default.isExecutableFile(atPath: url.appendingPathComponent("winnowd").path) {
      url.deleteLastPathComponent()
    }
    return url
  }

  func url(_ path: String) -> URL { spool.appendingPathComponent(path) }

  /// Starts the daemon and waits until it is ready.
  @discardableResult
  func start(_ arguments: [String] = [], waits: Bool = true, environment: [String: String] = [:]) throws -> Process {
    let process = Process()
    process.executableURL = DaemonHarness.products.appendingPathComponent("winnowd")
    process.arguments = ["--spool", spool.path] + arguments
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    _ = FileManager.default.createFile(atPath: errors.path, contents: nil)
    process.standardError = try FileHandle(forWritingTo: errors)
    try process.run()
    self.process = process
    if waits {
      try #require(wait { self.log.contains("watching") || !process.isRunning }, "the daemon never got ready: \(log)")
    }
    return process
  }

  /// Runs the daemon to its end and gives its exit status.
  func run(_ arguments: [String] = ["--once", "--settle", "0"]) throws -> Int32 {
    let process = try start(arguments, waits: false)
    try #require(wait(for: 60) { !process.isRunning }, "the daemon never ended: \(log)")
    return process.terminationStatus
  }

  /// What the daemon has said since it was started.
  var log: String {
    do { return String(decoding: try Data(contentsOf: errors), as: UTF8.self) } catch { return "" }
  }

  func signal(_ number: Int32) {
    if let process, process.isRunning { Foundation.kill(process.processIdentifier, number) }
  }

  func kill() {
    signal(SIGKILL)
    process?.waitUntilExit()
    process = nil
  }

  /// Ends the daemon in order; its exit status.
  func stop() throws -> Int32 {
    let process = try #require(process)
    signal(SIGTERM)
    try #require(wait { !process.isRunning }, "the daemon did not end: \(log)")
    self.process = nil
    return process.terminationStatus
  }

  /// Looks every few milliseconds until something holds.
  func wait(for seconds: Double = 20, until holds: () throws -> Bool) rethrows -> Bool {
    let end = Date().addingTimeInterval(seconds * Patience.factor)
    while Date() < end {
      if try holds() { return true }
      usleep(5_000)
    }
    return try holds()
  }

  /// Looks for a time, which no patience makes longer, whether something comes about that must not.
  func sees(within seconds: Double, _ holds: () throws -> Bool) rethrows -> Bool {
    try wait(for: seconds / Patience.factor, until: holds)
  }

  /// Writes a file under a private name and renames it into the inbox.
  func drop(_ name: String, _ text: String) throws {
    let folder = name.lastIndex(of: "/").map { name[...$0] } ?? ""
    let partial = "inbox/\(folder).\(UUID().uuidString)"
    try write(partial, text)
    guard rename(url(partial).path, url("inbox/\(name)").path) == 0 else { throw CocoaError(.fileWriteUnknown) }
  }

  /// Makes a file where it is to be, as one who writes it by hand.
  func write(_ path: String, _ text: String) throws {
    try Directory.open(Path(spool.path)).put(Path(path), Array(text.utf8))
  }

  /// Opens a file for writing at its end, and makes it where there is none; no program that is started meanwhile inherits
  /// it, see ``Directory/put(_:_:)``.
  func writer(_ path: String) throws -> FileHandle {
    let number = open(url(path).path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
    guard number >= 0 else { throw CocoaError(.fileWriteUnknown) }
    return FileHandle(fileDescriptor: number, closeOnDealloc: true)
  }

  /// Names of visible files below a folder, relative to it, sorted.
  func files(_ folder: String) -> [String] {
    let root = url(folder)
    guard let walk = FileManager.default.enumerator(atPath: root.path) else { return [] }
    var names: [String] = []
    for case let name as String in walk {
      var isFolder: ObjCBool = false
      let exists = FileManager.default.fileExists(
        atPath: root.appendingPathComponent(name).path, isDirectory: &isFolder)
      if exists, !isFolder.boolValue, !name.split(separator: "/").contains(where: { $0.hasPrefix(".") }) {
        names.append(name)
      }
    }
    return names.sorted()
  }

  func text(_ path: String) throws -> String { String(decoding: try Data(contentsOf: url(path)), as: UTF8.self) }

  func record(_ name: String) throws -> JSONValue {
    try JSONValue(parsing: Array(Data(contentsOf: url("outbox/\(name)"))))
  }

  /// Checks, apart from the spool's own audit, that every dropped document is in one final place: a pair whose text has
  /// the stated hash, and its original archived with the stated hash.
  func expectComplete(_ documents: [String: String], sourceLocation: SourceLocation = #_sourceLocation) throws {
    var found: [String: Int] = [:]
    for name in files("outbox") where name.hasSuffix(".json") {
      let record = try record(name)
      let folder = (name as NSString).deletingLastPathComponent
      let textName = try #require(record["text"]?["path"]?.string)
      let text = try Data(contentsOf: url("outbox").appendingPathComponent(folder).appendingPathComponent(textName))
      #expect(SHA256.digest(Array(text)) == record["text"]?["sha256"]?.string, sourceLocation: sourceLocation)
      found[try #require(record["source"]?["sha256"]?.string), default: 0] += 1
    }
    for (name, text) in documents {
      let hash = SHA256.digest(Array(text.utf8))
      #expect(found[hash] == 1, "\(name) has \(found[hash] ?? 0) pairs", sourceLocation: sourceLocation)
    }
    let texts = files("outbox").filter { $0.hasSuffix(".txt") }
    #expect(texts.count == documents.count, sourceLocation: sourceLocation)
    let archived = try files("archive").map { SHA256.digest(Array(try Data(contentsOf: url("archive/\($0)")))) }
    #expect(
      Set(archived) == Set(documents.values.map { SHA256.digest(Array($0.utf8)) }), sourceLocation: sourceLocation)
    #expect(archived.count == documents.count, sourceLocation: sourceLocation)
    #expect(files("inbox").isEmpty && files("work").isEmpty && files("failed").isEmpty, sourceLocation: sourceLocation)
  }
}
