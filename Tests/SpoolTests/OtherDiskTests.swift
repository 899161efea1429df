import Files
import Foundation
import Testing
import Threads

@testable import Spool

@Suite(
  "Files that move to another file system", .enabled(if: OtherDisk.exists, "\(OtherDisk.want)"))
struct OtherDiskTests {
  private let spool: TemporarySpool
  private let disk: OtherDisk

  init() throws {
    spool = try TemporarySpool()
    disk = try OtherDisk()
  }

  private func make(_ name: String) throws -> Directory { try spool.layout.root.makeDirectory(Path(name)) }

  @Test("The copy is there, and its place made durable, before the original goes")
  func order() throws {
    try spool.write("from/a.txt", "one")
    let (source, target) = (try make("from"), try Directory.open(Path(disk.folder)))
    var seen: [Bool] = []
    try Mover(durable: true).move("a.txt", from: source, to: target, "b.txt") { () throws(FileError) in
      seen = [try source.status("a.txt") != nil, try target.status("b.txt") != nil]
    }
    #expect(seen == [true, true])
    #expect(try source.status("a.txt") == nil && target.read("b.txt") == Array("one".utf8))
  }

  @Test("Where its place can't be made durable the original stays")
  func notDurable() throws {
    try spool.write("from/a.txt", "one")
    let (source, target) = (try make("from"), try Directory.open(Path(disk.folder)))
    #expect(throws: FileError.self) {
      try Mover(durable: true).move("a.txt", from: source, to: target, "a.txt") { () throws(FileError) in
        throw FileError("sync the folder", "n", .inputOutput)
      }
    }
    #expect(try source.read("a.txt") == Array("one".utf8))
  }

  @Test("Nothing is made durable where that is off, nor where a rename does")
  func needless() throws {
    try spool.write("from/a.txt", "one")
    try spool.write("from/b.txt", "two")
    let (source, near, far) = (try make("from"), try make("to"), try Directory.open(Path(disk.folder)))
    var count = 0
    try Mover(durable: false).move("a.txt", from: source, to: far, "a.txt") { () throws(FileError) in count += 1 }
    try Mover(durable: true).move("b.txt", from: source, to: near, "b.txt") { () throws(FileError) in count += 1 }
    #expect(count == 0)
  }

  @Test("An archive and a failed/ elsewhere take documents, sidecars and folders", arguments: [false, true])
  func elsewhere(knownAlready: Bool) throws {
    for folder in ["archive", "failed"] {
      try FileManager.default.createDirectory(atPath: "\(disk.folder)/\(folder)", withIntermediateDirectories: false)
      let path = spool.url.appendingPathComponent(folder).path
      try FileManager.default.removeItem(atPath: path)
      try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: "\(disk.folder)/\(folder)")
    }
    // What a process has left that came as far as the copy.
    if knownAlready { try spool.write("archive/n/m/a.txt", "one") }
    var options = Options()
    options.settle = 0
    let layout = try Layout(creating: spool.path)
    for name in ["n/m/a.txt", "n/m/b.txt"] { try spool.write("inbox/\(name).meta.json", "{}") }
    try spool.write("inbox/n/m/a.txt", "one")
    try spool.write("inbox/n/m/b.txt", "fail")
    let runner = BatchRunner(layout, options, WorkerGroup(count: 1))
    let claimer = Claimer(layout, runner.work[0], options)
    var claims: [Claim] = []
    for name: Path in ["n/m/a.txt", "n/m/b.txt"] {
      if case .claimed(let claim) = try claimer.claim(name) { claims.append(claim) }
    }
    _ = try runner.run(claims, .upperCase)
    #expect(try spool.files("work").isEmpty && spool.findings() == [])
    #expect(
      try FileManager.default.subpathsOfDirectory(atPath: disk.folder).sorted() == [
        "archive", "archive/n", "archive/n/m", "archive/n/m/a.txt", "archive/n/m/a.txt.meta.json",
        "failed", "failed/n", "failed/n/m", "failed/n/m/b.txt", "failed/n/m/b.txt.meta.json",
        "failed/n/m/b.txt.reason.json",
      ])
  }
}
