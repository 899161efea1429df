import Files
import Foundation
import TestSupport
import Testing

@Suite("winnow config and winnow reload", .serialized, .waiting)
struct ConfigTests {
  @Test("config show tells each value and where it comes from, as a file with the same effect")
  func show() throws {
    let folder = try TemporaryFolder()
    try folder.write("winnow.toml", "# mine\n\njobs = 3\nsettle = 0.5\nrules = [\"own\"]\n")
    let winnow = try Program("winnow")
    let shown = try winnow.run(["config", "show", "--config", "winnow.toml", "--settle", "2"], in: folder.path)
    #expect(shown.status == 0)
    let lines = String(decoding: shown.output, as: UTF8.self).split(separator: "\n").map { line in
      line.split(separator: " ", omittingEmptySubsequences: true).joined(separator: " ")
    }
    #expect(lines.contains("jobs = 3 # winnow.toml:3"))
    #expect(lines.contains("settle = 2 # --settle"))
    #expect(lines.contains("rules = [\"own\"] # winnow.toml:5"))
    #expect(lines.contains("sync = \"batch\" # default"))
    #expect(lines.contains("# spool is not set # default"))
    try folder.write("shown.toml", String(decoding: shown.output, as: UTF8.self))
    let again = try winnow.run(["config", "show", "--config", "shown.toml"], in: folder.path)
    let values = { (output: [UInt8]) in
      String(decoding: output, as: UTF8.self).split(separator: "\n").map { $0.split(separator: "#")[0].trimmed }
    }
    #expect(values(again.output) == values(shown.output))
  }

  @Test("config check finds all mistakes, in settings and in the rules that they name")
  func check() throws {
    let folder = try TemporaryFolder()
    let winnow = try Program("winnow")
    try folder.write("bad.toml", "jobs = 0\nsettel = 1\n")
    let bad = try winnow.run(["config", "check", "bad.toml"], in: folder.path)
    #expect(bad.status == 1)
    #expect(bad.complaint.contains("bad.toml:1:8: error: jobs wants a whole number from 1 to 256"))
    #expect(bad.complaint.contains("did you mean 'settle'?") && bad.complaint.hasSuffix("\n2 errors\n"))

    try folder.write(
      "rules/a.toml", "winnow = 1\npack = \"a\"\n[[rule]]\nid = \"x\"\ndo = \"drop-line\"\nmatch = '('\n")
    try folder.write("rules.toml", "rules = \"rules\"\n")
    let rules = try winnow.run(["config", "check", "rules.toml"], in: folder.path)
    #expect(rules.status == 1)
    #expect(rules.complaint.contains("rules/a.toml:6:"))

    try folder.write("profile.toml", "profile = \"bold\"\n")
    let profile = try winnow.run(["config", "check", "profile.toml"], in: folder.path)
    #expect(profile.status == 1)
    #expect(
      profile.complaint.contains("profile.toml:1:11: error: there is no profile \"bold\"\n  1 | profile = \"bold\"\n"))

    try folder.write("nowhere.toml", "rules = [\n  \"rules\",\n  \"nonexist\", # none\n  \"empty\",\n]\n")
    try folder.write("empty/a.txt", "")
    try folder.write("rules/a.toml", "winnow = 1\npack = \"a\"\n")
    let nowhere = """
      nowhere.toml:3:3: error: 'nonexist': cannot open the rules: No such file or directory
        3 |   "nonexist", # none
          |   ^~~~~~~~~~
        help: give a folder with rule files, or one rule file

      nowhere.toml:4:3: error: 'empty': there is no rule file in this folder
        4 |   "empty",
          |   ^~~~~~~
        help: rule files are named NAME.toml

      """
    let checked = try winnow.run(["config", "check", "nowhere.toml"], in: folder.path)
    #expect(checked.status == 1 && checked.complaint == nowhere + "\n2 errors\n", "\(checked.complaint)")
    let service = try Program("winnowd").run(
      ["--config", "nowhere.toml", "--spool", "spool", "--once"], in: folder.path)
    #expect(service.status == 2 && service.complaint.hasSuffix(nowhere), "\(service.complaint)")

    try folder.write("good.toml", "jobs = 2\n")
    let good = try winnow.run(["config", "check", "good.toml"], in: folder.path)
    #expect(good.status == 0)
    #expect(String(decoding: good.output, as: UTF8.self).hasPrefix("good.toml: sound; 1 setting set, "))
    #expect(try winnow.run(["config", "check", "missing.toml"], in: folder.path).status == 2)
  }

  @Test("config check looks at spool and rules, too, where other settings are wrong, and warns of sizes in bytes")
  func checkAll() throws {
    let folder = try TemporaryFolder()
    let winnow = try Program("winnow")
    try folder.write("file", "")
    try folder.write("rules/a.toml", "winnow = 1\npack = \"a\"\n")
    try folder.write(
      "all.toml",
      """
      spool = "missing/spool"
      jobs = 0
      rules = ["rules", "nonexist"]
      memory = 64
      profile = "bold"
      nonsense = 1
      max-size = "1b"

      """)
    let all = try winnow.run(["config", "check", "all.toml"], in: folder.path)
    #expect(all.status == 1)
    let heads = all.complaint.split(separator: "\n").filter { $0.hasPrefix("all.toml:") }
    #expect(
      heads == [
        "all.toml:1:9: error: 'missing/spool': the spool can't be made: there is no folder 'missing'",
        "all.toml:2:8: error: jobs wants a whole number from 1 to 256",
        "all.toml:3:19: error: 'nonexist': cannot open the rules: No such file or directory",
        "all.toml:4:10: warning: memory is 64 bytes: hardly a document will do with that",
        "all.toml:5:11: error: there is no profile \"bold\"",
        "all.toml:6:1: error: there is no setting 'nonsense'",
        "all.toml:7:12: warning: max-size is 1 byte: hardly a document will do with that",
      ], "\(all.complaint)")
    #expect(all.complaint.hasSuffix("\n5 errors\n"))
    #expect(
      all.complaint.contains(
        """
          1 | spool = "missing/spool"
            |         ^~~~~~~~~~~~~~~
          help: make that folder first; winnowd makes the spool in it and no more
        """))

    try folder.write("quoted.toml", "rules = \"rules\"\nbudget = \"2\"\nmarker = \"true\"\njobs = \"many\"\n")
    let quoted = try winnow.run(["config", "check", "quoted.toml"], in: folder.path).complaint
    #expect(
      quoted.split(separator: "\n").filter { $0.hasPrefix("  help: ") } == [
        "  help: write it without quotes", "  help: write it without quotes",
        "  help: Documents cleaned at once (one a processor).",
      ], "\(quoted)")

    for (spool, isSound) in [("new", true), ("rules", true), ("file", false), ("file/new", false), ("a/b/c", false)] {
      try folder.write("spool.toml", "spool = \"\(spool)\"\nrules = \"rules\"\n")
      let checked = try winnow.run(["config", "check", "spool.toml"], in: folder.path)
      #expect(checked.status == (isSound ? 0 : 1), "\(spool): \(checked.complaint)")
      #expect(isSound || checked.complaint.hasPrefix("spool.toml:1:9: error: '\(spool)': "), "\(checked.complaint)")
    }
    try folder.write("small.toml", "rules = \"rules\"\nmemory = 1000\n")
    let small = try winnow.run(["config", "check", "small.toml"], in: folder.path)
    #expect(small.status == 0 && small.complaint.hasPrefix("small.toml:2:10: warning: memory is 1000 bytes"))
  }

  @Test("config check warns of patterns that leave every document alone")
  func ignoresAll() throws {
    let folder = try TemporaryFolder()
    try folder.write("rules/a.toml", "winnow = 1\npack = \"a\"\n")
    for (list, places) in [
      ("\"*\"", ["10"]), ("[\"*.log\", \"**\", \"?*\"]", ["20", "26"]), ("[\"*.*\", \"?\", \"a*\"]", []),
    ] {
      try folder.write("all.toml", "rules = \"rules\"\nignore = \(list)\n")
      let checked = try Program("winnow").run(["config", "check", "all.toml"], in: folder.path)
      let heads = checked.complaint.split(separator: "\n").filter { $0.hasPrefix("all.toml:") }
      #expect(checked.status == 0 && heads.count == places.count, "\(checked.complaint)")
      for (head, place) in zip(heads, places) {
        #expect(head.hasPrefix("all.toml:2:\(place): warning: ignore is "), "\(head)")
        #expect(head.hasSuffix(": every document would be left alone"), "\(head)")
      }
    }
  }

  @Test("a settings file may be a link, and a folder is told to be one")
  func linkAndFolder() throws {
    let folder = try TemporaryFolder()
    let winnow = try Program("winnow")
    try folder.write("real/mine.toml", "jobs = 2\n")
    try folder.link("winnow.toml", to: "real/mine.toml")
    let linked = try winnow.run(["config", "check", "winnow.toml"], in: folder.path)
    #expect(linked.status == 0, "\(linked.complaint)")
    let bad = try winnow.run(["config", "check", "."], in: folder.path)
    #expect(bad.status == 2 && bad.complaint.contains("'.' is a folder; name the settings file in it"))
    #expect(mkfifo(folder.path.appending("pipe").description, 0o600) == 0)
    let pipe = try winnow.run(["config", "check", "pipe"], in: folder.path)
    #expect(pipe.status == 2 && pipe.complaint.contains("'pipe' is no regular file"))
  }

  @Test("reload waits for the answer: in force, refused, or nobody there")
  func reload() throws {
    let daemon = try DaemonHarness()
    let winnow = try Program("winnow")
    let spool = Path(daemon.spool.path)
    let words: [Path] = ["reload", "--spool", spool]
    try DaemonNotifyTests.rules(daemon, "Ad")
    #expect(try daemon.run(["--once", "--rules", daemon.url("rules").path]) == 0)
    let nobody = try winnow.run(words, in: spool)
    #expect(nobody.status == 1 && nobody.complaint.contains("no service works the spool"))
    try daemon.start(["--rules", daemon.url("rules").path])
    let good = try winnow.run(words, in: spool)
    #expect(good.status == 0)
    #expect(String(decoding: good.output, as: UTF8.self).contains("(1 rule), generation 2"))
    try DaemonNotifyTests.rules(daemon, "Ad(")
    let bad = try winnow.run(words, in: spool)
    #expect(bad.status == 1)
    #expect(bad.complaint.contains("refused, the old rules and settings stay: ") && bad.complaint.contains("t.toml:6:"))
    #expect(try daemon.stop() == 0)
  }

  @Test("Warnings of rules and of settings stand in config check, and in the journal at a start and at a reload")
  func warnings() throws {
    let daemon = try DaemonHarness()
    let winnow = try Program("winnow")
    try DaemonNotifyTests.rules(daemon, "(?:[a-z]+)+x")
    try Data("rules = \"rules\"\nmax-size = 64\n".utf8).write(to: daemon.url("winnow.toml"))
    let words = ["repeats without end what repeats without end", "max-size is 64 bytes: hardly a document"]
    let checked = try winnow.run(["config", "check", "winnow.toml"], in: Path(daemon.spool.path))
    #expect(checked.status == 0 && words.allSatisfy(checked.complaint.contains), "\(checked.complaint)")
    try daemon.start(["--config", daemon.url("winnow.toml").path])
    func isTold(_ times: Int) -> Bool { words.allSatisfy { daemon.log.components(separatedBy: $0).count == times + 1 } }
    #expect(daemon.wait { isTold(1) }, "\(daemon.log)")
    #expect(["rule", "setting"].allSatisfy { daemon.log.contains("a \($0) may not do what is meant:") })
    daemon.signal(SIGHUP)
    #expect(daemon.wait { isTold(2) }, "\(daemon.log)")
    #expect(try daemon.stop() == 0)
  }

  @Test("reload and status name settings that need a restart; a mistake in the settings is not one of the rules")
  func settingsAnew() throws {
    let daemon = try DaemonHarness()
    let winnow = try Program("winnow")
    let spool = Path(daemon.spool.path)
    let file = daemon.url("winnow.toml")
    try DaemonNotifyTests.rules(daemon, "Ad")
    try Data("spool = \".\"\nrules = \"rules\"\n".utf8).write(to: file)
    try daemon.start(["--config", file.path])
    let reload: [Path] = ["reload", "--spool", spool]
    let same = try winnow.run(reload, in: spool)
    #expect(same.status == 0 && !same.text.contains("next start"))
    // The spool is named on the command line, which wins.
    try Data("spool = \"other\"\nonce = true\nrules = \"rules\"\n".utf8).write(to: file)
    let changed = try winnow.run(reload, in: spool)
    #expect(
      changed.status == 0 && changed.text.hasSuffix("not yet, but at the next start: the new value of once\n"))
    let status = try winnow.run(["status", "--spool", spool], in: spool)
    #expect(status.text.contains("the new value of once needs a restart"))
    // A process that works something else.
    let other = try winnow.run(reload + ["--process", "1"], in: spool)
    let process = try #require(daemon.process).processIdentifier
    #expect(other.status == 1 && other.complaint.contains("is worked by the process \(process), not by 1"))
    try Data("jobs = 0\n".utf8).write(to: file)
    #expect(try winnow.run(reload, in: spool).status == 1)
    #expect(daemon.wait { daemon.log.contains("the settings stay as they were, the new ones can't be used:") })
    try FileManager.default.removeItem(at: file)
    let missing = try winnow.run(reload, in: spool)
    #expect(missing.status == 1 && missing.complaint.contains("winnow.toml': No such file"), "\(missing.complaint)")
    #expect(!daemon.log.contains("--help") && !daemon.log.contains("the rules stay"), "\(daemon.log)")
    #expect(try daemon.stop() == 0)
  }
}

extension Substring {
  fileprivate var trimmed: String { trimmingCharacters(in: .whitespaces) }
}
