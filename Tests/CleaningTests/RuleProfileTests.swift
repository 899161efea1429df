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

  private func profile(_ texts: [String]) throws -> (RuleProfile, Rulebook) {
    let rulebook = try Rulebook(rules: Self.rules, jit: false)
    let cleaner = Cleaner(rulebook)
    var profile = RuleProfile(rulebook)
    for text in texts.map({ Array($0.utf8) }) {
      profile.add(
        text, try cleaner.clean(text, using: Scratch()),
        certain: try cleaner.certainRemovals(from: text, using: Scratch()), labels: nil)
    }
    return (profile, rulebook)
  }

  @Test("tells the rule that removes all that another removes, or that several do")
  func remarks() throws {
    let (profile, rulebook) = try profile([
      "One.\nShare\nTwo.\n", "Send\nPrint\n", "Send\n", "Print\n", "Post\nOffice\n",
    ])
    var remarks: [String: String] = [:]
    for (rule, id) in rulebook.rules.map(\.id).enumerated() {
      let cover = profile.cover(rule).map { " by \(rulebook.rules[$0].id)" } ?? ""
      remarks[id] = profile.remark(rule).map { $0.rawValue + cover }
    }
    #expect(
      remarks == [
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
}
