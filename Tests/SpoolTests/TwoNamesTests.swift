import Files
import Foundation
import Testing

@testable import Spool

/// What a kill leaves where renaming is link(2) and unlink(2), and comes between the two.
@Suite("A file that a kill has left under two names")
struct TwoNamesTests {
  let spool: TemporarySpool

  init() throws { spool = try TemporarySpool() }

  private func link(_ name: String, _ other: String) throws {
    let (old, new) = (spool.url.appendingPathComponent(name), spool.url.appendingPathComponent(other))
    try FileManager.default.createDirectory(at: new.deletingLastPathComponent(), withIntermediateDirectories: true)
    try FileManager.default.linkItem(at: old, to: new)
  }

  @Test("In the inbox and in work it is one document", arguments: ["a.txt", "sub/a.txt"])
  func claimed(name: String) throws {
    try spool.write("inbox/\(name)", "fail it")
    try spool.write("inbox/\(name).meta.json", "{}")
    for name in [name, "\(name).meta.json"] { try link("inbox/\(name)", "work/0/\(name)") }
    try RecoveryTests.start(spool)
    #expect(try spool.files("failed") == [name, "\(name).meta.json", "\(name).reason.json"])
    #expect(try spool.files("inbox").isEmpty && spool.files("work").isEmpty && spool.files("archive").isEmpty)
  }

  @Test("In two levels of work it is one document, and stops nothing", arguments: ["one", "fail it"])
  func raised(text: String) throws {
    try spool.write("work/0/a.txt", text)
    try link("work/0/a.txt", "work/1/a.txt")
    try RecoveryTests.start(spool)
    if text == "one" {
      #expect(try spool.files("archive") == ["a.txt"] && spool.files("outbox") == ["a.json", "a.txt"])
    } else {
      #expect(try spool.files("failed") == ["a.txt", "a.txt.reason.json"])
    }
    #expect(try spool.files("work").isEmpty)
  }

  @Test("In work and in failed it has failed")
  func failed() throws {
    try spool.take(["a.txt": "fail it"])
    try link("failed/a.txt", "work/0/a.txt")
    try RecoveryTests.start(spool)
    #expect(try spool.files("failed") == ["a.txt", "a.txt.reason.json"] && spool.files("work").isEmpty)
  }

  @Test("In work and in the archive it may have been linked back to be cleaned again, and is")
  func archived() throws {
    try spool.take(["a.txt": "one"])
    for name in ["a.json", "a.txt"] { try spool.remove("outbox/\(name)") }
    try link("archive/a.txt", "work/0/a.txt")
    try RecoveryTests.start(spool)
    #expect(try spool.files("outbox") == ["a.json", "a.txt"] && spool.files("archive") == ["a.txt"])
  }

  @Test("A text that has its place and its temporary name, too, gets its record")
  func text() throws {
    try spool.write("work/0/a.txt", "one")
    let id = try RecoveryTests.temporaryPair(spool, "a.txt", "one")
    try link("outbox/.tmp/\(id).txt", "outbox/a.txt")
    try RecoveryTests.start(spool)
    #expect(try spool.files("outbox") == ["a.json", "a.txt"] && spool.files("archive") == ["a.txt"])
    #expect(try spool.findings() == [])
  }

  @Test("A record that has its place and its temporary name, too, is known to be out")
  func record() throws {
    let id = try RecoveryTests.temporaryPair(spool, "a.txt", "one")
    try RecoveryTests.rename(spool, "outbox/.tmp/\(id).txt", "outbox/a.txt")
    try link("outbox/.tmp/\(id).json", "outbox/a.json")
    var placed: [Path] = []
    try Leftovers(layout: spool.layout).rollForward { placed.append($0.path) }
    #expect(try placed == ["a.txt"] && spool.files("outbox") == ["a.json", "a.txt"])
  }
}
