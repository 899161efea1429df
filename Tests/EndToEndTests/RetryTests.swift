import Files
import Glibc
import TestSupport
import Testing

@Suite("winnow retry")
struct RetryTests {
  static let names = [
    "a.pdf", "failed/a.pdf", "./failed/a.pdf", "a.pdf.reason.json", "failed/a.pdf.reason.json", "SPOOL", "ROOT",
  ]

  @Test("finds a document by what a shell completes: its path from here, or that of its reason", arguments: names)
  func completed(name: String) throws {
    let daemon = try DaemonHarness()
    let spool = try Directory.open(Path(daemon.spool.path))
    try spool.create("inbox/a.pdf").writeAll(Array("%PDF-1.7\n".utf8) + [0, 1, 2])
    #expect(try daemon.run() == 0)
    let isAbsolute = ["SPOOL", "ROOT"].contains(name)
    let operand = isAbsolute ? spool.path.appending("failed/a.pdf") : Path(name)
    // A path from the root means the same where the spool is named by one from here.
    let named = name == "ROOT" ? "." : spool.path
    let result = try Program("winnow").run(["retry", "--spool", named, operand, "b.pdf"], in: spool.path)
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

  @Test("moves the rest where a reason can't be read, says which document stays and why, and what to do")
  func unreadableReason() throws {
    let daemon = try DaemonHarness()
    let spool = try Directory.open(Path(daemon.spool.path))
    for name: Path in ["inbox/a.pdf", "inbox/b.pdf"] {
      try spool.create(name).writeAll(Array("%PDF-1.7\n".utf8) + [0, 1, 2])
    }
    #expect(try daemon.run() == 0)
    try spool.remove("failed/a.pdf.reason.json")
    #expect(symlink("/etc/passwd", daemon.url("failed/a.pdf.reason.json").path) == 0)
    for names: [Path] in [["a.pdf", "b.pdf"], ["failed/a.pdf", "failed/a.pdf.reason.json"], []] {
      let result = try Program("winnow").run(["retry", "--spool", "."] + names, in: spool.path)
      #expect(result.status == 1, "\(names)")
      #expect(result.text == (names.first == "a.pdf" ? "b.pdf: in the inbox again\n1 moved back\n" : "0 moved back\n"))
      let lines = result.complaint.split(separator: "\n")
      #expect(
        lines.count == 2
          && lines[0]
            == "winnow: a.pdf: stays, cannot open './failed/a.pdf.reason.json': Too many levels of symbolic links",
        "\(result.complaint)")
      #expect(lines.last?.hasPrefix("  help: mend that") == true)
    }
  }

  @Test("says of a folder, and of a document without its reason, why it moves nothing; the status counts the latter")
  func unfit() throws {
    let daemon = try DaemonHarness()
    let spool = try Directory.open(Path(daemon.spool.path))
    #expect(try daemon.run() == 0)
    for name: Path in [
      "failed/d/b.pdf", "failed/a.pdf", "failed/a.pdf.meta.json", "failed/c.pdf", "failed/c.pdf.reason.json",
    ] {
      try spool.makeDirectory(name.parent).create(name.name).writeAll(Array("{}".utf8))
    }
    let result = try Program("winnow").run(["retry", "--spool", ".", "d", "failed/a.pdf", "e"], in: spool.path)
    #expect(result.status == 1 && result.text == "0 moved back\n")
    let lines = result.complaint.split(separator: "\n").sorted()
    #expect(
      lines.count == 3 && lines[0] == "winnow: d: is a folder; name its documents, or nothing for all that have failed")
    #expect(lines[1] == "winnow: e: not in failed/")
    #expect(lines[2].hasPrefix("winnow: failed/a.pdf: has no reason beside it (a.pdf.reason.json)"))
    // A sidecar goes with its document, and that one is told of.
    let all = try Program("winnow").run(
      ["retry", "--spool", "..", "a.pdf", "a.pdf.meta.json", "c.pdf", "c.pdf.reason.json"],
      in: spool.path.appending("failed"))
    #expect(all.status == 1 && !all.complaint.contains("meta.json"), "\(all.complaint)")
    let damaged = "winnow: c.pdf: has a reason beside it (c.pdf.reason.json) that can't be read"
    #expect(all.complaint.contains(damaged), "\(all.complaint)")
    let unnamed = try Program("winnow").run(["retry", "--spool", "."], in: spool.path)
    #expect(unnamed.status == 1 && unnamed.text == "0 moved back\n")
    let told = unnamed.complaint.split(separator: "\n").sorted()
    #expect(told.count == 3 && told[0].hasPrefix("winnow: a.pdf: has no reason beside it"), "\(told)")
    #expect(told[1].hasPrefix(damaged) && told[2].hasPrefix("winnow: d/b.pdf: has no reason"), "\(told)")
    let status = try Program("winnow").run(["status", "--spool", "."], in: spool.path)
    #expect(status.text.contains("failed/    0 failed, 0 rejected, 3 without a reason\n"), "\(status.text)")
  }

  @Test(
    "moves what has the reasons that are named, rejected or failed, and names those that there are where none has one")
  func byReason() throws {
    let daemon = try DaemonHarness()
    let spool = try Directory.open(Path(daemon.spool.path))
    let rules = "winnow = 1\npack = \"p\"\n[[rule]]\nid = \"robot\"\ndo = \"reject\"\nmatch = '^Robot$'\n"
    try spool.create("rules.toml").writeAll(Array(rules.utf8))
    try spool.create("inbox/a.pdf").writeAll(Array("%PDF-1.7\n".utf8) + [0, 1, 2])
    try spool.create("inbox/b.txt").writeAll(Array("Robot\n".utf8))
    try spool.create("inbox/c.txt").writeAll(Array("Caf".utf8) + [0xE9])
    #expect(
      try daemon.run(["--once", "--settle", "0", "--rules", daemon.url("rules.toml").path, "--invalid", "reject"]) == 0)
    func retry(_ words: Path...) throws -> Program.Result {
      try Program("winnow").run(["retry", "--spool", spool.path] + words)
    }
    let strange = try retry("--reason", "bugdet")
    #expect(strange.status == 1 && strange.text == "0 moved back\n")
    #expect(
      strange.complaint.hasPrefix(
        "winnow: no document in failed/ has the reason 'bugdet'\n  help: there are: not-text, "))
    let rejected = try retry("--reason", "p/robot")
    #expect(
      rejected.status == 0 && rejected.text == "b.txt: in the inbox again\n1 moved back\n", "\(rejected.complaint)")
    let named = try retry("--reason", "not-text", "c.txt", "a.pdf")
    #expect(named.text.hasPrefix("a.pdf: in the inbox again\n"), "\(named.text)\(named.complaint)")
    #expect(try retry("--reason", Path(bytes: [0xFF])).status == 2)
  }
}
