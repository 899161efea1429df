import Files
import Foundation
import JSON
import Spool
import TestSupport
import Testing

/// A disk that has gone bad in one folder of the outbox.
@Suite(
  "A folder of the outbox that nothing can be put into keeps back its own documents alone", .serialized, .waiting,
  .enabled(if: DaemonFaultTests.canInject, "putting errors into the service's calls takes root and strace"))
struct DaemonOutboxFolderTests {
  let daemon: DaemonHarness

  init() throws {
    daemon = try DaemonHarness()
    try FileManager.default.createDirectory(at: daemon.url("inbox/news"), withIntermediateDirectories: true)
    try daemon.drop("news/before.txt", "Before.\n")
    #expect(try daemon.run() == 0)
  }

  private var folder: String { daemon.url("outbox/news").path }

  /// Where text or record can't be renamed, at once or from the record on, names can't be looked at, or nothing is stored.
  static let faults = [
    "renameat2:error=EIO", "renameat2:error=EIO:when=2+", "renameat2:error=EROFS", "renameat2:error=EACCES",
    "newfstatat,renameat2:error=EIO", "fsync:error=EIO", "renameat2:error=ENOSPC", "renameat2:error=EDQUOT:when=2+",
  ]

  @Test("Others go on, and they follow once the folder is sound", arguments: faults)
  func others(inject: String) throws {
    let mend = try daemon.startFailing(folder, inject)
    defer { mend() }
    try daemon.drop("news/a.txt", "One.\n")
    #expect(daemon.wait { daemon.log.contains("what goes to 'news' in the outbox waits: cannot ") }, "\(daemon.log)")
    for name in ["b", "c"] {
      try daemon.drop("\(name).txt", "\(name)\n")
      #expect(daemon.wait(for: 5) { daemon.files("archive").contains("\(name).txt") }, "\(daemon.log)")
    }
    try daemon.drop("news/d.txt", "Later.\n")
    #expect(
      try daemon.wait {
        let status = try JSONValue(parsing: Array(daemon.text(".winnow/status.json").utf8))
        return status["state"]?.string == "running" && status["in_work"]?.integer == 1
          && status["folders_waiting"]?.array?.count == 1
      }, "\(daemon.log)")
    #expect(daemon.files("work") == ["0/news/a.txt"] && daemon.files("inbox") == ["news/d.txt"])
    #expect(!daemon.log.contains("everything waits") && daemon.files("failed").isEmpty, "\(daemon.log)")
    mend()
    #expect(daemon.wait(for: 40) { daemon.files("archive").count == 5 }, "\(daemon.log)")
    #expect(daemon.log.components(separatedBy: "'news' in the outbox waits").count == 2, "\(daemon.log)")
    #expect(try daemon.stop() == 0)
    #expect(daemon.log.components(separatedBy: "'news' in the outbox is sound again").count == 2, "\(daemon.log)")
    #expect(daemon.files("outbox").count == 10 && daemon.files("work").isEmpty && daemon.files("failed").isEmpty)
    #expect(try Audit.run(Path(daemon.spool.path)).findings == [])
  }

  @Test("A run that is to end does so without them, and the next one publishes them once", arguments: faults)
  func once(inject: String) throws {
    for name in ["b.txt", "news/a.txt"] { try daemon.drop(name, "\(name)\n") }
    let winnowd = DaemonHarness.products.appendingPathComponent("winnowd").path
    // A document that comes while the folder is known to be broken stays in the inbox.
    let script = """
      (while ! grep -qs "in the outbox waits" "$1/said"; do sleep 0.05; done
        echo late >"$1/.late"; mv "$1/.late" "$1/inbox/news/late.txt") &
      exec timeout 60 strace -f -qq -o "$1/trace" -P "$2" -e inject="$3" \
        "$0" --spool "$1" --once --settle 0 2>"$1/said"
      """
    #expect(DaemonFaultTests.command("bash", "-c", script, winnowd, daemon.spool.path, folder, inject) == 1)
    #expect(try daemon.text("trace").contains("INJECTED"))
    let said = try daemon.text("said")
    #expect(!said.contains("everything waits") && said.contains("'news' in the outbox waits"), "\(said)")
    let last = said.split(separator: "\n").last ?? ""
    #expect(last.hasPrefix("winnowd: 2 documents wait for 'news' in the outbox: cannot "), "\(said)")
    #expect(!said.contains("being written") && !said.contains("once a minute"), "\(said)")
    #expect(daemon.files("archive") == ["b.txt", "news/before.txt"] && daemon.files("failed").isEmpty)
    #expect(daemon.files("work") == ["0/news/a.txt"] && daemon.files("inbox") == ["news/late.txt"])
    // The record of a text that is out waits for its turn; of one that is not out nothing stays.
    let temporary = try FileManager.default.contentsOfDirectory(atPath: daemon.url("outbox/.tmp").path)
    #expect(!temporary.contains("probe"))
    let records = temporary.count { $0.hasSuffix(".json") }
    if inject.hasPrefix("renameat2:") || inject.hasPrefix("fsync:") {
      let isOut = inject.hasPrefix("fsync:") || inject.hasSuffix("when=2+")
      #expect(records == (isOut ? 1 : 0) && !temporary.contains { $0.hasSuffix(".txt") }, "\(temporary)")
      #expect(daemon.files("outbox").contains("news/a.txt") == isOut)
    }
    #expect(try daemon.run() == 0)
    // It had ended in order.
    #expect(daemon.log.contains("what the last run has left in work: ") && !daemon.log.contains("cut off"))
    #expect(daemon.files("archive").count == 4 && daemon.files("work").isEmpty && daemon.files("inbox").isEmpty)
    #expect(daemon.files("outbox").count == 8)
    #expect(try Audit.run(Path(daemon.spool.path)).findings == [])
  }

  @Test(
    "A folder that lets nobody in, or shows names alone, is one that waits",
    .enabled(if: DaemonFaultTests.canChangeUser, "becoming another user takes root and setpriv"),
    arguments: ["chown 0 FOLDER; chmod 700 FOLDER", "chmod 600 FOLDER", "chmod 500 FOLDER"])
  func forbidden(close: String) throws {
    try daemon.drop("news/a.txt", "One.\n")
    try daemon.drop("b.txt", "b\n")
    let winnowd = DaemonHarness.products.appendingPathComponent("winnowd").path
    let script = """
      chown -R 65534 "$1"; FOLDER=$1/outbox/news; eval "$2"
      setpriv --reuid=65534 --clear-groups "$0" --spool "$1" --once --settle 0 2>"$1/said"
      status=$?; chown 65534 "$FOLDER"; chmod 700 "$FOLDER"; exit $status
      """
    let commands = close.replacingOccurrences(of: "FOLDER", with: "\"$FOLDER\"")
    #expect(DaemonFaultTests.command("bash", "-c", script, winnowd, daemon.spool.path, commands) == 1)
    let said = try daemon.text("said")
    #expect(said.contains("'news' in the outbox waits: cannot ") && !said.contains("everything waits"), "\(said)")
    #expect(daemon.files("archive") == ["b.txt", "news/before.txt"] && daemon.files("failed").isEmpty)
    #expect(try Audit.run(Path(daemon.spool.path)).findings.map(\.kind) == [.inWork])
    #expect(try daemon.run() == 0)
    #expect(daemon.files("archive").count == 3 && daemon.files("work").isEmpty && daemon.files("outbox").count == 6)
  }

  /// Where nothing can be put into the folder, or the record alone can't be given its name.
  @Test(
    "A commit that a kill has cut in two there waits with its document, and stops no start",
    arguments: [nil, "ID.json"])
  func cutCommit(name: String?) throws {
    let id = try #require(try daemon.record("news/before.json")["id"]?.string)
    let bad = name.map { $0.replacingOccurrences(of: "ID", with: id) } ?? folder
    for (name, target) in [
      ("archive/news/before.txt", "work/0/news/before.txt"), ("outbox/news/before.json", "outbox/.tmp/\(id).json"),
    ] {
      try FileManager.default.createDirectory(
        at: daemon.url(target).deletingLastPathComponent(), withIntermediateDirectories: true)
      try FileManager.default.moveItem(at: daemon.url(name), to: daemon.url(target))
    }
    for other in ["b.txt", "news/c.txt"] { try daemon.drop(other, "\(other)\n") }
    let winnowd = DaemonHarness.products.appendingPathComponent("winnowd").path
    let script = """
      exec timeout 60 strace -f -qq -o /dev/null -P "$2" -e inject=renameat2:error=EIO \
        "$0" --spool "$1" --once --settle 0 2>"$1/said"
      """
    #expect(DaemonFaultTests.command("bash", "-c", script, winnowd, daemon.spool.path, bad) == 1)
    #expect(daemon.files("archive") == (name == nil ? ["b.txt"] : ["b.txt", "news/c.txt"]))
    #expect(daemon.files("work").contains("0/news/before.txt"))
    #expect(try !daemon.text("said").contains("everything waits") && daemon.files("failed").isEmpty)
    #expect(try daemon.run() == 0)
    #expect(daemon.files("archive") == ["b.txt", "news/before.txt", "news/c.txt"])
    #expect(daemon.files("outbox").count == 6)
    #expect(try Audit.run(Path(daemon.spool.path)).findings == [])
  }

  @Test("Where a folder could not be stored as it was made, the next start sees to that before an original leaves work")
  func nameOfFolder() throws {
    try FileManager.default.createDirectory(at: daemon.url("inbox/other/below"), withIntermediateDirectories: true)
    try daemon.drop("other/below/a.txt", "One.\n")
    let winnowd = DaemonHarness.products.appendingPathComponent("winnowd").path
    let script = """
      exec timeout 60 strace -f -y -qq -o "$1/trace" -P "$1/outbox/other" -e "$2" \
        "$0" --spool "$1" --once --settle 0 2>"$1/said"
      """
    func run(_ filter: String) -> Int32 {
      DaemonFaultTests.command("bash", "-c", script, winnowd, daemon.spool.path, filter)
    }
    #expect(run("inject=fsync:error=EIO") == 1)
    #expect(daemon.files("work") == ["0/other/below/a.txt"] && daemon.files("outbox").contains("other/below/a.txt"))
    #expect(run("trace=fsync") == 0)
    let trace = try daemon.text("trace")
    #expect(trace.contains("/outbox/other>)"), "\(trace)")
    #expect(daemon.files("archive").contains("other/below/a.txt"))
  }

  @Test("A single name that can't be given keeps back its document, not its folder", arguments: ["txt", "json"])
  func name(ending: String) throws {
    let id = try #require(try daemon.record("news/before.json")["id"]?.string)
    for name in ["archive/news/before.txt", "outbox/news/before.json", "outbox/news/before.txt"] {
      try FileManager.default.removeItem(at: daemon.url(name))
    }
    let mend = try daemon.startFailing("\(id).\(ending)", "renameat2:error=EIO", arguments: ["--rescan", "1"])
    defer { mend() }
    try daemon.drop("news/before.txt", "Before.\n")
    #expect(daemon.wait { daemon.log.contains("'news/before.txt' waits in work: cannot ") }, "\(daemon.log)")
    for name in ["b", "news/c"] {
      try daemon.drop("\(name).txt", "\(name)\n")
      #expect(daemon.wait(for: 5) { daemon.files("archive").contains("\(name).txt") }, "\(daemon.log)")
    }
    #expect(daemon.wait(for: 30) { daemon.log.contains("'news/before.txt' stays in work: cannot ") }, "\(daemon.log)")
    #expect(!daemon.log.contains("everything waits") && daemon.files("failed").isEmpty, "\(daemon.log)")
    // Nothing is seen of a pair that is not whole.
    #expect(daemon.files("outbox") == ["b.json", "b.txt", "news/c.json", "news/c.txt"])
    mend()
    #expect(daemon.wait(for: 10) { daemon.files("work").isEmpty }, "\(daemon.log)")
    #expect(try daemon.stop() == 0)
    #expect(daemon.files("outbox").count == 6)
    #expect(try Audit.run(Path(daemon.spool.path)).findings == [])
  }
}
