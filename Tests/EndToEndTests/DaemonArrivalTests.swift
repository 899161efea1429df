import Files
import Foundation
import Spool
import TestSupport
import Testing

@Suite("Arrival of documents at a running daemon", .serialized, .waiting)
struct DaemonArrivalTests {
  static func documents(_ count: Int) -> [String: String] {
    var documents: [String: String] = [:]
    for number in 0..<count {
      documents["article \(number).txt"] = "Article \(number)\n\nIt has a paragraph, and number \(number) in it.\n"
    }
    return documents
  }

  @Test("A thousand files by cp become a thousand pairs")
  func copied() throws {
    let daemon = try DaemonHarness()
    let documents = Self.documents(1000)
    let source = daemon.url("source")
    try FileManager.default.createDirectory(at: source, withIntermediateDirectories: true)
    for (name, text) in documents { try Data(text.utf8).write(to: source.appendingPathComponent(name)) }
    try daemon.start()
    let copy = Process()
    copy.executableURL = URL(fileURLWithPath: "/bin/sh")
    copy.arguments = ["-c", "cp \"$1\"/* \"$2\"", "sh", source.path, daemon.url("inbox").path]
    try copy.run()
    copy.waitUntilExit()
    #expect(daemon.wait(for: 60) { daemon.files("archive").count == 1000 })
    try daemon.expectComplete(documents)
    #expect(try daemon.stop() == 0)
    #expect(try Audit.run(Path(daemon.spool.path)).findings == [])
  }

  @Test("A thousand files by mv become a thousand pairs")
  func moved() throws {
    let daemon = try DaemonHarness()
    let documents = Self.documents(1000)
    try daemon.start()
    for (name, text) in documents { try daemon.drop(name, text) }
    #expect(daemon.wait(for: 60) { daemon.files("archive").count == 1000 })
    try daemon.expectComplete(documents)
    #expect(try daemon.stop() == 0)
    #expect(try Audit.run(Path(daemon.spool.path)).findings == [])
  }

  @Test("HTML and a sidecar with a language that is no code are published as ever, and the journal warns of each once")
  func doubtful() throws {
    let daemon = try DaemonHarness()
    for name in ["a.html", "b.html", "c.txt", "d.txt"] {
      try daemon.write("inbox/\(name)", name.hasSuffix("html") ? "<!DOCTYPE html>\nOne.\n" : "Two.\n")
    }
    for name in ["c.txt", "d.txt"] {
      try daemon.write("inbox/\(name).meta.json", #"{"language": "German"}"#)
    }
    #expect(try daemon.run() == 0)
    #expect(daemon.files("outbox").count == 8 && daemon.files("failed").isEmpty)
    let warnings = daemon.log.split(separator: "\n").filter { $0.contains("was cleaned, but") }
    #expect(warnings.count == 2, "\(daemon.log)")
    for word in ["this is HTML", "\"German\""] { #expect(warnings.contains { $0.contains(word) }) }
  }

  @Test("Files that wait at start-up are taken, subfolders included")
  func waiting() throws {
    let daemon = try DaemonHarness()
    try FileManager.default.createDirectory(at: daemon.url("inbox/a/b"), withIntermediateDirectories: true)
    try daemon.drop("a/b/deep.html", "Deep.\n")
    try daemon.drop("top.txt", "Top.\n")
    try daemon.start(["--settle", "0.1"])
    #expect(daemon.wait { daemon.files("archive") == ["a/b/deep.html", "top.txt"] })
    #expect(daemon.files("outbox") == ["a/b/deep.html.json", "a/b/deep.html.txt", "top.json", "top.txt"])
  }

  @Test("A folder made or moved in while the daemon runs is watched")
  func newFolder() throws {
    let daemon = try DaemonHarness()
    try daemon.start(["--settle", "0.1"])
    let ready = daemon.url("ready")
    try FileManager.default.createDirectory(at: ready, withIntermediateDirectories: true)
    try Data("One.\n".utf8).write(to: ready.appendingPathComponent("one.txt"))
    try FileManager.default.moveItem(at: ready, to: daemon.url("inbox/moved"))
    try FileManager.default.createDirectory(at: daemon.url("inbox/made"), withIntermediateDirectories: true)
    try daemon.drop("made/two.txt", "Two.\n")
    #expect(daemon.wait { daemon.files("archive") == ["made/two.txt", "moved/one.txt"] })
    try daemon.drop("made/three.txt", "Three.\n")
    try daemon.drop("moved/four.txt", "Four.\n")
    #expect(daemon.wait { daemon.files("archive").count == 4 })
  }

  @Test("A file whose writer holds it open is taken whole")
  func slowWriter() throws {
    let daemon = try DaemonHarness()
    try daemon.start(["--settle", "0.1", "--rescan", "1"])
    let handle = try daemon.writer("inbox/slow.txt")
    for _ in 0..<8 {
      try handle.write(contentsOf: Data("a line of it\n".utf8))
      usleep(300_000)
    }
    #expect(daemon.files("outbox").isEmpty)
    try handle.close()
    #expect(daemon.wait { daemon.files("archive") == ["slow.txt"] })
    #expect(try daemon.text("archive/slow.txt") == String(repeating: "a line of it\n", count: 8))
  }

  @Test("A file that is moved in while its writer holds it open is taken whole")
  func movedWhileOpen() throws {
    let daemon = try DaemonHarness()
    try daemon.start(["--settle", "0.1"])
    let handle = try daemon.writer("outside.txt")
    try handle.write(contentsOf: Data("Begun, ".utf8))
    try FileManager.default.moveItem(at: daemon.url("outside.txt"), to: daemon.url("inbox/open.txt"))
    usleep(300_000)
    try handle.write(contentsOf: Data("finished.\n".utf8))
    try handle.close()
    #expect(daemon.wait { daemon.files("archive") == ["open.txt"] })
    #expect(try daemon.text("archive/open.txt") == "Begun, finished.\n")
    #expect(try Audit.run(Path(daemon.spool.path)).findings == [])
  }

  @Test("A stop puts a file that is being written back into the inbox, with its marker", arguments: [false, true])
  func stoppedWhileOpen(_ needsMarker: Bool) throws {
    let daemon = try DaemonHarness()
    let arguments = ["--settle", "0.1"] + (needsMarker ? ["--marker"] : [])
    try daemon.start(arguments)
    let handle = try daemon.writer("outside.txt")
    try handle.write(contentsOf: Data("Begun, ".utf8))
    try FileManager.default.moveItem(at: daemon.url("outside.txt"), to: daemon.url("inbox/open.txt"))
    if needsMarker { try daemon.write("inbox/open.txt.done", "") }
    // It is known as open only once it is claimed.
    #expect(daemon.wait { daemon.files("inbox").isEmpty })
    usleep(300_000)
    #expect(try daemon.stop() == 0)
    #expect(daemon.files("inbox") == (needsMarker ? ["open.txt", "open.txt.done"] : ["open.txt"]))
    #expect(try Audit.run(Path(daemon.spool.path)).findings == [])
    try handle.write(contentsOf: Data("finished.\n".utf8))
    try handle.close()
    #expect(try daemon.run(["--once", "--settle", "0"] + (needsMarker ? ["--marker"] : [])) == 0)
    #expect(try daemon.text("archive/open.txt") == "Begun, finished.\n")
    #expect(daemon.files("inbox") == [])
  }

  @Test("A file that is linked into the inbox is taken")
  func linked() throws {
    let daemon = try DaemonHarness()
    try daemon.start(["--settle", "0.1"])
    let outside = daemon.url("outside.txt")
    try Data("Linked.\n".utf8).write(to: outside)
    #expect(link(outside.path, daemon.url("inbox/linked.txt").path) == 0)
    #expect(daemon.wait { daemon.files("archive") == ["linked.txt"] })
  }

  @Test("Links, FIFOs, private, partial and ignored names are left alone")
  func ignored() throws {
    let daemon = try DaemonHarness()
    let names = [".private.txt", "half.txt.part", "half.tmp", "backup.txt~", "skip-me.log"]
    for name in names { try daemon.write("inbox/\(name)", "Not yet.\n") }
    symlink("/etc/passwd", daemon.url("inbox/link.txt").path)
    symlink("/etc", daemon.url("inbox/folder").path)
    mkfifo(daemon.url("inbox/fifo.txt").path, 0o644)
    #expect(try daemon.run(["--once", "--settle", "0", "--ignore", "*.log"]) == 0)
    #expect(daemon.files("outbox").isEmpty && daemon.files("failed").isEmpty && daemon.files("work").isEmpty)
    #expect(try FileManager.default.contentsOfDirectory(atPath: daemon.url("inbox").path).count == names.count + 3)
  }

  @Test("With --marker a document waits for its NAME.done")
  func marker() throws {
    let daemon = try DaemonHarness()
    try daemon.start(["--marker", "--settle", "0.1", "--rescan", "1"])
    try daemon.drop("a.txt", "Marked.\n")
    usleep(500_000)
    #expect(daemon.files("outbox").isEmpty)
    try daemon.drop("a.txt.done", "")
    #expect(daemon.wait { daemon.files("archive") == ["a.txt"] })
    #expect(daemon.wait { daemon.files("inbox").isEmpty })
  }

  @Test("A marker may come first, and no rescan is waited for", arguments: [true, false])
  func markerFirst(moves: Bool) throws {
    let daemon = try DaemonHarness()
    try daemon.start(["--marker", "--settle", "0.1", "--rescan", "600"])
    try daemon.drop("a.txt.done", "")
    usleep(300_000)
    if moves {
      try daemon.drop("a.txt", "Marked.\n")
    } else {
      try daemon.write("inbox/a.txt", "Marked.\n")
    }
    #expect(daemon.wait { daemon.files("archive") == ["a.txt"] })
    #expect(daemon.wait { daemon.files("inbox").isEmpty })
  }

  @Test("Documents of hundreds of folders are taken where a process may have few files open", arguments: [64, 128])
  func fewOpenFiles(most: Int) throws {
    let folder = try TemporaryFolder()
    try folder.write("ad.toml", "winnow = 1\npack = \"p\"\n[[rule]]\nid = \"ad\"\ndo = \"drop-line\"\nmatch = 'Ad'\n")
    for number in 0..<300 { try folder.write(Path("spool/inbox/\(number)/a.txt"), "Text \(number).\n") }
    // What other tests have open at the time would count, too.
    let limit =
      "for f in /proc/$$/fd/*; do n=${f##*/}; ((n > 2)) && eval \"exec $n>&-\"; done; ulimit -n \(most); exec \"$@\""
    let words = ["-c", limit, "bash", "\(try Program("winnowd").path)"].map { Path($0) }
    let result = try Program(at: "/bin/bash").run(
      words + ["--spool", "spool", "--rules", "ad.toml", "--once"], in: folder.path)
    #expect(result.status == 0, "\(result.complaint)")
    let archive = try Directory.open(folder.path.appending("spool/archive"))
    #expect(try archive.entries().count == 300)
  }

  @Test("An inbox that is removed and made anew is found again")
  func recreated() throws {
    let daemon = try DaemonHarness()
    try daemon.start(["--settle", "0.1", "--rescan", "2"])
    try FileManager.default.removeItem(at: daemon.url("inbox"))
    usleep(200_000)
    try FileManager.default.createDirectory(at: daemon.url("inbox"), withIntermediateDirectories: true)
    usleep(200_000)
    try daemon.drop("after.txt", "After.\n")
    #expect(daemon.wait { daemon.files("archive") == ["after.txt"] })
  }

  @Test(
    "Documents that are too large cost no look through the outbox each",
    .enabled(if: DaemonFaultTests.canInject, "watching the service's calls takes root and strace"))
  func manyTooLarge() throws {
    let daemon = try DaemonHarness()
    for number in 0..<20 { try daemon.drop("\(number).txt", "Too large.\n") }
    let winnowd = DaemonHarness.products.appendingPathComponent("winnowd").path
    #expect(
      DaemonFaultTests.command(
        "timeout", "60", "strace", "-f", "-qq", "-o", daemon.url("trace").path, "-P", daemon.url("outbox").path, "-e",
        "trace=getdents64", winnowd, "--spool", daemon.spool.path, "--once", "--settle", "0", "--max-size", "5") == 0)
    #expect(daemon.files("failed").count == 40)
    let lists = try daemon.text("trace").split(separator: "\n").filter { $0.contains("getdents64") }
    #expect(lists.count < 10, "\(lists.count)")
  }

  @Test("A run that is to end says how many documents it has left for want of a marker")
  func unmarked() throws {
    let daemon = try DaemonHarness()
    for name in ["a.txt", "a.txt.done", "b.txt", "c.txt"] { try daemon.drop(name, "\(name)\n") }
    #expect(try daemon.run(["--once", "--marker", "--settle", "0"]) == 0)
    #expect(daemon.log.contains("left 2 documents in the inbox for want of a marker NAME.done"), "\(daemon.log)")
    #expect(try daemon.text(".winnow/metrics.prom").contains("\nwinnow_unmarked_documents 2\n"))
    let spool = Path(daemon.spool.path)
    let status = try Program("winnow").run(["status", "--spool", spool], in: spool)
    #expect(status.text.contains("\n           2 documents wait for their marker NAME.done\n"), "\(status.text)")
    let audit = try Program("winnow").run(["audit", "--spool", spool], in: spool)
    #expect(audit.text.contains("0 waiting, 2 without a marker, 0 in work"), "\(audit.text)")
  }

  @Test("What lies in failed/ is in the metrics, at the end of a run and while one goes on")
  func failedDocuments() throws {
    let daemon = try DaemonHarness()
    for name in ["a.pdf", "n/b.pdf"] {
      try FileManager.default.createDirectory(at: daemon.url("inbox/n"), withIntermediateDirectories: true)
      try daemon.drop(name, "%PDF-1.7\n")
    }
    #expect(try daemon.run() == 0)
    #expect(try daemon.text(".winnow/metrics.prom").contains("\nwinnow_failed_documents 2\n"))
    try daemon.start(["--rescan", "1"])
    #expect(try daemon.wait { try daemon.text(".winnow/metrics.prom").contains("\nwinnow_failed_documents 2\n") })
    try FileManager.default.removeItem(at: daemon.url("failed/n"))
    #expect(try daemon.wait { try daemon.text(".winnow/metrics.prom").contains("\nwinnow_failed_documents 1\n") })
    #expect(try daemon.stop() == 0)
  }

  /// Whether a user namespace can be made in which nobody has an inotify instance.
  static let canForbidInotify = DaemonFaultTests.command("unshare", "-Ur", "bash", "-c", noInotify + "true") == 0
  static let noInotify = "echo 0 >/proc/sys/user/max_inotify_instances && "

  @Test(
    "Without an inotify instance documents are taken all the same, and it is said what to raise",
    .enabled(if: canForbidInotify, "making a user namespace is forbidden here"))
  func withoutInotify() throws {
    let daemon = try DaemonHarness()
    let said = daemon.url("said")
    _ = FileManager.default.createFile(atPath: said.path, contents: nil)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    let winnowd = DaemonHarness.products.appendingPathComponent("winnowd").path
    process.arguments = [
      "unshare", "-Ur", "bash", "-c", Self.noInotify + "exec \"$0\" \"$@\" 2>'\(said.path)'", winnowd, "--spool",
      daemon.spool.path, "--settle", "0", "--poll", "0.2",
    ]
    try process.run()
    defer {
      kill(process.processIdentifier, SIGTERM)
      process.waitUntilExit()
    }
    #expect(try daemon.wait { try !process.isRunning || daemon.text("said").contains("watching '") })
    let reason = "the user's inotify instances are used up (fs.inotify.max_user_instances)"
    #expect(
      try daemon.text("said").contains("looking at '\(daemon.url("inbox").path)' every few seconds, for \(reason)"))
    for name in ["a.txt", "b.txt"] {
      try daemon.drop(name, "One.\n")
      #expect(daemon.wait { daemon.files("archive").contains(name) })
    }
  }
}
