import Files
import Foundation
import Glibc
import Testing

@testable import Spool

/// What a retry meets and can't do anything about: it stays as it is, and the rest goes its way.
@Suite("A retry that can't move everything")
struct RetryFaultTests {
  private let spool: TemporarySpool

  init() throws { spool = try TemporarySpool() }

  private func url(_ name: String) -> String { spool.url.appendingPathComponent(name).path }

  /// A copy that can't be made, as a link is no file that is copied, refuses the document alone.
  @Test(
    "A document that can't follow its sidecar gets it back, and its reason",
    .enabled(if: OtherDisk.exists, "\(OtherDisk.want)"),
    arguments: [false, true])
  func sidecarStays(needsMarker: Bool) throws {
    try spool.write("inbox/a.txt.meta.json", "{}")
    try spool.take(["a.txt": "fail"])
    try spool.remove("failed/a.txt")
    #expect(symlink("/etc/passwd", url("failed/a.txt")) == 0)
    spool.options.needsMarker = needsMarker
    var service = Status()
    service.describe(.upperCase, spool.options)
    try spool.write(".winnow/status.json", String(decoding: service.json(written: 0), as: UTF8.self))
    let disk = try OtherDisk()
    try disk.replace(url("inbox"))
    let report = try Retry.run(spool.path)
    #expect(report.returned.isEmpty && report.stuck.map(\.path) == ["a.txt"])
    #expect(report.stuck.map(\.error.errno) == [.tooManyLinks])
    #expect(try FileManager.default.contentsOfDirectory(atPath: disk.folder).isEmpty)
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: url("failed")).sorted()
        == ["a.txt", "a.txt.meta.json", "a.txt.reason.json"])
  }

  @Test("A reason that can't be read keeps back its document alone, and is told of where that is asked for")
  func unreadableReason() throws {
    try spool.take(["a.txt": "fail", "b.txt": "fail", "n/c.txt": "fail"])
    for name in ["a.txt", "n/c.txt"] {
      try spool.remove("failed/\(name).reason.json")
      #expect(symlink("/etc/passwd", url("failed/\(name).reason.json")) == 0)
    }
    let named = try Retry.run(spool.path, names: ["n/c.txt", "nobody.txt"])
    #expect(named.stuck.map(\.path) == ["n/c.txt"] && named.unknown == ["nobody.txt"] && named.returned.isEmpty)
    let report = try Retry.run(spool.path)
    #expect(report.returned == ["b.txt"] && report.stuck.map(\.path) == ["a.txt", "n/c.txt"])
    #expect(report.stuck.map(\.error.errno) == [.tooManyLinks, .tooManyLinks])
    #expect(try spool.files("inbox") == ["b.txt"])
  }

  @Test("A folder that can't be looked into keeps back what stands in it alone")
  func unreadableFolder() throws {
    try spool.take(["a.txt": "fail"])
    let removeFolders = try spool.makeBottomless(in: "failed")
    let report = try Retry.run(spool.path)
    #expect(report.returned == ["a.txt"] && report.stuck.map(\.error.errno) == [.nameTooLong])
    let folder = try #require(report.stuck.first).path
    let named = try Retry.run(spool.path, names: [folder.appending("b.txt"), "c.txt"])
    #expect(named.stuck.map(\.path) == [folder] && named.unknown == ["c.txt"])
    try removeFolders()
  }

  /// Paths that no document has had in the inbox.
  static let paths = [
    "", "/", "/etc/a.txt", "..", "../a.txt", "n/../a.txt", "n//a.txt", "n/", ".", ".work/0/a.txt", "a\\u0000b",
  ]

  @Test(
    "A reason whose path is none in the inbox is none: its document stays, and is counted as one without",
    arguments: paths)
  func pathOfNone(path: String) throws {
    try spool.take(["a.txt": "fail", "b.txt": "fail"])
    let reason = try spool.text("failed/a.txt.reason.json")
    let changed = reason.replacingOccurrences(of: "\"a.txt\"", with: "\"\(path)\"")
    try #require(changed != reason)
    try spool.write("failed/a.txt.reason.json", changed)
    #expect(try Reason.read("a.txt.reason.json", in: spool.layout.failed) == nil)
    #expect(try Retry.run(spool.path).returned == ["b.txt"])
    #expect(try spool.files("failed") == ["a.txt", "a.txt.reason.json"])
    #expect(try StatusReader(spool.path).read().failedWithoutReason == 1)
  }

  /// A folder's entries come in an order of its own, the reason before or after its document, and many of them at once.
  @Test(
    "None of many documents is taken for one without a reason, be they failed again at once", arguments: [false, true])
  func inAnyOrder(failsAgain: Bool) throws {
    let documents = Dictionary(uniqueKeysWithValues: (0..<60).map { ("\($0).txt", "fail") })
    try spool.take(documents)
    try spool.write("failed/alone.txt", "Nobody knows whose.")
    let reason = try spool.text("failed/7.txt.reason.json")
    var report = try Retry.run(spool.path) {
      do {
        guard failsAgain else { return }
        for name in try spool.files("inbox") {
          try spool.write("failed/\(name)", "fail")
          try spool.write("failed/\(name).reason.json", reason.replacingOccurrences(of: "7.txt", with: name))
          try spool.remove("inbox/\(name)")
        }
      } catch { Issue.record(error) }
    }
    #expect(report.returned.count >= 60 && report.stuck.isEmpty)
    #expect(report.unexplained == ["alone.txt"])
    #expect(try spool.files("failed").count == (failsAgain ? 121 : 1))
    report = try Retry.run(spool.path, names: ["alone.txt"])
    #expect(report.unexplained.isEmpty && report.unknown == ["alone.txt"])
  }

  @Test("A document in failed/ that is called as another's reason, and reads as one, stays as that other fails")
  func documentAsReason() throws {
    try spool.take(["a.txt": "fail"])
    let text = try spool.text("failed/a.txt.reason.json")
    try spool.remove("failed/a.txt")
    try spool.write("failed/a.txt.reason.json", text + "\n")
    try spool.write("failed/a.txt.reason.json.reason.json", text)
    try spool.take(["a.txt": "fail"])
    #expect(try spool.text("failed/a.txt.reason.json") == text + "\n")
    #expect(try spool.files("failed").count == 4 && !spool.files("failed").contains("a.txt"))
  }

  @Test("What is missing in the inbox is no other retry's doing: the document stays with its reason, and is told of")
  func inboxGone() throws {
    try spool.take(["a.txt": "fail", "b.txt": "fail"])
    var isFirst = true
    let report = try Retry.run(spool.path) {
      defer { isFirst = false }
      do { if isFirst { try spool.remove("inbox") } } catch { Issue.record(error) }
    }
    #expect(report.returned.count == 1 && report.stuck.map(\.error.errno) == [.noSuchFile])
    #expect(try spool.files("failed").count == 2)
  }

  @Test("One that is named as it was called in the inbox is told of by its name in failed/")
  func namedByPath() throws {
    try spool.take(["a.txt": "fail", "b.txt": "fail"])
    // No file system has such a name, so that it can't go there.
    let path = String(repeating: "n", count: 300) + "/a.txt"
    let reason = try spool.text("failed/a.txt.reason.json").replacingOccurrences(of: "\"a.txt\"", with: "\"\(path)\"")
    try spool.write("failed/a.txt.reason.json", reason)
    let report = try Retry.run(spool.path, names: [Path(path)])
    #expect(report.stuck.map(\.path) == ["a.txt"] && report.stuck.map(\.error.errno) == [.nameTooLong])
    #expect(report.unknown.isEmpty && report.returned.isEmpty)
    #expect(try spool.files("failed").count == 4)
  }

  @Test("A document that has gone since it was seen is another retry's, and no fault")
  func quicker() throws {
    try spool.take(["a.txt": "fail", "b.txt": "fail"])
    var isFirst = true
    let report = try Retry.run(spool.path) {
      guard isFirst else { return }
      isFirst = false
      do {
        for name in try spool.files("failed") where !name.hasPrefix(".") { try spool.remove("failed/\(name)") }
      } catch {
        Issue.record(error)
      }
    }
    #expect(report.returned.count == 1 && report.stuck.isEmpty)
  }
}
