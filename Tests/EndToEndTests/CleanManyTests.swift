import Files
import Glibc
import JSON
import TestSupport
import Testing

@Suite("winnow clean --out")
struct CleanManyTests {
  let winnow: Program
  let folder: TemporaryFolder

  init() throws {
    winnow = try Program("winnow")
    folder = try TemporaryFolder()
    try folder.write(
      "rules.toml", "winnow = 1\npack = \"p\"\n[[rule]]\nid = \"ad\"\ndo = \"drop-line\"\nmatch = 'Ad'\n")
  }

  private static func utf16(_ text: String) -> [UInt8] {
    [0xFF, 0xFE] + text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
  }

  static let files: [(what: String, bytes: [UInt8], summary: String)] = [
    ("UTF-8", Array("One.\nAd\nTwo.\n".utf8), "23.0 % of 13 bytes removed"),
    ("UTF-16 of which nothing goes", utf16("One.\nTwo.\n"), "0.0 % of 10 bytes removed"),
    ("Latin-1 of which nothing goes", Array("Caf".utf8) + [0xE9, 0x0A], "0.0 % of 6 bytes removed"),
    ("CRLF", Array("One.\r\nAd\r\nTwo.\r\n".utf8), "23.0 % of 13 bytes removed"),
  ]

  @Test("counts what goes as bytes of the text, whatever the file is in", arguments: files)
  func summary(what: String, bytes: [UInt8], summary: String) throws {
    try folder.write("a.txt", bytes)
    let result = try winnow.run(["clean", "--rules", "rules.toml", "--out", "out", "a.txt"], in: folder.path)
    #expect(result.complaint.contains(summary), "\(what): \(result.complaint)")
  }

  @Test("names the first pages of HTML, counts the others, and cleans them all")
  func html() throws {
    for number in 1...5 { try folder.write(Path("in/\(number).html"), "<html>\nAd\n") }
    try folder.write("in/6.html", "Plain.\n")
    let result = try winnow.run(
      ["clean", "--quiet", "--jobs", "1", "--rules", "rules.toml", "--out", "out", "in"], in: folder.path)
    let lines = result.complaint.split(separator: "\n")
    #expect(result.status == 0)
    #expect(lines.filter { $0.contains("this is HTML") }.count == 3, "\(result.complaint)")
    #expect(lines.last == "winnow: 5 documents are HTML, and not plain text")
    #expect(try folder.read("out/5.html.txt") == Array("<html>\n".utf8))
  }

  @Test(
    "cleans a file once, however often it is named",
    arguments: [["in/a.txt", "in/a.txt", "in/a.txt"], ["in", "in"], ["in", "in/a.txt"]])
  func namedAgain(operands: [String]) throws {
    try folder.write("in/a.txt", "One.\nAd\n")
    let result = try winnow.run(
      ["clean", "--rules", "rules.toml", "--out", "out"] + operands.map { Path($0) }, in: folder.path)
    #expect(result.status == 0 && result.complaint.hasPrefix("1 cleaned, "), "\(result.complaint)")
    let made = try Directory.open(folder.path.appending("out")).entries().map(\.name.description).sorted()
    #expect(made == ["a.json", "a.txt"])
  }

  static let refusals: [(String, text: [UInt8], says: String)] = [
    ("rejected", Array("Robot?\n".utf8), "rejected by p/robot: rule p/robot rejects it"),
    ("failed", Array("%PDF-1.7\n".utf8) + [0, 1, 2, 0xFF], "not text"),
  ]

  @Test("takes the pair of an earlier run away once the document is refused", arguments: refusals)
  func earlierPair(what: String, text: [UInt8], says: String) throws {
    try folder.write(
      "robot.toml", "winnow = 1\npack = \"p\"\n[[rule]]\nid = \"robot\"\ndo = \"reject\"\nmatch = 'Robot'\n")
    let words: [Path] = ["clean", "--rules", "robot.toml", "--out", "out", "in"]
    for name in ["in/sub/a.txt", "in/sub/b.txt"] { try folder.write(Path(name), "One.\n") }
    #expect(try winnow.run(words, in: folder.path).status == 0)
    try folder.write("in/sub/a.txt", text)
    let result = try winnow.run(words, in: folder.path)
    #expect(result.complaint.contains(says), "\(result.complaint)")
    #expect(result.complaint.contains("; the pair of an earlier run is removed\n"), "\(result.complaint)")
    let left = try Directory.open(folder.path.appending("out/sub")).entries().map(\.name.description).sorted()
    #expect(left == ["b.json", "b.txt"])
  }

  @Test("has no time limit, and under one that is named leaves the pair of an earlier run alone")
  func budget() throws {
    let rules = (1...20).map { "[[rule]]\nid = \"slow\($0)\"\ndo = \"drop-line\"\nmatch = '(a+)+\\1{\($0)}b'\n" }
    try folder.write("slow.toml", "winnow = 1\npack = \"p\"\n" + rules.joined())
    try folder.write("a.txt", String(repeating: String(repeating: "a", count: 60) + "cb\n", count: 200))
    let words: [Path] = ["clean", "--quiet", "--rules", "slow.toml", "--out", "out", "a.txt"]
    #expect(try winnow.run(words, in: folder.path).status == 0)
    let result = try winnow.run(words + ["--budget", "0.01"], in: folder.path)
    #expect(result.status == 1 && result.complaint.contains("took longer than its budget"), "\(result.complaint)")
    #expect(!result.complaint.contains("is removed"))
    let left = try Directory.open(folder.path.appending("out")).entries().map(\.name.description).sorted()
    #expect(left == ["a.json", "a.txt"])
  }

  @Test("leaves what is no pair of the refused document")
  func othersPair() throws {
    try folder.write(
      "robot.toml", "winnow = 1\npack = \"p\"\n[[rule]]\nid = \"robot\"\ndo = \"reject\"\nmatch = 'Robot'\n")
    try folder.write("in/a", "One.\n")
    let words: [Path] = ["clean", "--rules", "robot.toml", "--out", "out"]
    #expect(try winnow.run(words + ["in/a"], in: folder.path).status == 0)
    try folder.write("out/b.json", "{}")
    try folder.write("out/c.json/x", "")
    try folder.write("out/d", "in the place of a folder")
    // Its pair would have the name of that of "a".
    for name in ["a.txt", "b.txt", "c.txt", "d/e.txt"] { try folder.write(Path("other/\(name)"), "Robot\n") }
    let result = try winnow.run(words + ["other"], in: folder.path)
    #expect(result.complaint.contains("0 cleaned, 4 rejected") && !result.complaint.contains("earlier"))
    #expect(try folder.read("out/a.txt") == Array("One.\n".utf8))
    #expect(try folder.read("out/b.json") == Array("{}".utf8))
  }

  @Test(
    "names the sidecar that is at fault",
    arguments: [
      ("{", "is not JSON, at 1:1: ", "is not JSON: "), ("", "is not JSON, at 1:1: ", "is not JSON: "),
      ("[]", "is no JSON object", "is no JSON object"),
    ])
  func sidecar(bytes: String, says: String, saysOfOne: String) throws {
    try folder.write("a.txt", "One.\n")
    try folder.write("a.txt.meta.json", bytes)
    let one = try winnow.run(["clean", "--rules", "rules.toml", "a.txt"], in: folder.path)
    #expect(one.status == 1 && one.complaint.hasPrefix("a.txt.meta.json:1:1: error: this sidecar \(saysOfOne)"))
    let many = try winnow.run(["clean", "--rules", "rules.toml", "--out", "out", "a.txt"], in: folder.path)
    #expect(many.complaint.contains("its sidecar 'a.txt.meta.json' \(says)"), "\(many.complaint)")
  }

  func clean(_ words: Path...) throws -> Program.Result {
    try winnow.run(["clean", "--rules", "rules.toml", "--out", "out"] + words, in: folder.path)
  }

  private func source(_ record: Path) throws -> JSONValue? { try JSONValue(parsing: folder.read(record))["source"] }

  static let foreign: [(name: Path, text: String, says: String)] = [
    ("out/a.txt", "mine\n", "'out/a.txt' has no record of Winnow beside it"),
    ("out/a.json", "{\"a\": 1}", "'out/a.json' is no record of Winnow"),
    ("out/a.json", "", "'out/a.json' is no record of Winnow"),
    ("out/a.txt/x", "mine\n", "'out/a.txt' has no record of Winnow beside it"),
  ]

  @Test("writes over nothing of the user's own", arguments: foreign)
  func isForeign(name: Path, text: String, says: String) throws {
    try folder.write("a.txt", "One.\nAd\n")
    try folder.write(name, text)
    try folder.write("b.txt", "Two.\n")
    let result = try clean("a.txt", "b.txt")
    #expect(result.status == 1)
    #expect(
      result.complaint.contains(
        "winnow: a.txt: \(says) and is not written over; move it away, or name another folder with --out\n"),
      "\(result.complaint)")
    #expect(try folder.read(name) == Array(text.utf8))
    let made = try Directory.open(folder.path.appending("out")).entries().map(\.name.description).sorted()
    #expect(made == [name.description.hasSuffix(".json") ? "a.json" : "a.txt", "b.json", "b.txt"])
  }

  @Test("writes what it says into no file, where the standard streams are closed")
  func closedStreams() throws {
    try folder.write("a.txt", "One.\nAd\n")
    let script = """
      mkfifo list
      "$0" clean --rules rules.toml --out out --files-from list 0<&- >&- 2>&- &
      exec 3>list
      for number in 0 1 2; do readlink "/proc/$!/fd/$number"; done
      echo a.txt >&3
      exec 3>&-
      wait $!
      """
    let result = try Program(at: "/bin/bash").run(["-c", Path(script), winnow.path], in: folder.path)
    // What is said finds nobody, as ever.
    #expect(result.text == String(repeating: "/dev/null\n", count: 3), "\(result)")
    #expect(try folder.read("out/a.txt") == Array("One.\n".utf8))
  }

  @Test("waits for no pipe that is named like a sidecar, and cleans the others")
  func pipeBeside() throws {
    for name: Path in ["in/a.txt", "in/b.txt"] { try folder.write(name, "One.\n") }
    #expect(mkfifo(folder.path.appending("in/a.txt.meta.json").description, 0o644) == 0)
    let result = try clean("in")
    #expect(result.status == 1, "\(result.complaint)")
    #expect(
      result.complaint.contains("cannot read the sidecar, which is no regular file, 'in/a.txt.meta.json'"),
      "\(result.complaint)")
    #expect(try folder.read("out/b.txt") == Array("One.\n".utf8))
  }

  @Test("leaves no part of a text behind that there was no room for")
  func noRoom() throws {
    try folder.write("a.txt", String(repeating: "One line of many.\n", count: 20_000))
    let limited: [Path] = ["-c", "trap '' XFSZ; ulimit -f 100; exec \"$@\"", "bash", winnow.path]
    let words: [Path] = ["clean", "--rules", "rules.toml", "--out", "out", "a.txt"]
    let result = try Program(at: "/bin/bash").run(limited + words, in: folder.path)
    #expect(result.status == 1 && result.complaint.contains("': File too large\n"), "\(result.complaint)")
    #expect(try Directory.open(folder.path.appending("out")).entries().isEmpty)
  }

  @Test("takes fewer threads where the system starts no more, and the caller's own where it starts none")
  func fewThreads() throws {
    for number in 1...9 { try folder.write(Path("in/\(number).txt"), "One.\nAd\n") }
    // A thread's stack is as large as the limit of the first one's.
    for stack in [400_000, 4_000_000] {
      let limited: [Path] = ["-c", Path("ulimit -s \(stack) -v 2000000; exec \"$@\""), "bash", winnow.path]
      let words: [Path] = ["clean", "--jobs", "64", "--rules", "rules.toml", "--out", "out", "in"]
      let result = try Program(at: "/bin/bash").run(limited + words, in: folder.path)
      #expect(result.status == 0 && result.complaint.hasPrefix("9 cleaned, 0 rejected, 0 failed"), "\(result)")
    }
  }

  @Test("goes on where a run before was ended between text and record")
  func halfPair() throws {
    try folder.write("a.txt", "One.\nAd\n")
    try folder.write("out/a.txt", "One.\n")
    #expect(try clean("a.txt").status == 0)
    #expect(try source("out/a.json")?["path"]?.string == "a.txt")
  }

  @Test("tells in records which folder a document is from, from the root")
  func folders() throws {
    try folder.write("a/1.txt", "One.\n")
    try folder.write("b/sub/1.txt", "Two.\n")
    try folder.write("c.txt", "Three.\n")
    let root = try #require(Directory.resolved(folder.path)).description
    #expect(try clean("a").status == 0)
    #expect(try source("out/1.json")?["folder"]?.string == "\(root)/a")
    #expect(try clean("a", "b", "./c.txt").status == 0)
    #expect(try source("out/1.json")?["folder"]?.string == "\(root)/a")
    #expect(try source("out/sub/1.json")?["folder"]?.string == "\(root)/b")
    #expect(try source("out/c.json")?["folder"]?.string == root)
  }

  @Test("leaves out the records of pairs that stand beside their texts, and says how many")
  func records() throws {
    for name: Path in ["in/a.txt", "in/b.txt"] { try folder.write(name, "One.\nAd\n") }
    #expect(try clean("in").status == 0)
    try folder.write("out/c.json", "{\"a\": 1}\n")
    try folder.write("out/c.txt", "Three.\n")
    let words: [Path] = ["clean", "--rules", "rules.toml", "--out", "again", "out"]
    let result = try winnow.run(words, in: folder.path)
    #expect(result.complaint.contains("4 cleaned, ") && result.complaint.hasSuffix("; 2 records of pairs left out\n"))
    let made = try Directory.open(folder.path.appending("again")).entries().map(\.name.description)
      .filter { $0.hasSuffix(".txt") }.sorted()
    #expect(made == ["a.txt", "b.txt", "c.json.txt", "c.txt"])
  }

  @Test("fails a document that takes longer than its budget, and names the rule", arguments: [true, false])
  func budget(many: Bool) throws {
    try folder.write(
      "slow.toml", "winnow = 1\npack = \"p\"\n[[rule]]\nid = \"slow\"\ndo = \"drop-span\"\nmatch = 'Related:[^#]*#'\n")
    try folder.write("a.txt", "# Head\n" + String(repeating: "Related: some words here\n", count: 60_000))
    let out: [Path] = many ? ["--out", "out"] : []
    let result = try winnow.run(
      ["clean", "--rules", "slow.toml", "--budget", "1"] + out + ["a.txt"], in: folder.path)
    #expect(result.status == 1)
    #expect(
      result.complaint.contains("winnow: a.txt: the document took longer than its budget, at last for rule p/slow\n"),
      "\(result.complaint)")
  }

  @Test("takes a host with a final dot for the one without", arguments: ["www.example.org.", "WWW.Example.org:80"])
  func finalDot(host: String) throws {
    try folder.write(
      "site.toml",
      "winnow = 1\npack = \"p\"\n[[rule]]\nid = \"ad\"\ndo = \"drop-line\"\nmatch = 'Ad'\nwhen = { source = \"www.example.org\" }\n"
    )
    try folder.write("a.txt", "One.\nAd\n")
    let result = try winnow.run(["clean", "--rules", "site.toml", "--source", Path(host), "a.txt"], in: folder.path)
    #expect(result.text == "One.\n")
  }
}
