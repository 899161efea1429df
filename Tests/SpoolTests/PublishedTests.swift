import Files
import Foundation
import Journal
import Testing

@testable import Spool

@Suite("Documents that a kill has left in work although their pair is out")
struct PublishedTests {
  let spool: TemporarySpool
  let arrivals: Arrivals

  init() throws {
    spool = try TemporarySpool()
    arrivals = try Arrivals(spool.layout, spool.options, Journal { _ in })
  }

  /// A desk that has started after the kill.
  private func start(_ change: (inout Options) -> Void) throws -> Desk {
    var options = spool.options
    change(&options)
    let control = try Control(inbox: spool.layout.inbox.path, Journal { _ in }, Observer()) { [options] in
      Service.Configuration(.upperCase, options)
    }
    let desk = Desk(spool.layout, options, control, after: nil)
    try desk.recover()
    return desk
  }

  private func workOff(_ desk: Desk) throws { while desk.hasDue { _ = try desk.work(arrivals, overlaps: false) } }

  /// What a kill leaves between the record's place and the archive.
  private func publish(level: Int = 0, sidecar: String? = nil) throws {
    if let sidecar { try spool.write("inbox/a.txt.meta.json", sidecar) }
    try spool.take(["a.txt": "one"])
    try RecoveryTests.rename(spool, "archive/a.txt", "work/\(level)/a.txt")
    if sidecar != nil { try RecoveryTests.rename(spool, "archive/a.txt.meta.json", "work/0/a.txt.meta.json") }
  }

  @Test("One that is larger than is allowed by now is archived", arguments: [nil, "{}"])
  func tooLarge(sidecar: String?) throws {
    try publish(sidecar: sidecar)
    try workOff(start { $0.maximumSize = 2 })
    #expect(try spool.files("failed").isEmpty && spool.files("work").isEmpty)
    #expect(try spool.files("archive") == (sidecar == nil ? ["a.txt"] : ["a.txt", "a.txt.meta.json"]))
    #expect(try spool.files("outbox") == ["a.json", "a.txt"])
  }

  @Test("Another document of the name is too large, be it as long or not", arguments: ["two", "three"])
  func anotherTooLarge(text: String) throws {
    try publish()
    try spool.write("work/0/a.txt", text)
    try workOff(start { $0.maximumSize = 2 })
    #expect(try spool.files("failed") == ["a.txt", "a.txt.reason.json"] && spool.files("archive").isEmpty)
  }

  @Test(
    "One of a second name that is dropped again, and is larger than is allowed by now, is archived; another one of the name is not",
    arguments: [("two", true), ("six", false), ("seven", false), ("four", false)])
  func tooLargeAgain(text: String, isKnown: Bool) throws {
    for text in ["first", "two"] { try spool.take(["a.txt": text]) }
    let (pairs, originals) = (try spool.files("outbox"), try spool.files("archive"))
    #expect(pairs.count == 4 && originals.count == 2)
    try spool.write("inbox/a.txt", text)
    arrivals.putBack("a.txt")
    let desk = try start { $0.maximumSize = 2 }
    #expect(try desk.work(arrivals, overlaps: false))
    #expect(try spool.files("failed") == (isKnown ? [] : ["a.txt", "a.txt.reason.json"]))
    #expect(try spool.files("outbox") == pairs && spool.files("archive") == originals && spool.files("work").isEmpty)
  }

  @Test(
    "Of many records of second names some are looked at for a document that has just come, and all for one left behind")
  func secondNames() throws {
    try spool.take(["a.txt": "one"])
    for number in 0..<40 { try spool.write("outbox/a~\(number).json", spool.text("outbox/a.json")) }
    let lookup = RecordLookup(outbox: OpenFolders(spool.layout.outbox), limit: 1 << 20)
    for (extent, count) in [(RecordLookup.Extent.plain, 1), (.few, 33), (.all, 41)] {
      var seen = 0
      _ = try lookup.look(forRecordsOf: "a.txt", extent) { _ in
        seen += 1
        return false
      }
      #expect(seen == count)
    }
  }

  @Test("One that a writer has open waits in work, be it that the service ends", arguments: [true, false])
  func beingWritten(once: Bool) throws {
    try publish()
    let desk = try start { $0.once = once }
    do {
      let writer = try spool.layout.levels[0].openOrCreate("a.txt")
      _ = try desk.work(arrivals, overlaps: false)
      desk.giveBackHeld()
      #expect(try spool.files("inbox").isEmpty && spool.files("work") == ["0/a.txt"])
      withExtendedLifetime(writer) {}
    }
    try workOff(start { $0.once = once })
    #expect(try spool.files("archive") == ["a.txt"] && spool.files("outbox") == ["a.json", "a.txt"])
  }

  @Test("One that was changed since goes back to its writer")
  func changed() throws {
    try publish()
    try spool.write("work/0/a.txt", "three")
    let desk = try start { $0.once = true }
    let writer = try spool.layout.levels[0].openOrCreate("a.txt")
    _ = try desk.work(arrivals, overlaps: false)
    #expect(try spool.files("inbox") == ["a.txt"] && spool.files("work").isEmpty)
    withExtendedLifetime(writer) {}
  }

  @Test("One that stands where those do that stop the service is archived")
  func high() throws {
    try publish(level: 3)
    try workOff(start { _ in })
    #expect(try spool.files("failed").isEmpty && spool.files("archive") == ["a.txt"])
  }
}
