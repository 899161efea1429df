import Foundation
import JSON
import Testing

/// What the service may not take: it runs as another user than the one whose folder the document stands in.
@Suite(
  "A document that permissions keep in the inbox", .serialized,
  .enabled(if: DaemonFaultTests.canChangeUser, "becoming another user takes root and setpriv"))
struct DaemonForbiddenTests {
  let daemon: DaemonHarness

  /// A spool of nobody's, with a folder in its inbox that is root's.
  init() throws {
    daemon = try DaemonHarness()
    try FileManager.default.createDirectory(at: daemon.url(".winnow"), withIntermediateDirectories: true)
    #expect(DaemonFaultTests.command("chown", "-R", "65534", daemon.spool.path) == 0)
    try FileManager.default.createDirectory(
      at: daemon.url("inbox/news"), withIntermediateDirectories: true, attributes: [.posixPermissions: 0o755])
    try daemon.drop("news/a.txt", "A.\n")
  }

  /// Starts the service as nobody.
  private func launch(_ arguments: [String]) throws -> Process {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    let winnowd = DaemonHarness.products.appendingPathComponent("winnowd").path
    process.arguments = ["setpriv", "--reuid=65534", "--clear-groups", winnowd, "--spool", daemon.spool.path] + arguments
    let errors = daemon.url("said")
    _ = FileManager.default.createFile(atPath: errors.path, contents: nil)
    process.standardError = try FileHandle(forWritingTo: errors)
    try process.run()
    return process
  }

  @Test("It waits in the metrics as in the status, at each moment, and since when")
  func counted() throws {
    let process = try launch(["--settle", "0.2", "--rescan", "1"])
    defer {
      kill(process.processIdentifier, SIGTERM)
      process.waitUntilExit()
    }
    #expect(try daemon.wait { try daemon.text("said").contains("it stays in the inbox") })
    func metric(_ name: String) throws -> Int? {
      let lines = try daemon.text(".winnow/metrics.prom").split(separator: "\n")
      return lines.first { $0.hasPrefix("winnow_\(name) ") }.flatMap { Int($0.split(separator: " ")[1]) }
    }
    let changed = time(nil)
    for _ in 0..<60 {
      #expect(try metric("waiting_documents") == 1)
      let since = try #require(try metric("oldest_waiting_timestamp_seconds"))
      #expect(changed - 60 < since && since <= changed)
      usleep(50_000)
    }
    // Others come and go.
    try daemon.drop("b.txt", "B.\n")
    #expect(DaemonFaultTests.command("chown", "65534", daemon.url("inbox/news").path) == 0)
    #expect(try daemon.wait { try metric("waiting_documents") == 0 })
    #expect(try metric("oldest_waiting_timestamp_seconds") == 0)
    #expect(daemon.wait { daemon.files("archive") == ["b.txt", "news/a.txt"] })
  }
}
