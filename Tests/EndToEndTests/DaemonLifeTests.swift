import Files
import Foundation
import Spool
import TestSupport
import Testing

@Suite("The daemon's life", .serialized, .waiting)
struct DaemonLifeTests {
  static let rule = """
    [[rule]]
    id = "test.line"
    """

  @Test("SIGTERM ends it with 0 and leaves the spool in order", arguments: [SIGTERM, SIGINT])
  func terminates(_ number: Int32) throws {
    let daemon = try DaemonHarness()
    try daemon.start()
    for number in 0..<300 { try daemon.drop("\(number).txt", "Text \(number).\n") }
    let process = try #require(daemon.process)
    daemon.signal(number)
    #expect(daemon.wait { !process.isRunning })
    #expect(process.terminationStatus == 0)
    #expect(try Audit.run(Path(daemon.spool.path)).findings == [])
    #expect(try daemon.text(".winnow/status.json").contains(#""state": "stopped""#))
  }

  @Test("A run that is to end leaves figures that say what waits then, and since when")
  func lastFigures() throws {
    let daemon = try DaemonHarness()
    for number in 0..<3 { try daemon.drop("\(number).txt", "\(number).\n") }
    #expect(try daemon.run() == 0)
    let metrics = try daemon.text(".winnow/metrics.prom")
    #expect(metrics.contains("winnow_waiting_documents 0\n"), "\(metrics)")
    #expect(metrics.contains("winnow_oldest_waiting_timestamp_seconds 0\n"), "\(metrics)")
    #expect(try daemon.text(".winnow/status.json").contains(#""oldest_waiting": null"#))
  }

  @Test("A run that is told to reload and to end at once leaves a status that says that it has ended")
  func reloadAndEnd() throws {
    let daemon = try DaemonHarness()
    let file = daemon.url("winnow.toml")
    try Data("settle = 1\n".utf8).write(to: file)
    try daemon.start(["--config", file.path])
    try Data("settle = 0.1\n".utf8).write(to: file)
    // Both in one wake.
    daemon.signal(SIGSTOP)
    daemon.signal(SIGHUP)
    daemon.signal(SIGTERM)
    daemon.signal(SIGCONT)
    #expect(try daemon.stop() == 0)
    #expect(try daemon.text(".winnow/status.json").contains(#""state": "stopped""#))
  }

  @Test("Work of the last run is said to be cut off only where that run was killed", arguments: [true, false])
  func recovered(isKilled: Bool) throws {
    let daemon = try DaemonHarness()
    if isKilled {
      try daemon.start()
      #expect(try daemon.wait { try daemon.text(".winnow/status.json").contains(#""state": "running""#) })
      daemon.kill()
    } else {
      #expect(try daemon.run() == 0)
    }
    try Data("Left.\n".utf8).write(to: daemon.url("work/0/left.txt"))
    #expect(try daemon.run() == 0)
    let said = "0 commits completed, 1 document taken up again"
    let run = isKilled ? "the last run was cut off" : "what the last run has left in work"
    #expect(daemon.log.contains("\(run): \(said)") && daemon.log.contains("cut off") == isKilled, "\(daemon.log)")
    #expect(daemon.files("archive") == ["left.txt"])
  }

  @Test("SIGHUP with broken rules keeps the old ones and says so; with good ones it counts a generation")
  func reload() throws {
    let daemon = try DaemonHarness()
    let rules = daemon.url("rules")
    try FileManager.default.createDirectory(at: rules, withIntermediateDirectories: true)
    let shipped = try #require(Self.shippedRules())
    let file = rules.appendingPathComponent("ads.toml")
    try FileManager.default.copyItem(at: shipped, to: file)
    try daemon.start(["--rules", rules.path])
    let good = try Data(contentsOf: file)
    try Data("[[rule]]\nid = \n".utf8).write(to: file)
    daemon.signal(SIGHUP)
    #expect(daemon.wait { daemon.log.contains("the rules stay as they were") && daemon.log.contains("ads.toml:2:") })
    try daemon.drop("still.txt", "Still cleaned.\n")
    #expect(daemon.wait { daemon.files("archive") == ["still.txt"] })
    try good.write(to: file)
    daemon.signal(SIGHUP)
    #expect(daemon.wait { daemon.log.contains("generation 2") })
    #expect(try daemon.stop() == 0)
  }

  @Test("A document whose pair was taken while its original could not be archived is not cleaned again after a reload")
  func takenBeforeReload() throws {
    let daemon = try DaemonHarness()
    let settings = daemon.url("winnow.toml")
    try Data("settle = 0.1\nrescan = 4\n".utf8).write(to: settings)
    try FileManager.default.createDirectory(at: daemon.url("inbox/news"), withIntermediateDirectories: true)
    // Files where its folder in the archive would be, under either name.
    for name in ["news", "news~folder"] { try Data().write(to: daemon.url("archive/\(name)")) }
    try daemon.start(["--config", settings.path])
    try daemon.drop("news/a.txt", "One.\n")
    #expect(daemon.wait { daemon.log.contains("'news/a.txt' stays in work") }, "\(daemon.log)")
    for name in ["a.json", "a.txt"] { try FileManager.default.removeItem(at: daemon.url("outbox/news/\(name)")) }
    for name in ["news", "news~folder"] { try FileManager.default.removeItem(at: daemon.url("archive/\(name)")) }
    try Data("settle = 0.2\nrescan = 4\n".utf8).write(to: settings)
    daemon.signal(SIGHUP)
    #expect(daemon.wait { daemon.log.contains("generation 2") })
    // It waits for its turn as it did before.
    #expect(!daemon.sees(within: 1.5) { daemon.files("archive") == ["news/a.txt"] }, "\(daemon.log)")
    #expect(daemon.wait { daemon.files("archive") == ["news/a.txt"] }, "\(daemon.log)")
    #expect(daemon.log.components(separatedBy: "stays in work").count == 2, "\(daemon.log)")
    #expect(daemon.files("outbox") == [] && daemon.files("failed") == [])
    // Who drops it again asks for it again.
    try daemon.drop("news/a.txt", "One.\n")
    #expect(daemon.wait { daemon.files("outbox") == ["news/a.json", "news/a.txt"] }, "\(daemon.log)")
    #expect(try daemon.stop() == 0)
  }

  @Test("At rest it wakes up for its timers alone, and holds little memory")
  func rest() throws {
    let daemon = try DaemonHarness()
    try daemon.start(["--rescan", "86400"])
    try daemon.drop("a.txt", "Text.\n")
    #expect(daemon.wait { daemon.files("archive") == ["a.txt"] })
    // The status file is written at most once a second; then nothing is left to do.
    sleep(3)
    let process = try #require(daemon.process).processIdentifier
    let before = try Self.wakeUps(process)
    sleep(3)
    #expect(try Self.wakeUps(process) == before)
    #expect(try Self.figure("VmRSS", "/proc/\(process)/status") < 64 << 10, "kB, of a debug build")
    #expect(try daemon.stop() == 0)
  }

  @Test("A second after the start it gives memory back, and cleans what comes then")
  func restsAfterStart() throws {
    let daemon = try DaemonHarness()
    try daemon.start()
    let process = try #require(daemon.process).processIdentifier
    // Against the most that it has held, for it grows yet after it is ready.
    let status = "/proc/\(process)/status"
    #expect(try daemon.wait { try Self.figure("VmRSS", status) < Self.figure("VmHWM", status) * 3 / 4 })
    try daemon.drop("a.txt", "Text.\n")
    #expect(daemon.wait { daemon.files("archive") == ["a.txt"] })
    #expect(try daemon.stop() == 0)
  }

  /// How often the process's threads have given the processor back by themselves.
  private static func wakeUps(_ process: Int32) throws -> Int {
    let threads = try FileManager.default.contentsOfDirectory(atPath: "/proc/\(process)/task")
    return try threads.reduce(0) { sum, thread in
      try sum + figure("voluntary_ctxt_switches", "/proc/\(process)/task/\(thread)/status")
    }
  }

  private static func figure(_ name: String, _ path: String) throws -> Int {
    let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
    let line = try #require(lines.first { $0.hasPrefix("\(name):") })
    return try #require(Int(line.split(whereSeparator: { !$0.isNumber }).last ?? ""))
  }

  @Test("Broken rules at the start are status 2")
  func brokenRules() throws {
    let daemon = try DaemonHarness()
    try FileManager.default.createDirectory(at: daemon.url("rules"), withIntermediateDirectories: true)
    try Data("[[rule]]\nid = \n".utf8).write(to: daemon.url("rules/broken.toml"))
    #expect(try daemon.run(["--once", "--rules", daemon.url("rules").path]) == 2)
  }

  @Test("A second daemon on a spool is refused")
  func second() throws {
    let daemon = try DaemonHarness()
    try daemon.start()
    let second = Process()
    let errors = Pipe()
    second.executableURL = DaemonHarness.products.appendingPathComponent("winnowd")
    second.arguments = ["--spool", daemon.spool.path, "--once"]
    second.standardError = errors
    try second.run()
    second.waitUntilExit()
    #expect(second.terminationStatus == 1)
    let said = String(decoding: try errors.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    #expect(said.contains("another winnowd works the spool"))
    #expect(try daemon.stop() == 0)
  }

  @Test(
    "A bad command line is status 2",
    arguments: [
      [], ["--spool"], ["--spool", "x", "--sync", "never"], ["--spool", "x", "--max-size", "64 parsecs"],
      ["--spool", "x", "--jobs", "0"], ["--spool", "x", "--nope"], ["--spool", "x", "operand"],
      ["--config", "/nonexistent.toml"],
    ])
  func usage(_ arguments: [String]) throws {
    let process = Process()
    process.executableURL = DaemonHarness.products.appendingPathComponent("winnowd")
    process.arguments = arguments
    process.standardError = Pipe()
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 2)
  }

  /// A rule file of the checkout that the tests were built in.
  private static func shippedRules() -> URL? {
    var folder = DaemonHarness.products
    while folder.path != "/" {
      let file = folder.appendingPathComponent("Rules/news-en/ads.toml")
      if FileManager.default.fileExists(atPath: file.path) { return file }
      folder.deleteLastPathComponent()
    }
    return nil
  }

  /// What standard error may lead to, with little room, and its reader's end.
  enum Way: String, CaseIterable {
    case pipe
    case socket

    func open() -> (reader: FileHandle, writer: FileHandle) {
      switch self {
      case .pipe:
        let pipe = Pipe()
        let setPipeSize: Int32 = 1_031
        #expect(fcntl(pipe.fileHandleForWriting.fileDescriptor, setPipeSize, 4_096) == 4_096)
        return (pipe.fileHandleForReading, pipe.fileHandleForWriting)
      case .socket:
        var ends: [Int32] = [-1, -1]
        #expect(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0, &ends) == 0)
        var room: Int32 = 4_096
        #expect(setsockopt(ends[1], SOL_SOCKET, SO_SNDBUF, &room, socklen_t(MemoryLayout<Int32>.size)) == 0)
        return (FileHandle(fileDescriptor: ends[0]), FileHandle(fileDescriptor: ends[1]))
      }
    }
  }

  @Test("Nobody waits for the end of a daemon whose last words nobody reads", arguments: Way.allCases)
  func unreadEnd(way: Way) throws {
    let daemon = try DaemonHarness()
    let (reader, writer) = way.open()
    let number = writer.fileDescriptor
    let flags = fcntl(number, F_GETFL)
    #expect(fcntl(number, F_SETFL, flags | O_NONBLOCK) == 0)
    while write(number, "x", 1) == 1 { continue }
    #expect(fcntl(number, F_SETFL, flags) == 0)
    let process = Process()
    process.executableURL = DaemonHarness.products.appendingPathComponent("winnowd")
    process.arguments = ["--spool", daemon.spool.path, "--nonsense"]
    process.standardError = writer
    try process.run()
    defer { kill(process.processIdentifier, SIGKILL) }
    #expect(daemon.wait(for: 10) { !process.isRunning })
    if !process.isRunning { #expect(process.terminationStatus == 2) }
    withExtendedLifetime(reader) {}
  }

  @Test(
    "Documents do not wait for whoever reads standard error, and what was not written is told of",
    arguments: Way.allCases)
  func stalledReader(way: Way) throws {
    let daemon = try DaemonHarness()
    let (reader, writer) = way.open()
    let process = Process()
    process.executableURL = DaemonHarness.products.appendingPathComponent("winnowd")
    process.arguments = ["--spool", daemon.spool.path, "--settle", "0", "--rescan", "2"]
    process.standardError = writer
    try process.run()
    defer { process.terminate() }
    let long = String(repeating: "x", count: 150)
    for number in 0..<40 {
      try daemon.drop("\(number)\(long).txt", "\(number)\n")
      try #require(daemon.wait { daemon.files("archive").count == number + 1 }, "\(number)")
    }
    // Once there is room the rest comes by itself: nothing is dropped meanwhile.
    let enough = "events were not written, as nobody read the lines before them\n"
    var said = ""
    let deadline = Date(timeIntervalSinceNow: 30)
    while !said.contains(enough), Date() < deadline {
      var room = pollfd(fd: reader.fileDescriptor, events: Int16(POLLIN), revents: 0)
      if poll(&room, 1, 1_000) == 1 { said += String(decoding: reader.availableData, as: UTF8.self) }
    }
    #expect(said.contains(enough), "\(said)")
    try daemon.drop("last.txt", "last\n")
    try #require(daemon.wait { daemon.files("archive").count == 41 })
    process.terminate()
    process.waitUntilExit()
    try writer.close()
    said += String(decoding: try reader.readToEnd() ?? Data(), as: UTF8.self)
    // Each behind its time, as 2026-11-30T09:14:36.042Z.
    let length = 25
    let lines = said.split(separator: "\n").map { $0.dropFirst(length) }
    #expect(lines.allSatisfy { $0.hasPrefix("winnowd: ") }, "\(said)")
    #expect(
      said.split(separator: "\n").allSatisfy { $0.prefix(length).hasSuffix("Z ") && $0.hasPrefix("20") }, "\(said)")
    #expect(lines.contains { $0.hasSuffix("events were not written, as nobody read the lines before them") }, "\(said)")
    #expect(lines.contains("winnowd: cleaned 'last.txt'"), "\(said)")
  }

  @Test("A status file that could not be written is made good once it can be, though nothing happens any more")
  func statusMadeGood() throws {
    let daemon = try DaemonHarness()
    try daemon.start(["--settle", "0"])
    let file = daemon.url(".winnow/status.json")
    try #require(daemon.wait { FileManager.default.fileExists(atPath: file.path) })
    try FileManager.default.removeItem(at: file)
    try FileManager.default.createDirectory(at: file, withIntermediateDirectories: false)
    try daemon.drop("a.txt", "One.\n")
    #expect(daemon.wait { daemon.log.contains("the status file is out of date") }, "\(daemon.log)")
    #expect(daemon.wait { daemon.files("archive") == ["a.txt"] }, "\(daemon.log)")
    try FileManager.default.removeItem(at: file)
    #expect(
      try daemon.wait {
        try FileManager.default.fileExists(atPath: file.path)
          && daemon.text(".winnow/status.json").contains("\"cleaned\": 1")
      })
    #expect(try daemon.stop() == 0)
  }

  @Test("status --watch tells no speed below nothing where the service has begun anew")
  func watchedRestart() throws {
    let daemon = try DaemonHarness()
    try daemon.start(["--settle", "0"])
    for number in 0..<30 { try daemon.drop("\(number).txt", "One.\n") }
    #expect(try daemon.wait { try daemon.text(".winnow/status.json").contains("\"cleaned\": 30") }, "\(daemon.log)")
    let said = daemon.url("said")
    _ = FileManager.default.createFile(atPath: said.path, contents: nil)
    let watch = Process()
    watch.executableURL = DaemonHarness.products.appendingPathComponent("winnow")
    watch.arguments = ["status", "--spool", daemon.spool.path, "--watch"]
    watch.standardOutput = try FileHandle(forWritingTo: said)
    try watch.run()
    defer {
      kill(watch.processIdentifier, SIGKILL)
      watch.waitUntilExit()
    }
    #expect(try daemon.wait { try daemon.text("said").contains("cleaned    30 since") })
    #expect(try daemon.stop() == 0)
    try daemon.start(["--settle", "0"])
    #expect(
      try daemon.wait { try daemon.text("said").contains("cleaned    0 since the service began, 0 a second now") })
    let text = try daemon.text("said")
    #expect(!text.contains(", -"), "\(text)")
    #expect(try daemon.stop() == 0)
  }
}
