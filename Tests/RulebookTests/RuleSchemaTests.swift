import Diagnostics
import Features
import Files
import JSON
import Rulebook
import TOML
import TestSupport
import Testing

/// The schema that editors use says of a file what `rules check` says, as far as a schema can.
@Suite("The schema of rule files")
struct RuleSchemaTests {
  static let packs = Goldens.folder.parent.parent.appending("Rules")

  let root: JSONValue
  let schema: Schema

  init() throws {
    root = try JSONValue(parsing: Directory.readFollowing(Self.packs.appending("winnow-rules.v1.schema.json")))
    schema = Schema(root: root)
  }

  private func faults(_ file: SourceFile) throws -> [String] { schema.faults(json(try TOMLTable(parsing: file))) }

  private func json(_ table: TOMLTable) -> JSONValue {
    .object(table.entries.map { JSONValue.Member($0.key, json($0.value)) })
  }

  private func json(_ value: TOMLValue) -> JSONValue {
    switch value.content {
    case .string(let text, _): .string(text)
    case .integer(let number): .integer(number)
    case .float(let number): .number("\(number)")
    case .boolean(let truth): .boolean(truth)
    case .array(let elements): .array(elements.map(json))
    case .table(let table): json(table)
    case .other: .null
    }
  }

  @Test("finds no fault in the shipped packs")
  func shipped() throws {
    var files = 0
    for pack in try Directory.open(Self.packs).entries() where !pack.name.hasSuffix(".json") {
      let folder = Self.packs.appending(pack.name)
      for entry in try Directory.open(folder).entries() where entry.name.hasSuffix(".toml") {
        let path = folder.appending(entry.name)
        let file = SourceFile(name: path.description, bytes: try Directory.readFollowing(path))
        #expect(try faults(file) == [], "\(path)")
        files += 1
      }
    }
    #expect(files > 30)
  }

  @Test("knows every action, measured feature and trait")
  func complete() {
    let defs = root["$defs"]
    let actions = defs?["rule"]?["properties"]?["do"]?["enum"]?.array?.compactMap(\.string) ?? []
    #expect(Set(actions) == Set(Rule.Action.allCases.map(\.rawValue)))
    let when = Set(defs?["when"]?["properties"]?.members?.map(\.name) ?? [])
    let line = Set(defs?["line"]?["properties"]?.members?.map(\.name) ?? [])
    for feature in Feature.allCases where !feature.isTrait && feature != .zone {
      #expect(when.contains(feature.name) && line.contains(feature.name), "\(feature.name)")
    }
    let traits = defs?["traits"]?["anyOf"]?.array?.first?["enum"]?.array?.compactMap(\.string) ?? []
    #expect(Set(traits) == Set(Feature.allCases.filter(\.isTrait).map(\.name)))
    let documents = Set(defs?["profile"]?["properties"]?["when"]?["properties"]?.members?.map(\.name) ?? [])
    #expect(documents == Set(Feature.allCases.filter(\.isOfDocument).map(\.name)))
  }

  static let head = "winnow = 1\npack = \"t\"\n"
  static let rule = "[[rule]]\nid = \"a\"\n"
  static let line = head + rule + "do = \"drop-line\"\nmatch = 'x'\n"
  static let weigh = head + rule + "do = \"weigh\"\nweight = 1\n"

  static let sound = [
    head, line, line + "flags = \"ixsu\"\nreason = \"r\"\n",
    line + "when = { source = \"a.org\", lang = [\"en\", \"de\"], path = \"x/*\", within = [\"head\", \"1..5\", "
      + "\"-3..-1\", \"80..100%\", \"..20%\", \"80..%\", \"-3..\", \"1..-1\"] }\n",
    line + "when = { min-line = 1, max-line = 400, repeat = 2, words = \"1..3\", ends = \"open\", has = \"url\" }\n",
    line + "when = { lacks = [\"url\", \"mail\"], digits = 0, topic = \"none\", near = { kind = \"prose\" }, "
      + "next = { run = [\"1\", \"4..\"] } }\n",
    line + "[[rule.test]]\nin = \"x\\ny\\n\"\nout = \"y\\n\"\nsource = \"a.org\"\nlang = \"en\"\npath = \"p\"\n"
      + "profile = \"safe\"\n",
    head + rule + "do = \"replace\"\nmatch = 'x'\nwith = \"y\"\n",
    head + rule + "do = \"extract\"\nmatch = '(?<author>x)'\nalso = \"drop\"\n[[rule.test]]\nsame = \"y\"\n"
      + "finds = { author = \"x\" }\n",
    head + rule + "do = \"reject\"\nmatch = 'x'\n[[rule.test]]\nrejects = \"x\"\n",
    weigh + "when = { words = 3 }\n", weigh + "match = 'x'\n",
    weigh + "when = { evidence-near = \"60..\", next = { document-evidence = \"none\" } }\n",
    weigh.replacing(
      "= 1\nw",
      with: "= 1\n"
        + "w") + "match = 'x'\n",
    head + rule + "do = \"mark\"\nmark = \"m\"\nleads = true\nmatch = 'x'\n",
    head + "[define]\nx = 'y'\n", head + "[[test]]\nsame = \"x\"\n",
    head
      + "[profile.safe]\nthreshold = 3.5\ndamage = 1\nundamaged = 90.5\nmargin = 0.1\nmost-prose = 75\nwhen = { document-prose = \"3..\" }\n",
    "winnow = 1\ndisable = [\"p/a\"]\n",
  ]

  /// The checker's errors of a file, beside a pack that it may speak of.
  private func errors(_ text: String) throws -> [Diagnostic] {
    let folder = try TemporaryFolder()
    try folder.write("p/rules.toml", "winnow = 1\npack = \"p\"\n" + Self.rule + "do = \"keep\"\nmatch = 'k'\n")
    try folder.write("t/rules.toml", text)
    return RuleSource(reading: [folder.path]).findings.filter { $0.severity == .error }
  }

  @Test("takes what the checker takes", arguments: sound)
  func takes(text: String) throws {
    let checked = try errors(text)
    #expect(checked.isEmpty, "\(checked)")
    #expect(try faults(SourceFile(name: "rules.toml", bytes: Array(text.utf8))) == [])
  }

  static let broken = [
    "", "pack = \"t\"\n", "winnow = 1\n", "winnow = 2\npack = \"t\"\n", "winnow = \"1\"\npack = \"t\"\n",
    "winnow = 1\npack = \"T t\"\n", "winnow = 1\npack = 1\n", head + "version = 1\n", head + "colour = \"red\"\n",
    head + "define = 1\n", head + "[define]\nx = 1\n", head + "rule = 1\n", head + "disable = [1]\n",
    "winnow = 1\n" + rule + "do = \"keep\"\nmatch = 'x'\n", "winnow = 1\n[[test]]\nsame = \"x\"\n",
    "winnow = 1\n[profile.safe]\nthreshold = 1\n",
    head + "[[rule]]\ndo = \"keep\"\nmatch = 'x'\n", head + rule + "match = 'x'\n", head + rule + "do = \"keep\"\n",
    head + rule + "do = \"drop-lines\"\nmatch = 'x'\n", head + rule + "do = 1\nmatch = 'x'\n",
    line.replacing("\"a\"", with: "\"A b\""), line.replacing("\"a\"", with: "\"\""), line.replacing("'x'", with: "1"),
    line + "list = \"a.list\"\n", line + "flags = \"iz\"\n", line + "flags = 1\n", line + "reason = [\"r\"]\n",
    line + "with = \"y\"\n", line + "also = \"drop\"\n", line + "weight = 1\n", line + "mark = \"m\"\n",
    line + "leads = true\n", line + "enabled = false\n", line + "when = \"head\"\n", line + "test = \"x\"\n",
    line + "when = { within = \"top\" }\n", line + "when = { within = \"1-5\" }\n", line + "when = { repeat = 1 }\n",
    line + "when = { repeat = \"2\" }\n", line + "when = { min-line = -1 }\n", line + "when = { max-line = 0.5 }\n",
    line + "when = { lang = \"English\" }\n", line + "when = { lang = \"e\" }\n", line + "when = { source = 1 }\n",
    line + "when = { colour = \"red\" }\n", line + "when = { lang = \"english\" }\n",
    line + "when = { within = \"0..3\" }\n", line + "when = { within = \"0..101%\" }\n",
    line + "when = { within = \"0..0%\" }\n", line + "when = { near = {} }\n", line + "when = { words = -1 }\n",
    line + "when = { source = \"https://a.org\" }\n", line + "when = { source = \"\" }\n",
    line + "when = { path = \"/a\" }\n", line + "when = { path = \"\" }\n", head + "[define]\n\"ä\" = 'x'\n",
    head + rule + "do = \"keep\"\nlist = \"a/b.list\"\n", line + "[[rule.test]]\nsame = \"q\"\nlang = \"english\"\n",
    line + "[[rule.test]]\nsame = \"q\"\nsource = \"*.a.org\"\n", line + "[[rule.test]]\nsame = \"q\"\npath = \"/x\"\n",
    line + "when = { source = [] }\n", line + "when = { lang = [] }\n", line + "when = { path = [] }\n",
    line + "when = { within = [] }\n", line + "when = { has = [] }\n", line + "when = { lacks = [] }\n",
    line + "when = { words = [] }\n", line + "when = { near = { kind = [] } }\n", line + "when = { marks = [] }\n",
    head + "disable = []\n",
    line + "when = { words = \"many\" }\n"
      + "", line + "when = { words = \"1..2..3\" }\n",
    line + "when = { words = \"..\" }\n", line + "when = { ends = \"stop\" }\n", line + "when = { kind = 1 }\n",
    line + "when = { has = \"wings\" }\n",
    line + "when = { near = \"prose\" }\n"
      + "", line + "when = { near = { repeat = 2 } }\n",
    line + "when = { evidence-near = \"60..\" }\n", line + "when = { next = { evidence-wide = 1 } }\n",
    head + rule + "do = \"mark\"\nmark = \"m\"\nwhen = { document-evidence = 1 }\n",
    line + "when = { near = { colour = 1 } }\n", line + "when = { under = 1 }\n",
    line + "[[rule.test]]\n", line + "[[rule.test]]\nin = \"x\"\n", line + "[[rule.test]]\nout = \"x\"\n",
    line + "[[rule.test]]\nin = \"x\"\nout = \"y\"\nsame = \"z\"\n", line + "[[rule.test]]\nsame = 1\n",
    line + "[[rule.test]]\nrejects = \"x\"\n", line + "[[rule.test]]\nsame = \"x\"\nfinds = { a = \"x\" }\n",
    line + "[[rule.test]]\nsame = \"x\"\ncolour = 1\n", line + "[[rule.test]]\nsame = \"x\"\nprofile = 1\n",
    head + rule + "do = \"replace\"\nmatch = 'x'\n", head + rule + "do = \"replace\"\nmatch = 'x'\nwith = 1\n",
    head + rule + "do = \"extract\"\nmatch = '(?<a>x)'\nalso = \"keep\"\n",
    head + rule + "do = \"weigh\"\nmatch = 'x'\n", weigh, weigh.replacing("= 1\n", with: "= 2000\n") + "match = 'x'\n",
    weigh.replacing("weight = 1", with: "weight = \"1\"") + "match = 'x'\n",
    head + rule + "do = \"mark\"\nmatch = 'x'\n", head + rule + "do = \"mark\"\nmark = \"M m\"\nmatch = 'x'\n",
    head + rule + "do = \"mark\"\nmark = \"m\"\nleads = 1\nmatch = 'x'\n",
    head + "[profile.safe]\n", head + "[profile.safe]\nthreshold = \"3\"\n",
    head + "[profile.safe]\n"
      + "threshold = 5000\n",
    head + "[profile.certain]\nthreshold = 1\n", head + "[profile.Safe]\nthreshold = 1\n",
    head + "[profile]\n"
      + "safe = 3\n",
    head + "[profile.safe]\nthreshold = 1\ncolour = 1\n",
    head + "[profile.safe]\nthreshold = 1\nwhen = { words = 3 }\n",
    head + "[profile.safe]\nthreshold = 1\nmost-prose = 0\n",
    head + "[profile.safe]\nthreshold = 1\nmost-prose = 101\n",
    "winnow = 1\n[[override]]\nid = \"a\"\ndo = \"keep\"\nmatch = 'x'\n",
    "winnow = 1\n[[override]]\nid = \"p/a/b\"\ndo = \"keep\"\nmatch = 'x'\n",
    "winnow = 1\n[[override]]\nid = \"p/a\"\nmatch = 'x'\n",
  ]

  @Test("refuses what the checker refuses", arguments: broken)
  func refuses(text: String) throws {
    #expect(try !errors(text).isEmpty, "checker:\n\(text)")
    #expect(try faults(SourceFile(name: "rules.toml", bytes: Array(text.utf8))) != [], "schema:\n\(text)")
  }

  /// What a schema can't see: inside regexes and lists, between rules, between a key and another, quotes of strings.
  static let beyond: Set<String> = [
    "check-bad-regex", "check-bad-regex-after-non-ascii", "check-bad-regex-after-tabs", "check-bad-regex-in-define",
    "check-bad-regex-in-define-inside", "check-bad-regex-lines", "check-basic-string", "check-basic-string-define",
    "check-broken-toml", "check-broken-toml-key", "check-contradicted-overrides", "check-dangling",
    "check-disable-without-pack", "check-doubled-id", "check-empty-folder",
    "check-empty-list", "check-slips", "check-toml-slips", "check-unknown-test-profile",
    "check-list-elsewhere", "check-list-latin1", "check-list-not-utf8", "check-missing-list", "check-name-with-blanks",
    "check-no-folder",
    "check-not-utf8",
    "check-regex-help", "check-replacements", "check-shipped", "check-shipped-evidence", "check-too-many-marks",
    "check-doubled-phrase", "check-undefined-name",
    "check-undefined-name-in-test", "check-unknown-mark", "check-unknown-override",
    "check-when-lines", "check-reach", "check-never",
  ]

  @Test("refuses the broken packs of the golden files, but for what no schema can see")
  func goldens() throws {
    var tried = 0
    for name in Goldens.listed(in: "errors") where name.hasPrefix("check-") && !Self.beyond.contains(name) {
      let folder = Goldens.folder.appending("errors").appending(Path(name)).appending("pack")
      let wrong = try Directory.open(folder).entries().filter { $0.name.hasSuffix(".toml") }.contains { entry in
        let bytes = try Directory.readFollowing(folder.appending(entry.name))
        return try !faults(SourceFile(name: "rules.toml", bytes: bytes)).isEmpty
      }
      #expect(wrong, "\(name)")
      tried += 1
    }
    #expect(tried > 12)
  }
}
