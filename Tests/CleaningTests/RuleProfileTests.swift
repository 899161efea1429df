import Cleaning
import Matching
import Rulebook
import TestSupport
import Testing

/// What a profile says of rules that make no difference on a corpus.
@Suite("A profile of rules")
struct RuleProfileTests {
  private static let rules = """
    [[rule]]
    id = "button"
    do = "drop-line"
    match = 'Share|Print'

    [[rule]]
    id = "share"
    do = "drop-line"
    match = 'Share'

    [[rule]]
    id = "bar"
    do = "drop-span"
    match = '^(?:Share|Send)\\nPrint\\n'

    [[rule]]
    id = "send"
    do = "drop-line"
    match = 'Send'

    [[rule]]
    id = "never"
    do = "drop-line"
    match = 'Tweet'

    [[rule]]
    id = "kept"
    do = "keep"
    match = '^Post\\nOffice$'

    [[rule]]
    id = "post"
    do = "drop-line"
    match = 'Post'
    """

  private func profile(_ texts: [String], rules: String = rules) throws -> (RuleProfile, Rulebook) {
    let rulebook = try Rulebook(rules: rules, jit: false)
    let cleaner = Cleaner(rulebook)
    var profile = RuleProfile(rulebook)
    for text in texts.map({ Array($0.utf8) }) {
      profile.add(
        text, try cleaner.clean(text, using: Scratch()), try cleaner.findings(in: text, using: Scratch()), labels: nil)
    }
    return (profile, rulebook)
  }

  private func remarks(_ profile: RuleProfile, _ rulebook: Rulebook) -> [String: String] {
    var remarks: [String: String] = [:]
    for (rule, id) in rulebook.rules.map(\.id).enumerated() {
      let cover = profile.cover(rule).map { " by \(rulebook.rules[$0].id)" } ?? ""
      remarks[id] = profile.remark(rule).map { $0.rawValue + cover }
    }
    return remarks
  }

  @Test("tells the rule that removes all that another removes, or that several do")
  func remarks() throws {
    let (profile, rulebook) = try profile([
      "One.\nShare\nTwo.\n", "Send\nPrint\n", "Send\n", "Print\n", "Post\nOffice\n",
    ])
    #expect(
      remarks(profile, rulebook) == [
        "t/share": "covered by t/button", "t/bar": "redundant", "t/never": "dead", "t/post": "shadowed",
      ])
  }

  @Test("counts as a rule's own what no other rule takes")
  func alone() throws {
    let (profile, rulebook) = try profile(["Send\nPrint\n", "Send\n", "Print\n"])
    let alone = Dictionary(
      uniqueKeysWithValues: rulebook.rules.indices.map { (rulebook.rules[$0].id, profile.figures[$0].aloneBytes) })
    #expect(alone["t/send"] == 5)
    #expect(alone["t/button"] == 6)
    #expect(alone["t/bar"] == 0)
  }

  private static let quiet = """
    [[rule]]
    id = "keep-bell"
    do = "keep"
    match = 'bell'

    [[rule]]
    id = "keep-boat"
    do = "keep"
    match = 'boat'

    [[rule]]
    id = "named"
    do = "mark"
    mark = "named"
    match = '[A-Z]\\w+'

    [[rule]]
    id = "short"
    do = "mark"
    mark = "short"
    when = { words = "1" }

    [[rule]]
    id = "long"
    do = "mark"
    mark = "long"
    when = { words = "50.." }

    [[rule]]
    id = "for"
    do = "weigh"
    weight = -1
    when = { words = "2.." }

    [[rule]]
    id = "for-never"
    do = "weigh"
    weight = -1
    match = 'zzz'

    [[rule]]
    id = "first"
    do = "extract"
    match = '^By (?<author>\\w+)'

    [[rule]]
    id = "second"
    do = "extract"
    match = ' and (?<author>\\w+)'

    [profile.safe]
    threshold = 5
    """

  @Test(
    "calls no rule dead that matches: not one that marks, speaks for a line, keeps what nobody wants, or finds too late"
  )
  func quiet() throws {
    let (profile, rulebook) = try profile(["By Jane and John\n\nThe bell rang.\n\nFerry\n"], rules: Self.quiet)
    #expect(
      remarks(profile, rulebook) == [
        "t/keep-bell": "idle", "t/keep-boat": "dead", "t/long": "dead", "t/for-never": "dead",
      ])
    let matches = Dictionary(
      uniqueKeysWithValues: rulebook.rules.indices.map { (rulebook.rules[$0].id, profile.figures[$0].matches) })
    #expect(
      matches == [
        "t/keep-bell": 1, "t/keep-boat": 0, "t/named": 1, "t/short": 1, "t/long": 0, "t/for": 2, "t/for-never": 0,
        "t/first": 1, "t/second": 1,
      ])
  }

  /// Cleaning asks the second only where another rule wants something.
  @Test("counts where a rule ran into a limit", arguments: ["drop-span", "keep"])
  func limits(action: String) throws {
    let rules = "[[rule]]\nid = \"slow\"\ndo = \"\(action)\"\nmatch = '(?:a|aa|a.)+$.b'\n"
    let (profile, _) = try profile([String(repeating: "a", count: 5_000) + "b\n", "One.\n"], rules: rules)
    #expect(profile.figures[0].undecided == 1)
  }

  @Test(
    "calls a rule that weighs dead only where it is asked",
    arguments: [("", "not asked"), ("[profile.safe]\nthreshold = 1\n", "dead")])
  func unasked(profile: String, remark: String) throws {
    let rules = profile + "[[rule]]\nid = \"far\"\ndo = \"weigh\"\nweight = 1\nmatch = 'Nowhere'\n"
    let cleaner = Cleaner(try Rulebook(rules: rules, jit: false))
    var figures = RuleProfile(cleaner.rulebook)
    let (text, scratch) = (Array("It rained.\n".utf8), Scratch())
    figures.add(
      text, try cleaner.clean(text, using: scratch), try cleaner.findings(in: text, using: scratch), labels: nil)
    #expect(figures.remark(0)?.rawValue == remark)
  }
}
