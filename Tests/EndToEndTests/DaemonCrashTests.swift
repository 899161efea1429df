import Files
import Foundation
import Spool
import TestSupport
import Testing

@Suite("Kill -9 at any moment", .serialized, .waiting)
struct DaemonCrashTests {
  @Test("Fifty kills within 150 ms of the first temporary file lose, tear and double nothing")
  func soak() throws {
    let kills = ProcessInfo.processInfo.environment["WINNOW_KILLS"].flatMap { Int($0) } ?? 50
    let daemon = try DaemonHarness()
    var documents: [String: String] = [:]
    var effective = 0
    var round = 0
    // The daemon's speed is the machine's: a kill that comes after the last document is done has shown nothing,
    // so the next one comes sooner, and where that is not enough there is more to do.
    var window: UInt32 = 150_000
    var batch = 40
    while effective < kills, round < kills * 4 {
      for number in 0..<batch {
        let text = "Round \(round), document \(number).\n\nSome text of it, \(Int.random(in: 0..<1_000_000)).\n"
        documents["\(round)/\(number)"] = text
        // Some names come again in every round.
        try daemon.drop(number < 5 ? "again-\(number).txt" : "r\(round)-\(number).txt", text)
      }
      let process = try daemon.start(["--settle", "0", "--jobs", "2"], waits: false)
      let temporary = daemon.url("outbox/.tmp").path
      _ = daemon.wait(for: 5) { Self.holdsFiles(temporary) || daemon.files("inbox").isEmpty }
      usleep(UInt32.random(in: 0..<window))
      let before = daemon.files("archive").count
      daemon.signal(SIGKILL)
      process.waitUntilExit()
      if before < documents.count {
        effective += 1
        window = min(window + window / 8, 150_000)
      } else if window > 2_000 {
        window /= 2
      } else {
        batch = min(batch * 2, 640)
      }
      round += 1
      // What was not claimed must not be replaced by the next round's file of that name, and a run may leave one alone
      // for a while: one that somebody seems to be writing to.
      if round % 3 == 0 { #expect(try daemon.run() == 0) }
      for _ in 0..<50 where Self.awaitsMore(daemon) {
        #expect(try daemon.run() == 0)
        if Self.awaitsMore(daemon) { usleep(100_000) }
      }
      try #require(!Self.awaitsMore(daemon), "a document that is to be dropped again was left in the inbox")
    }
    #expect(try daemon.run() == 0)
    #expect(effective >= kills)
    try daemon.expectComplete(documents)
    let report = try Audit.run(Path(daemon.spool.path))
    #expect(report.findings == [])
    print("kill soak: \(effective) effective kills in \(round) rounds, \(documents.count) documents, all in one place")
  }

  /// Whether a document whose name comes again waits in the inbox.
  private static func awaitsMore(_ daemon: DaemonHarness) -> Bool {
    (0..<5).contains { FileManager.default.fileExists(atPath: daemon.url("inbox/again-\($0).txt").path) }
  }

  private static func holdsFiles(_ folder: String) -> Bool {
    do { return try !FileManager.default.contentsOfDirectory(atPath: folder).isEmpty } catch { return false }
  }
}
