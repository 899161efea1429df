import Files
import Threads
import Testing

@testable import Journal

@Suite("Events for people and machines")
struct JournalTests {
  /// A journal that keeps what it writes.
  final class Kept: Sendable {
    let events = Locked<[Event]>([])
    var messages: [String] { events.withLock { $0.map(\.message) } }
  }

  @Test("Every kind has a message id of its own: 32 hexadecimal digits")
  func messageIDs() {
    let ids = Event.Kind.allCases.map(\.messageID)
    #expect(Set(ids).count == ids.count)
    #expect(ids.allSatisfy { $0.count == 32 && $0.allSatisfy { $0.isHexDigit && !$0.isUppercase } })
  }

  @Test(
    "A message can't begin another line, move the cursor or turn the direction of writing",
    arguments: [
      ("a\nb", "a\\xab"), ("a\r\u{1B}[2Jb", "a\\xd\\x1b[2Jb"), ("a\u{202E}b", "a\\x202eb"), ("a\u{2028}b", "a\\x2028b"),
      ("Ünïcode \\ stays", "Ünïcode \\ stays"),
    ])
  func lines(_ message: String, _ shown: String) {
    #expect(Event(.info, .cleaned, message).lines == [shown])
  }

  @Test("Details keep their lines, so that a caret stands where it belongs")
  func details() {
    let event = Event(.error, .reloadRefused, "refused:", details: "a.toml:1:2: error: x\n  1 | \\d(\n    |   ^")
    #expect(event.lines == ["refused:", "a.toml:1:2: error: x", "  1 | \\d(", "    |   ^"])
  }

  @Test(
    "A time is one of RFC 3339, in UTC",
    arguments: [
      (0, 7, "1970-01-01T00:00:00.007Z"), (951_782_399, 999, "2000-02-28T23:59:59.999Z"),
      (951_782_400, 0, "2000-02-29T00:00:00.000Z"), (951_868_800, 0, "2000-03-01T00:00:00.000Z"),
      (4_107_542_399, 0, "2100-02-28T23:59:59.000Z"), (4_107_542_400, 0, "2100-03-01T00:00:00.000Z"),
      (1_735_689_599, 0, "2024-12-31T23:59:59.000Z"),
      (1_796_030_076, 42, "2026-11-30T09:14:36.042Z"),
    ])
  func times(seconds: Int, milliseconds: Int, text: String) {
    #expect(TimeStamp.text(seconds: seconds, milliseconds: milliseconds) == text)
  }

  @Test("An entry has its fields, and the document's bytes as they are")
  func entry() {
    let event = Event(
      .warning, .failed, "it failed", document: Path(bytes: [0x61, 0x0A, 0xFF]), fields: [.reason: "too-large"])
    let entry = Dictionary(
      uniqueKeysWithValues: event.entry(program: "winnowd").map { ($0.name, $0.value) })
    #expect(entry["WINNOW_DOCUMENT"] == [0x61, 0x0A, 0xFF])
    #expect(entry["WINNOW_REASON"] == Array("too-large".utf8))
    #expect(entry["PRIORITY"] == Array("4".utf8))
    #expect(entry["MESSAGE_ID"] == Array(Event.Kind.failed.messageID.utf8))
    #expect(entry["SYSLOG_IDENTIFIER"] == Array("winnowd".utf8))
    #expect(entry["WINNOW_EVENT"] == Array("failed".utf8))
  }

  @Test("A flood of one kind is cut and counted; others pass; in time more of it may come")
  func rateLimit() {
    var limit = RateLimit()
    let admitted = (0..<5_000).count { _ in limit.admit(.cleaned, at: 0) != nil }
    #expect(admitted == RateLimit.burst)
    #expect(limit.admit(.failed, at: 0) == 0)
    let second = 1_000_000_000
    #expect(limit.admit(.cleaned, at: second) == 5_000 - RateLimit.burst)
    #expect(limit.admit(.cleaned, at: second) == 0)
    #expect((0..<100).count { _ in limit.admit(.cleaned, at: second) != nil } == RateLimit.perSecond - 2)
    #expect(limit.takeSuppressed().map(\.count) == [100 - (RateLimit.perSecond - 2)])
    #expect(limit.takeSuppressed().isEmpty)
  }

  @Test("What was left out is told with the next event, or at the end")
  func suppressed() {
    let kept = Kept()
    let journal = Journal { event in kept.events.withLock { $0.append(event) } }
    for number in 0..<(RateLimit.burst + 50) { journal.log(Event(.info, .cleaned, "\(number)")) }
    journal.close()
    #expect(kept.messages.count <= RateLimit.burst + 10)
    #expect(kept.messages.last?.hasSuffix("more events 'cleaned' were not written") == true)
  }
}
