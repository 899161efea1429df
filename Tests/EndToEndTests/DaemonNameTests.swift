import Digest
import Files
import Foundation
import JSON
import Spool
import TestSupport
import Testing

@Suite("Names that the daemon meets", .serialized, .waiting)
struct DaemonNameTests {
  @Test("Two inputs that map to one name get two pairs")
  func sameStem() throws {
    let daemon = try DaemonHarness()
    try daemon.drop("a", "One.\n")
    try daemon.drop("a.txt", "Two.\n")
    #expect(try daemon.run() == 0)
    try daemon.expectComplete(["a": "One.\n", "a.txt": "Two.\n"])
    #expect(try Audit.run(Path(daemon.spool.path)).findings == [])
  }

  @Test("A name dropped again with other bytes gets a second pair, with the same bytes none")
  func again() throws {
    let daemon = try DaemonHarness()
    for text in ["First.\n", "Second.\n", "First.\n", "Third.\n", "Second.\n"] {
      try daemon.drop("same.txt", text)
      #expect(try daemon.run() == 0)
    }
    try daemon.expectComplete(["1": "First.\n", "2": "Second.\n", "3": "Third.\n"])
    #expect(try Audit.run(Path(daemon.spool.path)).findings == [])
  }

  @Test("A name dropped again and again while the daemon works loses nothing")
  func racing() throws {
    let daemon = try DaemonHarness()
    try daemon.start()
    var documents: [String: String] = [:]
    for number in 0..<200 {
      let text = "Version \(number).\n"
      documents["\(number)"] = text
      // A rename over a waiting file would be the producer's own doing, so each waits for its turn.
      #expect(daemon.wait { !FileManager.default.fileExists(atPath: daemon.url("inbox/hot.txt").path) })
      try daemon.drop("hot.txt", text)
    }
    #expect(daemon.wait(for: 60) { daemon.files("archive").count == 200 })
    try daemon.expectComplete(documents)
  }

  @Test("A sidecar goes with its document, and a lone one waits")
  func sidecar() throws {
    let daemon = try DaemonHarness()
    try daemon.drop("lone.txt.meta.json", "{}")
    try daemon.drop("news.html.meta.json", #"{"source": "example.org"}"#)
    try daemon.drop("news.html", "News.\n")
    #expect(try daemon.run() == 0)
    #expect(daemon.files("inbox") == ["lone.txt.meta.json"])
    #expect(daemon.files("archive") == ["news.html", "news.html.meta.json"])
    let hash = SHA256.digest(Array(#"{"source": "example.org"}"#.utf8))
    #expect(try daemon.record("news.html.json")["sidecar"]?["sha256"]?.string == hash)
  }

  @Test(
    "Names of any bytes survive and forge no log line",
    arguments: [
      Array("-rf".utf8), Array("a\nwinnowd: cleaned 'forged'".utf8), [0x66, 0xFF, 0xFE, 0x2E, 0x74, 0x78, 0x74],
      Array(repeating: UInt8(ascii: "n"), count: 255), Array(String(repeating: "é", count: 127).utf8),
      Array("quote\"'\\u{202E}.txt".utf8), Array("a.reason.json".utf8), Array("b.json".utf8),
    ])
  func names(_ bytes: [UInt8]) throws {
    let daemon = try DaemonHarness()
    let inbox = try Directory.open(Path(daemon.url("inbox").path))
    try inbox.create(Path(bytes: bytes)).writeAll(Array("Text.\n".utf8))
    #expect(try daemon.run() == 0)
    // Not by Foundation, which does not list names that are not UTF-8.
    let outbox = try Directory.open(Path(daemon.url("outbox").path))
    let name = try #require(outbox.entries().first { $0.name.hasSuffix(".json") }?.name)
    let source = try #require(JSONValue(parsing: outbox.read(name))["source"])
    let path = source["path_base64"]?.string.flatMap(Base64.decode) ?? source["path"]?.string.map { Array($0.utf8) }
    #expect(path == bytes)
    #expect(
      !daemon.log.split(separator: "\n").contains {
        $0.hasPrefix("winnowd: cleaned 'forged'") || $0.dropFirst(25).hasPrefix("winnowd: cleaned 'forged'")
      })
    #expect(try Audit.run(Path(daemon.spool.path)).findings == [])
  }

  @Test("A file and then a folder of the same name both have room")
  func fileThenFolder() throws {
    let daemon = try DaemonHarness()
    try daemon.drop("report", "A file.\n")
    #expect(try daemon.run() == 0)
    try FileManager.default.createDirectory(at: daemon.url("inbox/report"), withIntermediateDirectories: true)
    try daemon.drop("report/part.txt", "In a folder.\n")
    #expect(try daemon.run() == 0)
    try daemon.expectComplete(["report": "A file.\n", "report/part.txt": "In a folder.\n"])
    #expect(try Audit.run(Path(daemon.spool.path)).findings == [])
  }

  @Test("A document that is too large goes to failed with its reason")
  func tooLarge() throws {
    let daemon = try DaemonHarness()
    try daemon.drop("large.txt", String(repeating: "x", count: 3000))
    #expect(try daemon.run(["--once", "--settle", "0", "--max-size", "2k"]) == 0)
    #expect(daemon.files("failed") == ["large.txt", "large.txt.reason.json"])
    let reason = try JSONValue(parsing: Array(Data(contentsOf: daemon.url("failed/large.txt.reason.json"))))
    #expect(reason["kind"]?.string == "failed" && reason["what"]?.string == "too-large")
    #expect(reason["attempts"]?.integer == 1)
  }
}
