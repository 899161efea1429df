import Files
import Foundation
import Glibc
import Testing

@testable import Spool

/// Files with holes: as large as these say, and empty. Whoever reads one whole needs more memory than there is.
@Suite("Huge files where records and reasons are looked for")
struct HugeFilesTests {
  private static let huge = 1 << 40

  private let spool: TemporarySpool

  init() throws { spool = try TemporarySpool() }

  private func make(_ name: String, bytes: Int = huge) throws {
    if !FileManager.default.fileExists(atPath: spool.url.appendingPathComponent(name).path) {
      try spool.write(name, "")
    }
    guard truncate(spool.url.appendingPathComponent(name).path, bytes) == 0 else {
      throw FileError("truncate", name, .current)
    }
  }

  @Test("One with a record's name is none of ours: the document gets another name")
  func record() throws {
    try make("outbox/a.json")
    try spool.take(["a.txt": "one"])
    let names = try spool.files("outbox")
    #expect(names.count == 3 && names[0] == "a.json")
    #expect(try spool.files("archive") == ["a.txt"])
    #expect(try spool.findings().map(\.kind) == [.notARecord])
  }

  @Test("One with a temporary record's name is removed as any other that is none")
  func temporary() throws {
    let id = String(repeating: "0", count: 32)
    try make("outbox/.tmp/\(id).json")
    try spool.write("outbox/.tmp/\(id).txt", "text")
    #expect(try Leftovers(layout: spool.layout).rollForward().count == 0)
    #expect(try spool.files("outbox").isEmpty)
  }

  @Test("A record's bound follows max-size, and is that of the default where that is more")
  func bound() {
    func largest(_ bytes: Int) -> Int {
      var options = Options()
      options.maximumSize = bytes
      return options.largestRecord
    }
    #expect(largest(1) == 1040 << 20 && largest(64 << 20) == 1040 << 20)
    #expect(largest(1 << 30) == (16 << 30) + (16 << 20))
    #expect(largest(.max) == .max)
  }

  @Test("One with a reason's name says nothing of its document, which stays, and is counted")
  func reason() throws {
    try spool.take(["a.txt": "fail", "b.txt": "fail"])
    try make("failed/a.txt.reason.json")
    #expect(try Retry.run(spool.path).returned == ["b.txt"])
    #expect(try StatusReader(spool.path).read().failedWithoutReason == 1)
    try spool.write("work/0/a.txt.meta.json", "{}")
    #expect(try Leftovers(layout: spool.layout).placeInFailed("a.txt.meta.json") == nil)
    for name in ["failed/a.txt", "work/0/a.txt.meta.json"] { try spool.remove(name) }
    try Leftovers(layout: spool.layout).removeReasons(besides: [Claim(path: "a.txt", size: 4)])
    #expect(try spool.files("failed") == ["a.txt.reason.json"])
    try spool.take(["a.txt": "fail"])
    #expect(try spool.files("failed").count == 3)
  }

  @Test("A reason may have one MiB, and no byte more")
  func largestReason() throws {
    try spool.take(["a.txt": "fail"])
    let reason = try spool.text("failed/a.txt.reason.json")
    for bytes in [1 << 20, 1 << 20 + 1] {
      let padded = reason + String(repeating: " ", count: bytes - reason.utf8.count)
      try spool.write("failed/a.txt.reason.json", padded)
      #expect(try (Reason.read("a.txt.reason.json", in: spool.layout.failed) != nil) == (bytes == 1 << 20))
    }
  }
}
