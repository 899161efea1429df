import Foundation
import Spool
import TestSupport
import Testing

@Suite("Documents that ask for too much", .serialized, .waiting)
struct DaemonBudgetTests {
  /// Twenty rules that try every way to match, one that removes lines.
  static func rules(_ daemon: DaemonHarness) throws {
    try FileManager.default.createDirectory(at: daemon.url("rules"), withIntermediateDirectories: true)
    var text = "winnow = 1\npack = \"t\"\n"
    for number in 1...20 {
      text += "[[rule]]\nid = \"nested-\(number)\"\ndo = \"drop-line\"\nmatch = '(a+)+\\1{\(number)}b'\n"
    }
    text += "[[rule]]\nid = \"ad\"\ndo = \"drop-line\"\nmatch = 'Advertisement'\n"
    try Data(text.utf8).write(to: daemon.url("rules/t.toml"))
  }

  /// Lines that have all that the rules ask for, in the wrong order at their end.
  static let hostile = String(repeating: String(repeating: "a", count: 60) + "cb\n", count: 200)

  @Test("The document after a hostile one is on time; the hostile one comes out within its budget, marked inconclusive")
  func nextIsOnTime() throws {
    let daemon = try DaemonHarness()
    try Self.rules(daemon)
    let budget = 20.0 * Patience.factor
    try daemon.start(["--rules", daemon.url("rules").path, "--jobs", "1", "--budget", "\(Int(budget))"])
    let start = Date()
    try daemon.drop("hostile.txt", Self.hostile + "\nAdvertisement\n\nA sentence.\n")
    try daemon.drop("next.txt", "A sentence.\n\nAdvertisement\n")
    #expect(daemon.wait(for: 60) { daemon.files("outbox").contains("hostile.json") })
    #expect(Date().timeIntervalSince(start) < budget)
    #expect(daemon.wait(for: budget / 4) { daemon.files("outbox").contains("next.json") })
    #expect(try daemon.text("outbox/next.txt") == "A sentence.\n")
    let record = try daemon.record("hostile.json")
    #expect(record["inconclusive"]?.array?.isEmpty == false)
    // What is undecided is kept, and the rule that can decide does.
    #expect(try daemon.text("outbox/hostile.txt") == Self.hostile + "\nA sentence.\n")
    let later = Date()
    try daemon.drop("later.txt", "A sentence.\n\nAdvertisement\n")
    #expect(daemon.wait(for: budget) { daemon.files("outbox").contains("later.json") })
    #expect(Date().timeIntervalSince(later) < budget / 4)
    #expect(try daemon.stop() == 0)
  }

  @Test("A document that takes longer than its budget goes to failed, and the next comes out")
  func budget() throws {
    let daemon = try DaemonHarness()
    try Self.rules(daemon)
    try daemon.drop("hostile.txt", Self.hostile)
    try daemon.drop("tidy.txt", "A sentence.\n\nAdvertisement\n")
    let budget = 0.02 * Patience.factor
    let arguments = ["--rules", daemon.url("rules").path, "--budget", "\(budget)", "--once", "--settle", "0"]
    #expect(try daemon.run(arguments) == 0)
    #expect(daemon.files("outbox") == ["tidy.json", "tidy.txt"])
    let reason = try #require(Reason(Array(daemon.text("failed/hostile.txt.reason.json").utf8)))
    #expect(reason.what == "budget")
  }

  @Test("A large document that takes more memory than --memory allows goes to failed, and the next comes out")
  func memory() throws {
    let daemon = try DaemonHarness()
    try Self.rules(daemon)
    // Each second line is removed, and each removal has its place in the record.
    try daemon.drop("large.txt", String(repeating: "Advertisement\nA sentence that stays.\n", count: 100_000))
    try daemon.drop("small.txt", "A sentence.\n\nAdvertisement\n")
    let arguments = ["--rules", daemon.url("rules").path, "--budget", "300", "--once", "--settle", "0"]
    #expect(try daemon.run(arguments + ["--memory", "8MiB"]) == 0)
    #expect(daemon.files("outbox") == ["small.json", "small.txt"])
    let reason = try #require(Reason(Array(daemon.text("failed/large.txt.reason.json").utf8)))
    #expect(reason.what == "memory" && reason.detail.contains("8388608 bytes of memory that --memory allows"))
    // With the memory that it takes, it comes out.
    try FileManager.default.moveItem(at: daemon.url("failed/large.txt"), to: daemon.url("inbox/large.txt"))
    #expect(try daemon.run(arguments + ["--memory", "2GiB"]) == 0)
    #expect(daemon.files("outbox").contains("large.json"))
  }
}
