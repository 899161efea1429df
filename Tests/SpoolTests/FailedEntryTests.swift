import Files
import Foundation
import Glibc
import Testing

@testable import Spool

@Suite("What lies in failed/ is to the status what it is to the audit")
struct FailedEntryTests {
  /// What stands in failed/ beside a document `a.txt` that has failed.
  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let make: @Sendable (TemporarySpool) throws -> Void
    /// As the status counts them, and as the audit does.
    var explained = 1
    var unexplained = 0
    var findings: [Finding.Kind] = []
  }

  private static func link(_ name: String, _ spool: TemporarySpool) throws {
    #expect(symlink("/nowhere", spool.url.appendingPathComponent(name).path) == 0)
  }

  static let cases = [
    Case(testDescription: "nothing else", make: { _ in }),
    Case(testDescription: "its sidecar", make: { try $0.write("failed/a.txt.meta.json", "{}") }),
    Case(
      testDescription: "a link that leads nowhere, for its reason",
      make: {
        try $0.remove("failed/a.txt.reason.json")
        try link("failed/a.txt.reason.json", $0)
      }, explained: 0, unexplained: 1, findings: [.reasonMissing]),
    Case(
      testDescription: "a folder for its reason",
      make: {
        try $0.remove("failed/a.txt.reason.json")
        try $0.write("failed/a.txt.reason.json/file.txt.meta.json", "{}")
        try $0.write("failed/a.txt.reason.json/file.txt", "x")
      }, explained: 0, unexplained: 2, findings: [.reasonMissing, .reasonMissing]),
    Case(
      testDescription: "other JSON for its reason", make: { try $0.write("failed/a.txt.reason.json", "{}") },
      explained: 0, unexplained: 1, findings: [.reasonMissing]),
    Case(
      testDescription: "no reason", make: { try $0.remove("failed/a.txt.reason.json") },
      explained: 0, unexplained: 1, findings: [.reasonMissing]),
    Case(
      testDescription: "a reason whose document has gone",
      make: { try $0.write("failed/b.txt.reason.json", $0.text("failed/a.txt.reason.json")) },
      findings: [.reasonAlone]),
    Case(
      testDescription: "a sidecar alone", make: { try $0.write("failed/b.txt.meta.json", "{}") },
      unexplained: 1, findings: [.reasonMissing]),
    Case(
      testDescription: "a document that is called as a reason",
      make: {
        try $0.write("failed/b.reason.json", "x")
        try $0.write("failed/b.reason.json.reason.json", $0.text("failed/a.txt.reason.json"))
      }, explained: 2),
  ]

  @Test("Beside a document that has failed stands", arguments: cases)
  func same(_ test: Case) throws {
    let spool = try TemporarySpool()
    try spool.take(["a.txt": "fail"])
    try test.make(spool)
    let status = try StatusReader(spool.path).read()
    #expect(status.failed == (test.explained == 0 ? [:] : ["failed": test.explained]))
    #expect(status.failedWithoutReason == test.unexplained && status.unreadable.isEmpty)
    let report = try Audit.run(spool.path)
    #expect(report.failed == test.explained + test.unexplained)
    #expect(report.findings.map(\.kind) == test.findings, "\(report.findings)")
  }
}
