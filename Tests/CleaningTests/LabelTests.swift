import Matching
import Rulebook
import TestSupport
import Testing

@testable import Cleaning

/// What rules see of links that are written out.
@Suite("Rules and the labels of links")
struct LabelTests {
  private static let rules = """
    [profile.safe]
    threshold = 1.0

    [[rule]]
    id = "share"
    do = "weigh"
    weight = 2.0
    match = '(?:\\* )?Share'

    [[rule]]
    id = "target"
    do = "weigh"
    weight = 2.0
    match = '.*ads\\.example\\.org.*'

    [[rule]]
    id = "home"
    do = "drop-line"
    match = 'Home'

    [[rule]]
    id = "kept"
    do = "keep"
    match = '^How to share:\\nShare$'

    """

  private func clean(_ text: String) throws -> String {
    let cleaner = Cleaner(try Rulebook(rules: Self.rules, profile: "safe", jit: false))
    return String(decoding: try cleaner.clean(Array(text.utf8), using: Scratch()).text, as: UTF8.self)
  }

  @Test("evidence counts for a label as for a line without a link, and the whole line goes")
  func evidence() throws {
    #expect(try clean("It rained.\n* [Share](https://example.org/s)\nIt was dry.\n") == "It rained.\nIt was dry.\n")
    #expect(try clean("It rained.\nShare\n") == "It rained.\n")
  }

  @Test("what rules match as it is written still counts")
  func target() throws {
    #expect(try clean("It rained.\n[Boots](https://ads.example.org/1)\n") == "It rained.\n")
  }

  @Test("a rule that takes something is for the text as it is written")
  func certain() throws {
    #expect(try clean("It rained.\n[Home](/)\nHome\n") == "It rained.\n[Home](/)\n")
  }

  @Test("what is kept by its labels is kept with its links")
  func kept() throws {
    let text = "How to share:\n[Share](/s)\nIt rained.\n"
    #expect(try clean(text) == text)
  }

  @Test("a label that several rules take is told of once, at its place in the text")
  func told() throws {
    let cleaner = Cleaner(try Rulebook(rules: Self.rules, profile: "safe", jit: false))
    let text = "A\n[Share](https://ads.example.org/1)\nB\n"
    let cleaned = try cleaner.clean(Array(text.utf8), using: Scratch())
    #expect(cleaned.removals.map(\.range) == [2..<37])
    #expect(cleaned.removals.first?.rules.map { cleaner.rulebook.rules[$0].id } == ["t/share", "t/target"])
  }

  @Test("what keeps a rule from taking a label is told")
  func hindrance() throws {
    let rules = """
      [[rule]]
      id = "share"
      do = "weigh"
      weight = 0.5
      match = 'Share'

      [profile.safe]
      threshold = 1.0
      """
    let cleaner = Cleaner(try Rulebook(rules: rules, profile: "safe", jit: false))
    let text = Array("It rained.\n[Share](/s)\n".utf8)
    let told = try cleaner.hindrances(of: 0, in: text, using: Scratch())
    #expect(told == ["the evidence against line 2 is +0.5, and +1.0 is enough (profile safe)"])
  }
}
