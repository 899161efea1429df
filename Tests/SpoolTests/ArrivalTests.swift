import Files
import Foundation
import Journal
import Testing
import Threads

@testable import Spool

@Suite("Queues and tables of arrivals")
struct ArrivalTests {
  @Test("One huge folder does not keep another waiting")
  func fairness() {
    var queue = ReadyQueue()
    for number in 0..<1000 { queue.append(Path("huge/\(number)"), since: number) }
    queue.append("small/one", since: 0)
    queue.append("top", since: 0)
    let first = (0..<6).compactMap { _ in queue.next()?.description }
    #expect(first.contains("small/one") && first.contains("top"))
    #expect(queue.count == 996)
  }

  @Test("A document is ready once, however often it is told")
  func once() {
    var queue = ReadyQueue()
    queue.append("a", since: 0)
    queue.append("a", since: 0)
    #expect(queue.next() == "a")
    #expect(queue.next() == nil)
    queue.append("a", since: 0)
    #expect(queue.next() == "a")
  }

  @Test("A file settles when its time has come, and not when it was put in anew or removed")
  func settling() throws {
    let spool = try TemporarySpool()
    try spool.write("inbox/a", "a")
    let status = try #require(try spool.layout.inbox.status("a"))
    var table = SettlingTable()
    table.insert("a", status, isNew: false, due: 10)
    table.insert("b", status, isNew: false, due: 10)
    table.insert("c", status, isNew: false, due: 10)
    table.insert("late", status, isNew: false, due: 15, isLate: true)
    table.remove("b")
    table.insert("a", status, isNew: false, due: 20)
    #expect(table.nextDue() == 10)
    #expect(table.next(at: 9) == nil)
    #expect(table.next(at: 10)?.path == "c")
    #expect(table.next(at: 12) == nil)
    #expect(table.nextDue() == 15)
    #expect(table.next(at: 30)?.path == "a")
    #expect(table.next(at: 30)?.path == "late")
    #expect(table.nextDue() == nil && table.count == 0)
  }

  @Test("A scan finds every file in every folder, a piece at a time, and no link leads it out")
  func scan() throws {
    let spool = try TemporarySpool()
    var expected: Set<String> = []
    for folder in ["", "a/", "a/b/", "c/"] {
      for number in 0..<300 {
        try spool.write("inbox/\(folder)\(number).txt", "x")
        expected.insert("\(folder)\(number).txt")
      }
    }
    try spool.write("inbox/.hidden/no.txt", "x")
    try spool.write("outbox/outside.txt", "x")
    #expect(symlink("../outbox", spool.url.appendingPathComponent("inbox/link").path) == 0)
    let scanner = Scanner(spool.layout.inbox, NameFilter(spool.options))
    scanner.request(.empty)
    var found: [String] = []
    while !scanner.isIdle {
      try scanner.explore(50) { _ in }
      try scanner.step(50) { if case .file(let path, _) = $0 { found.append(path.description) } }
    }
    #expect(found.count == expected.count && Set(found) == expected)
  }

  @Test("Folders are found where the file system counts no links for them")
  func unlinkedFolders() throws {
    let spool = try TemporarySpool()
    try spool.write("inbox/sub/a.txt", "x")
    // A file system that counts links honestly says 3 here; removing what it counts by is all that a test can do.
    let inbox = spool.layout.inbox
    #expect(try inbox.status().links == 3)
    let scanner = Scanner(inbox, NameFilter(spool.options)) { _ in 2 }
    scanner.request(.empty)
    var found: [String] = []
    while !scanner.isIdle {
      try scanner.explore(50) { _ in }
      try scanner.step(50) { if case .file(let path, _) = $0 { found.append(path.description) } }
    }
    #expect(found == ["sub/a.txt"])
  }

  @Test("Files that were not ready, more than are known at a time, are taken once they are, without another rescan")
  func crowd() throws {
    let spool = try TemporarySpool()
    spool.options.settle = 20_000_000
    for number in 0..<60 { try spool.write("inbox/\(number).txt", "whole") }
    let arrivals = try Arrivals(spool.layout, spool.options, Journal { _ in }, capacity: 10)
    try arrivals.begin()
    // Each has changed whenever it is looked at; no event tells of it.
    let start = MonotonicClock.now
    var rounds = 0
    while rounds < 20 || arrivals.canScan {
      for number in 0..<60 { try spool.write("inbox/\(number).txt", String(repeating: "x", count: rounds)) }
      try arrivals.advance()
      #expect(arrivals.next() == nil)
      rounds += 1
      usleep(5_000)
    }
    #expect(arrivals.isScanning)
    var found: Set<Path> = []
    while found.count < 60, MonotonicClock.now - start < 20_000_000_000 {
      try arrivals.advance()
      while let candidate = arrivals.next() {
        found.insert(candidate.path)
        try spool.layout.inbox.remove(candidate.path.name)
      }
      usleep(5_000)
    }
    #expect(found.count == 60, "\(found.count) of 60")
    try arrivals.advance()
    while arrivals.canScan { try arrivals.advance() }
    #expect(!arrivals.isScanning)
  }

  @Test("Files that are written slowly, however many, keep no others from being found", arguments: [true, false])
  func slowWriters(isTold: Bool) throws {
    let spool = try TemporarySpool()
    spool.options.settle = 20_000_000
    let writers = try (0..<30).map { number in
      try spool.write("inbox/slow-\(number).txt", "")
      return try FileHandle(forWritingTo: spool.url.appendingPathComponent("inbox/slow-\(number).txt"))
    }
    let arrivals = try Arrivals(spool.layout, spool.options, Journal { _ in }, capacity: 10)
    try arrivals.begin()
    var found: [Path] = []
    for round in 0..<60 {
      if round == 10 {
        try spool.write("other.txt", "whole")
        try spool.layout.root.rename("other.txt", to: spool.layout.inbox, "other.txt")
      }
      // Each has changed whenever it is looked at.
      for writer in writers { try writer.write(contentsOf: Data("x".utf8)) }
      if round % 10 == 0 { arrivals.rescan() }
      if isTold { try arrivals.takeEvents() }
      try arrivals.advance()
      while let candidate = arrivals.next() { found.append(candidate.path) }
      #expect(arrivals.waiting <= 20)
      usleep(5_000)
    }
    #expect(Set(found) == ["other.txt"])
  }

  @Test("A document that can't be taken counts as waiting at each moment, until it is not there any more")
  func counted() throws {
    let spool = try TemporarySpool()
    for name in ["a.txt", "held/b.txt", "open.txt"] { try spool.write("inbox/\(name)", "x") }
    let writer = try FileHandle(forWritingTo: spool.url.appendingPathComponent("inbox/open.txt"))
    let oldest = try #require(try spool.layout.inbox.status("a.txt")).changed
    let arrivals = try Arrivals(spool.layout, spool.options, Journal { _ in }, capacity: 10)
    arrivals.isHeld = { $0 == "held" }
    try arrivals.begin()
    repeat { try arrivals.advance() } while arrivals.canScan
    #expect(arrivals.known == 3)
    for _ in 0..<5 {
      while let candidate = arrivals.next() {
        #expect(candidate.path == "a.txt")
        arrivals.leave(candidate.path)
      }
      #expect(arrivals.known == 3 && arrivals.waiting == 0 && arrivals.isEmpty && arrivals.oldest == oldest)
      arrivals.rescan()
      repeat {
        try arrivals.advance()
        #expect(arrivals.known == 3)
      } while arrivals.canScan
    }
    // An event tells of one, and a look of the other.
    try spool.remove("inbox/open.txt")
    try arrivals.takeEvents()
    while let candidate = arrivals.next() { arrivals.leave(candidate.path) }
    #expect(arrivals.known == 2)
    try spool.remove("inbox/held")
    try arrivals.takeEvents()
    arrivals.rescan()
    repeat { try arrivals.advance() } while arrivals.canScan
    #expect(arrivals.known == 1 && arrivals.next()?.path == "a.txt")
    #expect(arrivals.known == 0 && arrivals.oldest == nil)
    withExtendedLifetime(writer) {}
  }

  @Test(
    "Files of a folder that waits take no other's place, and are found once it does not, but in a run that is to end",
    arguments: [true, false])
  func held(once: Bool) throws {
    let spool = try TemporarySpool()
    spool.options.once = once
    for number in 0..<30 { try spool.write("inbox/held/\(number).txt", "x") }
    let arrivals = try Arrivals(spool.layout, spool.options, Journal { _ in }, capacity: 10)
    var holds = true
    arrivals.isHeld = { holds && $0 == "held" }
    try arrivals.begin()
    for _ in 0..<5 { try arrivals.advance() }
    #expect(arrivals.waiting == (once ? 10 : 0))
    if once { return }
    func move(_ name: String) throws {
      try spool.write("x.txt", "x")
      try spool.layout.root.rename("x.txt", to: spool.layout.inbox.directory(Path(name).parent), Path(name).name)
    }
    for number in 30..<60 { try move("held/\(number).txt") }
    try move("a.txt")
    try arrivals.takeEvents()
    // The event alone has told, and no look at everything is needed.
    #expect(!arrivals.isScanning && arrivals.next()?.path == "a.txt" && arrivals.isEmpty)
    holds = false
    arrivals.rescan()
    var found: Set<Path> = []
    for _ in 0..<40 {
      try arrivals.advance()
      while let candidate = arrivals.next() { found.insert(candidate.path) }
    }
    #expect(found.count == 61)
  }

  @Test("A document that was left alone in a run that is to end is not any more once it is told again, or has gone")
  func leftNoMore() throws {
    let spool = try TemporarySpool()
    spool.options.once = true
    let arrivals = try Arrivals(spool.layout, spool.options, Journal { _ in })
    try arrivals.begin()
    for name: Path in ["a.txt", "b.txt"] {
      try spool.write("inbox/\(name)", "x")
      arrivals.leave(name, for: FileError("rename", name.description, .accessDenied))
    }
    #expect(arrivals.left == ["a.txt", "b.txt"] && arrivals.faults.count == 2)
    try arrivals.takeEvents()
    while arrivals.next() != nil {}
    #expect(arrivals.left == [] && arrivals.faults == [:])
    arrivals.leave("b.txt", for: FileError("rename", "b.txt", .accessDenied))
    try spool.remove("inbox/b.txt")
    try arrivals.takeEvents()
    #expect(arrivals.left == [] && arrivals.faults == [:])
  }

  @Test("What is set aside in folders that have left is forgotten, and nothing else")
  func goneFolders() {
    var aside = SetAside(capacity: 10)
    for path: Path in ["a/1", "a/b/2", "ab/3", "c/d/4", "a"] { aside.put(path, changed: 1) }
    aside.forget(["a", "c/d"])
    #expect(aside.count == 2)
    aside.remove("ab/3")
    aside.remove("a")
    #expect(aside.count == 0)
  }

  @Test("A companion works beside its owner, one piece after the other")
  func companion() {
    let companion = Companion()
    let done = Locked(0)
    companion.finish()
    for round in 0..<100 {
      companion.begin { done.withLock { $0 += 1 } }
      if round % 2 == 0 { companion.finish() }
      companion.finish()
      #expect(done.withLock { $0 } == round + 1)
    }
  }

  @Test("A worker group does every task once, over and over")
  func workers() {
    let group = WorkerGroup(count: 4)
    for round in [0, 1, 2, 3, 100, 1000] {
      let done = Locked<[Int: Int]>([:])
      group.forEach(round) { task, worker in
        done.withLock { $0[task, default: 0] += 1 }
        precondition((0..<4).contains(worker))
      }
      #expect(done.withLock { $0.count == round && $0.values.allSatisfy { $0 == 1 } })
    }
  }
}
