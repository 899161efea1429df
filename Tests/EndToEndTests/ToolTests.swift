import Files
import Glibc
import JSON
import TestSupport
import Testing

@Suite("The tool")
struct ToolTests {
  let winnow: Program
  let folder: TemporaryFolder

  init() throws {
    winnow = try Program("winnow")
    folder = try TemporaryFolder()
    try folder.write(
      "ad.toml", "winnow = 1\npack = \"ad\"\n[[rule]]\nid = \"ad\"\ndo = \"drop-line\"\nmatch = 'Advertisement'\n")
  }

  static let text = "One.\r\n\r\nAdvertisement\r\n\r\nTwo.\r\n"
  static let clean = Array("One.\n\nTwo.\n".utf8)

  static let ownRules = Goldens.listed(in: "clean", suffix: ".rules.toml")

  @Test("cleans each golden document with rules of its own as the library does, and restores it", arguments: ownRules)
  func goldens(name: String) throws {
    let bytes = try #require(try Goldens.bytes(Path("clean/\(name).in")))
    let rules = Goldens.folder.appending(Path("clean/\(name).rules.toml"))
    let result = try winnow.run(["clean", "--record", "r.json", "--rules", rules], input: bytes, in: folder.path)
    #expect(result.status == 0)
    #expect(result.complaint == "")
    #expect(try Goldens.bytes(Path("clean/\(name).out")) == result.output)
    let restored = try winnow.run(["restore", "r.json", "-"], input: result.output, in: folder.path)
    #expect(restored.output == bytes)
  }

  @Test("cleans all golden documents for the shipped rules at once, and restores them")
  func goldensAtOnce() throws {
    let names = Goldens.listed(in: "clean", suffix: ".in").filter { !Self.ownRules.contains($0) }
    #expect(names.count > 20)
    for name in names {
      try folder.write(Path("in/\(name).txt"), try #require(try Goldens.bytes(Path("clean/\(name).in"))))
    }
    let result = try winnow.run(["clean", "--quiet", "--out", "out", "in"], in: folder.path)
    #expect(result.status == 0)
    let doubts = result.complaint.split(separator: "\n").filter { !$0.hasPrefix("  help: ") }
    let (emptied, empty) = (
      doubts.filter { $0.contains("nothing is left") }, doubts.filter { $0.hasSuffix(": it is empty") }
    )
    #expect(emptied.count == 2 && emptied.allSatisfy { $0.contains("boilerplate.txt: nothing is left of its text") })
    #expect(
      empty.sorted() == ["bom-alone", "empty"].map { "winnow: in/text-\($0).txt: it is empty" }
        && doubts.count == emptied.count + empty.count)
    for name in names {
      #expect(try folder.read(Path("out/\(name).txt")) == Goldens.bytes(Path("clean/\(name).out")), "\(name)")
      let restored = try winnow.run(["restore", Path("out/\(name).json")], in: folder.path)
      #expect(try restored.output == folder.read(Path("in/\(name).txt")), "\(name)")
    }
  }

  static let doubtful: [(text: String, sidecar: String, complaint: String)] = [
    (
      "<!doctype html>\nOne.\n", "{}",
      """
      winnow: a.txt: this is HTML, and Winnow is for plain text: its markup stays
        help: extract the text first, as trafilatura, html2text or w3m -dump do

      """
    ),
    (
      "One.\n", #"{"language": "German"}"#,
      """
      winnow: a.txt: its sidecar's language "German" is no language code, so the text is asked instead
        help: write a code of ISO 639-1, as "de" or "de-AT"

      """
    ),
    (
      "One.\n", #"{"source": "The Herald", "url": "https://www.herald.example/1"}"#,
      """
      winnow: a.txt: its sidecar's source "The Herald" is no host, so its url or its folder tells the site instead
        help: write a host, as "news.example.org", or leave "source" out; other names are for other members

      """
    ),
    ("One.\n", #"{"language": "de"}"#, ""),
  ]

  @Test("warns of what is probably not meant, and cleans it all the same", arguments: doubtful)
  func doubts(_ row: (text: String, sidecar: String, complaint: String)) throws {
    try folder.write("a.txt", row.text)
    try folder.write("a.txt.meta.json", row.sidecar)
    let result = try winnow.run(["clean", "--rules", "ad.toml", "a.txt"], in: folder.path)
    #expect(result.status == 0 && result.text == row.text)
    #expect(result.complaint == row.complaint)
  }

  @Test("status --watch writes one text below the other where nobody has a cursor to move")
  func watchesIntoPipe() throws {
    let run = try Program("winnowd").run(["--spool", "spool", "--rules", "ad.toml", "--once"], in: folder.path)
    #expect(run.status == 0, "\(run.complaint)")
    let watch: [Path] = ["--signal=KILL", "4", winnow.path, "status", "--spool", "spool", "--watch"]
    let text = try Program(at: "/usr/bin/timeout").run(watch, in: folder.path).text
    #expect(!text.contains("\u{1B}") && text.hasPrefix("service    not running\n"), "\(text)")
    #expect(text.contains(" in the last minute\n\nservice    not running\n"), "\(text)")
  }

  static let fileNames: [Path] = [
    "a.txt", "a b.txt", "-a.txt", "two\nlines.txt", "Zürich.txt", Path(bytes: [0x61, 0xFF]), "page.html", ".hidden",
  ]

  @Test("takes files of any name", arguments: fileNames)
  func anyName(name: Path) throws {
    try folder.write(name, Self.text)
    let result = try winnow.run(["clean", "--rules", "ad.toml", "--record", "r.json", "--", name], in: folder.path)
    #expect(result.output == Self.clean)
    let json = try JSONValue(parsing: folder.read("r.json"))
    #expect((json["source"]?["path_base64"] == nil) == (name.utf8 != nil))
    let restored = try winnow.run(["restore", "r.json", "-"], input: result.output, in: folder.path)
    #expect(restored.output == Array(Self.text.utf8))
  }

  @Test("finds the text beside the record by itself")
  func textBesideRecord() throws {
    try folder.write("in/a.txt", Self.text)
    let result = try winnow.run(["clean", "--rules", "ad.toml", "--record", "a.json", "in/a.txt"], in: folder.path)
    try folder.write("a.txt", result.output)
    #expect(try winnow.run(["restore", "a.json"], in: folder.path).output == Array(Self.text.utf8))
  }

  static let records: [Path] = ["/dev/null", "r.json", "link.json"]

  @Test("writes a record over an old one, through a link, and to /dev/null", arguments: records)
  func recordTargets(target: Path) throws {
    try folder.write("r.json", String(repeating: "old", count: 10_000))
    try folder.link("link.json", to: "r.json")
    let result = try winnow.run(
      ["clean", "--rules", "ad.toml", "--record", target, "-"], input: Array(Self.text.utf8), in: folder.path)
    #expect(result.status == 0)
    #expect(result.complaint == "")
    #expect(result.output == Self.clean)
    if target != "/dev/null" { _ = try JSONValue(parsing: folder.read("r.json")) }
  }

  @Test("reads a FIFO that the user names, as a shell's <(…) gives one")
  func namedPipe() throws {
    let result = try Program(at: "/bin/bash").run(
      ["-c", "\"$0\" clean --rules ad.toml <(printf 'One.\\n\\nAdvertisement\\n\\nTwo.\\n')", winnow.path],
      in: folder.path)
    #expect(result.output == Self.clean)
  }

  @Test("dies quietly when nobody reads its output")
  func closedPipe() throws {
    let result = try Program(at: "/bin/bash").run(
      [
        "-c", "yes 2>&- | head -c 3000000 | \"$0\" clean --rules ad.toml | head -c 1 >/dev/null; exit ${PIPESTATUS[2]}",
        winnow.path,
      ],
      in: folder.path)
    #expect(result.status == 128 + 13)
    #expect(result.complaint == "")
  }

  @Test("says so when the disk is full")
  func fullDisk() throws {
    let result = try Program(at: "/bin/bash").run(
      ["-c", "printf 'One.\\n' | \"$0\" clean --rules ad.toml >/dev/full", winnow.path], in: folder.path)
    #expect(result.status == 1)
    #expect(result.complaint == "winnow: cannot write 'standard output': No space left on device\n")
    let daemon = try Program("winnowd").path
    for option in ["--help", "--version"] {
      let result = try Program(at: "/bin/bash").run(["-c", Path("\"$0\" \(option) >/dev/full"), daemon])
      #expect(result.status == 1)
      #expect(result.complaint == "winnowd: cannot write 'standard output': No space left on device\n")
    }
  }

  @Test("leaves the record of an earlier run whole where there is no room for a new one")
  func fullDiskOfRecord() throws {
    try folder.write("r.json", "old")
    let result = try Program(at: "/bin/bash").run(
      ["-c", "trap '' XFSZ; ulimit -f 0; printf 'One.\n' | \"$0\" clean --rules ad.toml --record r.json", winnow.path],
      in: folder.path)
    #expect(result.status == 1)
    #expect(try folder.read("r.json") == Array("old".utf8))
    #expect(try folder.directory.entries().map(\.name) == ["ad.toml", "r.json"])
  }

  static let helps = [["--help"], ["help"], ["-h"], ["--version"], ["rules", "--help"], ["config", "-h"]]

  @Test("shows help and its version, and exits 0", arguments: helps)
  func help(words: [String]) throws {
    let result = try winnow.run(words.map { Path($0) })
    #expect(result.status == 0)
    #expect(result.text.hasPrefix(words == ["--version"] ? "winnow 0." : "Usage: winnow"))
    if words.count > 1 { #expect(result.text.contains("winnow \(words[0]) ")) }
  }

  static let commands = [
    ["clean"], ["restore"], ["rules", "check"], ["rules", "test"], ["rules", "list"], ["rules", "profile"],
    ["rules", "compare"],
  ]

  @Test("shows the help of each command, lines of up to 120 characters", arguments: commands)
  func commandHelp(words: [String]) throws {
    let result = try winnow.run(words.map { Path($0) } + ["--help"])
    #expect(result.status == 0)
    #expect(result.text.hasPrefix("Usage: winnow \(words.joined(separator: " "))"))
    #expect(result.text.contains("Exit status:"))
    #expect(result.text.split(separator: "\n").allSatisfy { $0.count <= 120 })
    #expect(try winnow.run(["help"] + words.map { Path($0) }).text == result.text)
    #expect(try winnow.run(["help"] + words.map { Path($0) } + ["--rules", "--"]).text == result.text)
  }

  @Test("answers help for no command as it answers such a command")
  func helpForNothing() throws {
    let result = try winnow.run(["help", "claen"])
    #expect(result.status == 2)
    #expect(result.complaint.contains("there is no command 'claen'; did you mean 'clean'?"), "\(result.complaint)")
  }

  @Test("finds no fault in the shipped rules")
  func shippedRules() throws {
    #expect(try winnow.run(["rules", "check", "--shipped"]).status == 0)
    #expect(try winnow.run(["rules", "test", "--quiet"]).status == 0)
  }

  static let outFolders: [Path] = ["out", "./out", "out/deep/er", "../out", "ABSOLUTE", "linked", "there/../out"]

  @Test("writes pairs below any folder that the user names", arguments: outFolders)
  func outFolder(named: Path) throws {
    try folder.write("work/in/sub/a.txt", Self.text)
    try folder.write("work/there/x", "")
    try folder.write("target/x", "")
    try folder.link("work/linked", to: "../target")
    let target = named == "ABSOLUTE" ? folder.path.appending("abs") : named
    let result = try winnow.run(
      ["clean", "--rules", "../ad.toml", "--quiet", "--out", target, "in"], in: folder.path.appending("work"))
    #expect(result.complaint == "")
    #expect(result.status == 0)
    let out = named == "ABSOLUTE" ? target : folder.path.appending("work").appending(target)
    #expect(try Directory.readFollowing(out.appending("sub/a.txt")) == Self.clean)
    let restored = try winnow.run(["restore", out.appending("sub/a.json")])
    #expect(restored.output == Array(Self.text.utf8))
  }

  @Test("never writes over an input, and says what to do")
  func outputOverInput() throws {
    try folder.write("in/a.txt", Self.text)
    let result = try winnow.run(
      ["clean", "--rules", "../ad.toml", "--quiet", "--out", ".", "a.txt"], in: folder.path.appending("in"))
    #expect(result.status == 1)
    #expect(result.complaint.contains("a.txt' is an input and is not written over; name another folder with --out"))
    #expect(try folder.read("in/a.txt") == Array(Self.text.utf8))
  }

  @Test(
    "says of a document that a rule rejects which one and why, and takes it for a result", arguments: [false, true])
  func rejected(many: Bool) throws {
    let rule =
      "[[rule]]\nid = \"captcha\"\ndo = \"reject\"\nmatch = '^Are you a robot\\?$'\nreason = \"Captcha page\"\n"
    try folder.write("bad.toml", "winnow = 1\npack = \"bad\"\n" + rule)
    try folder.write("robot.txt", "Are you a robot?\n")
    let out: [Path] = many ? ["--quiet", "--out", "out"] : []
    let result = try winnow.run(["clean", "--rules", "bad.toml"] + out + ["robot.txt"], in: folder.path)
    #expect(result.status == 0 && result.output.isEmpty)
    #expect(result.complaint == "winnow: robot.txt: rejected by bad/captcha: Captcha page\n")
  }

  static let inputs: [Path] = ["a.txt", "link.json", "a.txt.meta.json"]

  @Test("never writes a record over the document or its sidecar", arguments: inputs)
  func recordOverInput(record: Path) throws {
    try folder.write("a.txt", Self.text)
    try folder.write("a.txt.meta.json", "{}")
    try folder.link("link.json", to: "a.txt")
    let result = try winnow.run(["clean", "--rules", "ad.toml", "--record", record, "a.txt"], in: folder.path)
    #expect(result.status == 1 && result.output.isEmpty)
    let help = "  help: name another file with --record\n"
    #expect(result.complaint == "winnow: '\(record)' is an input and is not written over\n" + help)
    #expect(try folder.read("a.txt") == Array(Self.text.utf8))
    #expect(try folder.read("a.txt.meta.json") == Array("{}".utf8))
  }

  @Test("reads the sidecar of a document, one by itself or many")
  func sidecars() throws {
    let rule = "[[rule]]\nid = \"site\"\ndo = \"drop-line\"\nwhen = { source = [\"example.org\"] }\nmatch = 'One\\.'\n"
    try folder.write("site.toml", "winnow = 1\npack = \"site\"\n" + rule)
    try folder.write("in/a.txt", "One.\nTwo.\n")
    try folder.write("in/a.txt.meta.json", "\u{FEFF}{\"url\": \"https://example.org/news\"}")
    let one = try winnow.run(["clean", "--rules", "site.toml", "in/a.txt"], in: folder.path)
    #expect(one.text == "Two.\n", "\(one.complaint)")
    let many = try winnow.run(["clean", "--rules", "site.toml", "--out", "out", "in"], in: folder.path)
    #expect(many.status == 0)
    #expect(try folder.read("out/a.txt") == Array("Two.\n".utf8))
    try folder.write("in/a.txt.meta.json", "{")
    let bad = try winnow.run(["clean", "--rules", "site.toml", "in/a.txt"], in: folder.path)
    #expect(bad.status == 1 && bad.output.isEmpty && bad.complaint.contains("sidecar"))
    try folder.write("in/a.txt.meta.json", "{}" + String(repeating: " ", count: 1 << 20))
    for arguments in [["in/a.txt"], ["--out", "more", "in"]] as [[Path]] {
      let large = try winnow.run(["clean", "--rules", "site.toml"] + arguments, in: folder.path)
      #expect(large.status == 1 && large.complaint.contains("more than 1 MiB of the sidecar"), "\(large.complaint)")
    }
  }

  @Test("cleans the others where one is not there, and files whose names leave no room for a sidecar's")
  func others() throws {
    let long = Path(String(repeating: "n", count: 250) + ".txt")
    try folder.write("a.txt", Self.text)
    try folder.write(long, Self.text)
    let result = try winnow.run(
      ["clean", "--rules", "ad.toml", "--out", "out", "nowhere.txt", "a.txt", long], in: folder.path)
    #expect(result.status == 1)
    #expect(result.complaint.contains("nowhere.txt': No such file or directory"))
    #expect(result.complaint.contains("2 cleaned, 0 rejected, 1 failed"))
    #expect(try folder.read("out/a.txt") == Self.clean)
  }

  @Test("does not clean what an earlier run has put below the folder that is cleaned")
  func outputBelowInput() throws {
    try folder.write("in/a.txt", Self.text)
    for _ in 0..<2 {
      let result = try winnow.run(["clean", "--rules", "ad.toml", "--out", "in/clean", "in"], in: folder.path)
      #expect(result.status == 0)
      #expect(result.complaint.hasPrefix("1 cleaned, 0 rejected, 0 failed"))
    }
    #expect(try folder.read("in/clean/a.txt") == Self.clean)
  }

  static let policies: [(String, status: Int, output: String)] = [
    ("legacy", 0, "Caf\u{E9} cr\u{E8}me, tr\u{E8}s aim\u{E9}\n"),
    ("replace", 0, "Caf\u{FFFD} cr\u{FFFD}me, tr\u{FFFD}s aim\u{FFFD}\n"),
    ("reject", 1, ""), ("guess", 2, ""),
  ]

  @Test("takes bytes that are not UTF-8 as it is told", arguments: policies)
  func invalidBytes(policy: String, status: Int, output: String) throws {
    let latin: [UInt8] = Array("Caf".utf8) + [0xE9] + Array(" cr".utf8) + [0xE8] + Array("me, tr".utf8) + [0xE8]
    let bytes = latin + Array("s aim".utf8) + [0xE9, 10]
    let result = try winnow.run(
      ["clean", "--rules", "ad.toml", "--invalid", Path(policy)], input: bytes, in: folder.path)
    #expect(result.status == status)
    #expect(result.text == output)
    #expect(result.complaint.isEmpty == (status == 0))
  }
}
