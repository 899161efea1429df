import Files
import Journal
import Glibc
import Testing
import Threads

@testable import Spool

@Suite("Retry and status")
struct InspectionTests {
  @Test("Failed documents go back to the inbox with their sidecars, rejected ones only when asked")
  func retry() throws {
    let spool = try TemporarySpool()
    try spool.write("inbox/sub/a.txt.meta.json", "{}")
    try spool.take(["sub/a.txt": "fail", "b.txt": "reject", "c.txt": "fine"])
    var report = try Retry.run(spool.path)
    #expect(report.returned == ["sub/a.txt"] && report.rejected == ["b.txt"])
    #expect(try spool.files("inbox") == ["sub/a.txt", "sub/a.txt.meta.json"])
    #expect(try spool.files("failed") == ["b.txt", "b.txt.reason.json"])
    report = try Retry.run(spool.path, includesRejected: true)
    #expect(report.returned == ["b.txt"])
    #expect(try spool.files("failed").isEmpty)
  }

  /// As a consumer does who tidies up empty folders of the outbox.
  @Test("Folders of the service's own that somebody has removed are no reason not to look, nor to retry")
  func withoutOwnFolders() throws {
    let spool = try TemporarySpool()
    try spool.take(["a.txt": "one", "b.txt": "fail"])
    try spool.write("work/1/c.txt", "claimed")
    for folder in ["outbox/.tmp", "work/0", "work/3"] { try spool.remove(folder) }
    #expect(try spool.findings().map(\.kind) == [.inWork])
    let status = try StatusReader(spool.path).read()
    #expect(status.pairs == 1 && status.inWork == 1)
    #expect(try Retry.run(spool.path).returned == ["b.txt"])
    try spool.remove("work")
    #expect(try spool.findings() == [])
    #expect(try StatusReader(spool.path).read().inWork == 0)
  }

  @Test("Two who ask at once whether a service runs don't take each other for one")
  func askedAtOnce() throws {
    let spool = try TemporarySpool()
    // There is none where none has ever run.
    #expect(try !spool.layout.isLocked())
    _ = try spool.layout.lock()
    let other = try spool.layout.state.openForReading("lock")
    #expect(try other.tryLock(isShared: true))
    #expect(try !StatusReader(spool.path).isRunning() && !Audit.run(spool.path).isRunning)
    withExtendedLifetime(other) {}
  }

  @Test("A service is seen by all who ask, and keeps another one out")
  func locked() throws {
    let spool = try TemporarySpool()
    let lock = try spool.layout.lock()
    #expect(try lock != nil && spool.layout.lock() == nil)
    #expect(try StatusReader(spool.path).isRunning() && Audit.run(spool.path).isRunning)
    withExtendedLifetime(lock) {}
  }

  @Test("Only the named ones go back, and a taken name is not overwritten")
  func named() throws {
    let spool = try TemporarySpool()
    try spool.take(["a.txt": "fail a", "b.txt": "fail b"])
    try spool.write("inbox/a.txt", "newer")
    let report = try Retry.run(spool.path, names: ["a.txt", "nobody.txt"])
    #expect(report.blocked == ["a.txt"] && report.unknown == ["nobody.txt"] && report.returned.isEmpty)
    #expect(try spool.text("inbox/a.txt") == "newer")
    #expect(try spool.files("failed").count == 4)
    #expect(try spool.findings() == [])
  }

  @Test("A document that waited for a marker gets one again, and a file in its folder's place keeps back nothing else")
  func retryWithMarker() throws {
    let spool = try TemporarySpool()
    try spool.take(["a.txt": "fail a", "sub/b.txt": "fail b"])
    try spool.remove("inbox/sub")
    try spool.write("inbox/sub", "a file")
    spool.options.needsMarker = true
    var status = Status()
    status.describe(.upperCase, spool.options)
    try spool.write(".winnow/status.json", String(decoding: status.json(written: 0), as: UTF8.self))
    let report = try Retry.run(spool.path)
    #expect(report.returned == ["a.txt"] && report.blocked == ["sub/b.txt"])
    #expect(try spool.files("inbox") == ["a.txt", "a.txt.done", "sub"])
    #expect(try StatusReader(spool.path).read().waiting == 1)
  }

  @Test("A document that fails again at once keeps its name in failed/, and the reason that it has now")
  func failsAgainAtOnce() throws {
    let spool = try TemporarySpool()
    try spool.write("inbox/a.txt.meta.json", "{}")
    try spool.take(["a.txt": "fail"])
    var service: Result<Claim?, any Error> = .success(nil)
    let report = try Retry.run(spool.path) {
      service = Result {
        let claim = try spool.claim("a.txt")
        if let claim { _ = try spool.runner().run([claim], .failingOtherwise) }
        return claim
      }
    }
    #expect(try service.get() != nil && report.returned == ["a.txt"])
    #expect(try spool.files("failed") == ["a.txt", "a.txt.meta.json", "a.txt.reason.json"])
    #expect(try spool.text("failed/a.txt.reason.json").contains("otherwise"))
    #expect(try spool.findings() == [])
  }

  @Test(
    "A document that was moved back by hand keeps its name in failed/ when it fails again; another does not take it")
  func movedByHand() throws {
    let spool = try TemporarySpool()
    try spool.take(["a.txt": "fail"])
    try spool.remove("failed/a.txt")
    try spool.take(["a.txt": "fail"])
    #expect(try spool.files("failed") == ["a.txt", "a.txt.reason.json"])
    try spool.remove("failed/a.txt")
    let reason = try spool.text("failed/a.txt.reason.json")
    try spool.take(["a.txt": "fail, another"])
    #expect(try spool.files("failed").count == 3 && spool.text("failed/a.txt.reason.json") == reason)
    #expect(try !spool.files("failed").contains("a.txt"))
  }

  /// A retry that is killed, and what is left: the private name stands for the reason that it had put aside.
  static let kills: [(left: [String], after: [String])] = [
    (["a.txt", ".a.txt.reason.json"], ["a.txt", "a.txt.reason.json"]),
    ([".a.txt.reason.json"], []),
    (["a.txt", "a.txt.reason.json", ".a.txt.reason.json"], ["a.txt", "a.txt.reason.json"]),
  ]

  @Test("A retry that was killed half-way loses no reason: the next one brings it back", arguments: kills)
  func killed(left: [String], after: [String]) throws {
    let spool = try TemporarySpool()
    try spool.take(["sub/a.txt": "fail"])
    let all = ["a.txt": try spool.text("failed/sub/a.txt"), "": try spool.text("failed/sub/a.txt.reason.json")]
    for name in try spool.files("failed") { try spool.remove("failed/\(name)") }
    for name in left { try spool.write("failed/sub/\(name)", try #require(all[name] ?? all[""])) }
    _ = try Retry.run(spool.path, names: ["nobody.txt"])
    #expect(try spool.files("failed") == after.map { "sub/\($0)" })
    let report = try Retry.run(spool.path)
    #expect(report.returned.count == after.count / 2 && report.unknown.isEmpty)
    #expect(try spool.files("failed").isEmpty)
    #expect(try spool.findings() == [])
  }

  @Test("What a retry has put aside is left alone where another document of that path is claimed")
  func claimedMeanwhile() throws {
    let spool = try TemporarySpool()
    try spool.take(["sub/a.txt": "fail"])
    try spool.write("failed/sub/.a.txt.reason.json", spool.text("failed/sub/a.txt.reason.json"))
    try spool.remove("failed/sub/a.txt.reason.json")
    try spool.write("inbox/sub/a.txt", "another")
    let claim = try #require(try spool.claim("sub/a.txt"))
    try Leftovers(layout: spool.layout).removeReasons(besides: [claim])
    _ = try Retry.run(spool.path, names: ["nobody.txt"])
    #expect(try spool.files("failed") == ["sub/a.txt", "sub/a.txt.reason.json"])
  }

  @Test("A document that can't go back keeps its reason")
  func staysWithItsReason() throws {
    let spool = try TemporarySpool()
    try spool.take(["a.txt": "fail"])
    try spool.write("failed/a.txt.meta.json", "{}")
    try spool.write("inbox/a.txt.meta.json", "{}")
    #expect(try Retry.run(spool.path).blocked == ["a.txt"])
    #expect(try spool.files("failed") == ["a.txt", "a.txt.meta.json", "a.txt.reason.json"])
  }

  @Test("What the service leaves alone does not wait")
  func ignored() throws {
    let spool = try TemporarySpool()
    spool.options.ignored = ["*.log"]
    var status = Status()
    status.describe(.upperCase, spool.options)
    try spool.write(".winnow/status.json", String(decoding: status.json(written: 0), as: UTF8.self))
    for name in ["a.log", "b.txt", "c.tmp"] { try spool.write("inbox/\(name)", "x") }
    #expect(try StatusReader(spool.path).read().waiting == 1)
    #expect(try Audit.run(spool.path).waiting == 1)
  }

  @Test("A document whose marker would have too long a name is one without its marker, and nothing that can't be read")
  func longName() throws {
    let spool = try TemporarySpool()
    spool.options.needsMarker = true
    var service = Status()
    service.describe(.upperCase, spool.options)
    try spool.write(".winnow/status.json", String(decoding: service.json(written: 0), as: UTF8.self))
    try spool.write("inbox/" + String(repeating: "n", count: 253), "x")
    let status = try StatusReader(spool.path).read()
    #expect(status.unmarked == 1 && status.unreadable.isEmpty)
    #expect(try Audit.run(spool.path).findings == [])
    let said = Locked<[String]>([])
    let arrivals = try Arrivals(
      spool.layout, spool.options, Journal { event in said.withLock { $0.append("\(event)") } })
    try arrivals.begin()
    for _ in 0..<5 { try arrivals.advance() }
    #expect(arrivals.unmarked == 1)
    #expect(said.withLock { $0 } == [])
  }

  @Test("A document without its marker is counted as one that waits for that, and no marker as a document")
  func unmarked() throws {
    let spool = try TemporarySpool()
    spool.options.needsMarker = true
    var status = Status()
    status.describe(.upperCase, spool.options)
    try spool.write(".winnow/status.json", String(decoding: status.json(written: 0), as: UTF8.self))
    for name in ["a.txt", "a.txt.done", "b.txt", "n/c.txt", "d.txt.done", "e.part"] {
      try spool.write("inbox/\(name)", "x")
    }
    let seen = try StatusReader(spool.path).read()
    #expect(seen.waiting == 1 && seen.unmarked == 2)
    let report = try Audit.run(spool.path)
    #expect(report.waiting == 1 && report.unmarked == 2 && report.findings == [])
    let arrivals = try Arrivals(spool.layout, spool.options, Journal { _ in })
    try arrivals.begin()
    for _ in 0..<3 {
      repeat { try arrivals.advance() } while arrivals.canScan
      #expect(arrivals.unmarked == 2)
      arrivals.rescan()
    }
  }

  @Test("What can't be looked at is named, and the rest is counted all the same")
  func unreadable() throws {
    let spool = try TemporarySpool()
    try spool.take(["a.txt": "one"])
    let removeFolders = try spool.makeBottomless()
    try spool.write("inbox/b.txt", "waits")
    let status = try StatusReader(spool.path).read()
    #expect(status.pairs == 1 && status.waiting == 1)
    #expect(status.unreadable.map(\.error.errno) == [.nameTooLong])
    #expect(try spool.findings().map(\.kind) == [.unreadable])
    try removeFolders()
  }

  @Test("A document that is called as a folder in the archive is no finding")
  func folderInArchive() throws {
    let spool = try TemporarySpool()
    try spool.take(["a/b.txt": "one"])
    try spool.remove("inbox/a")
    try spool.take(["a": "two"])
    #expect(try spool.findings() == [])
  }

  @Test("The status counts what the folders hold")
  func status() throws {
    let spool = try TemporarySpool()
    try spool.take(["a.txt": "one", "b.txt": "fail", "c.txt": "reject"])
    try spool.write("inbox/d.txt", "waiting")
    try spool.write("inbox/.private", "private")
    try spool.write("inbox/e.txt.meta.json", "{}")
    try spool.write("work/0/f.txt", "claimed")
    let status = try StatusReader(spool.path).read()
    #expect(status.waiting == 1 && status.inWork == 1 && status.pairs == 1 && !status.isRunning)
    #expect(status.failed == ["failed": 1, "rejected": 1])
    #expect(status.loneSidecars == ["e.txt.meta.json"])
    #expect(status.oldestWaiting != nil && status.daemon == nil)
  }

  @Test("A service that runs and does not come upon what waits is seen to hang")
  func silence() throws {
    let spool = try TemporarySpool()
    try spool.write("inbox/d.txt", "waiting")
    let now = time(nil)
    var daemon = Status()
    func silence(written: Int, at moment: Int) throws -> Int? {
      try spool.write(".winnow/status.json", String(decoding: daemon.json(written: written), as: UTF8.self))
      return try StatusReader(spool.path).read().silence(at: moment)
    }
    #expect(try silence(written: now, at: now + 300) == nil)
    let lock = try #require(try spool.layout.lock())
    #expect(try silence(written: now, at: now + 300) == 300)
    // It has said so lately; the document has come just now; it knows of it.
    #expect(try silence(written: now + 200, at: now + 300) == nil)
    #expect(try silence(written: now - 3_000, at: now + 60) == nil)
    daemon.waiting = 1
    #expect(try silence(written: now, at: now + 300) == nil)
    daemon.waiting = 0
    daemon.outOfReach = ["d.txt is out of reach"]
    #expect(try silence(written: now, at: now + 300) == nil)
    withExtendedLifetime(lock) {}
  }

  @Test("The process that holds a spool's lock is told from one that asks whether somebody does")
  func lockHolder() {
    func holds(_ kind: String) -> Bool {
      Reload.holdsLock(4711, 393_230, Array("1: FLOCK  ADVISORY  \(kind) 4711 08:01:393230 0 EOF\n".utf8))
    }
    #expect(holds("WRITE") && !holds("READ"))
  }

  @Test("A status file is read as it was written")
  func statusFile() {
    var status = Status()
    status.state = .paused
    status.pausedBecause = "cannot write 'x\n': No space left on device"
    status.waiting = 3
    status.cleaned = 12_401
    status.rulebook = "5f3a"
    status.generation = 4
    status.reloadRefused = "a.toml:1:1: error"
    status.lastMinute = 7
    status.oldestWaiting = 1_700_000_000
    status.needsRestart = ["spool"]
    #expect(Status(status.json(written: 0)) == status)
    #expect(Status(status.json(written: 12))?.written == 12)
    let metrics = String(decoding: Metrics.of(status, Figures()), as: UTF8.self)
    #expect(metrics.contains("winnow_documents_total{outcome=\"cleaned\"} 12401\n"))
    #expect(metrics.contains("winnow_paused 1\n"))
    #expect(metrics.contains("winnow_oldest_waiting_timestamp_seconds 1700000000\n"))
  }
}
