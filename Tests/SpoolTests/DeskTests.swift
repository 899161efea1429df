import Digest
import Files
import Foundation
import JSON
import Journal
import Testing
import Threads

@testable import Spool

@Suite("What the desk knows of documents")
struct DeskTests {
  let spool: TemporarySpool
  let arrivals: Arrivals
  let desk: Desk

  init() throws {
    spool = try TemporarySpool()
    arrivals = try Arrivals(spool.layout, spool.options, Journal { _ in })
    desk = try Self.makeDesk(spool) { _ in }
  }

  private static func makeDesk(
    _ spool: TemporarySpool, after earlier: Desk? = nil, log: @escaping @Sendable (Event) -> Void = { _ in },
    _ change: (inout Options) -> Void
  ) throws -> Desk {
    var options = spool.options
    change(&options)
    let control = try Control(inbox: spool.layout.inbox.path, Journal(log), Observer()) { [options] in
      Service.Configuration(.upperCase, options)
    }
    return Desk(spool.layout, options, control, after: earlier)
  }

  private func makeDesk(_ change: (inout Options) -> Void) throws -> Desk { try Self.makeDesk(spool, change) }

  /// Files where a folder would be, under either name.
  private func block(_ folder: String) throws {
    for name in [folder, "\(folder)~folder"] { try spool.write(name, "") }
  }

  private func unblock(_ folder: String) throws {
    for name in [folder, "\(folder)~folder"] { try spool.remove(name) }
  }

  private func drop(_ name: String, _ text: String) throws {
    try spool.write("inbox/\(name)", text)
    arrivals.putBack(Path(name))
  }

  /// One step, as a session takes it.
  private func step() throws {
    do throws(FileError) {
      _ = try desk.work(arrivals, overlaps: false)
    } catch {
      _ = desk.stumbled(error, arrivals)
      try desk.resume()
    }
  }

  /// Steps until what waits for its next try has had it.
  private func retry(_ times: Int) throws {
    for _ in 0..<times {
      while !desk.hasDue { usleep(10_000) }
      try step()
    }
  }

  @Test("Failed tries count against the document that had them, not against the next one of its name")
  func attempts() throws {
    try block("outbox/news")
    for number in 0..<3 {
      try drop("news/a.txt", "\(number)")
      try step()
      #expect(try spool.files("work") == ["0/news/a.txt"])
      #expect(try spool.files("failed").isEmpty, "after one try")
      // Somebody takes it away.
      try spool.remove("work/0/news/a.txt")
      try desk.resume()
    }
  }

  @Test("Of documents of one name in several levels of work, one is taken up after a fault, and the others after it")
  func oneByName() throws {
    try spool.write("work/0/a.txt", "one")
    try spool.write("work/2/a.txt", "two")
    try spool.write("work/1/b.txt", "three")
    try desk.resume()
    #expect(desk.pending.map { "\($0.level) \($0.path)" } == ["0 a.txt", "1 b.txt"])
    for _ in 0..<100 where try !spool.files("work").isEmpty {
      try step()
      desk.settleDue = 0
    }
    #expect(try spool.files("work").isEmpty)
    #expect(try spool.files("archive").count == 3 && spool.files("outbox").count == 6)
    #expect(try spool.files("failed").isEmpty)
  }

  @Test("A document of a name that an earlier one is parked under does not wait for a restart")
  func parked() throws {
    try block("archive/news")
    try drop("news/a.txt", "one")
    try step()
    try retry(2)
    #expect(desk.isEmpty && desk.count == 1)
    try spool.remove("work/0/news/a.txt")
    try drop("b.txt", "two")
    try step()
    // A fault that hits two at once leaves both in work.
    try drop("news/a.txt", "three")
    try drop("c.txt", "four")
    try step()
    #expect(try spool.files("work").contains("0/news/a.txt"))
    try unblock("archive/news")
    for _ in 0..<3 where !desk.isEmpty { try retry(1) }
    #expect(try spool.files("archive") == ["b.txt", "c.txt", "news/a.txt"])
    #expect(try spool.files("work").isEmpty && desk.count == 0)
  }

  @Test("A document that stays in work is tried again, ever more rarely, and goes on once nothing is in its way")
  func triedAgain() throws {
    let desk = try makeDesk { $0.rescan = 200_000_000 }
    func step(after wait: Int) throws {
      let begin = MonotonicClock.now
      while !desk.hasDue, !arrivals.hasReady { usleep(10_000) }
      #expect(MonotonicClock.now - begin >= wait)
      do throws(FileError) {
        _ = try desk.work(arrivals, overlaps: false)
      } catch {
        _ = desk.stumbled(error, arrivals)
        try desk.resume()
      }
    }
    try block("archive/news")
    try drop("news/a.txt", "one")
    for wait in [0, 900_000_000, 1_900_000_000] { try step(after: wait) }
    #expect(desk.isEmpty && desk.count == 1)
    for wait in [150_000_000, 900_000_000] {
      try step(after: wait)
      #expect(desk.isEmpty && desk.count == 1)
    }
    try unblock("archive/news")
    try step(after: 900_000_000)
    #expect(try spool.files("archive") == ["news/a.txt"] && spool.files("work").isEmpty && desk.count == 0)
    #expect(desk.nextDue == nil)
  }

  @Test(
    "A reload forgets neither documents that stay in work, nor folders of the outbox that wait, nor when they are due")
  func waitingOverReload() throws {
    try block("archive/news")
    try drop("news/a.txt", "one")
    try step()
    try retry(2)
    let due = try #require(desk.nextDue)
    #expect(due > MonotonicClock.now + 50_000_000_000)
    desk.note("sport", FileError("rename", "x", .inputOutput))
    try spool.write("work/0/sport/b.txt", "two")
    desk.keep([(Claim(path: "sport/b.txt", size: 3), FileError("rename", "x", .inputOutput))])
    let next = try Self.makeDesk(spool, after: desk) { $0.settle = 1 }
    try next.resume()
    #expect(next.isEmpty && !next.hasDue && next.count == 2 && next.parking.nextDue == due)
    #expect(next.parking.knows("news/a.txt") && next.broken.holds("sport"))
    #expect(next.broken.nextDue == desk.broken.nextDue)
    // Elsewhere nothing of that is true.
    try FileManager.default.moveItem(
      at: spool.url.appendingPathComponent("outbox"), to: spool.url.appendingPathComponent("other"))
    let options = next.options
    let elsewhere = Desk(try Layout(creating: spool.path), options, next.control, after: next)
    #expect(elsewhere.parking.nextDue == nil && !elsewhere.broken.holds("sport"))
  }

  @Test("A fault of a folder of the outbox that comes and goes is told of once, and tried ever more rarely")
  func intermittent() throws {
    let told = Locked<[String]>([])
    let desk = try Self.makeDesk(spool, log: { event in told.withLock { $0.append(event.message) } }) { _ in }
    let error = FileError("rename", "x", .inputOutput)
    desk.note("news", error)
    for (number, seconds) in [2, 4].enumerated() {
      try spool.write("work/0/news/\(number).txt", "\(number)")
      desk.keep([(Claim(path: Path("news/\(number).txt"), size: 1), error)])
      while try !spool.files("archive").contains("news/\(number).txt") {
        usleep(20_000)
        _ = try desk.work(arrivals, overlaps: false)
      }
      desk.note("news", error)
      let due = try #require(desk.broken.nextDue)
      #expect(due - MonotonicClock.now > (2 * seconds - 1) * 1_000_000_000)
    }
    #expect(told.withLock { $0.filter { $0.contains("'news' in the outbox") }.count } == 1)
  }

  @Test("Of a folder of the outbox at most one thing a minute is told, and that is true; a minute of rest is forgotten")
  func tellingOfFolders() throws {
    let (second, error) = (1_000_000_000, FileError("rename", "x", .inputOutput))
    var folders = BrokenFolders()
    func recover(at now: Int) {
      _ = folders.release("news", at: now)
      folders.prove("news", at: now)
    }
    folders.note("news", error, once: false, at: 100 * second)
    #expect(folders.tell(at: 100 * second).first?.error != nil)
    for now in [103, 110, 120] {
      recover(at: now * second)
      #expect(folders.tell(at: now * second).isEmpty && folders.untold.count == 1)
      folders.note("news", error, once: false, at: (now + 1) * second)
    }
    // 1, 2, 4 and 8 seconds.
    #expect(folders.nextDue == 129 * second && folders.nextTelling == nil && folders.untold.isEmpty)
    recover(at: 130 * second)
    #expect(folders.nextTelling == 160 * second && folders.tell(at: 159 * second).isEmpty)
    let told = folders.tell(at: 160 * second)
    #expect(told.count == 1 && told[0].folder == "news" && told[0].error == nil)
    folders.note("news", error, once: false, at: 170 * second)
    #expect(folders.nextDue == 186 * second && folders.tell(at: 219 * second).isEmpty)
    #expect(folders.tell(at: 220 * second).first?.error != nil)
    recover(at: 300 * second)
    #expect(folders.tell(at: 300 * second).count == 1 && folders.nextTelling == 360 * second)
    #expect(folders.tell(at: 360 * second).isEmpty && folders.nextTelling == nil)
    folders.note("news", error, once: false, at: 361 * second)
    #expect(folders.nextDue == 362 * second && folders.tell(at: 361 * second).count == 1)
    // One on trial counts as sound after a minute without a document.
    _ = folders.release("news", at: 400 * second)
    #expect(folders.tell(at: 459 * second).isEmpty && folders.tell(at: 460 * second).count == 1)
  }

  @Test("A folder of the outbox that is sound again has the inbox looked through for what it has kept back")
  func rescansOnceSound() throws {
    arrivals.isHeld = { [desk] in desk.broken.holds($0) }
    for folder in ["outbox/news", "inbox/news"] {
      try FileManager.default.createDirectory(
        at: spool.url.appendingPathComponent(folder), withIntermediateDirectories: true)
    }
    desk.note("news", FileError("rename", "x", .inputOutput))
    try spool.write("inbox/news/a.txt", "one")
    try arrivals.begin()
    for _ in 0..<3 { try arrivals.advance() }
    #expect(!arrivals.isScanning && arrivals.waiting == 0)
    usleep(1_100_000)
    try step()
    #expect(arrivals.isScanning && !desk.broken.holds("news"))
    for _ in 0..<3 { try arrivals.advance() }
    try step()
    #expect(try spool.files("outbox") == ["news/a.json", "news/a.txt"])
  }

  @Test("What waits for a name in work is taken once the document of that name has failed")
  func blocked() throws {
    try block("outbox/news")
    try drop("news/a.txt", "one")
    try step()
    try drop("news/a.txt", "two")
    // The name is in use.
    try step()
    #expect(!arrivals.hasReady)
    try retry(2)
    #expect(try spool.files("failed") == ["news/a.txt", "news/a.txt.reason.json"])
    #expect(arrivals.hasReady)
  }

  /// A document in work whose pair a crash has cut in two, and that a consumer takes once a start has completed it.
  private func placeAndTake(_ desk: Desk, level: Int = 0) throws {
    try spool.write("work/\(level)/a.txt", "one")
    let id = try RecoveryTests.temporaryPair(spool, "a.txt", "one")
    try RecoveryTests.rename(spool, "outbox/.tmp/\(id).txt", "outbox/a.txt")
    try desk.recover()
    #expect(try spool.files("outbox") == ["a.json", "a.txt"])
    for name in ["a.json", "a.txt"] { try spool.remove("outbox/\(name)") }
  }

  @Test(
    "A document whose pair a start has completed does not go back to the inbox, for a second pair",
    arguments: [true, false])
  func placedStays(once: Bool) throws {
    let desk = try makeDesk { $0.once = once }
    try placeAndTake(desk)
    let writer = try spool.layout.levels[0].openOrCreate("a.txt")
    #expect(try desk.work(arrivals, overlaps: false))
    desk.giveBackHeld()
    #expect(try spool.files("inbox").isEmpty && spool.files("work") == ["0/a.txt"])
    withExtendedLifetime(writer) {}
  }

  @Test("A document whose pair a start has completed goes to the archive, though it may not be read any more")
  func placedTooLarge() throws {
    let desk = try makeDesk { $0.maximumSize = 2 }
    try placeAndTake(desk)
    #expect(try desk.work(arrivals, overlaps: false))
    #expect(try spool.files("failed").isEmpty && spool.files("work").isEmpty)
    #expect(try spool.files("archive") == ["a.txt"] && spool.files("outbox").isEmpty)
  }

  @Test(
    "A document whose pair a start has completed never fails, though it stands where those do that stop the service")
  func placedHigh() throws {
    let desk = try makeDesk { _ in }
    try placeAndTake(desk, level: 3)
    while desk.hasDue { #expect(try desk.work(arrivals, overlaps: false)) }
    #expect(try spool.files("failed").isEmpty && spool.files("archive") == ["a.txt"])
  }

  @Test(
    "An old sidecar that finds a place late is not given to a new document of its name, which waits no longer than that",
    arguments: [true, false])
  func lateSidecar(hasFault: Bool) throws {
    let desk = try makeDesk { $0.rescan = 200_000_000 }
    try block("archive/news")
    try spool.write("work/0/news/a.txt.meta.json", "{}")
    try desk.recover()
    try drop("news/a.txt", "two")
    _ = try desk.work(arrivals, overlaps: false)
    #expect(try spool.files("inbox") == ["news/a.txt"])
    try unblock("archive/news")
    if hasFault {
      try desk.resume()
      // As the next scan does.
      arrivals.putBack("news/a.txt")
    } else {
      usleep(300_000)
    }
    for _ in 0..<3 { _ = try desk.work(arrivals, overlaps: false) }
    #expect(try spool.files("archive") == ["news/a.txt", "news/a.txt.meta.json"])
    #expect(try spool.files("inbox").isEmpty && spool.files("work").isEmpty)
    let record = try JSONValue(parsing: Array(spool.text("outbox/news/a.json").utf8))
    #expect(record["sidecar"] == .null)
  }

  /// A desk that has found a sidecar in work which can't be read, while its document stood in the inbox.
  private func deskWithUnreadableSidecar() throws -> Desk {
    let desk = try makeDesk { $0.rescan = 200_000_000 }
    try drop("a.txt", "one")
    let sidecar = spool.url.appendingPathComponent("work/0/a.txt.meta.json").path
    #expect(symlink("/nowhere", sidecar) == 0)
    try desk.recover()
    return desk
  }

  /// Makes it readable, and lets the desk find that.
  private func mendSidecar(_ desk: Desk) throws {
    try spool.remove("work/0/a.txt.meta.json")
    try spool.write("work/0/a.txt.meta.json", "{}")
    usleep(300_000)
    for _ in 0..<3 { _ = try desk.work(arrivals, overlaps: false) }
  }

  @Test("A sidecar that was claimed without its document goes back to it, late as well")
  func lateSidecarBack() throws {
    let desk = try deskWithUnreadableSidecar()
    _ = try desk.work(arrivals, overlaps: false)
    #expect(try spool.files("inbox") == ["a.txt"])
    try mendSidecar(desk)
    #expect(try spool.files("archive") == ["a.txt", "a.txt.meta.json"])
    let record = try JSONValue(parsing: Array(spool.text("outbox/a.json").utf8))
    #expect(record["sidecar"]?["sha256"] != nil)
  }

  @Test("A document does not wait for a sidecar in work that somebody takes away")
  func sidecarTakenAway() throws {
    let desk = try makeDesk { $0.rescan = 200_000_000 }
    try block("archive/news")
    try spool.write("work/0/news/a.txt.meta.json", "{}")
    try desk.recover()
    try drop("news/a.txt", "two")
    _ = try desk.work(arrivals, overlaps: false)
    try unblock("archive/news")
    try spool.remove("work/0/news/a.txt.meta.json")
    usleep(300_000)
    for _ in 0..<3 { _ = try desk.work(arrivals, overlaps: false) }
    #expect(try spool.files("archive") == ["news/a.txt"])
  }

  @Test("A sidecar of more than 1 MiB is one that can't be used, whatever max-size says", arguments: [0, 1])
  func largeSidecar(more: Int) throws {
    let desk = try makeDesk { $0.maximumSize = 1_000 }
    try spool.write("inbox/a.txt.meta.json", "{}" + String(repeating: " ", count: (1 << 20) - 2 + more))
    try drop("a.txt", "one")
    #expect(try desk.work(arrivals, overlaps: false))
    #expect(try spool.files("work").isEmpty && desk.isEmpty)
    #expect(try spool.files(more == 0 ? "archive" : "failed").starts(with: ["a.txt", "a.txt.meta.json"]))
    guard more > 0 else { return }
    let reason = try #require(Reason(Array(spool.text("failed/a.txt.reason.json").utf8)))
    #expect(reason.what == "sidecar" && reason.detail.contains("1 MiB") && reason.attempts == 1)
    #expect(reason.sha256 == SHA256.digest(Array("one".utf8)))
  }

  @Test("What comes to work under the name of a document that was done is not taken for it")
  func placedBefore() throws {
    let desk = try makeDesk { $0.maximumSize = 3 }
    try placeAndTake(desk)
    while desk.hasDue { #expect(try desk.work(arrivals, overlaps: false)) }
    #expect(try spool.files("archive") == ["a.txt"])
    // Claimed while work was elsewhere.
    try spool.write("inbox/.work/0/a.txt", "another")
    try desk.resume()
    #expect(try desk.work(arrivals, overlaps: false))
    #expect(try spool.files("failed") == ["a.txt", "a.txt.reason.json"])
  }

  @Test("A run that is to end does not wait for the writer of a document whose pair a start has completed")
  func placedAndWritten() throws {
    let desk = try makeDesk { $0.once = true }
    try placeAndTake(desk)
    let writer = try spool.layout.levels[0].openOrCreate("a.txt")
    #expect(try desk.work(arrivals, overlaps: false))
    #expect(try desk.isEmpty && spool.files("work") == ["0/a.txt"])
    withExtendedLifetime(writer) {}
  }

  @Test("A sidecar whose document was taken away is not given to the next one of its name")
  func lateSidecarOfAnother() throws {
    let desk = try deskWithUnreadableSidecar()
    try spool.remove("inbox/a.txt")
    usleep(300_000)
    _ = try desk.work(arrivals, overlaps: false)
    try drop("a.txt", "two")
    try mendSidecar(desk)
    let record = try JSONValue(parsing: Array(spool.text("outbox/a.json").utf8))
    #expect(record["sidecar"] == .null)
  }

  @Test("How the last run has ended is known however often this one has to begin", arguments: [true, false])
  func endOfLastRun(isOrderly: Bool) throws {
    func write(_ state: Status.State) throws {
      var status = Status()
      status.state = state
      try spool.write(".winnow/status.json", String(decoding: status.json(written: 0), as: UTF8.self))
    }
    try write(isOrderly ? .stopped : .running)
    let desk = try makeDesk { _ in }
    try write(.paused)
    #expect(desk.endedInOrder == isOrderly)
  }

  @Test("A document whose name is still in work counts as one that waits, and once")
  func blockedCounts() throws {
    let desk = try makeDesk { _ in }
    try spool.write("work/0/a.txt", "earlier")
    try drop("a.txt", "later")
    for _ in 0..<3 {
      _ = try desk.work(arrivals, overlaps: false)
      #expect(arrivals.known == 1 && arrivals.waiting == 0)
      arrivals.rescan()
      repeat { try arrivals.advance() } while arrivals.canScan
      #expect(arrivals.known == 1)
    }
    try spool.remove("work/0/a.txt")
    desk.putBackBlocked(arrivals)
    // On a busy machine the time for claiming may be over before any is claimed.
    for _ in 0..<10 where try spool.files("archive") == [] { _ = try desk.work(arrivals, overlaps: false) }
    #expect(try arrivals.known == 0 && spool.files("archive") == ["a.txt"])
  }

  @Test("A document whose sidecar is a link, a folder or a pipe has failed, after a crash as well", arguments: 0..<6)
  func foreignSidecar(number: Int) throws {
    let desk = try makeDesk { _ in }
    let sidecar = spool.url.appendingPathComponent("inbox/n/a.txt.meta.json").path
    try spool.write("inbox/n/.keep", "")
    try spool.write("meta.json", "{}")
    let kind = ["a symbolic link", "a folder", "a pipe"][number % 3]
    switch number % 3 {
    case 0: #expect(symlink("../../meta.json", sidecar) == 0)
    case 1: #expect(mkdir(sidecar, 0o755) == 0)
    default: #expect(mkfifo(sidecar, 0o644) == 0)
    }
    if number < 3 {
      try drop("n/a.txt", "one")
    } else {
      try spool.write("work/0/n/a.txt", "one")
      try desk.recover()
    }
    for _ in 0..<3 { _ = try desk.work(arrivals, overlaps: false) }
    #expect(try spool.files("work").isEmpty && spool.files("outbox").isEmpty && spool.files("archive").isEmpty)
    #expect(try spool.files("failed") == ["n/a.txt", "n/a.txt.reason.json"])
    let reason = try #require(Reason(Array(spool.text("failed/n/a.txt.reason.json").utf8)))
    #expect(reason.what == "sidecar" && reason.detail.contains("'a.txt.meta.json' is \(kind)"))
    #expect(FileManager.default.fileExists(atPath: sidecar))
  }

  @Test("A batch ends with the document that makes it 4 MiB, be they new or left by a crash", arguments: [true, false])
  func batchBytes(isLeft: Bool) throws {
    let text = String(repeating: "a", count: 1_500_000)
    for number in 1...8 {
      if isLeft { try spool.write("work/0/\(number).txt", text) } else { try drop("\(number).txt", text) }
    }
    if isLeft { try desk.recover() }
    for archived in [3, 6, 8] {
      _ = try desk.work(arrivals, overlaps: false)
      #expect(try spool.files("archive").count == archived)
    }
  }

  @Test("A document that an earlier version has published with a sidecar of more than 1 MiB is done")
  func largeSidecarBefore() throws {
    let desk = try makeDesk { _ in }
    let sidecar = "{}" + String(repeating: " ", count: 1 << 20)
    try spool.write("work/0/a.txt.meta.json", "{}")
    try spool.write("work/0/a.txt", "one")
    try desk.recover()
    while desk.hasDue { _ = try desk.work(arrivals, overlaps: false) }
    let record = try spool.text("outbox/a.json").replacingOccurrences(
      of: SHA256.digest(Array("{}".utf8)), with: SHA256.digest(Array(sidecar.utf8)))
    for name in ["outbox/a.json", "archive/a.txt", "archive/a.txt.meta.json"] { try spool.remove(name) }
    try spool.write("outbox/a.json", record)
    try spool.write("work/0/a.txt.meta.json", sidecar)
    try spool.write("work/0/a.txt", "one")
    let next = try makeDesk { _ in }
    try next.recover()
    while next.hasDue { _ = try next.work(arrivals, overlaps: false) }
    #expect(try spool.files("failed").isEmpty && spool.files("archive") == ["a.txt", "a.txt.meta.json"])
  }

  @Test("A folder of work that somebody removes while nothing can be claimed there is made anew")
  func removedFolder() throws {
    let spool = try TemporarySpool()
    let claimer = Claimer(spool.layout, FolderTree(spool.layout.levels[0]), spool.options)
    for folder in ["work/0/sub", "inbox/sub"] { try spool.write("\(folder)/a.txt", folder) }
    guard case .busy = try claimer.claim("sub/a.txt") else {
      Issue.record("its name is not taken")
      return
    }
    try spool.remove("work/0/sub")
    claimer.beginBatch()
    guard case .claimed = try claimer.claim("sub/a.txt") else {
      Issue.record("it is not claimed")
      return
    }
    #expect(try spool.files("work") == ["0/sub/a.txt"] && spool.files("inbox").isEmpty)
  }
}
