import Files
import Foundation
import Glibc
import JSON
import Spool
import TestSupport
import Testing

@Suite("Disks that are full, folders that are many", .serialized, .waiting)
struct DaemonFaultTests {
  /// Runs a command; its exit status.
  @discardableResult
  static func command(_ words: String...) -> Int32 {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = words
    process.standardError = FileHandle.nullDevice
    do { try process.run() } catch { return -1 }
    process.waitUntilExit()
    return process.terminationStatus
  }

  @Test(
    "A full file system pauses the daemon, which says so and goes on within 10 seconds of space",
    .enabled(if: canMount, "mounting takes root, and a system that allows it"),
    arguments: [("size=700k", "size=20m"), ("size=20m,nr_inodes=200", "nr_inodes=10000")])
  func full(_ small: String, _ large: String) throws {
    let daemon = try DaemonHarness()
    try FileManager.default.createDirectory(at: daemon.url("inbox"), withIntermediateDirectories: true)
    try #require(Self.command("mount", "-t", "tmpfs", "-o", small, "tmpfs", daemon.spool.path) == 0)
    defer {
      daemon.kill()
      Self.command("umount", daemon.spool.path)
    }
    try FileManager.default.createDirectory(at: daemon.url("inbox"), withIntermediateDirectories: true)
    var documents: [String: String] = [:]
    try daemon.start(["--settle", "0"])
    // Nobody can create it once the disk is full.
    #expect(FileManager.default.fileExists(atPath: daemon.url(".winnow/status.json").path))
    for number in 0..<120 {
      let text = String(repeating: "Document \(number).\n", count: 90)
      do { try daemon.drop("\(number).txt", text) } catch { continue }
      documents["\(number).txt"] = text
    }
    #expect(daemon.wait { daemon.log.contains("everything waits: ") && daemon.log.contains("No space left") })
    #expect(try daemon.wait { try daemon.text(".winnow/status.json").contains(#""state": "paused""#) })
    Self.command("mount", "-o", "remount,\(large)", daemon.spool.path)
    #expect(daemon.wait(for: 12) { daemon.files("archive").count == documents.count })
    for name in daemon.files("inbox") { try FileManager.default.removeItem(at: daemon.url("inbox/\(name)")) }
    #expect(daemon.log.components(separatedBy: "everything waits").count == 2)
    #expect(try daemon.stop() == 0)
    try daemon.expectComplete(documents)
    #expect(try Audit.run(Path(daemon.spool.path)).findings == [])
  }

  @Test(
    "A start without a free inode waits, says so, and goes on by itself",
    .enabled(if: canMount, "mounting takes root, and a system that allows it"), arguments: [false, true])
  func noInodes(isNew: Bool) throws {
    let daemon = try DaemonHarness()
    let options = "size=20m,nr_inodes=60"
    try #require(Self.command("mount", "-t", "tmpfs", "-o", options, "tmpfs", daemon.spool.path) == 0)
    defer {
      daemon.kill()
      Self.command("umount", daemon.spool.path)
    }
    if isNew {
      try FileManager.default.createDirectory(at: daemon.url("inbox"), withIntermediateDirectories: true)
    } else {
      #expect(try daemon.run() == 0)
    }
    try daemon.drop("a.txt", "One.\n")
    for number in 0..<60 { _ = FileManager.default.createFile(atPath: daemon.url(".\(number)").path, contents: nil) }
    let process = try daemon.start(["--settle", "0"], waits: false)
    #expect(daemon.wait { daemon.log.contains("everything waits: ") && daemon.log.contains("No space left") })
    if !isNew {
      #expect(try daemon.wait { try daemon.text(".winnow/status.json").contains(#""state": "paused""#) })
    }
    #expect(!daemon.sees(within: 3) { !process.isRunning }, "\(daemon.log)")
    Self.command("mount", "-o", "remount,nr_inodes=1000", daemon.spool.path)
    #expect(daemon.wait(for: 12) { daemon.files("archive") == ["a.txt"] }, "\(daemon.log)")
    #expect(daemon.log.components(separatedBy: "everything waits").count == 2)
    #expect(try daemon.stop() == 0)
    #expect(try Audit.run(Path(daemon.spool.path)).findings == [])
  }

  @Test(
    "A start that waits for room ends when it is told to",
    .enabled(if: canMount, "mounting takes root, and a system that allows it"))
  func endsWithoutInodes() throws {
    let daemon = try DaemonHarness()
    try #require(Self.command("mount", "-t", "tmpfs", "-o", "nr_inodes=2", "tmpfs", daemon.spool.path) == 0)
    defer {
      daemon.kill()
      Self.command("umount", daemon.spool.path)
    }
    try daemon.start(waits: false)
    #expect(daemon.wait { daemon.log.contains("everything waits: ") }, "\(daemon.log)")
    #expect(try daemon.stop() == 0)
  }

  @Test(
    "A folder of the outbox on another file system stops no document but those that belong there",
    .enabled(if: canMount, "mounting takes root, and a system that allows it"))
  func mountedBelow() throws {
    let daemon = try DaemonHarness()
    for folder in ["inbox/news", "outbox/news"] {
      try FileManager.default.createDirectory(at: daemon.url(folder), withIntermediateDirectories: true)
    }
    try #require(Self.command("mount", "-t", "tmpfs", "tmpfs", daemon.url("outbox/news").path) == 0)
    defer {
      daemon.kill()
      Self.command("umount", daemon.url("outbox/news").path)
    }
    try daemon.start(["--settle", "0"])
    try daemon.drop("news/a.txt", "One.\n")
    try daemon.drop("b.txt", "Two.\n")
    #expect(daemon.wait(for: 40) { daemon.files("failed").contains("news/a.txt") }, "\(daemon.log)")
    #expect(daemon.wait { daemon.files("archive") == ["b.txt"] })
    #expect(try daemon.text("failed/news/a.txt.reason.json").contains("place"))
    try daemon.drop("c.txt", "Three.\n")
    #expect(daemon.wait { daemon.files("archive").contains("c.txt") })
    #expect(try daemon.stop() == 0)
  }

  @Test("A consumer that takes pairs and removes emptied folders at once never makes the service wait")
  func eagerConsumer() throws {
    let daemon = try DaemonHarness()
    try FileManager.default.createDirectory(at: daemon.url("inbox/a/b"), withIntermediateDirectories: true)
    try daemon.start(["--settle", "0"])
    let consumer = Process()
    consumer.executableURL = URL(fileURLWithPath: "/bin/bash")
    consumer.arguments = [
      "-c", "cd \"$1\" && while :; do rm -f a/b/*.json; rm -f a/b/*.txt; rmdir a/b a; done 2>/dev/null", "bash",
      daemon.url("outbox").path,
    ]
    consumer.standardOutput = FileHandle.nullDevice
    consumer.standardError = FileHandle.nullDevice
    try consumer.run()
    defer { Glibc.kill(consumer.processIdentifier, SIGKILL) }
    for number in 0..<400 { try daemon.drop("a/b/\(number).txt", "Document \(number).\n") }
    #expect(daemon.wait(for: 60) { daemon.files("archive").count == 400 }, "\(daemon.log)")
    #expect(!daemon.log.contains("everything waits"), "\(daemon.log)")
    #expect(try daemon.stop() == 0)
  }

  /// Whether file systems can be mounted, asked by doing it: in a container root alone does not say so.
  static let canMount: Bool = {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("mount-\(UUID().uuidString)").path
    guard mkdir(folder, 0o700) == 0 else { return false }
    defer { rmdir(folder) }
    return command("mount", "-t", "tmpfs", "tmpfs", folder) == 0 && command("umount", folder) == 0
  }()

  static let canInject = geteuid() == 0 && command("strace", "-V") == 0

  @Test(
    "A document that can't be read while its server is away waits, and does not fail",
    .enabled(if: canInject, "putting errors into the service's calls takes root and strace"))
  func stale() throws {
    let daemon = try DaemonHarness()
    let mend = try daemon.startFailing(daemon.url("work/0").path, "openat2:error=ESTALE")
    defer { mend() }
    try daemon.drop("a.txt", "One.\n")
    // Long enough for as many tries as a document that can't be read has.
    #expect(!daemon.sees(within: 10) { !daemon.files("failed").isEmpty }, "\(daemon.log)")
    #expect(daemon.files("work") == ["0/a.txt"])
    // Once a minute, however often it is tried.
    #expect(daemon.log.components(separatedBy: "'a.txt' waits in work: ").count == 2, "\(daemon.log)")
    mend()
    #expect(daemon.wait { daemon.files("archive") == ["a.txt"] }, "\(daemon.log)")
    #expect(try daemon.stop() == 0)
  }

  @Test(
    "A document whose pair is out does not fail where it can't be read any more",
    .enabled(if: canInject, "putting errors into the service's calls takes root and strace"))
  func unreadablePlaced() throws {
    let daemon = try DaemonHarness()
    try daemon.drop("a.txt", "One.\n")
    #expect(try daemon.run() == 0)
    // As a kill leaves it before the record has its place.
    let id = try #require(try daemon.record("a.json")["id"]?.string)
    for (name, target) in [("archive/a.txt", "work/0/a.txt"), ("outbox/a.json", "outbox/.tmp/\(id).json")] {
      try FileManager.default.moveItem(at: daemon.url(name), to: daemon.url(target))
    }
    let winnowd = DaemonHarness.products.appendingPathComponent("winnowd").path
    #expect(
      Self.command(
        "timeout", "60", "strace", "-f", "-qq", "-o", "/dev/null", "-P", daemon.url("work/0/a.txt").path, "-P",
        daemon.url("work/1/a.txt").path, "-e", "inject=read,pread64:error=EIO", winnowd, "--spool",
        daemon.spool.path, "--once", "--settle", "0") == 1)
    #expect(daemon.files("outbox") == ["a.json", "a.txt"])
    #expect(daemon.files("failed").isEmpty && daemon.files("work") == ["0/a.txt"])
    #expect(try daemon.run() == 0)
    #expect(daemon.files("archive") == ["a.txt"] && daemon.files("work").isEmpty)
  }

  @Test(
    "A document that can't be read fails where a kill has left it only if it is not the one that a record stands for",
    .enabled(if: canInject, "putting errors into the service's calls takes root and strace"),
    arguments: [("read,pread64:error=EIO", 0), ("openat2:error=EACCES", 0), ("openat2:error=EACCES", 3)], [true, false])
  func unreadablePublished(fault: (inject: String, level: Int), isAnother: Bool) throws {
    let (inject, level) = fault
    let daemon = try DaemonHarness()
    try daemon.drop("a.txt", "One.\n")
    #expect(try daemon.run() == 0)
    try FileManager.default.moveItem(at: daemon.url("archive/a.txt"), to: daemon.url("work/\(level)/a.txt"))
    if isAnother { try Data("Another.\n".utf8).write(to: daemon.url("work/\(level)/a.txt")) }
    // Calls that open it know its name alone; those that read it have it open.
    let paths = inject.hasPrefix("open") ? ["a.txt"] : (0...1).map { daemon.url("work/\($0)/a.txt").path }
    let winnowd = DaemonHarness.products.appendingPathComponent("winnowd").path
    #expect(
      Self.command(
        "timeout", "60", "strace", "-f", "-qq", "-o", "/dev/null", "-P", paths[0], "-P", paths[paths.count - 1], "-e",
        "inject=\(inject)", winnowd, "--spool", daemon.spool.path, "--once", "--settle", "0") == (isAnother ? 0 : 1))
    #expect(daemon.files("outbox") == ["a.json", "a.txt"] && daemon.files("archive").isEmpty)
    #expect(daemon.files("failed") == (isAnother ? ["a.txt", "a.txt.reason.json"] : []))
    #expect(daemon.files("work") == (isAnother ? [] : ["\(level)/a.txt"]))
    #expect(try daemon.run() == 0)
    #expect(daemon.files("archive") == (isAnother ? [] : ["a.txt"]) && daemon.files("outbox").count == 2)
  }

  @Test(
    "A document that can't leave the folder where it was tried alone goes to failed from there",
    .enabled(if: canMount, "mounting takes root, and a system that allows it"))
  func notLowered() throws {
    let daemon = try DaemonHarness()
    for folder in ["work/0/news", "work/1/news"] {
      try FileManager.default.createDirectory(at: daemon.url(folder), withIntermediateDirectories: true)
    }
    try Data("One.\n".utf8).write(to: daemon.url("work/1/news/a.txt"))
    try #require(Self.command("mount", "-t", "tmpfs", "tmpfs", daemon.url("work/0/news").path) == 0)
    defer { Self.command("umount", daemon.url("work/0/news").path) }
    #expect(try daemon.run() == 0)
    #expect(daemon.files("work").isEmpty, "\(daemon.log)")
    #expect(daemon.files("failed") == ["news/a.txt", "news/a.txt.reason.json"])
  }

  @Test(
    "A document that can't be looked at once is looked at again soon",
    .enabled(if: canInject, "putting errors into the service's calls takes root and strace"),
    arguments: ["EIO", "EMFILE", "ESTALE"])
  func lookFails(error: String) throws {
    let daemon = try DaemonHarness()
    try Data("One.\n".utf8).write(to: daemon.url("a.txt"))
    let mend = try daemon.startFailing("a.txt", "openat2:error=\(error):when=1")
    defer { mend() }
    // A link is nothing that is closed, so its looks decide.
    try FileManager.default.linkItem(at: daemon.url("a.txt"), to: daemon.url("inbox/a.txt"))
    #expect(daemon.wait { daemon.log.contains("waits: cannot ") }, "\(daemon.log)")
    #expect(daemon.wait(for: 8) { daemon.files("archive") == ["a.txt"] }, "\(daemon.log)")
    #expect(try daemon.stop() == 0)
  }

  @Test(
    "A document that can't be looked at for good keeps nothing waiting, not even the end",
    .enabled(if: canInject, "putting errors into the service's calls takes root and strace"),
    arguments: ["EIO", "ESTALE"])
  func looksFail(error: String) throws {
    let daemon = try DaemonHarness()
    for name in ["a.txt", "b.txt"] { try daemon.drop(name, "\(name)\n") }
    let winnowd = DaemonHarness.products.appendingPathComponent("winnowd").path
    let script = """
      exec timeout 30 strace -f -qq -o /dev/null -P a.txt -e inject=openat2:error="$2" \
        "$0" --spool "$1" --once --settle 0 2>"$1/said"
      """
    #expect(Self.command("bash", "-c", script, winnowd, daemon.spool.path, error) == 1)
    #expect(daemon.files("inbox") == ["a.txt"] && daemon.files("archive") == ["b.txt"])
    let said = try daemon.text("said")
    #expect(said.contains("\nwinnowd: 1 document waits in the inbox: cannot open "), "\(said)")
    #expect(said.contains("'a.txt' waits: ") && said.contains("left 'a.txt'"), "\(said)")
    #expect(!said.contains("everything waits"), "\(said)")
  }

  @Test("More folders than a process may have open files are no fault")
  func manyFolders() throws {
    let daemon = try DaemonHarness()
    var documents: [String: String] = [:]
    for number in 0..<600 {
      let name = "folder \(number)/below/document.txt"
      try FileManager.default.createDirectory(
        at: daemon.url("inbox/\(name)").deletingLastPathComponent(), withIntermediateDirectories: true)
      documents[name] = "Document \(number).\n"
      try daemon.drop(name, documents[name] ?? "")
    }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = [
      "-c", "ulimit -n 400; exec \"$0\" --spool \"$1\" --once --settle 0",
      DaemonHarness.products.appendingPathComponent("winnowd").path, daemon.spool.path,
    ]
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    try daemon.expectComplete(documents)
  }

  @Test("Where the system starts no thread beside the first, documents are cleaned all the same")
  func fewThreads() throws {
    let daemon = try DaemonHarness()
    var documents: [String: String] = [:]
    for number in 0..<150 { documents["\(number).txt"] = "Document \(number).\n" }
    for (name, text) in documents { try daemon.drop(name, text) }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/bash")
    // A thread's stack is as large as the limit of the first one's.
    process.arguments = [
      "-c", "ulimit -s 4000000 -v 2000000; exec \"$0\" --spool \"$1\" --jobs 8 --once --settle 0",
      DaemonHarness.products.appendingPathComponent("winnowd").path, daemon.spool.path,
    ]
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    try daemon.expectComplete(documents)
  }

  @Test(
    "An inbox on another file system works", .enabled(if: canMount, "mounting takes root, and a system that allows it"))
  func otherFileSystem() throws {
    let daemon = try DaemonHarness()
    try #require(Self.command("mount", "-t", "tmpfs", "tmpfs", daemon.url("inbox").path) == 0)
    defer {
      daemon.kill()
      Self.command("umount", daemon.url("inbox").path)
    }
    let documents = ["a.txt": "One.\n", "sub/b.txt": "Two.\n"]
    try FileManager.default.createDirectory(at: daemon.url("inbox/sub"), withIntermediateDirectories: true)
    for (name, text) in documents { try daemon.drop(name, text) }
    try daemon.drop("large.txt", "More than six bytes.\n")
    #expect(try daemon.run(["--once", "--settle", "0", "--max-size", "6"]) == 0)
    #expect(daemon.files("failed") == ["large.txt", "large.txt.reason.json"])
    #expect(daemon.files("archive").contains("a.txt") && daemon.files("archive").contains("sub/b.txt"))
    #expect(try Audit.run(Path(daemon.spool.path)).findings == [])
  }

  @Test(
    "A disk error in an earlier work folder leaves no document to be cleaned without its sidecar",
    .enabled(if: canInject, "putting errors into the service's calls takes root and strace"), arguments: 1...3)
  func earlierWork(call: Int) throws {
    let daemon = try DaemonHarness()
    #expect(try daemon.run() == 0)
    let earlier = daemon.url("inbox/.work/0/n")
    try FileManager.default.createDirectory(at: earlier, withIntermediateDirectories: true)
    try Data("One.\n".utf8).write(to: earlier.appendingPathComponent("a.txt"))
    try Data("{\"n\": 1}".utf8).write(to: earlier.appendingPathComponent("a.txt.meta.json"))
    let winnowd = DaemonHarness.products.appendingPathComponent("winnowd").path
    let trace = daemon.url("trace")
    Self.command(
      "strace", "-f", "-qq", "-o", trace.path, "-P", earlier.path, "-e", "trace=getdents64", "-e",
      "inject=getdents64:error=EIO:when=\(call)", winnowd, "--spool", daemon.spool.path, "--once", "--settle", "0")
    #expect(try String(contentsOf: trace, encoding: .utf8).contains("INJECTED"))
    // It is tried again.
    #expect(daemon.files("archive") == ["n/a.txt", "n/a.txt.meta.json"])
    let record = try JSONValue(parsing: Array(Data(contentsOf: daemon.url("outbox/n/a.json"))))
    #expect(record["document"]?["n"]?.integer == 1)
  }

  static let canChangeUser = geteuid() == 0 && command("setpriv", "--reuid=65534", "--clear-groups", "true") == 0

  @Test(
    "Somebody else's folder inbox/.work stops no start but where it is needed, and then says what to do",
    .enabled(if: canChangeUser, "becoming another user takes root and setpriv"),
    .enabled(if: canMount, "mounting takes root, and a system that allows it"), arguments: [false, true])
  func foreignWork(isNeeded: Bool) throws {
    let daemon = try DaemonHarness()
    if isNeeded { try #require(Self.command("mount", "-t", "tmpfs", "tmpfs", daemon.url("inbox").path) == 0) }
    defer { if isNeeded { Self.command("umount", daemon.url("inbox").path) } }
    try daemon.drop("a.txt", "A.\n")
    let script = """
      chown -R 65534 "$1"; mkdir -m 700 "$1/inbox/.work"
      setpriv --reuid=65534 --clear-groups "$0" --spool "$1" --once --settle 0 || exit
      # The tools see past it, too, wherever work is.
      mv "$1/work" "$1/elsewhere"; ln -s elsewhere "$1/work"
      exec setpriv --reuid=65534 --clear-groups "$2" status --spool "$1" >&2
      """
    let process = Process()
    let errors = Pipe()
    process.executableURL = URL(fileURLWithPath: "/bin/bash")
    let winnowd = DaemonHarness.products.appendingPathComponent("winnowd").path
    let winnow = DaemonHarness.products.appendingPathComponent("winnow").path
    process.arguments = ["-c", script, winnowd, daemon.spool.path, winnow]
    process.standardError = errors
    try process.run()
    let said = String(decoding: try errors.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == (isNeeded ? 1 : 0), "\(said)")
    #expect(said.contains(isNeeded ? "move it away" : "inbox/.work' can't be taken up"), "\(said)")
    #expect(daemon.files(isNeeded ? "inbox" : "archive") == ["a.txt"])
  }
}
