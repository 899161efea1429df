import Digest
import Files
import Foundation
import JSON
import Testing
import Threads

@testable import Spool

@Suite("A batch, from claim to archive")
struct BatchTests {
  @Test("Documents become pairs and their originals are archived", arguments: Options.Durability.allCases)
  func pairs(_ durability: Options.Durability) throws {
    let spool = try TemporarySpool()
    spool.options.durability = durability
    let report = try spool.take(["a.txt": "one", "sub/b.html": "two"])
    #expect(report.cleaned.count == 2)
    #expect(try spool.files("outbox") == ["a.json", "a.txt", "sub/b.html.json", "sub/b.html.txt"])
    #expect(try spool.text("outbox/a.txt") == "ONE")
    #expect(try spool.files("archive") == ["a.txt", "sub/b.html"])
    #expect(try spool.files("work").isEmpty)
    #expect(try spool.findings() == [])
  }

  @Test("Originals are deleted where the policy says so, sidecars with them")
  func deleted() throws {
    let spool = try TemporarySpool()
    spool.options.keepsOriginals = false
    try spool.write("inbox/a.txt.meta.json", "{}")
    try spool.take(["a.txt": "one"])
    #expect(try spool.files("outbox") == ["a.json", "a.txt"])
    #expect(try spool.files("archive").isEmpty && spool.files("work").isEmpty)
  }

  @Test("Names that map to one pair in one batch get two")
  func sameStem() throws {
    let spool = try TemporarySpool()
    let report = try spool.take(["a": "one", "a.txt": "two"])
    #expect(report.cleaned.count == 2)
    #expect(try spool.files("outbox").count == 4 && spool.files("archive") == ["a", "a.txt"])
    #expect(try spool.findings() == [])
  }

  @Test("A name that a stranger takes in the outbox is not overwritten")
  func stranger() throws {
    let spool = try TemporarySpool()
    try spool.write("outbox/a.txt", "a stranger's")
    try spool.take(["a.txt": "one"])
    #expect(try spool.text("outbox/a.txt") == "a stranger's")
    #expect(try spool.files("outbox").count == 3)
  }

  @Test(
    "What comes under a document's name after its sidecar could not follow it is a document of its own",
    arguments: [true, false])
  func sidecarStaysBehind(keepsOriginals: Bool) throws {
    let spool = try TemporarySpool()
    spool.options.keepsOriginals = keepsOriginals
    try spool.write("inbox/a.txt", "one")
    try spool.write("inbox/a.txt.meta.json", "{}")
    let runner = spool.runner()
    let batch = try runner.prepare([try #require(try spool.claim("a.txt"))], .upperCase)
    try spool.remove("work/0/a.txt.meta.json")
    #expect(throws: FileError.self) { try runner.commit(batch) }
    try spool.write("inbox/a.txt", "two")
    let report = try runner.run([try #require(try spool.claim("a.txt"))], .upperCase)
    #expect(report.cleaned.count == 1)
    let texts = try spool.files("outbox").filter { $0.hasSuffix(".txt") }.map { try spool.text("outbox/\($0)") }
    #expect(texts.sorted() == ["ONE", "TWO"])
    if keepsOriginals { #expect(try spool.files("archive").count == 2) }
  }

  @Test(
    "A folder of the archive or of failed that is removed after a fault is made anew", arguments: ["archive", "failed"])
  func folderOfTheLastBatch(folder: String) throws {
    let spool = try TemporarySpool()
    let text = folder == "archive" ? "one" : "fail it"
    try spool.write("inbox/n/a.txt", text)
    let runner = spool.runner()
    let batch = try runner.prepare([try #require(try spool.claim("n/a.txt"))], .upperCase)
    try spool.remove("work/0/n/a.txt")
    #expect(throws: FileError.self) { try runner.commit(batch) }
    try spool.remove("\(folder)/n")
    try spool.write("inbox/n/b.txt", text)
    _ = try runner.run([try #require(try spool.claim("n/b.txt"))], .upperCase)
    #expect(try spool.files(folder).contains("n/b.txt"))
  }

  /// A spool with a document whose pair is out and whose original found no place.
  private static func stranded() throws -> (TemporarySpool, BatchRunner, Claim) {
    let spool = try TemporarySpool()
    try spool.write("inbox/a.txt", "one")
    let runner = spool.runner()
    let claim = try #require(try spool.claim("a.txt"))
    try spool.remove("archive")
    #expect(throws: FileError.self) { try runner.run([claim], .upperCase) }
    return (spool, runner, claim)
  }

  @Test("A document that is claimed is a new one, whatever is known of an earlier one of its name")
  func forgotten() throws {
    let (spool, runner, claim) = try Self.stranded()
    #expect(runner.mayBePublished(claim))
    // Somebody takes it out of work, and makes the archive anew.
    try spool.remove("work/0/a.txt")
    try FileManager.default.createDirectory(
      at: spool.url.appendingPathComponent("archive"), withIntermediateDirectories: false)
    try spool.write("inbox/a.txt", "two")
    let next = try #require(try spool.claim("a.txt"))
    runner.forget(next.path)
    #expect(!runner.mayBePublished(next))
    #expect(try runner.prepare([next], .upperCase).publications.count == 1)
  }

  @Test("What is known of documents outlives folders that are opened anew, but neither another work nor another outbox")
  func knownAnew() throws {
    let (spool, runner, claim) = try Self.stranded()
    for name in ["a.json", "a.txt"] { try spool.remove("outbox/\(name)") }
    func anew() throws -> BatchRunner {
      BatchRunner(try Layout(creating: spool.path), spool.options, WorkerGroup(count: 1), after: runner)
    }
    #expect(try anew().mayBePublished(claim))
    for folder in ["work/0", "outbox"] {
      let (here, aside) = (spool.url.appendingPathComponent(folder), spool.url.appendingPathComponent("aside"))
      try FileManager.default.moveItem(at: here, to: aside)
      #expect(try !anew().mayBePublished(claim))
      try FileManager.default.removeItem(at: here)
      try FileManager.default.moveItem(at: aside, to: here)
    }
    #expect(try anew().run([claim], .upperCase).repeated == [claim])
    #expect(try spool.files("archive") == ["a.txt"] && spool.files("outbox") == [])
  }

  @Test("An original is removed for one in the archive only where it holds the same bytes")
  func archivedBefore() throws {
    let spool = try TemporarySpool()
    try spool.write("archive/a.txt", "one")
    try spool.write("work/0/a.txt", "two")
    let runner = spool.runner()
    let claim = Claim(path: "a.txt", size: 3)
    let identity = Identity(path: "a.txt", sha256: SHA256.digest(Array("one".utf8)), sidecarSHA256: nil)
    var batch = Batch()
    batch.done = [(claim, identity)]
    _ = try runner.commit(batch)
    let kept = try spool.files("archive").map { try spool.text("archive/\($0)") }
    #expect(kept.sorted() == ["one", "two"])
  }

  @Test("The same input again makes no second pair, even under other rules, and leaves one original")
  func repeated() throws {
    let spool = try TemporarySpool()
    try spool.take(["a.txt": "one"])
    let report = try spool.take(
      ["a.txt": "one"], Processor(rulebookHash: "other", process: Processor.upperCase.process))
    #expect(report.repeated.count == 1)
    #expect(try spool.files("outbox") == ["a.json", "a.txt"] && spool.files("archive") == ["a.txt"])
    #expect(try spool.findings() == [])
  }

  @Test("A pair that was removed is made anew when its original comes back")
  func cleanAgain() throws {
    let spool = try TemporarySpool()
    try spool.take(["a.txt": "one"])
    try spool.remove("outbox/a.json")
    try spool.remove("outbox/a.txt")
    try spool.remove("archive/a.txt")
    let report = try spool.take(["a.txt": "one"])
    #expect(report.cleaned.count == 1)
    #expect(try spool.files("outbox") == ["a.json", "a.txt"])
  }

  @Test("A sidecar changes what an input is, and goes where it goes")
  func sidecar() throws {
    let spool = try TemporarySpool()
    try spool.write("inbox/a.txt.meta.json", "{\"n\": 1}")
    try spool.take(["a.txt": "one"])
    try spool.write("inbox/a.txt.meta.json", "{\"n\": 2}")
    let report = try spool.take(["a.txt": "one"])
    #expect(report.cleaned.count == 1)
    #expect(try spool.files("outbox").count == 4)
    #expect(try spool.files("work").isEmpty && spool.files("inbox").isEmpty)
    #expect(try spool.findings() == [])
  }

  @Test(
    "What can't be cleaned goes to failed with its reason",
    arguments: [
      ("reject this", "rejected", "test.reject"), ("fail this", "failed", "test"), ("endless", "failed", "budget"),
    ])
  func refused(_ text: String, _ kind: String, _ what: String) throws {
    let spool = try TemporarySpool()
    spool.options.budget = 10_000_000
    let report = try spool.take(["sub/a.txt": text])
    #expect(report.refused.count == 1)
    #expect(try spool.files("failed") == ["sub/a.txt", "sub/a.txt.reason.json"])
    let reason = try #require(Reason(Array(spool.text("failed/sub/a.txt.reason.json").utf8)))
    #expect(reason.kind == kind && reason.what == what && reason.path == "sub/a.txt" && reason.attempts == 1)
    #expect(try spool.findings() == [])
  }

  @Test("Folders with the longest names are published and archived, also where a file has their name")
  func longFolders() throws {
    let spool = try TemporarySpool()
    let folder = String(repeating: "f", count: 255)
    try spool.take(["\(folder)/a.txt": "one"])
    #expect(try spool.files("archive") == ["\(folder)/a.txt"])
    let other = String(repeating: "g", count: 255)
    try spool.write("archive/\(other)", "a file of an earlier time")
    try spool.take(["\(other)/a.txt": "two"])
    #expect(try spool.files("archive").count == 3)
    #expect(try spool.files("outbox").count == 4)
  }

  @Test("Two failures of one name, and a document that is called like a reason, have room in failed")
  func failedNames() throws {
    let spool = try TemporarySpool()
    try spool.take(["a.reason.json": "fail first"])
    try spool.take(["a": "fail 1"])
    try spool.take(["a": "fail 2"])
    #expect(try spool.files("failed").count == 6)
    #expect(try spool.findings() == [])
  }

  @Test("A name is not claimed while an earlier file of it is in work")
  func busy() throws {
    let spool = try TemporarySpool()
    try spool.write("work/0/a.txt", "earlier")
    try spool.write("inbox/a.txt", "later")
    try spool.write("inbox/a.txt.meta.json", "{}")
    #expect(try spool.claim("a.txt") == nil)
    #expect(try spool.files("inbox") == ["a.txt", "a.txt.meta.json"])
  }

  @Test("What is no regular file by the time it is read goes to failed, unread")
  func swapped() throws {
    let spool = try TemporarySpool()
    #expect(symlink("/etc/passwd", spool.url.appendingPathComponent("work/0/a.txt").path) == 0)
    let report = try spool.runner().run([Claim(path: "a.txt", size: 1)], .upperCase)
    #expect(report.refused.first?.refusal.what == "not-a-file")
    #expect(try spool.files("outbox").isEmpty)
  }

  @Test("A file that is being written is not read")
  func beingWritten() throws {
    let spool = try TemporarySpool()
    try spool.write("inbox/a.txt", "half")
    let claim = try #require(try spool.claim("a.txt"))
    let writer = try spool.layout.levels[0].openOrCreate("a.txt")
    let report = try spool.runner().run([claim], .upperCase)
    #expect(report.beingWritten == [claim])
    try writer.writeAll(Array("whole".utf8))
  }

  @Test("While one batch is committed the next is cleaned; names that the first has reserved are not given twice")
  func pipeline() throws {
    let spool = try TemporarySpool()
    for name in ["a", "a.txt"] { try spool.write("inbox/\(name)", name) }
    let first = try #require(try spool.claim("a"))
    let second = try #require(try spool.claim("a.txt"))
    let runner = spool.runner()
    runner.begin(try runner.prepare([first], .upperCase))
    #expect(runner.committing == 1)
    let next = try runner.prepare([second], .upperCase)
    #expect(try runner.finish()?.cleaned.map(\.claim) == [first])
    #expect(try runner.finish() == nil && runner.committing == 0)
    #expect(try runner.commit(next).cleaned.map(\.claim) == [second])
    let texts = try spool.files("outbox").filter { $0.hasSuffix(".txt") }
    #expect(texts.count == 2 && texts[0] == "a.txt" && texts[1].hasPrefix("a~"))
    #expect(try spool.findings() == [])
  }

  @Test("A fault in the batch that is being committed keeps the cleaned one in work, and its temporary files go")
  func pipelineFault() throws {
    let spool = try TemporarySpool()
    for name in ["a.txt", "b.txt"] { try spool.write("inbox/\(name)", name) }
    let first = try #require(try spool.claim("a.txt"))
    let second = try #require(try spool.claim("b.txt"))
    let runner = spool.runner()
    try spool.remove("archive")
    runner.begin(try runner.prepare([first], .upperCase))
    let next = try runner.prepare([second], .upperCase)
    #expect(throws: FileError.self) { try runner.finish() }
    try runner.abandon(next)
    #expect(try spool.files("outbox") == ["a.json", "a.txt"])
    #expect(try spool.files("work") == ["0/a.txt", "0/b.txt"])
    // What was given up may be taken again under its name.
    let again = try runner.prepare([second], .upperCase)
    #expect(again.publications.map(\.stem) == ["b"])
  }

  @Test("A fault in mid-batch forgets none of the pairs that a consumer may have taken already")
  func cutShort() throws {
    let spool = try TemporarySpool()
    for name in ["a.txt", "b.txt"] { try spool.write("inbox/\(name)", name) }
    let runner = spool.runner()
    let claims = try ["a.txt", "b.txt"].map { try #require(try spool.claim($0)) }
    let batch = try runner.prepare(claims, .upperCase)
    try FileManager.default.createDirectory(
      at: spool.url.appendingPathComponent("outbox/b.json"), withIntermediateDirectories: false)
    #expect(throws: FileError.self) { try runner.commit(batch) }
    #expect(runner.mayBePublished(claims[0]) && !runner.mayBePublished(claims[1]))
    for name in ["a.json", "a.txt"] { try spool.remove("outbox/\(name)") }
    try spool.remove("outbox/b.json")
    #expect(try Leftovers(layout: spool.layout).rollForward(placed: runner.placed).count == 1)
    let report = try runner.run(claims, .upperCase)
    #expect(Set(report.repeated.map(\.path)) == ["a.txt", "b.txt"])
    #expect(try spool.files("outbox") == ["b.json", "b.txt"])
    #expect(try spool.files("archive") == ["a.txt", "b.txt"])
  }

  @Test("A file is taken that is called as a folder was whose documents are done", arguments: [false, true])
  func afterFolder(hasSidecar: Bool) throws {
    let spool = try TemporarySpool()
    try spool.take(["news/a.txt": "one", "news/below/b.txt": "two"])
    try spool.remove("inbox/news")
    if hasSidecar { try spool.write("inbox/news.meta.json", "{}") }
    let report = try spool.take(["news": "three"])
    #expect(report.cleaned.map(\.claim.path) == ["news"])
    // Not where the folder still holds one.
    try spool.write("work/0/other/a.txt", "four")
    try spool.write("inbox/other", "five")
    #expect(try spool.claim("other") == nil)
    #expect(try spool.text("inbox/other") == "five" && spool.text("work/0/other/a.txt") == "four")
  }

  @Test("A text that somebody takes before its record is there gets none, and is made again")
  func textTaken() throws {
    let spool = try TemporarySpool()
    for name in ["inbox/a/1.txt", "inbox/b/2.txt"] { try spool.write(name, name) }
    let claims = try ["a/1.txt", "b/2.txt"].map { try #require(try spool.claim($0)) }
    let runner = spool.runner()
    let batch = try runner.prepare(claims, .upperCase)
    let publisher = Publisher(spool.layout, durability: .off)
    // Between two records: the folder of the second goes, and its text with it.
    let outcome = try publisher.commit(batch.publications) { _ in
      do { try spool.remove("outbox/b") } catch { Issue.record(error) }
    }
    publisher.endBatch()
    #expect(outcome.clashed.map(\.claim.path) == ["b/2.txt"])
    #expect(try spool.files("outbox") == ["a/1.json", "a/1.txt"])
    #expect(try spool.runner().run([claims[1]], .upperCase).cleaned.count == 1)
    #expect(try spool.files("outbox") == ["a/1.json", "a/1.txt", "b/2.json", "b/2.txt"])
  }

  @Test("No folder of the outbox is called as a record is, from the start; one that is there is used on")
  func folderLikeRecord() throws {
    let spool = try TemporarySpool()
    try spool.take(["x.json/1.txt": "one", "n/x.json/y.json/2.txt": "two"])
    let pairs = [
      "n/x.json~folder/y.json~folder/2.json", "n/x.json~folder/y.json~folder/2.txt", "x.json~folder/1.json",
      "x.json~folder/1.txt",
    ]
    #expect(try spool.files("outbox") == pairs)
    #expect(try spool.files("archive") == ["n/x.json/y.json/2.txt", "x.json/1.txt"])
    #expect(try spool.take(["x.json/1.txt": "one"]).repeated.count == 1)
    // As an earlier version has made it.
    try spool.write("outbox/z.json/.keep", "")
    try spool.take(["z.json/3.txt": "three"])
    #expect(try spool.files("outbox") == pairs + ["z.json/.keep", "z.json/3.json", "z.json/3.txt"])
    #expect(try spool.findings() == [])
  }

  @Test("An entry is placed in a folder that somebody removes meanwhile, and a folder that has gone needs no storing")
  func vanishingFolder() throws {
    let spool = try TemporarySpool()
    let tree = FolderTree.outbox(of: spool.layout)
    // It is known, and open, when it goes.
    _ = try tree.making("a/b")
    try spool.remove("outbox/a")
    try spool.write("outbox/.tmp/x", "x")
    try tree.place("x", from: spool.layout.temporary, in: "a/b", "y")
    #expect(try spool.text("outbox/a/b/y") == "x")
    tree.touch("a/b")
    tree.close()
    try spool.remove("outbox/a")
    try tree.sync()
    #expect(try spool.files("outbox") == [])
    // What is not there to be placed is an error at once.
    #expect(throws: FileError.self) {
      try tree.place("nothing", from: spool.layout.temporary, in: "a/b", "y")
    }
  }
}
