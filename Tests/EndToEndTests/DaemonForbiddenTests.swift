import Files
import Foundation
import JSON
import TestSupport
import Testing

/// What the service may not take: it runs as another user than the one whose folder the document stands in.
@Suite(
  "A document that permissions keep in the inbox", .serialized, .waiting,
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
    process.arguments =
      ["setpriv", "--reuid=65534", "--clear-groups", winnowd, "--spool", daemon.spool.path] + arguments
    let errors = daemon.url("said")
    _ = FileManager.default.createFile(atPath: errors.path, contents: nil)
    process.standardError = try FileHandle(forWritingTo: errors)
    try process.run()
    return process
  }

  @Test("The folder that a file system has at its top is no reason for a run to fail", arguments: [true, false])
  func ofTheFileSystem(isAtTop: Bool) throws {
    #expect(DaemonFaultTests.command("chown", "-R", "65534", daemon.url("inbox").path) == 0)
    let own = daemon.url(isAtTop ? "inbox/lost+found" : "inbox/news/lost+found")
    try FileManager.default.createDirectory(
      at: own, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
    let process = try launch(["--settle", "0", "--once"])
    process.waitUntilExit()
    #expect(process.terminationStatus == (isAtTop ? 0 : 1))
    #expect(try daemon.text("said").contains("lost+found") != isAtTop)
    #expect(daemon.files("archive") == ["news/a.txt"])
  }

  @Test("The status names it with what forbids it, and the log says what to do")
  func named() throws {
    let process = try launch(["--settle", "0.2", "--rescan", "1"])
    defer {
      kill(process.processIdentifier, SIGTERM)
      process.waitUntilExit()
    }
    #expect(try daemon.wait { try daemon.text("said").contains("no sticky bit") })
    func status() -> String {
      do {
        return try Program("winnow").run(["status", "--spool", .init(daemon.spool.path)]).text
      } catch {
        return "\(error)"
      }
    }
    #expect(daemon.wait { status().contains("news/a.txt can't be taken: ") }, "\(status())")
    #expect(status().contains("Permission denied"))
    let audit = try Program("winnow").run(["audit", "--spool", .init(daemon.spool.path)]).text
    #expect(audit.contains("1 waiting, 1 of them can't be taken"), "\(audit)")
    // Once its folder is the service's it is taken, and named no more.
    #expect(DaemonFaultTests.command("chown", "65534", daemon.url("inbox/news").path) == 0)
    #expect(daemon.wait { daemon.files("archive") == ["news/a.txt"] })
    #expect(daemon.wait { !status().contains("can't be taken") }, "\(status())")
  }

  @Test("A folder that can't be looked into is in the status and the metrics, until it can")
  func closedFolder() throws {
    try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: daemon.url("inbox/news").path)
    let process = try launch(["--settle", "0.2", "--rescan", "1"])
    defer {
      kill(process.processIdentifier, SIGTERM)
      process.waitUntilExit()
    }
    func tells(_ lines: Bool) throws -> Bool {
      let spool = Path(daemon.spool.path)
      let text = try Program("winnow").run(["status", "--spool", spool]).text
      let json = try JSONValue(parsing: Program("winnow").run(["status", "--spool", spool, "--json"]).output)
      guard FileManager.default.fileExists(atPath: daemon.url(".winnow/metrics.prom").path) else { return false }
      let metrics = try daemon.text(".winnow/metrics.prom")
      return text.contains("news is out of reach: cannot open the folder '\(daemon.url("inbox/news").path)': ") == lines
        && json["out_of_reach"]?.array?.isEmpty == !lines
        && metrics.contains("winnow_untaken_entries \(lines ? 1 : 0)\n")
    }
    #expect(try daemon.wait { try tells(true) })
    // It stays so from one look to the next.
    for _ in 0..<20 {
      #expect(try tells(true))
      usleep(100_000)
    }
    try FileManager.default.createDirectory(
      at: daemon.url("inbox/gone"), withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
    #expect(try daemon.wait { try daemon.text(".winnow/metrics.prom").contains("winnow_untaken_entries 2\n") })
    try FileManager.default.removeItem(at: daemon.url("inbox/gone"))
    #expect(try daemon.wait { try tells(true) })
    #expect(DaemonFaultTests.command("chown", "65534", daemon.url("inbox/news").path) == 0)
    #expect(daemon.wait { daemon.files("archive") == ["news/a.txt"] })
    #expect(try daemon.wait { try tells(false) })
  }

  @Test("Since when it waits is told anew after each look, also where nothing else has changed")
  func oldest() throws {
    let process = try launch(["--settle", "0.2", "--rescan", "1"])
    defer {
      kill(process.processIdentifier, SIGTERM)
      process.waitUntilExit()
    }
    func since() throws -> Int {
      let lines = try daemon.text(".winnow/metrics.prom").split(separator: "\n")
      let line = lines.first { $0.hasPrefix("winnow_oldest_waiting_timestamp_seconds ") }
      return line.flatMap { Int($0.split(separator: " ")[1]) } ?? 0
    }
    #expect(try daemon.wait { try daemon.text("said").contains("stays in the inbox") && since() > 0 })
    usleep(2_500_000)
    let earlier = try since()
    #expect(DaemonFaultTests.command("chmod", "640", daemon.url("inbox/news/a.txt").path) == 0)
    #expect(try daemon.wait(for: 10) { try since() > earlier })
  }

  @Test("It waits in the metrics as in the status, at each moment, and since when")
  func counted() throws {
    let process = try launch(["--settle", "0.2", "--rescan", "1"])
    defer {
      kill(process.processIdentifier, SIGTERM)
      process.waitUntilExit()
    }
    func metric(_ name: String) throws -> Int? {
      let lines = try daemon.text(".winnow/metrics.prom").split(separator: "\n")
      return lines.first { $0.hasPrefix("winnow_\(name) ") }.flatMap { Int($0.split(separator: " ")[1]) }
    }
    // What is said is in the figures a moment later.
    #expect(
      try daemon.wait {
        try daemon.text("said").contains("stays in the inbox") && metric("waiting_documents") == 1
      })
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

  @Test("A run that is to end says so and exits with 1", arguments: [0o755, 0o700])
  func once(mode: Int) throws {
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: daemon.url("inbox/news").path)
    try daemon.drop("b.txt", "B.\n")
    let process = try launch(["--once", "--settle", "0"])
    process.waitUntilExit()
    let said = try daemon.text("said")
    #expect(process.terminationStatus == 1, "\(said)")
    let what = mode == 0o700 ? "something waits" : "1 document waits"
    #expect(said.contains("winnowd: \(what) in the inbox: cannot "), "\(said)")
    #expect(said.contains("left 'news/a.txt' in the inbox: it can't be taken") == (mode == 0o755), "\(said)")
    #expect(daemon.files("archive") == ["b.txt"] && daemon.files("inbox") == ["news/a.txt"])
  }

  @Test("A run that is to end leaves what is only being written, and exits with 0")
  func beingWritten() throws {
    #expect(DaemonFaultTests.command("chown", "-R", "65534", daemon.url("inbox/news").path) == 0)
    let writer = try daemon.writer("inbox/news/a.txt")
    let process = try launch(["--once", "--settle", "0"])
    process.waitUntilExit()
    let said = try daemon.text("said")
    #expect(process.terminationStatus == 0, "\(said)")
    #expect(daemon.files("inbox") == ["news/a.txt"])
    withExtendedLifetime(writer) {}
  }
}
