import Arguments
import Diagnostics
import Files
import Testing

@testable import Settings

@Suite("Settings from file and flags")
struct SettingsTests {
  static func read(_ text: String) throws -> Settings {
    var settings = Settings()
    try settings.read(SourceFile(name: "winnow.toml", bytes: Array(text.utf8)), in: "/etc/winnow")
    return settings
  }

  static func read(flags: [String]) throws -> Settings {
    let syntax = Syntax(command: "winnowd", about: "", options: Settings.options)
    var settings = Settings()
    try settings.read(try Invocation(flags.map { Path($0) }, for: syntax))
    return settings
  }

  @Test(
    "Sizes are written as people write them",
    arguments: [
      ("1", 1), ("64MiB", 64 << 20), ("64 MiB", 64 << 20), ("64mib", 64 << 20), ("1G", 1 << 30), ("2k", 2048),
      ("500kB", 500_000), ("3MB", 3_000_000), ("10B", 10),
    ])
  func sizes(_ text: String, _ bytes: Int) throws {
    #expect(try Quantities.size(text) == bytes)
  }

  @Test("Other words are no sizes", arguments: ["", "0", "-1", "MiB", "1.5G", "64 parsecs", "9999999999G", "1 2"])
  func noSizes(_ text: String) {
    #expect(throws: UnfitValue.self) { try Quantities.size(text) }
  }

  @Test("Every key of the file is taken, and paths are relative to it")
  func file() throws {
    let settings = try Self.read(
      """
      spool = "/var/spool/winnow"
      rules = ["news", "/opt/rules"]
      profile = "certain"
      settle = 0.5
      sync = "each"
      max-size = "1G"
      budget = 3
      jobs = 4
      rescan = 30
      poll = 2.5
      originals = "delete"
      ignore = ["*.log", "core"]
      marker = true
      once = false
      """)
    var expected = Settings()
    expected.spool = "/var/spool/winnow"
    expected.rules = ["/etc/winnow/news", "/opt/rules"]
    expected.profile = "certain"
    expected.settle = 0.5
    expected.sync = .each
    expected.maximumSize = 1 << 30
    expected.budget = 3
    expected.jobs = 4
    expected.rescan = 30
    expected.poll = 2.5
    expected.originals = .delete
    expected.ignore = ["*.log", "core"]
    expected.marker = true
    #expect(settings == expected)
  }

  @Test("Every flag is taken as its key is")
  func flags() throws {
    let settings = try Self.read(flags: [
      "--spool", "here", "--rules", "a", "--rules=b", "--sync", "off", "--max-size", "2k", "--jobs=3", "--once",
      "--settle", "0", "--marker", "--ignore", "*.bak",
    ])
    #expect(settings.spool == "here" && settings.rules == ["a", "b"] && settings.sync == .off)
    #expect(settings.maximumSize == 2048 && settings.jobs == 3 && settings.once && settings.settle == 0)
    #expect(settings.marker && settings.ignore == ["*.bak"])
  }

  @Test("Every setting is a flag and a key of one name")
  func names() {
    #expect(Settings.options.map(\.name) == Setting.all.map(\.name))
    #expect(Set(Setting.all.map(\.name)).count == Setting.all.count)
  }

  @Test("A flag has the last word")
  func order() throws {
    var settings = try Self.read("jobs = 2\nsync = \"off\"")
    let syntax = Syntax(command: "winnowd", about: "", options: Settings.options)
    try settings.read(try Invocation(["--jobs", "5"], for: syntax))
    #expect(settings.jobs == 5 && settings.sync == .off)
  }

  @Test(
    "A bad file is refused with place and help",
    arguments: [
      ("settel = 1", "winnow.toml:1:1: error: there is no setting 'settel'", "did you mean 'settle'?"),
      ("max_size = 1", "winnow.toml:1:1: error: there is no setting 'max_size'", "did you mean 'max-size'?"),
      ("nonsense = 1", "there is no setting 'nonsense'", "the keys are spool, rules"),
      ("\njobs = 0", "winnow.toml:2:8: error: jobs wants a whole number from 1 to 256", "    |        ^"),
      ("jobs = \"two\"", "jobs wants a whole number", ""),
      ("sync = \"never\"", "winnow.toml:1:8: error: sync wants batch, each or off", ""),
      ("max-size = \"big\"", "max-size wants a size, as 64MiB or 1G", ""),
      ("settle = -1", "settle wants a number of seconds from 0 to 86400", ""),
      ("once = 1", "once wants true or false", ""),
      ("rules = [\"a\", 1]", "winnow.toml:1:15: error: rules wants strings in its list", ""),
      ("rules = [\"a\", \"\"]", "winnow.toml:1:15: error: rules wants paths, not empty texts", ""),
      (
        "ignore = [\"*.log\", \"tmp/x\", \"core\"]",
        "winnow.toml:1:20: error: ignore wants patterns of file names, without folders",
        "    |                    ^~~~~~~"
      ),
      ("spool = ", "this is not TOML", ""),
    ])
  func refused(_ text: String, _ message: String, _ help: String) {
    let error = #expect(throws: DiagnosticList.self) { try Self.read(text) }
    let said = error?.description ?? ""
    #expect(said.contains(message))
    #expect(help.isEmpty || said.contains(help.trimmingPrefix("    ")))
  }

  @Test("All that is wrong with a file is said at once")
  func several() {
    let error = #expect(throws: DiagnosticList.self) { try Self.read("a = 1\njobs = 0\nsync = 3") }
    #expect(error?.list.count == 3)
  }

  @Test(
    "A bad flag is refused in words",
    arguments: [
      (["--jobs", "many"], "--jobs wants a whole number from 1 to 256, not 'many'"),
      (["--settle", "soon"], "--settle wants a number of seconds from 0 to 86400, not 'soon'"),
      (["--sync", "x"], "--sync wants batch, each or off, not 'x'"),
      (["--spool", ""], "--spool wants a value"),
      (["--nope"], "there is no option --nope"),
    ])
  func refusedFlags(_ flags: [String], _ message: String) {
    let error = #expect(throws: UsageError.self) { try Self.read(flags: flags) }
    #expect(error?.message.contains(message) == true)
  }

  @Test("An empty list is no default", arguments: ["rules", "ignore"])
  func emptyList(key: String) {
    #expect {
      try Self.read("\(key) = []\n")
    } throws: {
      ($0 as? DiagnosticList)?.description.contains("\(key) wants something in its list; leave the key out") == true
    }
  }
}
