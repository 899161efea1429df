import Diagnostics
import Files
import Matching
import Rulebook
import TestSupport
import Testing

@Suite("A rulebook")
struct RulebookLoadingTests {
  static let rule = "[[rule]]\nid = \"a\"\ndo = \"drop-line\"\nmatch = 'AD'\n"

  private func findings(_ text: String) throws -> [Diagnostic] {
    let folder = try TemporaryFolder()
    try folder.write("rules.toml", "winnow = 1\npack = \"t\"\n" + text)
    return RuleSource(reading: [folder.path]).findings.filter { $0.severity == .error }
  }

  @Test("holds its rules by id, whatever the order of files and of rules in them")
  func order() throws {
    let folder = try TemporaryFolder()
    let other = Self.rule.replacing("\"a\"", with: "\"b\"")
    try folder.write("z/rules.toml", "winnow = 1\npack = \"p\"\n" + Self.rule + other)
    try folder.write("y.toml", "winnow = 1\npack = \"q\"\n" + other + Self.rule)
    try folder.write(".hidden.toml", "broken")
    try folder.write("notes.txt", "broken")
    let rulebook = try Rulebook(loading: [folder.path])
    #expect(rulebook.rules.map(\.id) == ["p/a", "p/b", "q/a", "q/b"])
    #expect(rulebook.packs.map(\.name) == ["p", "q"])
  }

  @Test("takes a phrase that begins with # where a backslash stands before it")
  func phrases() throws {
    let folder = try TemporaryFolder()
    let rule = "[[rule]]\nid = \"a\"\ndo = \"drop-line\"\nlist = \"a.list\"\n"
    try folder.write("rules.toml", "winnow = 1\npack = \"p\"\n" + rule)
    try folder.write("a.list", "# a comment\n\\#trending\n  \\# 1 \n#none\nA \\# b\n\\\\#\n \\\\\\#c\n\\\\d\n\\\n")
    let phrases = try Rulebook(loading: [folder.path]).rules.first?.expressions.first?.phrases
    #expect(phrases.map { Array($0.texts) } == ["#trending", "# 1", "A \\# b", "\\#", "\\\\#c", "\\\\d", "\\"])
  }

  @Test("may be a single file, also one that is reached through a link")
  func single() throws {
    let folder = try TemporaryFolder()
    try folder.write("rules.toml", "winnow = 1\npack = \"p\"\n" + Self.rule)
    try folder.link("link", to: "rules.toml")
    for name: Path in ["rules.toml", "link"] {
      #expect(try Rulebook(loading: [folder.path.appending(name)]).rules.map(\.id) == ["p/a"])
    }
  }

  static let changes: [(what: String, from: String, to: String)] = [
    ("the pattern", "'AD'", "'ADS'"), ("a flag", "match", "flags = \"i\"\nmatch"),
    ("the action", "drop-line", "drop-span"),
    ("the scope", "match", "when = { lang = \"de\" }\nmatch"), ("the id", "\"a\"", "\"b\""),
    ("the replacement", "do = \"drop-line\"", "do = \"replace\"\nwith = \"x\""),
  ]

  @Test("has another hash when a rule does something else", arguments: changes)
  func hash(what: String, from: String, to: String) throws {
    let first = try Rulebook(rules: Self.rule)
    #expect(try Rulebook(rules: Self.rule.replacing(from, with: to)).hash != first.hash)
  }

  @Test("has the same hash where only comments, reasons, tests or the order differ")
  func sameHash() throws {
    let second = Self.rule.replacing("\"a\"", with: "\"b\"")
    let first = try Rulebook(rules: Self.rule + second)
    let noted = "# note\n" + second + "reason = \"r\"\n[[rule.test]]\nsame = \"x\"\n" + Self.rule
    #expect(try Rulebook(rules: noted).hash == first.hash)
    #expect(try Rulebook(rules: Self.rule + second, jit: false).hash != first.hash)
  }

  @Test("puts defines in, once and not nested")
  func defines() throws {
    let rules =
      "[define]\nx = '{{z}}'\ny = 'Y'\n[[rule]]\nid = \"a\"\ndo = \"drop-line\"\nmatch = '{{y}}a{{y}}|{{x}}'\n"
    // Braces that nobody has defined are just braces.
    #expect(try Rulebook(rules: rules).rules[0].expressions[0].pattern == "YaY|{{z}}")
    #expect(throws: (any Error).self) { _ = try Rulebook(rules: rules.replacing("{{z}}", with: "{{y}}")) }
  }

  @Test("takes each line of a list as a literal phrase")
  func lists() throws {
    let folder = try TemporaryFolder()
    let rule = "winnow = 1\npack = \"t\"\n[[rule]]\nid = \"a\"\ndo = \"drop-span\"\nlist = \"x.list\"\n"
    try folder.write("rules.toml", rule)
    try folder.write("x.list", "\u{FEFF}first\r\n\n# note\n  two (words)? \nzwölf\\d\n")
    let patterns = try Rulebook(loading: [folder.path]).rules[0].expressions.map(\.pattern)
    #expect(patterns == ["first", #"two \(words\)\?"#, #"zwölf\\d"#])
  }

  @Test("shows what is to say of a list at its line, whatever the folder is called", arguments: ["b", "b\\c"])
  func adviceOnList(folderName: String) throws {
    let folder = try TemporaryFolder()
    let place = Path(folderName)
    let rule = "winnow = 1\npack = \"t\"\n[[rule]]\nid = \"a\"\ndo = \"drop-line\"\nlist = \"x.list\"\n"
    try folder.write(place.appending("rules.toml"), rule)
    try folder.write(place.appending("x.list"), "plain\nRead .* more\n")
    var source = RuleSource(reading: [folder.path.appending(place)])
    source.lint()
    #expect(source.findings.map(\.line) == [2])
    #expect(source.findings.first?.file == folder.path.appending(place).appending("x.list").description)
  }

  @Test("refuses a list that is not UTF-8, at its line")
  func listNotUTF8() throws {
    let folder = try TemporaryFolder()
    try folder.write(
      "rules.toml", "winnow = 1\npack = \"t\"\n[[rule]]\nid = \"a\"\ndo = \"drop-span\"\nlist = \"x.list\"\n")
    try folder.write("x.list", Array("good\nbad ".utf8) + [0xFF, 0x0A])
    let findings = RuleSource(reading: [folder.path]).findings
    #expect(findings.map(\.line) == [2])
    #expect(findings.first?.file.hasSuffix("x.list") == true)
  }

  @Test(
    "reports each fault at its place",
    arguments: [
      ("do = \"drop-line\"", "do = \"drop-lines\"", 5, 6, "did you mean \"drop-line\"?"),
      (
        "'AD'", "'A{{sp}}D'", 6, 11,
        "define it at the top of this file: [define] sp = '…'; for the braces themselves, write \\{\\{"
      ),
      ("'AD'", "'A{{ sp }}D'", 6, 11, "write it without blanks: {{sp}}"), ("'AD'", "'äöü)'", 6, 13, nil),
      ("'AD'", "'''\nä\t)'''", 7, 3, nil), ("'AD'", "'(?<n'", 6, 14, nil), ("'AD'", "'[z-a]'", 6, 13, nil),
      ("match = 'AD'", "mach = 'AD'", 6, 1, "did you mean \"match\"?"),
      ("match = 'AD'", "match = 'AD'\nwhen = { min-line = 201 }", 7, 21, "add \"max-line\""),
      ("match = 'AD'", "match = 'AD'\nwhen = { within = \"haed\" }", 7, 19, nil),
      ("match = 'AD'", "match = 'AD'\nwhen = { repeat = 1 }", 7, 19, nil),
    ] as [(String, String, Int, Int, String?)])
  func faults(from: String, to: String, line: Int, column: Int, help: String?) throws {
    let findings = try findings(Self.rule.replacing(from, with: to))
    let first = try #require(findings.first { $0.line == line && $0.column == column } ?? findings.first)
    #expect(first.line == line, "\(first)")
    #expect(first.column == column, "\(first)")
    if let help { #expect(first.help == help, "\(first)") }
  }

  @Test(
    "places an error of a define in the define",
    arguments: ["[z-a]", "x)", "a{3,2}", #"\p{Zz}"#, #"\1"#, "(?z)", "(?<a>.)(?<a>.)"])
  func defineFaults(define: String) throws {
    let rules = "[define]\nbad = '\(define)'\n" + Self.rule.replacing("'AD'", with: "'x{{bad}}y'")
    let first = try #require(try findings(rules).first)
    #expect(first.line == 4, "\(first)")
    #expect(first.help?.hasPrefix("it stands in {{bad}}, which rule \"a\" uses; ") == true, "\(first)")
    #expect((8...8 + define.count).contains(first.column), "\(first)")
  }

  @Test("reports all faults of all files at once")
  func all() throws {
    let folder = try TemporaryFolder()
    try folder.write("a.toml", "winnow = 1\npack = \"t\"\n" + Self.rule.replacing("'AD'", with: "'('") + "[[rule]]\n")
    try folder.write("b.toml", "winnow = \n")
    try folder.write("c.toml", "winnow = 2\npack = \"C\"\n")
    let findings = RuleSource(reading: [folder.path]).findings
    let files = findings.map { String($0.file.suffix(6)) }
    #expect(Set(files) == ["a.toml", "b.toml", "c.toml"])
    #expect(files.count { $0 == "a.toml" } >= 4)
    #expect(files.count { $0 == "c.toml" } == 2)
  }

  // At fault it never ends. Sound, it may wait a minute for a thread while the shipped rules are tested.
  @Test("does not hang on a FIFO that is named like a rule file", .timeLimit(.minutes(5)))
  func fifo() throws {
    let folder = try TemporaryFolder()
    try folder.fifo("rules.toml")
    #expect(RuleSource(reading: [folder.path]).findings.count == 1)
  }
}
