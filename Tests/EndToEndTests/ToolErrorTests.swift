import Files
import Glibc
import TestSupport
import Testing

/// What users see when something is wrong. A case is a folder: `command` holds the words after `winnow`, one a line;
/// `expected` what stands on standard error and the exit status; the rest is what the command works on.
@Suite("The tool, when something is wrong")
struct ToolErrorTests {
  static let cases = Goldens.listed(in: "errors")

  @Test("has many cases")
  func present() {
    #expect(Self.cases.count > 70)
  }

  @Test("says where, what, and what to do", arguments: cases)
  func errors(name: String) throws {
    let folder = Path("errors").appending(Path(name))
    let command = try #require(try Goldens.bytes(folder.appending("command")))
    let words = command.split(separator: 0x0A).map { Path(bytes: Array($0)) }
    let result = try Program("winnow").run(words, in: Goldens.folder.appending(folder))
    let seen = result.complaint + "[exit \(result.status)]\n"
    let difference = try Goldens.difference(Array(seen.utf8), from: folder.appending("expected"))
    #expect(difference == nil, "\(difference ?? "")")
    #expect(result.status == (name.hasPrefix("usage") || name.hasPrefix("clean-bad-rules") ? 2 : result.status))
    #expect(result.status == 1 || result.status == 2)
    #expect(!result.complaint.isEmpty)
    #expect(!result.complaint.contains(Goldens.folder.description))
  }

  @Test("gives a rule folder that may not be read as such, unless it runs as root")
  func unreadableFolder() throws {
    let folder = try TemporaryFolder()
    try folder.write("rules/a.toml", "winnow = 1\npack = \"p\"\n")
    let locked = folder.path.appending("rules").description
    try #require(chmod(locked, 0) == 0)
    defer { chmod(locked, 0o755) }
    guard geteuid() != 0 else { return print("skipped: root may read every folder") }
    let result = try Program("winnow").run(["clean", "--rules", "rules", "-"], in: folder.path)
    #expect(result.status == 2)
    #expect(result.complaint.contains("rules: error: cannot open the rules: Permission denied"))
  }

  @Test("says where it looks for the packs that it comes with, where they are not")
  func packsAstray() throws {
    let folder = try TemporaryFolder()
    try folder.write("bin/.keep", "")
    let copy = folder.path.appending("bin/winnow")
    #expect(try Program(at: "/bin/cp").run([try Program("winnow").path, copy]).status == 0)
    let result = try Program(at: copy).run(["clean", "-"], in: folder.path)
    let place = "'\(folder.path)/share/winnow/rules' for a program in this place"
    #expect(result.status == 2 && result.output.isEmpty)
    #expect(
      result.complaint
        == "winnow: no rules were named, and the packs that come with Winnow are not there, which are \(place)\n"
        + "  help: name the folder with the rules: --rules DIR\n")
  }

  @Test("tells the faults of a configuration where the packs are not there, too")
  func packsAstrayOfConfiguration() throws {
    let folder = try TemporaryFolder()
    try folder.write("bin/.keep", "")
    try folder.write("w.toml", "settle = \"soon\"\njobs = 0\n")
    let copy = folder.path.appending("bin/winnow")
    #expect(try Program(at: "/bin/cp").run([try Program("winnow").path, copy]).status == 0)
    let result = try Program(at: copy).run(["config", "check", "w.toml"], in: folder.path)
    #expect(result.status == 1, "\(result.complaint)")
    for part in ["w.toml:1:10: error: ", "w.toml:2:8: error: ", "winnow: no rules were named, and the packs"] {
      #expect(result.complaint.contains(part), "\(result.complaint)")
    }
  }

  static let inside: [(named: Path, from: Path, meant: String)] = [
    ("spool/inbox", ".", "spool"), ("inbox", "spool", "."), ("../spool/failed", "spool", "../spool"),
  ]

  @Test("names the spool where a folder in it was named as one", arguments: inside)
  func folderOfSpool(named: Path, from: Path, meant: String) throws {
    let folder = try TemporaryFolder()
    for part in ["inbox", "work/0", "work/1", "work/2", "work/3", "outbox/.tmp", "failed", "archive", ".winnow"] {
      try folder.write(Path("spool/\(part)/.keep"), "")
    }
    let winnow = try Program("winnow")
    for command: Path in ["status", "audit", "retry", "reload"] {
      let result = try winnow.run([command, "--spool", named], in: folder.path.appending(from))
      #expect(result.status == 1 && result.output.isEmpty)
      #expect(
        result.complaint
          == "winnow: '\(named)' is no spool: it has no folder 'inbox'\n  help: did you mean '\(meant)'?\n")
    }
    #expect(try winnow.run(["status", "--spool", "spool"], in: folder.path).status == 0)
  }

  @Test("says of a part of a spool that is a link to nothing what it is, and not that there is no spool")
  func danglingLink() throws {
    let folder = try TemporaryFolder()
    for part in ["inbox", "work/0", "work/1", "work/2", "work/3", "failed", "archive", ".winnow"] {
      try folder.write(Path("spool/\(part)/.keep"), "")
    }
    try folder.write("winnow.toml", "spool = \"spool\"\n")
    try folder.write("link.toml", "spool = \"link\"\n")
    #expect(symlink("/nowhere/out", folder.path.appending("spool/outbox").description) == 0)
    #expect(symlink("/nowhere/spool", folder.path.appending("link").description) == 0)
    let winnow = try Program("winnow")
    let help = "  help: mount or make what it leads to\n"
    let outbox = "'spool/outbox' is a link to '/nowhere/out', which is not there\n"
    for command: Path in ["status", "audit", "retry", "reload"] {
      let result = try winnow.run([command, "--spool", "spool"], in: folder.path)
      #expect(result.status == 1 && result.complaint == "winnow: \(outbox)\(help)")
    }
    let link = "'link' is a link to '/nowhere/spool', which is not there\n"
    for (file, said) in [("winnow.toml", outbox), ("link.toml", link)] {
      let result = try winnow.run(["config", "check", Path(file)], in: folder.path)
      #expect(result.status == 1 && result.complaint.contains("\(file):1:9: error: \(said)"), "\(result.complaint)")
    }
    let status = try winnow.run(["status", "--spool", "link"], in: folder.path)
    #expect(status.complaint == "winnow: \(link)\(help)")
  }

  @Test("refuses a text that does not belong to the record, and writes nothing")
  func foreignText() throws {
    let folder = try TemporaryFolder()
    let rule = "[[rule]]\nid = \"ad\"\ndo = \"drop-line\"\nmatch = 'Advertisement'\n"
    try folder.write("ad.toml", "winnow = 1\npack = \"ad\"\n" + rule)
    try folder.write("a.txt", "One.\n\nAdvertisement\n\nTwo.\n")
    let winnow = try Program("winnow")
    let cleaned = try winnow.run(["clean", "--rules", "ad.toml", "--record", "a.json", "a.txt"], in: folder.path)
    #expect(cleaned.status == 0)
    try folder.write("b.txt", cleaned.output + Array("More.\n".utf8))
    let result = try winnow.run(["restore", "a.json", "b.txt"], in: folder.path)
    #expect(result.status == 1)
    #expect(result.output.isEmpty)
    #expect(result.complaint.hasPrefix("winnow: a.json: "))
    #expect(result.complaint.contains("text"))
  }
}
