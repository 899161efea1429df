import Files
import Foundation
import Testing

@testable import Spool

@Suite("The status file, where writing it has failed")
struct StatusFileTests {
  private let spool: TemporarySpool

  init() throws { spool = try TemporarySpool() }

  private func status(cleaned: Int) -> Status {
    var status = Status()
    status.cleaned = cleaned
    return status
  }

  /// A folder in its place, which nothing is renamed over.
  private func block(_ name: String) throws { try spool.write(".winnow/\(name)/file", "") }

  private func update(_ file: inout StatusFile, _ cleaned: Int) throws -> Int? {
    try file.update(status(cleaned: cleaned), Figures())
  }

  @Test(
    "It is made good though nothing has changed, and does not keep the other one from being written",
    arguments: ["status.json", "metrics.prom"])
  func again(name: String) throws {
    var file = StatusFile(spool.layout.state)
    try block(name)
    #expect(throws: FileError.self) { try update(&file, 7) }
    let other = name == "status.json" ? "metrics.prom" : "status.json"
    #expect(try spool.text(".winnow/\(other)").contains("7"))
    try spool.remove(".winnow/\(name)")
    let due = try #require(try update(&file, 7))
    #expect(due > MonotonicClock.now && due <= MonotonicClock.now + 5_000_000_000)
    try Readiness.wait(for: [], until: due)
    #expect(try update(&file, 7) == nil)
    #expect(try spool.text(".winnow/\(name)").contains("7"))
  }

  @Test("What was written before is written again, since nobody knows what stands there")
  func backToBefore() throws {
    var file = StatusFile(spool.layout.state)
    #expect(try update(&file, 1) == nil)
    try spool.remove(".winnow/metrics.prom")
    try block("metrics.prom")
    #expect(throws: FileError.self) { try file.update(status(cleaned: 2), Figures(), isUrgent: true) }
    try spool.remove(".winnow/metrics.prom")
    #expect(try file.update(status(cleaned: 1), Figures(), isUrgent: true) == nil)
    for name in ["status.json", "metrics.prom"] { #expect(try spool.text(".winnow/\(name)").contains("1")) }
    #expect(Status(try spool.layout.state.read("status.json"))?.cleaned == 1)
  }
}
