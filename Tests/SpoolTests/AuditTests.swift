import Files
import Foundation
import Testing

@testable import Spool

@Suite("The audit")
struct AuditTests {
  private static func spoil(_ spool: TemporarySpool, _ fault: Finding.Kind) throws {
    switch fault {
    case .textMissing: try spool.remove("outbox/a.txt")
    case .textDiffers: try spool.write("outbox/a.txt", "other")
    case .textAlone: try spool.write("outbox/b.txt", "alone")
    case .notARecord: try spool.write("outbox/a.json", "{")
    case .misnamed: try spool.write("outbox/stray.bin", "stray")
    case .doubled:
      try spool.write("outbox/a~0.json", try spool.text("outbox/a.json"))
    case .originalDiffers: try spool.write("archive/a.txt", "other")
    case .inWork: try spool.write("work/0/c.txt", "claimed")
    case .temporary: try spool.write("outbox/.tmp/c.txt", "temporary")
    case .reasonMissing: try spool.write("failed/c.txt", "failed")
    case .reasonAlone: try spool.write("failed/c.txt.reason.json", "{}")
    // Tested by itself: root, as which tests may run, can look at everything of everyday length.
    case .unreadable: break
    case .notAFile: symlink("/etc/passwd", spool.url.appendingPathComponent("outbox/link").path)
    }
  }

  @Test("Each fault is found", arguments: Finding.Kind.allCases.filter { $0 != .unreadable })
  func faults(_ fault: Finding.Kind) throws {
    let spool = try TemporarySpool()
    try spool.take(["a.txt": "one", "sub/b.txt": "two", "f.txt": "fail"])
    #expect(try spool.findings() == [])
    try Self.spoil(spool, fault)
    #expect(try spool.findings().map(\.kind).contains(fault))
  }

  @Test("What consumers and retention remove is no fault")
  func removed() throws {
    let spool = try TemporarySpool()
    try spool.take(["a.txt": "one", "b.txt": "two"])
    try spool.remove("outbox/a.json")
    try spool.remove("outbox/a.txt")
    try spool.remove("archive/b.txt")
    let report = try Audit.run(spool.path)
    #expect(report.findings == [])
    #expect(report.pairs == 1 && report.archived == 1)
  }

  @Test("Waiting documents and lone sidecars are counted")
  func counted() throws {
    let spool = try TemporarySpool()
    try spool.write("inbox/a.txt", "one")
    try spool.write("inbox/a.txt.meta.json", "{}")
    try spool.write("inbox/b.txt.meta.json", "{}")
    let report = try Audit.run(spool.path)
    #expect(report.findings == [] && report.waiting == 1 && report.loneSidecars == 1 && !report.isRunning)
  }

  @Test("Links and pipes in the inbox are named where files of their names would be taken")
  func inboxLinks() throws {
    let spool = try TemporarySpool()
    try spool.write("inbox/n/b.txt", "waits")
    func place(_ name: String) -> String { spool.url.appendingPathComponent("inbox/\(name)").path }
    for name in ["a.txt", ".private", "c.part", "b.txt.meta.json"] { #expect(symlink("/etc/passwd", place(name)) == 0) }
    #expect(mkfifo(place("n/pipe"), 0o644) == 0)
    let report = try Audit.run(spool.path)
    #expect(report.findings.map(\.kind) == [.notAFile, .notAFile, .notAFile] && report.waiting == 1)
    #expect(report.findings.map(\.path) == ["inbox/a.txt", "inbox/b.txt.meta.json", "inbox/n/pipe"])
  }

  @Test("A folder that is no spool is an error, and nothing is made in it")
  func noSpool() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    #expect(throws: FileError.self) { try Audit.run(Path(folder.path)) }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
    try FileManager.default.removeItem(at: folder)
  }
}
