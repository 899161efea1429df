import Files
import Foundation
import Journal
import Testing

@testable import Spool

@Suite("What the desk knows of documents")
struct DeskTests {
  let spool: TemporarySpool
  let arrivals: Arrivals
  let desk: Desk

  init() throws {
    let spool = try TemporarySpool()
    let options = spool.options
    let control = try Control(inbox: spool.layout.inbox.path, Journal { _ in }, Observer()) {
      Service.Configuration(.upperCase, options)
    }
    self.spool = spool
    arrivals = try Arrivals(spool.layout, options, Journal { _ in })
    desk = Desk(spool.layout, options, control, after: nil)
  }

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
}
