import Files
import Foundation
import JSON
import Spool
import TestSupport
import Testing

/// A disk that has gone bad in one place stops what needs that place, and nothing else.
@Suite(
  "A damaged file or folder keeps back its own documents alone", .serialized, .waiting,
  .enabled(if: DaemonFaultTests.canInject, "putting errors into the service's calls takes root and strace"))
struct DaemonDamageTests {
  let daemon: DaemonHarness

  init() throws { daemon = try DaemonHarness() }

  /// Runs the daemon to its end with errors in its calls on a path or name, which it must have met; what it said.
  @discardableResult
  private func run(_ path: String, _ inject: String, status: Int32 = 0) throws -> String {
    let winnowd = DaemonHarness.products.appendingPathComponent("winnowd").path
    let script = """
      exec timeout 60 strace -f -qq -o "$1/trace" -P "$2" -e inject="$3" \
        "$0" --spool "$1" --once --settle 0 2>"$1/said"
      """
    #expect(DaemonFaultTests.command("bash", "-c", script, winnowd, daemon.spool.path, path, inject) == status)
    #expect(try daemon.text("trace").contains("INJECTED"))
    return try daemon.text("said")
  }

  /// Another `a.txt`, while the record of the first can't be read: it waits, and others go through.
  private func dropAnotherThatWaitsAlone() throws {
    try daemon.drop("a.txt", "Another.\n")
    #expect(daemon.wait { daemon.log.contains("'a.txt' waits in work: ") }, "\(daemon.log)")
    for name in ["b", "c"] {
      try daemon.drop("\(name).txt", "\(name)\n")
      #expect(daemon.wait(for: 5) { daemon.files("archive").contains("\(name).txt") }, "\(daemon.log)")
    }
  }

  @Test(
    "A record that can't be read keeps back the documents of its name, which neither fail nor are published twice",
    arguments: ["openat2", "newfstatat"])
  func record(call: String) throws {
    try daemon.drop("a.txt", "One.\n")
    #expect(try daemon.run() == 0)
    let mend = try daemon.startFailing("a.json", "\(call):error=EIO")
    defer { mend() }
    try dropAnotherThatWaitsAlone()
    #expect(daemon.files("work") == ["0/a.txt"] && daemon.files("failed").isEmpty)
    mend()
    #expect(daemon.wait { daemon.files("work").isEmpty }, "\(daemon.log)")
    #expect(!daemon.log.contains("everything waits"), "\(daemon.log)")
    #expect(try daemon.stop() == 0)
    #expect(daemon.files("failed").isEmpty && daemon.files("outbox").count == 8)
    #expect(try Audit.run(Path(daemon.spool.path)).findings == [])
  }

  /// Whether a folder can be made one where files may only be added, asked by doing it.
  private static let canAddOnly: Bool = {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("append-\(UUID().uuidString)").path
    guard mkdir(folder, 0o700) == 0 else { return false }
    defer { rmdir(folder) }
    return DaemonFaultTests.command("chattr", "+a", folder) == 0
      && DaemonFaultTests.command("chattr", "-a", folder) == 0
  }()

  @Test(
    "An outbox where files may only be added is none where nothing can be put, whatever can't be read in it",
    .enabled(if: canAddOnly, "'chattr +a' takes root, and a file system that knows it"))
  func recordInAppendOnlyOutbox() throws {
    try daemon.drop("a.txt", "One.\n")
    #expect(try daemon.run() == 0)
    let outbox = daemon.url("outbox").path
    try #require(DaemonFaultTests.command("chattr", "+a", outbox) == 0)
    defer { #expect(DaemonFaultTests.command("chattr", "-a", outbox) == 0) }
    let mend = try daemon.startFailing("a.json", "openat2:error=EIO")
    defer { mend() }
    try dropAnotherThatWaitsAlone()
    #expect(!daemon.log.contains("everything waits"), "\(daemon.log)")
  }

  @Test("A document that stays in work until its record can be read is done then, and not only at the next start")
  func decidedLater() throws {
    try daemon.drop("a.txt", "One.\n")
    #expect(try daemon.run() == 0)
    let mend = try daemon.startFailing("a.json", "openat2:error=EIO", arguments: ["--rescan", "1"])
    defer { mend() }
    try daemon.drop("a.txt", "One.\n")
    #expect(daemon.wait(for: 30) { daemon.log.contains("'a.txt' stays in work: its pair may be out") }, "\(daemon.log)")
    // It has been tried again since, and nothing more is said of it.
    #expect(!daemon.sees(within: 4) { daemon.files("work").isEmpty || !daemon.files("failed").isEmpty })
    mend()
    #expect(daemon.wait(for: 10) { daemon.files("work").isEmpty }, "\(daemon.log)")
    #expect(daemon.log.components(separatedBy: "stays in work").count == 2, "\(daemon.log)")
    #expect(try daemon.stop() == 0)
    #expect(daemon.files("archive") == ["a.txt"] && daemon.files("outbox").count == 2)
  }

  @Test("A document that a kill has left in work is not made a second time while its record can't be read")
  func recordOfLeftover() throws {
    try daemon.drop("a.txt", "One.\n")
    #expect(try daemon.run() == 0)
    try FileManager.default.moveItem(at: daemon.url("archive/a.txt"), to: daemon.url("work/0/a.txt"))
    try daemon.drop("b.txt", "b\n")
    let said = try run("a.json", "openat2:error=EIO", status: 1)
    #expect(!said.contains("everything waits"))
    // The last line says what stays, and why.
    #expect(
      said.split(separator: "\n").last?.hasPrefix(
        "winnowd: 1 document stays in work: 'a.txt': its pair may be out; cannot open ") == true, "\(said)")
    #expect(daemon.files("work") == ["0/a.txt"] && daemon.files("archive") == ["b.txt"])
    #expect(daemon.files("failed").isEmpty && daemon.files("outbox").count == 4)
    #expect(try daemon.run() == 0)
    #expect(daemon.files("archive") == ["a.txt", "b.txt"] && daemon.files("outbox").count == 4)
  }

  @Test("An outbox where nothing can be read or put makes everything wait, and no document fails for it")
  func wholeOutbox() throws {
    try daemon.drop("a.txt", "One.\n")
    #expect(try daemon.run() == 0)
    let mend = try daemon.startFailing(daemon.url("outbox").path, "newfstatat,renameat2:error=EIO")
    defer { mend() }
    try daemon.drop("a.txt", "Another.\n")
    #expect(daemon.wait { daemon.log.contains("everything waits: ") }, "\(daemon.log)")
    #expect(
      try daemon.wait {
        let status = try daemon.text(".winnow/status.json")
        return status.contains(#""state": "paused""#) && status.contains(#""in_work": 1,"#)
      })
    mend()
    #expect(daemon.wait { daemon.files("archive").count == 2 }, "\(daemon.log)")
    #expect(try daemon.stop() == 0)
    #expect(daemon.files("failed").isEmpty && daemon.files("outbox").count == 4)
  }

  @Test(
    "A text or a temporary record that can't be read after a crash stops no start",
    arguments: ["outbox/a.txt", "outbox/.tmp/ID.json"])
  func cutCommit(damaged: String) throws {
    try daemon.drop("a.txt", "One.\n")
    #expect(try daemon.run() == 0)
    let id = try #require(try daemon.record("a.json")["id"]?.string)
    for (name, target) in [("archive/a.txt", "work/0/a.txt"), ("outbox/a.json", "outbox/.tmp/\(id).json")] {
      try FileManager.default.moveItem(at: daemon.url(name), to: daemon.url(target))
    }
    try daemon.drop("b.txt", "b\n")
    let path = daemon.url(damaged.replacingOccurrences(of: "ID", with: id)).path
    try run(path, "read,pread64:error=EIO:when=1")
    #expect(daemon.files("archive") == ["a.txt", "b.txt"])
    #expect(daemon.files("outbox").filter { $0.hasSuffix(".json") }.count == 2)
    #expect(daemon.files("work").isEmpty && daemon.files("failed").isEmpty)
  }

  @Test(
    "A folder in work that can't be looked into stops no start, and what is in it is taken up once it can",
    arguments: [("openat", "EIO"), ("openat2", "EACCES"), ("getdents64", "EIO")], [0, 1])
  func folderInWork(fault: (call: String, error: String), level: Int) throws {
    for folder in ["work/\(level)/news", "work/0/news", "work/0/empty", "work/3/empty"] {
      try FileManager.default.createDirectory(at: daemon.url(folder), withIntermediateDirectories: true)
    }
    let hidden = daemon.url("work/\(level)/news")
    try Data("One.\n".utf8).write(to: hidden.appendingPathComponent("a.txt"))
    try Data("{\"n\": 1}".utf8).write(to: daemon.url("work/0/news/a.txt.meta.json"))
    try daemon.drop("b.txt", "b\n")
    // The call that opens it knows its name alone.
    let said = try run(fault.call == "openat2" ? "news" : hidden.path, "\(fault.call):error=\(fault.error)", status: 1)
    #expect(said.contains("\nwinnowd: something waits in 'news' in work: cannot "), "\(said)")
    #expect(said.contains("what is in 'news' in work waits: "), "\(said)")
    // At the end it tells what it could not tidy up, and of nothing else.
    #expect(said.contains("empty folders may stay in work: cannot "), "\(said)")
    #expect(!said.contains("status file"), "\(said)")
    for folder in ["work/0/empty", "work/3/empty"] {
      #expect(!FileManager.default.fileExists(atPath: daemon.url(folder).path))
    }
    #expect(daemon.files("archive") == ["b.txt"] && daemon.files("failed").isEmpty && daemon.files("inbox").isEmpty)
    #expect(daemon.files("work") == ["0/news/a.txt.meta.json", "\(level)/news/a.txt"].sorted())
    #expect(try daemon.run() == 0)
    #expect(daemon.files("archive") == ["b.txt", "news/a.txt", "news/a.txt.meta.json"])
    #expect(try daemon.record("news/a.json")["document"]?["n"]?.integer == 1)
  }

  @Test("What is in a folder in work that could not be looked into is taken up while the service runs")
  func folderSeenLater() throws {
    let hidden = daemon.url("work/0/news")
    try FileManager.default.createDirectory(at: hidden, withIntermediateDirectories: true)
    try Data("One.\n".utf8).write(to: hidden.appendingPathComponent("a.txt"))
    try Data("{\"n\": 1}".utf8).write(to: hidden.appendingPathComponent("a.txt.meta.json"))
    let winnowd = DaemonHarness.products.appendingPathComponent("winnowd").path
    let script = """
      exec timeout 60 strace -D -f -qq -o /dev/null -P "$2" -e inject=getdents64:error=EIO:when=1..3 \
        "$0" --spool "$1" --rescan 1 --settle 0 2>"$1/said"
      """
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/bash")
    process.arguments = ["-c", script, winnowd, daemon.spool.path, hidden.path]
    try process.run()
    defer { process.terminate() }
    #expect(daemon.wait { daemon.files("archive") == ["news/a.txt", "news/a.txt.meta.json"] })
    #expect(try daemon.text("said").contains("what is in 'news' in work waits: "))
    #expect(try daemon.record("news/a.json")["document"]?["n"]?.integer == 1)
  }

  /// A document and its sidecar in a folder of an earlier work folder, and a document in another one.
  private func leaveInEarlierWork() throws -> URL {
    #expect(try daemon.run() == 0)
    let damaged = daemon.url("inbox/.work/0/n")
    for folder in ["n", "m"] {
      let folder = daemon.url("inbox/.work/0/\(folder)")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try Data("\(folder.lastPathComponent)\n".utf8).write(to: folder.appendingPathComponent("a.txt"))
    }
    try Data("{\"n\": 1}".utf8).write(to: damaged.appendingPathComponent("a.txt.meta.json"))
    return damaged
  }

  /// What can't be done a few times: look into the folder, examine what is in it, or move the sidecar, or its document, with
  /// the sidecar's way back or without.
  static let faultsOfEarlierWork = [
    "getdents64:error=EIO:when=1..5", "newfstatat:error=EIO:when=1..3", "renameat2:error=EIO:when=1..3",
    "renameat2:error=EIO:when=2", "renameat2:error=EIO:when=2..5",
  ]

  @Test(
    "A folder of an earlier work folder where something fails waits alone, is told of once, and is taken up once it can be",
    arguments: faultsOfEarlierWork)
  func earlierWork(inject: String) throws {
    let damaged = try leaveInEarlierWork()
    try daemon.drop("b.txt", "b\n")
    let winnowd = DaemonHarness.products.appendingPathComponent("winnowd").path
    let script = """
      exec timeout 60 strace -D -f -qq -o /dev/null -P "$2" -e inject="$3" \
        "$0" --spool "$1" --rescan 1 --settle 0 2>"$1/said"
      """
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/bash")
    process.arguments = ["-c", script, winnowd, daemon.spool.path, damaged.path, inject]
    try process.run()
    defer { process.terminate() }
    let all = ["b.txt", "m/a.txt", "n/a.txt", "n/a.txt.meta.json"]
    #expect(daemon.wait(for: 30) { daemon.files("archive") == all }, "\(daemon.files("archive"))")
    let said = try daemon.text("said")
    #expect(!said.contains("everything waits"), "\(said)")
    #expect(said.components(separatedBy: "can't be taken up").count == 2, "\(said)")
    #expect(try daemon.record("n/a.json")["document"]?["n"]?.integer == 1)
    #expect(daemon.files("failed").isEmpty && daemon.files("outbox").count == 6)
  }

  @Test(
    "A run that is to end does so without what is in an earlier work folder and can't be had",
    arguments: ["getdents64:error=EIO", "renameat2:error=EIO", "renameat2:error=EIO:when=2+"])
  func earlierWorkForGood(inject: String) throws {
    let damaged = try leaveInEarlierWork()
    try daemon.drop("b.txt", "b\n")
    let said = try run(damaged.path, inject, status: 1)
    #expect(!said.contains("everything waits"), "\(said)")
    let waits = inject.hasPrefix("getdents64") ? "something waits" : "1 document waits"
    let last = said.split(separator: "\n").last ?? ""
    #expect(last.hasPrefix("winnowd: \(waits) in '") && last.contains("/.work/0/n': cannot "), "\(said)")
    #expect(daemon.files("archive") == ["b.txt", "m/a.txt"] && daemon.files("failed").isEmpty)
    #expect(daemon.files("inbox").isEmpty && daemon.files("outbox").count == 4)
    #expect(try daemon.run() == 0)
    #expect(daemon.files("archive") == ["b.txt", "m/a.txt", "n/a.txt", "n/a.txt.meta.json"])
    #expect(try daemon.record("n/a.json")["document"]?["n"]?.integer == 1)
  }

  @Test("A stop does not wait for documents whose claims fail slowly")
  func slowClaims() throws {
    let names = (0..<12).map { "slow \($0).txt" }
    let mend = try daemon.startFailing(names, ["renameat2:error=EIO:delay_enter=1000000"])
    defer { mend() }
    for name in names { try daemon.drop(name, "\(name)\n") }
    // The first is tried, and all others wait for their turn.
    usleep(1_500_000)
    let begin = MonotonicClock.now
    #expect(try daemon.stop() == 0)
    #expect(MonotonicClock.now - begin < 5_000_000_000)
    #expect(daemon.files("inbox").count == 12)
  }
}
