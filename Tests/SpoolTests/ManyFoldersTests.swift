import Files
import Foundation
import Journal
import Testing

@testable import Spool

@Suite("Very many folders of the outbox that nothing can be put into")
struct ManyFoldersTests {
  private let error = FileError("rename", "x", .inputOutput)
  private let second = 1_000_000_000

  @Test("All whose time has come are tried at once, and one that is proved sound brings the others' time forward")
  func together() {
    var folders = BrokenFolders()
    for (number, name) in ["a", "b", "c"].enumerated() {
      folders.note(Path(name), error, once: false, at: (100 + number) * second)
    }
    #expect(folders.due(at: 100 * second).isEmpty && folders.nextDue == 101 * second)
    #expect(folders.due(at: 102 * second) == ["a", "b"])
    for _ in 0..<4 { for name in ["a", "b", "c"] { folders.postpone(Path(name), once: false, at: 110 * second) } }
    #expect(folders.nextDue == 126 * second)
    _ = folders.release("a", at: 112 * second)
    #expect(folders.due(at: 112 * second).isEmpty)
    folders.prove("a", at: 112 * second)
    #expect(folders.due(at: 112 * second) == ["b", "c"])
    // Only the first document that goes through says something new.
    folders.postpone("b", once: false, at: 112 * second)
    folders.prove("a", at: 113 * second)
    #expect(folders.due(at: 113 * second) == ["c"])
  }

  @Test("A run that is to end has no tries to spend on what may be mended")
  func once() {
    var folders = BrokenFolders()
    for name in ["a", "b"] { folders.note(Path(name), error, once: true, at: 100 * second) }
    for _ in 0..<3 { folders.postpone("b", once: true, at: 100 * second) }
    _ = folders.release("a", at: 101 * second)
    folders.prove("a", once: true, at: 101 * second)
    #expect(folders.nextDue == nil && folders.closed.map(\.folder) == ["b"])
  }

  @Test(
    "Tries that come to nothing take a tenth of the time, and others none",
    arguments: [(0, 0), (1, 100), (500, 4500)])
  func share(wasted: Int, rest: Int) {
    var folders = BrokenFolders()
    folders.note("a", error, once: false, at: 100 * second)
    folders.rest(after: wasted * 1_000_000, at: 101 * second)
    #expect(folders.nextDue == 101 * second + rest * 1_000_000)
  }

  @Test("Of two documents of one name that wait it is the one in the lower level that is tried first")
  func levels() {
    var folders = BrokenFolders()
    folders.note("a", error, once: false)
    for level in [1, 0, 2] { folders.keep(Claim(path: "a/a.txt", size: 1, level: level)) }
    #expect(folders.release("a").map(\.level) == [0])
  }

  @Test("Once they are mended a few steps publish what waited, in work and half on its way")
  func mended() throws {
    let spool = try TemporarySpool()
    let options = spool.options
    let control = try Control(inbox: spool.layout.inbox.path, Journal { _ in }, Observer()) {
      Service.Configuration(.upperCase, options)
    }
    let arrivals = try Arrivals(spool.layout, options, Journal { _ in })
    let desk = Desk(spool.layout, options, control, after: nil)
    let names = (0..<200).map { "n\($0)/a.txt" }
    try spool.take(Dictionary(uniqueKeysWithValues: names.map { ($0, $0) }))
    #expect(try spool.files("archive").count == 200)
    for (number, name) in names.enumerated() {
      let path = Path(name)
      try spool.write("work/0/\(name)", name)
      try spool.remove("archive/\(name)")
      let record = Path("n\(number)/a.json")
      let header = try #require(
        try RecordLookup.header(record.name, in: spool.layout.outbox.directory(path.parent), limit: 1 << 20))
      if number % 2 == 0 {
        try spool.layout.outbox.rename(record, to: spool.layout.temporary, Path(header.id + ".json"))
      } else {
        for ending in ["json", "txt"] { try spool.remove("outbox/n\(number)/a.\(ending)") }
      }
      desk.note(path.parent, error)
      desk.keep([(Claim(path: path, size: name.utf8.count), error)])
    }
    usleep(1_100_000)
    for _ in 0..<4 { _ = try desk.work(arrivals, overlaps: false) }
    #expect(try spool.files("archive").count == 200 && spool.files("work").isEmpty)
    #expect(try spool.files("outbox").count == 400 && spool.findings() == [])
  }

  @Test("A record that waits for its folder is read once")
  func readOnce() throws {
    let spool = try TemporarySpool()
    try spool.take(["n/a.txt": "one"])
    let header = try #require(try RecordLookup.header("a.json", in: spool.layout.outbox.directory("n"), limit: 1 << 20))
    let name = Path(header.id + ".json")
    try spool.layout.outbox.rename("n/a.json", to: spool.layout.temporary, name)
    let leftovers = Leftovers(layout: spool.layout)
    let waiting = try leftovers.rollForward(leaving: { $0 == "n" }).waiting
    #expect(waiting == [name: "n"])
    try spool.write("outbox/.tmp/\(name)", "Not to be looked at.")
    #expect(try leftovers.rollForward(known: waiting, leaving: { $0 == "n" }).waiting == waiting)
    #expect(try leftovers.rollForward(known: waiting).waiting.isEmpty)
  }
}
