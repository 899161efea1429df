import Files
import Glibc
import Rulebook
import TestSupport
import Testing

/// What is said of rules that can't be read, where no golden file can hold the case.
@Suite("Rules that can't be read")
struct UnreadableRulesTests {
  @Test("are refused where they are a pipe, which would never end")
  func pipe() throws {
    let folder = try TemporaryFolder()
    try #require(mkfifo(folder.path.appending("rules.toml").description, 0o600) == 0)
    #expect(RuleSource(reading: [folder.path]).findings.map(\.message) == ["cannot read the rules: this is no file"])
  }

  @Test("are refused where a phrase is too long for PCRE2")
  func phrase() throws {
    let folder = try TemporaryFolder()
    try folder.write(
      "rules.toml",
      "winnow = 1\npack = \"p\"\n[[rule]]\nid = \"a\"\ndo = \"keep\"\nlist = \"a.list\"\n")
    try folder.write("a.list", "short\n" + String(repeating: "long", count: 40_000) + "\n")
    let messages = RuleSource(reading: [folder.path]).findings.map(\.message)
    #expect(messages.count == 1 && messages[0].hasPrefix("this phrase is wrong: "), "\(messages)")
  }
}
