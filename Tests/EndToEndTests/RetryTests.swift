import Files
import TestSupport
import Testing

@Suite("winnow retry")
struct RetryTests {
  static let names = [
    "a.pdf", "failed/a.pdf", "./failed/a.pdf", "a.pdf.reason.json", "failed/a.pdf.reason.json", "SPOOL",
  ]

  @Test("finds a document by what a shell completes: its path from here, or that of its reason", arguments: names)
  func completed(name: String) throws {
    let daemon = try DaemonHarness()
    let spool = try Directory.open(Path(daemon.spool.path))
    try spool.create("inbox/a.pdf").writeAll(Array("%PDF-1.7\n".utf8) + [0, 1, 2])
    #expect(try daemon.run() == 0)
    let operand = name == "SPOOL" ? spool.path.appending("failed/a.pdf") : Path(name)
    let result = try Program("winnow").run(["retry", "--spool", spool.path, operand, "b.pdf"], in: spool.path)
    #expect(result.text == "a.pdf: in the inbox again\n1 moved back\n", "\(result.complaint)")
    #expect(result.status == 1 && result.complaint == "winnow: b.pdf: not in failed/\n")
  }

  @Test("moves a document once and complains of nothing where its reason is named, too, as by *")
  func star() throws {
    let daemon = try DaemonHarness()
    let spool = try Directory.open(Path(daemon.spool.path))
    try spool.create("inbox/a.pdf").writeAll(Array("%PDF-1.7\n".utf8) + [0, 1, 2])
    #expect(try daemon.run() == 0)
    let result = try Program("winnow").run(
      ["retry", "--spool", "..", "a.pdf", "a.pdf.reason.json"], in: spool.path.appending("failed"))
    #expect(result.text == "a.pdf: in the inbox again\n1 moved back\n")
    #expect(result.status == 0 && result.complaint == "")
  }
}
