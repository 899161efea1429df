import Matching
import Rulebook
import TestSupport
import Testing

@testable import Cleaning

/// Rules that only keep, weigh or mark are asked about a text once some other rule wants something of it.
@Suite("Rules that support others")
struct SupportingRulesTests {
  private static let rules = """
    [[rule]]
    id = "ad"
    do = "drop-line"
    match = 'Advertisement'

    [[rule]]
    id = "kept"
    do = "keep"
    match = '^Ferry times[^\\n]*\\nAdvertisement$'

    [[rule]]
    id = "stuck"
    do = "keep"
    match = '^(?:a+)+(!)\\1$'

    """
  private static let source = """
    [[rule]]
    id = "wire"
    do = "mark"
    mark = "wire"
    match = '^From the wire$'

    [[rule]]
    id = "place"
    do = "extract"
    match = '^Place: (?<place>\\w+)$'
    when = { previous = { mark = "wire" } }

    """

  /// How many places of each rule PCRE2 was asked about.
  private func asked(_ rules: String, _ text: String, profile: String? = nil) throws -> [String: Int] {
    let rulebook = try Rulebook(rules: rules, profile: profile, jit: false)
    var matches = Matches()
    var costs: MatchProfile? = MatchProfile(of: rulebook.matcher)
    try Cleaner(rulebook).find(in: Array(text.utf8), using: Scratch(), into: &matches, profile: &costs)
    var asked: [String: Int] = [:]
    for (expression, cost) in (costs?.costs ?? []).enumerated() where cost.candidates > 0 {
      asked[rulebook.rules[rulebook.ruleOfExpression[expression]].id, default: 0] += cost.candidates
    }
    return asked
  }

  @Test("are not asked about a text of which nobody wants anything")
  func clean() throws {
    #expect(try asked(Self.rules, "Ferry times today\nIt rained.\n") == [:])
    let both = try asked(Self.rules, "Ferry times today\nAdvertisement\nIt rained.\n")
    #expect(both["t/ad"] == 1)
    #expect(both["t/kept"] != nil)
  }

  @Test("still hold back what others want, wherever that stands")
  func holdBack() throws {
    let text = Array("Advertisement\nFerry times today\nAdvertisement\n".utf8)
    let cleaned = try Cleaner(Rulebook(rules: Self.rules)).clean(text)
    #expect(String(decoding: cleaned.text, as: UTF8.self) == "Ferry times today\nAdvertisement\n")
    #expect(cleaned.kept.count == 1)
  }

  @Test("leave nothing undecided in a text of which nobody wants anything")
  func undecided() throws {
    let slow = String(repeating: "a", count: 60) + "!\n"
    let cleaner = Cleaner(try Rulebook(rules: Self.rules, jit: false))
    #expect(try cleaner.clean(Array(slow.utf8)).undecided.isEmpty)
    #expect(try !cleaner.clean(Array((slow + "Advertisement\n").utf8)).undecided.isEmpty)
  }

  @Test("are asked where a rule that takes nothing asks for a mark")
  func marks() throws {
    let cleaner = Cleaner(try Rulebook(rules: Self.source))
    #expect(try cleaner.clean(Array("From the wire\nPlace: Ferrytown\n".utf8)).extracted.map(\.name) == ["place"])
    #expect(try cleaner.clean(Array("It rained.\nPlace: Ferrytown\n".utf8)).extracted.isEmpty)
  }

  @Test("are asked where a rule would replace something")
  func replacements() throws {
    let rules = """
      [[rule]]
      id = "quotes"
      do = "replace"
      match = '"'
      with = "'"

      [[rule]]
      id = "code"
      do = "keep"
      match = '^> [^\\n]*$'

      """
    let cleaned = try Cleaner(Rulebook(rules: rules)).clean(Array("> \"a\"\n\"b\"\n".utf8))
    #expect(String(decoding: cleaned.text, as: UTF8.self) == "> \"a\"\n'b'\n")
  }

  @Test(
    "are asked always where evidence speaks by itself",
    arguments: [("", true), ("when = { document-removals = \"1..\" }", false)])
  func evidence(condition: String, isAsked: Bool) throws {
    let rules =
      Self.rules + """
        [[rule]]
        id = "share"
        do = "weigh"
        weight = 2
        match = 'Share this'

        [profile.safe]
        threshold = 1
        \(condition)

        """
    let text = "It rained.\nShare this\n"
    #expect(try (asked(rules, text, profile: "safe")["t/share"] != nil) == isAsked)
    let cleaned = try Cleaner(Rulebook(rules: rules, profile: "safe")).clean(Array(text.utf8))
    #expect(String(decoding: cleaned.text, as: UTF8.self) == (isAsked ? "It rained.\n" : text))
  }
}
