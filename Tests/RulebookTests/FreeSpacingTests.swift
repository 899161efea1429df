import TestSupport
import Testing

@testable import Rulebook

@Suite("Free spacing")
struct FreeSpacingTests {
  static let joined = [
    ("Follow us", "Follow us"), ("(?:share|follow us on)", "follow us"), ("^ Follow  us $", "Follow us"),
    ("Größe ändern", "Größe ändern"), ("[^]a b] c d", "c d"), ("[[:alpha:] ] c d", "c d"), (#"\Qa b\E c d"#, "c d"),
    (#"Follow\hus on"#, "us on"), (#"\x{41}b c"#, "b c"), ("(?:a-b) c d", "c d"),
    ("share # a note here\n follow us", "follow us"),
  ]

  @Test("loses the blank between two words", arguments: joined)
  func loses(pattern: String, words: String) {
    let found = FreeSpacing.joinedWords(in: pattern)
    #expect(found.map { "\($0.first) \($0.second)" } == words, "\(pattern)")
  }

  static let sound = [
    "", "a", " a ", #"Follow\hus"#, #"Follow\ us"#, "Follow[ ]us", #"\QFollow us\E"#, "share # follow us\n|print",
    "(?: mon | tues ) day", "share\n  print", "a+ b", #"\d+ days"#, #"\h a"#, "(?<name> x )", #"[a b\] c d"#, "a \\",
    #"\Qa b"#, "(?-x:Follow us) now", "(?-x)Follow us", "(?^:Follow us)x", "(?i-x:Follow us)",
    "(?# a note\n follow us) share", #"\pL abc"#, #"\cA bcd"#, #"\x4a bcd"#, #"\p{Old Italic} a"#, #"\k{a b} c"#,
    #"\p"#, #"\p{L"#, #"\x"#,
  ]

  @Test("that sets out a regex loses nothing", arguments: sound)
  func losesNothing(pattern: String) { #expect(FreeSpacing.joinedWords(in: pattern) == nil, "\(pattern)") }

  @Test("is warned of where the flag x is set, and nowhere else", arguments: [("ix", true), ("i", false)])
  func warned(flags: String, warns: Bool) throws {
    let folder = try TemporaryFolder()
    try folder.write(
      "rules.toml",
      "winnow = 1\npack = \"t\"\n[[rule]]\nid = \"a\"\ndo = \"drop-line\"\nflags = \"\(flags)\"\nmatch = 'Follow us'\n")
    var source = RuleSource(reading: [folder.path])
    source.lint()
    let message = #"rule "t/a" asks for "Followus": with the flag x, a plain blank between two words does not count"#
    #expect(source.findings.map(\.message) == (warns ? [message] : []))
    #expect(source.findings.allSatisfy { $0.severity == .warning && $0.help?.contains(#"Follow\hus"#) == true })
  }
}
