import Files
import Foundation
import TestSupport
import Testing

/// What people do otherwise than the guide tells them to.
@Suite("The daemon says what is not as it should be", .serialized, .waiting)
struct DaemonMistakeTests {
  let daemon: DaemonHarness

  init() throws { daemon = try DaemonHarness() }

  private func status() -> String {
    do {
      return try Program("winnow").run(["status", "--spool", .init(daemon.spool.path)]).text
    } catch {
      return "\(error)"
    }
  }

  private func audit() -> String {
    do {
      return try Program("winnow").run(["audit", "--spool", .init(daemon.spool.path)]).text
    } catch {
      return "\(error)"
    }
  }

  @Test("A spool that is named with slashes at its end is made all the same, and looked at", arguments: ["/", "//"])
  func slashes(ending: String) throws {
    let folder = try TemporaryFolder()
    let made = try Program("winnowd").run(["--spool", Path("new\(ending)"), "--once"], in: folder.path)
    #expect(made.status == 0, "\(made.complaint)")
    let status = try Program("winnow").run(["status", "--spool", Path("new\(ending)")], in: folder.path)
    #expect(status.status == 0, "\(status.complaint)")
    let inbox = try Program("winnow").run(["status", "--spool", Path("new/inbox\(ending)")], in: folder.path)
    #expect(inbox.status == 1 && inbox.complaint.contains("did you mean 'new'?"), "\(inbox.complaint)")
  }

  // MARK: Sidecars

  @Test("A sidecar that comes after its document was taken is set aside, told of, and not the next one's")
  func lateSidecar() throws {
    try daemon.start(["--settle", "0.1"])
    try daemon.drop("a.txt", "One.\n")
    #expect(daemon.wait { daemon.files("archive") == ["a.txt"] })
    try daemon.drop("a.txt.meta.json", #"{"source": "first.example"}"#)
    #expect(daemon.wait { daemon.files("inbox") == ["a.txt.meta.json.late~"] }, "\(daemon.log)")
    #expect(daemon.wait { daemon.log.contains("'a.txt.meta.json' came after its document was taken") }, "\(daemon.log)")
    #expect(status().contains("came after its document was taken: a.txt.meta.json.late~"), "\(status())")
    #expect(audit().contains("1 sidecar too late"), "\(audit())")
    try daemon.drop("a.txt", "Two.\n")
    #expect(daemon.wait { daemon.files("archive").count == 2 })
    #expect(daemon.files("archive").allSatisfy { !$0.hasSuffix(".meta.json") })
    #expect(try daemon.stop() == 0)
  }

  @Test("A sidecar that its next document follows soon is that one's, and one whose document had one already is kept")
  func nextSidecar() throws {
    try daemon.start(["--settle", "0.1"])
    try daemon.drop("a.txt", "One.\n")
    try daemon.drop("b.txt.meta.json", #"{"source": "first.example"}"#)
    try daemon.drop("b.txt", "One.\n")
    #expect(daemon.wait { daemon.files("archive").count == 3 })
    try daemon.drop("a.txt.meta.json", #"{"source": "second.example"}"#)
    try daemon.drop("b.txt.meta.json", #"{"source": "second.example"}"#)
    sleep(1)
    try daemon.drop("a.txt", "Two.\n")
    #expect(daemon.wait { daemon.files("archive").count == 5 })
    sleep(11)
    #expect(daemon.files("inbox") == ["b.txt.meta.json"] && !daemon.log.contains("came after"), "\(daemon.log)")
    #expect(try daemon.stop() == 0)
  }

  @Test("Without markers a file that ends as one does is published, and told of where its document is beside it")
  func unwantedMarker() throws {
    try daemon.start(["--settle", "0.1"])
    try daemon.drop("a.txt", "One.\n")
    try daemon.drop("a.txt.done", "")
    try daemon.drop("other.done", "Two.\n")
    #expect(daemon.wait { daemon.files("archive") == ["a.txt", "a.txt.done", "other.done"] }, "\(daemon.log)")
    #expect(daemon.wait { daemon.log.contains("'a.txt.done' is taken for a document") }, "\(daemon.log)")
    #expect(!daemon.log.contains("'other.done' is taken"))
    #expect(try daemon.stop() == 0)
  }

  @Test("With markers one without its document is named")
  func loneMarker() throws {
    try daemon.start(["--settle", "0.1", "--marker"])
    try daemon.drop("c.txt", "One.\n")
    try daemon.drop("c.done", "")
    #expect(daemon.wait { status().contains("c.done waits for its document c\n") }, "\(status())")
    #expect(try daemon.stop() == 0)
  }

  // MARK: Pairs

  @Test(
    "A document that comes again while its text is gone or altered gets a pair, once",
    arguments: [[], ["--originals", "delete"]], [true, false])
  func spoiltText(arguments: [String], isGone: Bool) throws {
    try daemon.write("inbox/a.txt", "One.\n")
    #expect(try daemon.run(["--once", "--settle", "0"] + arguments) == 0)
    let text = daemon.url("outbox/a.txt")
    if isGone { try FileManager.default.removeItem(at: text) } else { try Data("x\n".utf8).write(to: text) }
    let left = isGone ? ["a.json"] : ["a.json", "a.txt"]
    for isAgain in [false, true] {
      try daemon.write("inbox/a.txt", "One.\n")
      #expect(try daemon.run(["--once", "--settle", "0"] + arguments) == 0)
      let new = daemon.files("outbox").filter { !left.contains($0) }
      #expect(new.count == 2 && new.allSatisfy { $0.hasPrefix("a~") }, "\(daemon.files("outbox"))")
      let name = try #require(new.first { $0.hasSuffix(".txt") })
      #expect(try daemon.text("outbox/\(name)") == "One.\n")
      let why = isGone ? "the text of its record 'a.json' is gone" : "the text of its record 'a.json' was altered"
      #expect(daemon.log.contains(isAgain ? "has its pair already" : why), "\(daemon.log)")
    }
    #expect(audit().contains("; 1 finding\n"), "\(audit())")
  }

  // MARK: The service

  @Test("Its own folder, or its lock, is made anew where somebody removes it", arguments: [".winnow", ".winnow/lock"])
  func removedLock(name: String) throws {
    try daemon.start(["--settle", "0.1", "--rescan", "2"])
    try FileManager.default.removeItem(at: daemon.url(name))
    try daemon.drop("a.txt", "One.\n")
    #expect(daemon.wait { FileManager.default.fileExists(atPath: daemon.url(".winnow/lock").path) }, "\(daemon.log)")
    #expect(daemon.wait { daemon.files("archive") == ["a.txt"] })
    #expect(daemon.wait { status().contains("running (process") }, "\(status())")
    #expect(try daemon.stop() == 0)
  }

  @Test("It ends where another has taken the spool meanwhile, and says so")
  func lockOfAnother() throws {
    let first = try daemon.start(["--settle", "0.1", "--rescan", "2"])
    // As fast as nobody is: the first has no time to make it anew.
    kill(first.processIdentifier, SIGSTOP)
    try FileManager.default.removeItem(at: daemon.url(".winnow"))
    let second = Process()
    second.executableURL = first.executableURL
    second.arguments = ["--spool", daemon.spool.path, "--settle", "0.1"]
    second.standardError = FileHandle.nullDevice
    try second.run()
    defer { kill(second.processIdentifier, SIGKILL) }
    #expect(daemon.wait { FileManager.default.fileExists(atPath: daemon.url(".winnow/status.json").path) })
    kill(first.processIdentifier, SIGCONT)
    #expect(daemon.wait { !first.isRunning }, "\(daemon.log)")
    #expect(daemon.log.contains("another winnowd works the spool"), "\(daemon.log)")
    #expect(second.isRunning)
    try daemon.drop("a.txt", "One.\n")
    #expect(daemon.wait { daemon.files("archive") == ["a.txt"] })
    #expect(status().contains("running (process \(second.processIdentifier))"), "\(status())")
  }

  @Test("A second after a reload it gives memory back")
  func restsAfterReload() throws {
    try daemon.start()
    let process = try #require(daemon.process).processIdentifier
    func resident() throws -> Int { try Self.figure("VmRSS", "/proc/\(process)/status") }
    #expect(try daemon.wait { try resident() < Self.figure("VmHWM", "/proc/\(process)/status") * 3 / 4 })
    let before = try resident()
    daemon.signal(SIGHUP)
    #expect(daemon.wait { daemon.log.contains("generation 2") })
    // Before it gives memory back it holds more than twice as much; what it holds then is some code more or less.
    let isSmall = try daemon.wait { try resident() < before * 3 / 2 }
    let after = try resident()
    #expect(isSmall, "\(after) kB, \(before) kB before")
    #expect(try daemon.stop() == 0)
  }

  private static func figure(_ name: String, _ file: String) throws -> Int {
    let line = try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n").first { $0.hasPrefix(name) }
    return try #require(line?.split(whereSeparator: { !$0.isNumber }).first.flatMap { Int($0) })
  }

  @Test("Signals that mean nothing to it end nothing", arguments: [SIGUSR1, SIGUSR2])
  func otherSignals(_ number: Int32) throws {
    // As a shell starts it, and not as the tests' runner, which may have signals ignored or blocked.
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    let winnowd = DaemonHarness.products.appendingPathComponent("winnowd").path
    process.arguments = ["--default-signal", winnowd, "--spool", daemon.spool.path, "--settle", "0.1"]
    process.standardError = FileHandle.nullDevice
    try process.run()
    #expect(daemon.wait { FileManager.default.fileExists(atPath: daemon.url(".winnow/status.json").path) })
    kill(process.processIdentifier, number)
    try daemon.drop("a.txt", "One.\n")
    #expect(daemon.wait { daemon.files("archive") == ["a.txt"] })
    kill(process.processIdentifier, SIGTERM)
    process.waitUntilExit()
    #expect(process.terminationReason == .exit && process.terminationStatus == 0)
  }

  @Test(
    "A reload by somebody who may not signal it says who may",
    .enabled(if: DaemonFaultTests.canChangeUser, "becoming another user takes root and setpriv"))
  func forbiddenReload() throws {
    try daemon.start()
    #expect(daemon.wait { FileManager.default.fileExists(atPath: daemon.url(".winnow/status.json").path) })
    #expect(DaemonFaultTests.command("chmod", "-R", "a+rX", daemon.spool.path) == 0)
    let winnow = try Program("winnow").path
    let result = try Program(at: "/usr/bin/setpriv").run(
      ["--reuid=65534", "--clear-groups", winnow, "reload", "--spool", .init(daemon.spool.path)])
    #expect(
      result.status == 1 && result.complaint.contains("help: do it as root, or as the service's user"), "\(result)")
    #expect(try daemon.stop() == 0)
  }

  @Test("It works without standard error")
  func withoutStandardError() throws {
    let winnowd = DaemonHarness.products.appendingPathComponent("winnowd").path
    try daemon.write("inbox/a.txt", "One.\n")
    let shell = Process()
    shell.executableURL = URL(fileURLWithPath: "/bin/sh")
    shell.arguments = ["-c", "exec '\(winnowd)' --spool '\(daemon.spool.path)' --once --settle 0 2>&-"]
    try shell.run()
    shell.waitUntilExit()
    #expect(shell.terminationStatus == 0)
    try daemon.expectComplete(["a.txt": "One.\n"])
  }

  @Test("A service whose program has another name is found by its lock")
  func renamed() throws {
    let program = daemon.url("cleaner")
    try FileManager.default.copyItem(at: DaemonHarness.products.appendingPathComponent("winnowd"), to: program)
    let process = Process()
    process.executableURL = program
    process.arguments = ["--spool", daemon.spool.path, "--rules", Self.rules]
    let errors = daemon.url("said")
    _ = FileManager.default.createFile(atPath: errors.path, contents: nil)
    process.standardError = try FileHandle(forWritingTo: errors)
    try process.run()
    defer {
      kill(process.processIdentifier, SIGTERM)
      process.waitUntilExit()
    }
    #expect(try daemon.wait { try daemon.text("said").contains("watching") || !process.isRunning })
    let result = try Program("winnow").run(["reload", "--spool", .init(daemon.spool.path)])
    #expect(result.status == 0 && result.text.contains("in force"), "\(result.text) \(result.complaint)")
  }

  private static let rules = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("Rules/news-en").path
}
