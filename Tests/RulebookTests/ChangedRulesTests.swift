import Diagnostics
import Files
import Rulebook
import TestSupport
import Testing

@Suite("Rules that a local file changes")
struct ChangedRulesTests {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    let rule = { (id: String, match: String) in
      "[[rule]]\nid = \"\(id)\"\ndo = \"drop-line\"\nmatch = '\(match)'\n"
    }
    try folder.write(
      "packs/p/rules.toml", "winnow = 1\npack = \"p\"\n" + rule("a", "A") + rule("b", "B") + rule("c", "C"))
    try folder.write(
      "packs/p/marks.toml", "winnow = 1\npack = \"p\"\n[[rule]]\nid = \"m\"\ndo = \"mark\"\nmark = \"m\"\nmatch = 'M'\n"
    )
  }

  private func override(_ id: String, _ match: String) -> String {
    "[[override]]\nid = \"\(id)\"\ndo = \"drop-line\"\nmatch = '\(match)'\n"
  }

  private func read(_ names: [Path] = ["packs", "local"]) -> RuleSource {
    RuleSource(reading: names.map { folder.path.appending($0) })
  }

  private func errors(_ source: RuleSource) -> [String] {
    source.findings.filter { $0.severity == .error }.map { finding in
      let help = finding.help.map { $0.replacing(folder.path.description + "/", with: "") } ?? ""
      return
        "\(finding.file.replacing(folder.path.description + "/", with: "")):\(finding.line): \(finding.message); \(help)"
    }
  }

  @Test("are switched off, or others take their place, whatever the order of folders and files")
  func changes() throws {
    try folder.write("local/1.toml", "winnow = 1\ndisable = [\"p/a\"]\n")
    try folder.write("local/2.toml", "winnow = 1\n" + override("p/b", "other"))
    for names: [Path] in [["packs", "local"], ["local", "packs"], ["packs", "local/2.toml", "local/1.toml"]] {
      let rulebook = try Rulebook(loading: names.map { folder.path.appending($0) })
      #expect(rulebook.rules.map(\.id) == ["p/b", "p/c", "p/m"])
      #expect(rulebook.rules[0].expressions.map(\.pattern) == ["other"])
    }
  }

  @Test("may be switched off by several files")
  func twice() throws {
    try folder.write("local/1.toml", "winnow = 1\ndisable = [\"p/a\"]\n")
    try folder.write("local/2.toml", "winnow = 1\ndisable = [\"p/a\", \"p/c\", \"p/a\"]\n")
    let source = read()
    #expect(errors(source) == [])
    #expect(source.ruleCount == 2)
  }

  @Test("are not overridden twice, or overridden and switched off: which holds would be a matter of order")
  func contradictions() throws {
    try folder.write("local/1.toml", "winnow = 1\n" + override("p/a", "x") + override("p/b", "x"))
    try folder.write("local/2.toml", "winnow = 1\ndisable = [\"p/b\"]\n" + override("p/a", "y"))
    #expect(
      errors(read()) == [
        "local/2.toml:4: rule \"p/a\" is overridden twice; the other override is at local/1.toml:2; keep one of them",
        "local/2.toml:2: rule \"p/b\" is overridden and switched off; the override is at local/1.toml:6; keep one of them",
      ])
  }

  @Test("may only ask for marks that a rule gives")
  func marks() throws {
    let weigh = { (mark: String) in
      "winnow = 1\n[[override]]\nid = \"p/a\"\ndo = \"weigh\"\nweight = 1\nwhen = { mark = \"\(mark)\" }\n"
    }
    try folder.write("local/1.toml", weigh("n"))
    #expect(
      errors(read()) == [
        "local/1.toml:6: rule \"p/a\" asks for a mark that no rule gives: \"n\"; did you mean \"m\"?"
      ])
    try folder.write("local/1.toml", weigh("m"))
    #expect(errors(read()) == [])
  }

  @Test("are read once, however often and under whatever name their file is given")
  func sameFile() throws {
    try folder.link("linked", to: "packs")
    let source = read(["packs", "packs", "packs/p", "packs/p/rules.toml", "linked", "packs/../packs"])
    #expect(errors(source) == [])
    #expect(source.ruleCount == 4)
    #expect(source.fileCount == 2)
  }
}
