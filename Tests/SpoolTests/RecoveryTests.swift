import Digest
import Files
import Foundation
import Formats
import JSON
import Journal
import Threads
import Testing

@testable import Spool

@Suite("Start-up after a crash")
struct RecoveryTests {
  /// Runs a whole start-up and drains the spool.
  static func start(_ spool: TemporarySpool, _ processor: Processor = .upperCase) throws {
    var options = spool.options
    options.once = true
    let service = Service(spool: spool.path, journal: Journal { _ in }) { [options] in
      Service.Configuration(processor, options)
    }
    try service.run()
  }

  /// The pair as it would be made, put into the temporary folder.
  static func temporaryPair(_ spool: TemporarySpool, _ name: String, _ text: String) throws -> String {
    let cleaned = Processor.cleaned(Input(path: Path(name), bytes: Array(text.utf8)))
    try spool.write("outbox/.tmp/\(cleaned.id).txt", String(decoding: cleaned.text, as: UTF8.self))
    let record = cleaned.record(FileNames.stem(of: Path(name).name).adding(".txt"))
    try spool.write("outbox/.tmp/\(cleaned.id).json", String(decoding: record, as: UTF8.self))
    return cleaned.id
  }

  static func rename(_ spool: TemporarySpool, _ from: String, _ to: String) throws {
    try FileManager.default.createDirectory(
      at: spool.url.appendingPathComponent(to).deletingLastPathComponent(), withIntermediateDirectories: true)
    try FileManager.default.moveItem(
      at: spool.url.appendingPathComponent(from), to: spool.url.appendingPathComponent(to))
  }

  @Test("A crash after any step leaves one pair and one original", arguments: 0..<6)
  func everyStep(_ step: Int) throws {
    let spool = try TemporarySpool()
    // 0: in the inbox; 1: claimed; 2: temporary files; 3: text renamed; 4: record renamed; 5: archived.
    try spool.write(step == 0 ? "inbox/sub/a.txt" : "work/0/sub/a.txt", "one")
    if step >= 2 {
      let id = try Self.temporaryPair(spool, "sub/a.txt", "one")
      if step >= 3 { try Self.rename(spool, "outbox/.tmp/\(id).txt", "outbox/sub/a.txt") }
      if step >= 4 { try Self.rename(spool, "outbox/.tmp/\(id).json", "outbox/sub/a.json") }
      if step >= 5 { try Self.rename(spool, "work/0/sub/a.txt", "archive/sub/a.txt") }
    }
    for _ in 0..<2 {
      try Self.start(spool)
      #expect(try spool.files("outbox") == ["sub/a.json", "sub/a.txt"])
      #expect(try spool.files("archive") == ["sub/a.txt"])
      #expect(try spool.files("work").isEmpty && spool.files("inbox").isEmpty && spool.files("failed").isEmpty)
      #expect(try spool.findings() == [])
    }
  }

  @Test("A commit that was cut in two is completed as it was, whatever the rules are now")
  func otherRules() throws {
    let spool = try TemporarySpool()
    try spool.write("work/0/a.txt", "one")
    let id = try Self.temporaryPair(spool, "a.txt", "one")
    try Self.rename(spool, "outbox/.tmp/\(id).txt", "outbox/a.txt")
    try Self.start(
      spool,
      Processor(rulebookHash: "new") { _, _, _ in .failed(what: "test", detail: "must not be asked") })
    #expect(try spool.files("outbox") == ["a.json", "a.txt"] && spool.files("archive") == ["a.txt"])
    #expect(try spool.findings() == [])
  }

  @Test("A torn record is thrown away and made anew beside the text it stood for")
  func tornRecord() throws {
    let spool = try TemporarySpool()
    try spool.write("work/0/a.txt", "one")
    let id = try Self.temporaryPair(spool, "a.txt", "one")
    try Self.rename(spool, "outbox/.tmp/\(id).txt", "outbox/a.txt")
    try spool.write("outbox/.tmp/\(id).json", "{\"id\": ")
    try Self.start(spool)
    #expect(try spool.files("outbox/.tmp").isEmpty && spool.files("archive") == ["a.txt"])
    // The lone text is never deleted, only reported.
    #expect(try spool.findings().map(\.kind) == [.textAlone])
  }

  @Test("A document that stops the service three times alone is set aside, the others are cleaned")
  func poison() throws {
    let spool = try TemporarySpool()
    try spool.write("work/0/good.txt", "good")
    try spool.write("work/1/once.txt", "once")
    try spool.write("work/2/twice.txt", "twice")
    try spool.write("work/3/poison.txt", "poison")
    try Self.start(spool)
    #expect(try spool.files("archive") == ["good.txt", "once.txt", "twice.txt"])
    #expect(try spool.files("failed") == ["poison.txt", "poison.txt.reason.json"])
    let reason = try #require(Reason(Array(spool.text("failed/poison.txt.reason.json").utf8)))
    #expect(reason.what == "crash" && reason.attempts == 3)
  }

  @Test("While a document is tried alone it stands one level higher")
  func levels() throws {
    let spool = try TemporarySpool()
    try spool.write("work/0/a.txt", "one")
    let work = spool.url.appendingPathComponent("work/1/a.txt").path
    try Self.start(
      spool,
      Processor(rulebookHash: "test") { input, _, _ in
        FileManager.default.fileExists(atPath: work)
          ? .cleaned(Processor.cleaned(input)) : .failed(what: "level", detail: "")
      })
    #expect(try spool.files("archive") == ["a.txt"])
  }

  @Test("Its record can be made before it goes down again, and it is down before anything is written")
  func lowered() throws {
    let spool = try TemporarySpool()
    try spool.write("work/0/a.txt", "one")
    let work = spool.url.appendingPathComponent("work/1/a.txt").path
    let stood = Locked<[Bool]>([])
    let runner = spool.runner()
    let report = try runner.runAlone(
      [Claim(path: "a.txt", size: 3)],
      Processor(rulebookHash: "test") { input, _, _ in
        let cleaned = Processor.cleaned(input)
        return .cleaned(
          Processor.Cleaned(id: cleaned.id, text: cleaned.text) { name in
            stood.withLock { $0.append(FileManager.default.fileExists(atPath: work)) }
            return cleaned.record(name)
          })
      })
    #expect(report.cleaned.count == 1 && stood.withLock { $0 } == [true, false])
  }

  @Test("A document whose archive failed is not read again, and never has both a record and a place in failed")
  func unreadableAfterCommit() throws {
    let spool = try TemporarySpool()
    try spool.write("inbox/a.txt", "one")
    let claim = try #require(try spool.claim("a.txt"))
    let runner = spool.runner()
    try spool.remove("archive")
    #expect(throws: FileError.self) { try runner.run([claim], .upperCase) }
    #expect(try spool.files("outbox").contains("a.json") && spool.files("work") == ["0/a.txt"])
    // Whoever reads it again finds that it can't be read.
    try spool.remove("work/0/a.txt")
    try spool.write("work/0/a.txt/in-the-way", "")
    #expect(throws: FileError.self) { try runner.run([claim], .upperCase) }
    #expect(try spool.files("failed").isEmpty)
  }

  @Test("Documents that were claimed before the inbox moved to another file system are taken up")
  func movedInbox() throws {
    let spool = try TemporarySpool()
    try spool.write("inbox/.work/0/sub/a.txt", "one")
    try spool.write("inbox/.work/0/sub/a.txt.meta.json", "{}")
    try spool.write("inbox/.work/2/b.txt", "two")
    #expect(symlink("/etc/passwd", spool.url.appendingPathComponent("inbox/.work/0/link.txt").path) == 0)
    try Self.start(spool)
    #expect(try spool.files("outbox") == ["b.json", "b.txt", "sub/a.json", "sub/a.txt"])
    #expect(try spool.files("archive") == ["b.txt", "sub/a.txt", "sub/a.txt.meta.json"])
    // What is no document stays, and keeps nothing from starting.
    #expect(try spool.files("inbox") == [".work/0/link.txt"])
  }

  @Test("A fault that stays ends a run that drains the inbox, however many documents still wait")
  func lasting() throws {
    let spool = try TemporarySpool()
    spool.options.batch = 1
    for name in ["a.txt", "b.txt", "c.txt", "d.txt"] { try spool.write("inbox/\(name)", name) }
    let archive = spool.url.appendingPathComponent("archive").path
    #expect(throws: FileError.self) {
      try Self.start(
        spool,
        Processor(rulebookHash: "test") { input, _, _ in
          // From now on nothing can be archived, and no folder can be made anew.
          if rmdir(archive) == 0 { close(open(archive, O_CREAT | O_WRONLY, 0o600)) }
          return .cleaned(Processor.cleaned(input))
        })
    }
    #expect(try spool.files("failed").isEmpty)
  }

  @Test("A fault of the disk while a document is tried alone does not count against it")
  func faultAlone() throws {
    let spool = try TemporarySpool()
    try spool.write("work/1/a.txt", "one")
    let id = Processor.cleaned(Input(path: "a.txt", bytes: Array("one".utf8))).id
    // A folder in the way of the temporary file: it can't be written.
    try spool.write("outbox/.tmp/\(id).txt/in-the-way", "")
    let claim = Claim(path: "a.txt", size: 3, level: 1)
    #expect(throws: FileError.self) { try spool.runner().runAlone([claim], .upperCase) }
    #expect(try spool.files("work") == ["0/a.txt"])
  }

  @Test("A sidecar that was claimed without its document goes back to it")
  func sidecarBack() throws {
    let spool = try TemporarySpool()
    try spool.write("work/0/a.txt.meta.json", "{}")
    try spool.write("inbox/a.txt", "one")
    try Self.start(spool)
    #expect(try spool.files("archive") == ["a.txt", "a.txt.meta.json"])
  }

  @Test("A sidecar whose document is archived follows it")
  func sidecarForward() throws {
    let spool = try TemporarySpool()
    try spool.write("inbox/a.txt.meta.json", "{}")
    try spool.take(["a.txt": "one"])
    try Self.rename(spool, "archive/a.txt.meta.json", "work/0/a.txt.meta.json")
    try Self.start(spool)
    #expect(try spool.files("archive") == ["a.txt", "a.txt.meta.json"])
    #expect(try spool.files("inbox").isEmpty && spool.files("work").isEmpty)
  }

  @Test("A sidecar whose document is archived, and whose pair was taken, is not the next one's of that name")
  func sidecarOfTaken() throws {
    let spool = try TemporarySpool()
    try spool.write("inbox/a.txt.meta.json", "{}")
    try spool.take(["a.txt": "one"])
    try Self.rename(spool, "archive/a.txt.meta.json", "work/0/a.txt.meta.json")
    for name in ["a.json", "a.txt"] { try spool.remove("outbox/\(name)") }
    try Self.start(spool)
    #expect(try spool.files("archive") == ["a.txt", "a.txt.meta.json"])
    #expect(try spool.files("inbox").isEmpty && spool.files("work").isEmpty)
    try spool.write("inbox/a.txt", "two")
    try Self.start(spool)
    let record = try JSONValue(parsing: Array(spool.text("outbox/a.json").utf8))
    #expect(record["sidecar"] == .null)
  }

  @Test("A sidecar whose document has failed goes to it")
  func sidecarOfFailed() throws {
    let spool = try TemporarySpool()
    try spool.write("inbox/a.txt.meta.json", "{}")
    try spool.take(["a.txt": "fail it"])
    try Self.rename(spool, "failed/a.txt.meta.json", "work/0/a.txt.meta.json")
    try Self.start(spool)
    #expect(try spool.files("failed") == ["a.txt", "a.txt.meta.json", "a.txt.reason.json"])
    #expect(try spool.files("inbox").isEmpty && spool.files("work").isEmpty)
    #expect(try Retry.run(spool.path).returned == ["a.txt"])
    try Self.start(spool)
    #expect(try spool.files("failed") == ["a.txt", "a.txt.meta.json", "a.txt.reason.json"])
    #expect(try spool.files("inbox").isEmpty)
  }

  @Test("A sidecar is not given to an earlier failure of its document's name that has one, nor to the next document")
  func sidecarBesideFailure() throws {
    let spool = try TemporarySpool()
    try spool.write("inbox/a.txt.meta.json", "{}")
    try spool.take(["a.txt": "fail it"])
    try spool.write("work/0/a.txt.meta.json", "{\"n\": 2}")
    try Self.start(spool)
    #expect(try spool.files("archive") == ["a.txt.meta.json"])
    #expect(try spool.text("failed/a.txt.meta.json") == "{}")
    #expect(try spool.files("inbox").isEmpty && spool.files("work").isEmpty)
  }

  @Test("A document without a sidecar waits while an earlier one's of its name stands in work")
  func sidecarOfEarlier() throws {
    let spool = try TemporarySpool()
    try spool.write("work/0/a.txt.meta.json", "{}")
    try spool.write("inbox/a.txt", "two")
    #expect(try spool.claim("a.txt") == nil)
    #expect(try spool.files("inbox") == ["a.txt"])
    try spool.remove("work/0/a.txt.meta.json")
    #expect(try spool.claim("a.txt") != nil)
  }

  @Test("A reason whose document stayed in work is deleted")
  func reason() throws {
    let spool = try TemporarySpool()
    try spool.take(["a.txt": "fail it"])
    try Self.rename(spool, "failed/a.txt", "work/0/a.txt")
    try Self.start(spool)
    #expect(try spool.files("failed") == ["a.txt", "a.txt.reason.json"])
    #expect(try spool.findings() == [])
  }

  @Test("Two starts give the same bytes")
  func replay() throws {
    let spool = try TemporarySpool()
    try spool.take(["a.txt": "one"])
    let record = try spool.text("outbox/a.json")
    try spool.remove("outbox/a.json")
    try spool.remove("outbox/a.txt")
    try Self.rename(spool, "archive/a.txt", "work/0/a.txt")
    try Self.start(spool)
    #expect(try spool.text("outbox/a.json") == record)
  }

  static let planted = ["../archive", "../work/0", "/etc", "nothing"]

  @Test(
    "A link in the place of the temporary folder is moved aside, and what it leads to is left alone", arguments: planted
  )
  func plantedLink(target: String) throws {
    let spool = try TemporarySpool()
    try spool.write("archive/old.txt", "old")
    try spool.write("work/0/a.txt", "one")
    try spool.remove("outbox/.tmp")
    #expect(symlink(target, spool.url.appendingPathComponent("outbox/.tmp").path) == 0)
    try Self.start(spool)
    #expect(try spool.text("archive/old.txt") == "old")
    #expect(try spool.text("outbox/a.txt") == "ONE")
    #expect(try spool.files("archive") == ["a.txt", "old.txt"])
    let layout = try Layout(opening: spool.path)
    #expect(try layout.outbox.status(".tmp")?.kind == .directory)
    #expect(try layout.outbox.status(".tmp~0")?.kind == .symbolicLink)
  }

  @Test("Of the temporary folder nothing is removed but temporary pairs")
  func foreignTemporaries() throws {
    let spool = try TemporarySpool()
    let pair = String(repeating: "a1", count: 16)
    let foreign = ["A\(pair.dropFirst()).txt", "a.json", "a.txt", "\(pair)", "\(pair)0.txt"].sorted()
    for name in ["\(pair).txt", "\(pair).json", "probe"] + foreign { try spool.write("outbox/.tmp/\(name)", "x") }
    #expect(try Leftovers(layout: spool.layout).rollForward().count == 0)
    #expect(try spool.files("outbox/.tmp") == foreign)
  }

  @Test("A pair that is completed at the start, and taken before its original is read again, is not made twice")
  func takenAtOnce() throws {
    let spool = try TemporarySpool()
    try spool.write("work/0/a.txt", "one")
    let id = try Self.temporaryPair(spool, "a.txt", "one")
    try Self.rename(spool, "outbox/.tmp/\(id).txt", "outbox/a.txt")
    let runner = spool.runner()
    #expect(try Leftovers(layout: spool.layout).rollForward(placed: runner.placed).count == 1)
    #expect(try spool.files("outbox") == ["a.json", "a.txt"])
    for name in ["a.json", "a.txt"] { try spool.remove("outbox/\(name)") }
    let report = try runner.runAlone([Claim(path: "a.txt", size: 3)], .upperCase)
    #expect(report.repeated.map(\.path) == ["a.txt"])
    #expect(try spool.files("outbox") == [] && spool.files("archive") == ["a.txt"])
    // Who drops it again asks for it again.
    try spool.write("inbox/a.txt", "one")
    let next = try #require(try spool.claim("a.txt"))
    runner.forget(next.path)
    #expect(try runner.run([next], .upperCase).cleaned.count == 1)
  }

  @Test("A document that was being copied from another folder of work is taken once, with its sidecar")
  func copiedHalfway() throws {
    let spool = try TemporarySpool()
    for folder in ["inbox/.work/0/sub", "work/0/sub"] { try spool.write("\(folder)/a.txt", "one") }
    try spool.write("inbox/.work/0/sub/a.txt.meta.json", "{\"n\": 1}")
    try spool.write("inbox/.work/0/b.txt", "two")
    try spool.write("work/0/b.txt", "another two")
    try Self.start(spool)
    #expect(try spool.files("outbox").filter { $0.hasPrefix("sub") } == ["sub/a.json", "sub/a.txt"])
    #expect(try spool.files("archive").filter { $0.hasPrefix("sub") } == ["sub/a.txt", "sub/a.txt.meta.json"])
    // What only has the same name stays where it is, for the next start.
    #expect(try spool.files("inbox") == [".work/0/b.txt"])
    #expect(try spool.text("outbox/b.txt") == "ANOTHER TWO")
    try Self.start(spool)
    #expect(try spool.files("outbox").count { $0.hasSuffix(".json") } == 3)
    #expect(try spool.files("inbox") == [] && spool.files("work") == [])
  }

  @Test("Probes do without names that are taken, and take along what a crash has left of them")
  func probes() throws {
    let spool = try TemporarySpool()
    try spool.write("inbox/.winnow-probe/keep", "x")
    try spool.write("inbox/.winnow-probe~1", "old")
    try spool.write("work/.winnow-probe~1", "old")
    for folder in ["outbox", "failed", "archive"] { try spool.write("\(folder)/.winnow-probe/keep", "x") }
    try Self.start(spool)
    #expect(try spool.files("inbox") == [".winnow-probe/keep"])
    #expect(try spool.files("work").isEmpty)
    #expect(try spool.text("outbox/.winnow-probe/keep") == "x")
  }

  @Test("A probe that can't be removed, as in a folder to which things may only be added, is used again")
  func standingProbe() throws {
    let spool = try TemporarySpool()
    for name in ["archive/.winnow-probe", "inbox/.winnow-probe"] { try spool.write(name, "") }
    #expect(try Layout.probe(in: [spool.layout.archive]) == ".winnow-probe")
    #expect(try Layout.probe(in: [spool.layout.inbox, spool.layout.archive]) == ".winnow-probe")
    try spool.write("work/.winnow-probe/x", "")
    #expect(
      try Layout.probe(in: [spool.layout.archive, Directory.open(spool.path.appending("work"))]) == ".winnow-probe~1")
  }

  @Test("A folder whose server has begun anew is opened anew, one that can't be examined otherwise is not")
  func staleFolder() throws {
    let spool = try TemporarySpool()
    let layout = spool.layout
    func lost(_ errno: Errno) throws -> Path? {
      try layout.lostFolder { (folder) throws(FileError) in
        if folder === layout.archive { throw FileError("examine", folder.path.description, errno) }
        return try folder.status()
      }
    }
    for errno in [Errno.stale, .notConnected] { #expect(try lost(errno) == layout.archive.path) }
    #expect(throws: FileError.self) { try lost(.inputOutput) }
  }

  @Test("An empty folder .work in the inbox is not taken for work")
  func emptyWork() throws {
    let spool = try TemporarySpool()
    try spool.take(["a.txt": "one"])
    try FileManager.default.createDirectory(
      at: spool.url.appendingPathComponent("inbox/.work/0"), withIntermediateDirectories: true)
    #expect(try Layout(opening: spool.path).levels[0].path == spool.path.appending("work/0"))
    #expect(try spool.findings() == [])
  }
}
