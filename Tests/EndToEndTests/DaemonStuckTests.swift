import Files
import Foundation
import Spool
import TestSupport
import Testing

/// What stands in a spool by mistake, by malice, or since a fault, must stop nothing but itself.
@Suite("One bad entry, or a folder that has gone, stops nothing else", .serialized, .waiting)
struct DaemonStuckTests {
  let daemon: DaemonHarness

  init() throws { daemon = try DaemonHarness() }

  /// Drops a document and expects its pair.
  private func expectWork(_ name: String, for seconds: Double = 20, at here: SourceLocation = #_sourceLocation) throws {
    try daemon.drop("\(name).txt", "\(name).\n")
    #expect(
      daemon.wait(for: seconds) { daemon.files("outbox").contains("\(name).json") }, "\(daemon.log)",
      sourceLocation: here)
  }

  static let farTimes = [10_413_792_000, -2_000_000_000]

  @Test("A file whose time is hundreds of years away is a document as any other", arguments: farTimes)
  func farTime(seconds: Int) throws {
    try daemon.drop("far.txt", "Far.\n")
    let time = timespec(tv_sec: seconds, tv_nsec: 999_999_999)
    #expect(utimensat(AT_FDCWD, daemon.url("inbox/far.txt").path, [time, time], 0) == 0)
    #expect(try daemon.run() == 0, "\(daemon.log)")
    try daemon.drop("far.txt", "Far and again.\n")
    #expect(utimensat(AT_FDCWD, daemon.url("inbox/far.txt").path, [time, time], 0) == 0)
    #expect(try StatusReader(Path(daemon.spool.path)).read().waiting == 1)
    #expect(daemon.files("outbox") == ["far.json", "far.txt"])
  }

  @Test("A document a thousand folders deep is cleaned, and the next start needs no more open files than any other")
  func deep() throws {
    var folder = ""
    for _ in 0..<1_000 { folder += "a/" }
    let script = """
      cd "$1/inbox" && mkdir -p "$2" && cd "$2" && echo Deep. >a.txt && cd "$1" && ulimit -n 128 &&
      "$0" --spool "$1" --once --settle 0 && "$0" --spool "$1" --once --settle 0
      """
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/bash")
    let winnowd = DaemonHarness.products.appendingPathComponent("winnowd").path
    process.arguments = ["-c", script, winnowd, daemon.spool.path, folder]
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    #expect(try StatusReader(Path(daemon.spool.path)).read().pairs == 1)
  }

  @Test("Folders where only files should be do not keep it from starting")
  func folders() throws {
    for folder in ["outbox/.tmp/folder", "failed/x.reason.json", "work/0"] {
      try FileManager.default.createDirectory(at: daemon.url(folder), withIntermediateDirectories: true)
    }
    try Data("Left by a crash.\n".utf8).write(to: daemon.url("work/0/left.txt"))
    #expect(symlink("/etc/passwd", daemon.url("failed/y.reason.json").path) == 0)
    try daemon.drop("a.txt", "A.\n")
    #expect(try daemon.run() == 0, "\(daemon.log)")
    #expect(daemon.files("outbox") == ["a.json", "a.txt", "left.json", "left.txt"])
  }

  @Test("A socket that has a record's name is a name that is taken, and no more")
  func socketAsRecord() throws {
    try FileManager.default.createDirectory(at: daemon.url("outbox"), withIntermediateDirectories: true)
    let number = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(number) }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let path = Array(daemon.url("outbox/a.json").path.utf8)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path) }
    let bound = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(number, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    try #require(bound == 0)
    try daemon.drop("a.txt", "A.\n")
    #expect(try daemon.run() == 0, "\(daemon.log)")
    #expect(daemon.files("archive") == ["a.txt"])
  }

  @Test("Folders that it makes are the group's where the group takes or gives, and its own elsewhere")
  func modes() throws {
    let script = "umask 007; rm -rf \"$1\"/*; mkdir -p \"$1/inbox/sub\"; echo A. >\"$1/inbox/sub/a.txt\"; "
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/bash")
    let winnowd = DaemonHarness.products.appendingPathComponent("winnowd").path
    process.arguments = ["-c", script + "exec \"$0\" --spool \"$1\" --once --settle 0", winnowd, daemon.spool.path]
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    let spool = try Directory.open(Path(daemon.spool.path))
    for (folder, mode) in [
      ("outbox", 0o770), ("outbox/sub", 0o770), ("failed", 0o770), ("archive", 0o750), ("archive/sub", 0o750),
      ("work", 0o750), (".winnow", 0o750), ("outbox/.tmp", 0o750),
    ] as [(Path, UInt32)] {
      #expect(try spool.status(folder)?.mode == mode, "\(folder)")
    }
  }

  @Test("A document that has no place in the archive keeps no other waiting while it is tried again")
  func noPlace() throws {
    try FileManager.default.createDirectory(at: daemon.url("inbox/news"), withIntermediateDirectories: true)
    // Files where its folder in the archive would be, under either name.
    for name in ["news", "news~folder"] { try Data().write(to: daemon.url("archive/\(name)")) }
    try daemon.start()
    try expectWork("before")
    for name in ["a", "b", "c"] { try daemon.drop("news/\(name).txt", "\(name).\n") }
    for number in 0..<30 {
      try expectWork("\(number)", for: 1.5)
      usleep(50_000)
    }
    #expect(!daemon.log.contains("everything waits"), "\(daemon.log)")
    #expect(daemon.wait { daemon.log.components(separatedBy: "stays in work").count == 4 }, "\(daemon.log)")
    // What is in its way goes while it is tried.
    try daemon.drop("news/d.txt", "d.\n")
    #expect(daemon.wait { daemon.files("outbox").contains("news/d.json") })
    for name in ["news", "news~folder"] { try FileManager.default.removeItem(at: daemon.url("archive/\(name)")) }
    #expect(daemon.wait { daemon.files("archive").contains("news/d.txt") }, "\(daemon.log)")
    #expect(try daemon.stop() == 0)
    // The next start tries all of them again.
    #expect(try daemon.run() == 0)
    #expect(daemon.files("work") == [] && daemon.files("failed") == [])
    #expect(daemon.files("archive").count == 35 && daemon.files("outbox").count == 70)
  }

  @Test("A document that stays in work and that somebody takes away is counted no more")
  func takenAway() throws {
    try FileManager.default.createDirectory(at: daemon.url("inbox/news"), withIntermediateDirectories: true)
    for name in ["news", "news~folder"] { try Data().write(to: daemon.url("archive/\(name)")) }
    try daemon.start(["--rescan", "1", "--settle", "0"])
    for name in ["a", "b"] { try daemon.drop("news/\(name).txt", "\(name).\n") }
    #expect(daemon.wait(for: 40) { daemon.log.components(separatedBy: "stays in work").count == 3 }, "\(daemon.log)")
    #expect(try daemon.wait { try daemon.text(".winnow/status.json").contains(#""in_work": 2,"#) })
    #expect(try daemon.wait { try daemon.text(".winnow/metrics.prom").contains("winnow_parked_documents 2\n") })
    let status = try Program("winnow").run(["status", "--spool", Path(daemon.spool.path)]).text
    #expect(status.contains("in work    2\n           news/a.txt stays: cannot "), "\(status)")
    try FileManager.default.removeItem(at: daemon.url("work/0/news/a.txt"))
    #expect(try daemon.wait(for: 5) { try daemon.text(".winnow/status.json").contains(#""in_work": 1,"#) })
    #expect(try daemon.wait { try daemon.text(".winnow/metrics.prom").contains("winnow_parked_documents 1\n") })
    #expect(try daemon.stop() == 0)
  }

  static let removable = ["outbox/.tmp", "work", "archive", "outbox", "failed", ".winnow"]

  @Test("A folder that is removed while it runs is made anew", arguments: removable)
  func removed(folder: String) throws {
    try daemon.start(["--rescan", "1"])
    try expectWork("before")
    // Whole and at once: the service may be writing into it.
    let aside = try TemporaryFolder()
    try FileManager.default.moveItem(
      at: daemon.url(folder), to: URL(fileURLWithPath: aside.path.appending("aside").description))
    #expect(daemon.wait(for: 40) { daemon.log.contains("was removed or replaced") }, "\(daemon.log)")
    try expectWork("after")
    #expect(try daemon.stop() == 0)
  }

  @Test("A spool that is replaced as a whole is taken for this service alone")
  func replacedSpool() throws {
    try daemon.start(["--rescan", "1"])
    try expectWork("before")
    let other = daemon.spool.appendingPathExtension("old")
    try FileManager.default.moveItem(at: daemon.spool, to: other)
    defer { do { try FileManager.default.removeItem(at: other) } catch { print("\(other.path) stays: \(error)") } }
    try FileManager.default.createDirectory(at: daemon.url("inbox"), withIntermediateDirectories: true)
    #expect(daemon.wait { daemon.log.contains("opening it anew") }, "\(daemon.log)")
    try expectWork("after")
    #expect(try StatusReader(Path(daemon.spool.path)).isRunning())
    #expect(try daemon.stop() == 0)
  }

  @Test("What is put in an outbox's place is what pairs go to")
  func replaced() throws {
    try daemon.start(["--rescan", "1"])
    try expectWork("before")
    try FileManager.default.moveItem(at: daemon.url("outbox"), to: daemon.url("other"))
    try FileManager.default.createDirectory(at: daemon.url("outbox"), withIntermediateDirectories: false)
    #expect(daemon.wait { daemon.log.contains("was removed or replaced") }, "\(daemon.log)")
    try expectWork("after")
    #expect(try daemon.stop() == 0)
  }

  @Test("An outbox on a disk that is taken away makes everything wait, and work goes on once that is back")
  func outboxAway() throws {
    let disk = try TemporaryFolder()
    let target = URL(fileURLWithPath: disk.path.appending("out").description)
    let away = URL(fileURLWithPath: disk.path.appending("away").description)
    try FileManager.default.moveItem(at: daemon.url("outbox"), to: target)
    try FileManager.default.createSymbolicLink(at: daemon.url("outbox"), withDestinationURL: target)
    try daemon.start(["--rescan", "1"])
    try daemon.drop("before.txt", "Before.\n")
    #expect(daemon.wait { daemon.files("archive") == ["before.txt"] }, "\(daemon.log)")
    try FileManager.default.moveItem(at: target, to: away)
    let said = "everything waits: cannot open the folder (a link to '\(target.path)', which is not there) "
    #expect(daemon.wait(for: 40) { daemon.log.contains(said) }, "\(daemon.log)")
    #expect(try daemon.wait { try daemon.text(".winnow/metrics.prom").contains("winnow_paused 1\n") })
    try daemon.drop("during.txt", "During.\n")
    usleep(500_000)
    #expect(daemon.files("inbox") == ["during.txt"])
    try FileManager.default.moveItem(at: away, to: target)
    try daemon.drop("after.txt", "After.\n")
    #expect(daemon.wait { daemon.files("archive").count == 3 }, "\(daemon.log)")
    #expect(try FileManager.default.contentsOfDirectory(atPath: target.path).count { !$0.hasPrefix(".") } == 6)
    #expect(daemon.log.contains("the fault is gone"))
    #expect(try daemon.text(".winnow/metrics.prom").contains("winnow_paused 0\n"))
    #expect(try daemon.stop() == 0)
    #expect(try Audit.run(Path(daemon.spool.path)).findings == [])
    // It ends in order while it waits, and at a start the link may as well be a mistake.
    try daemon.start(["--rescan", "1"])
    try FileManager.default.moveItem(at: target, to: away)
    #expect(daemon.wait(for: 40) { daemon.log.contains(said) }, "\(daemon.log)")
    #expect(try daemon.stop() == 0)
    #expect(try daemon.text(".winnow/status.json").contains(#""state": "stopped""#))
    #expect(try daemon.run() == 1)
    #expect(daemon.log.hasPrefix("winnowd: cannot open the folder (a link to '\(target.path)', which is not there) "))
  }

  @Test(
    "Nothing is published on the empty mount point of an outbox whose disk is taken away",
    .enabled(if: DaemonFaultTests.canMount, "mounting takes root, and a system that allows it"))
  func outboxUnmounted() throws {
    let disk = try TemporaryFolder()
    let target = URL(fileURLWithPath: disk.path.description)
    func mount() -> Int32 { DaemonFaultTests.command("mount", "--bind", daemon.url("disk").path, target.path) }
    // A file system that outlives its mount.
    try FileManager.default.createDirectory(at: daemon.url("disk"), withIntermediateDirectories: false)
    try #require(DaemonFaultTests.command("mount", "-t", "tmpfs", "tmpfs", daemon.url("disk").path) == 0)
    try #require(mount() == 0)
    defer {
      daemon.kill()
      DaemonFaultTests.command("umount", "-l", target.path)
      DaemonFaultTests.command("umount", "-l", daemon.url("disk").path)
    }
    try FileManager.default.removeItem(at: daemon.url("outbox"))
    try FileManager.default.createSymbolicLink(at: daemon.url("outbox"), withDestinationURL: target)
    try daemon.start(["--rescan", "1"])
    try daemon.drop("before.txt", "Before.\n")
    #expect(daemon.wait { daemon.files("archive") == ["before.txt"] }, "\(daemon.log)")
    try #require(DaemonFaultTests.command("umount", "-l", target.path) == 0)
    let said = "everything waits: cannot use the folder (another file system than before; is its disk mounted?) "
    #expect(daemon.wait(for: 40) { daemon.log.contains(said) }, "\(daemon.log)")
    try daemon.drop("during.txt", "During.\n")
    usleep(500_000)
    #expect(daemon.files("inbox") == ["during.txt"])
    #expect(try FileManager.default.contentsOfDirectory(atPath: target.path) == [])
    try #require(mount() == 0)
    #expect(daemon.wait { daemon.files("archive").count == 2 }, "\(daemon.log)")
    #expect(try FileManager.default.contentsOfDirectory(atPath: target.path).count { !$0.hasPrefix(".") } == 4)
    #expect(try daemon.stop() == 0)
  }

  @Test("A spool that can't be opened anew for whatever reason makes everything wait")
  func outboxIsFile() throws {
    try daemon.start(["--rescan", "1"])
    try FileManager.default.moveItem(at: daemon.url("outbox"), to: daemon.url("away"))
    try Data().write(to: daemon.url("outbox"))
    #expect(daemon.wait(for: 40) { daemon.log.contains("everything waits: ") }, "\(daemon.log)")
    try FileManager.default.removeItem(at: daemon.url("outbox"))
    try FileManager.default.moveItem(at: daemon.url("away"), to: daemon.url("outbox"))
    try daemon.drop("after.txt", "After.\n")
    #expect(daemon.wait { daemon.files("archive") == ["after.txt"] }, "\(daemon.log)")
    #expect(try daemon.stop() == 0)
  }

  @Test(
    "A document in work that can't even be examined for a disk error stops no start, and nothing else",
    .enabled(if: DaemonFaultTests.canInject, "putting errors into the service's calls takes root and strace"),
    arguments: ["newfstatat:error=EIO:when=1", "newfstatat,renameat2,openat2:error=EIO"])
  func damagedWork(inject: String) throws {
    try FileManager.default.createDirectory(at: daemon.url("work/0"), withIntermediateDirectories: true)
    try Data("A.\n".utf8).write(to: daemon.url("work/0/a.txt"))
    for name in ["b.txt", "c.txt"] { try daemon.drop(name, "\(name)\n") }
    let winnowd = DaemonHarness.products.appendingPathComponent("winnowd").path
    let script = """
      exec timeout 60 strace -f -qq -o /dev/null -P a.txt -e inject=\(inject) \
        "$0" --spool "$1" --once --settle 0 2>"$1/said"
      """
    let status: Int32 = inject.hasSuffix("when=1") ? 0 : 1
    #expect(DaemonFaultTests.command("bash", "-c", script, winnowd, daemon.spool.path) == status)
    #expect(try !daemon.text("said").contains("everything waits"))
    #expect(["b.txt", "c.txt"].allSatisfy(daemon.files("archive").contains))
    #expect(try daemon.run() == 0)
    #expect(daemon.files("archive") == ["a.txt", "b.txt", "c.txt"], "\(daemon.log)")
    #expect(daemon.files("outbox").count == 6 && daemon.files("work").isEmpty && daemon.files("failed").isEmpty)
  }

  @Test(
    "A marker that a producer has set after a crash is its document's, an older one is not", arguments: [true, false])
  func markers(isNewer: Bool) throws {
    try FileManager.default.createDirectory(at: daemon.url("work/0"), withIntermediateDirectories: true)
    try Data("Claimed before the crash.\n".utf8).write(to: daemon.url("work/0/a.txt"))
    let names = isNewer ? ["a.txt", "a.txt.done"] : ["a.txt.done", "a.txt"]
    for name in names {
      try daemon.drop(name, name.hasSuffix(".done") ? "" : "New.\n")
      usleep(20_000)
    }
    try daemon.start(["--marker", "--settle", "0"])
    #expect(daemon.wait { daemon.files("archive").count >= 1 })
    if isNewer {
      #expect(daemon.wait { daemon.files("archive").count == 2 }, "\(daemon.log)")
    } else {
      #expect(daemon.wait { daemon.files("inbox") == ["a.txt"] })
    }
    #expect(try daemon.stop() == 0)
  }
}
