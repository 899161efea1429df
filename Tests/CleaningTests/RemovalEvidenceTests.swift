import Matching
import Rulebook
import TestSupport
import Testing

@testable import Cleaning

/// Evidence may ask what rules take that need none.
@Suite("Evidence and what goes without it")
struct RemovalEvidenceTests {
  private static let short = """
    [[rule]]
    id = "short"
    do = "weigh"
    weight = 1
    when = { words = "..2" }

    [profile.safe]
    threshold = 1

    """
  private static let weigh = short + #"when = { document-removals = ["none", "1.."] }"#
  private static let drop = """
    [[rule]]
    id = "ad"
    do = "drop-line"
    match = 'Advertisement'

    [[rule]]
    id = "word"
    do = "drop-span"
    match = ' \\(AD\\)'

    [[rule]]
    id = "half"
    do = "drop-span"
    match = 'Half of it'

    [[rule]]
    id = "kept"
    do = "keep"
    match = 'Advertisement\\n\\n'

    """
  private static let prose = "It rained all day, and the river came over the road.\n"

  private func cleaned(_ rules: String, _ text: String) throws -> String {
    let cleaner = Cleaner(try Rulebook(rules: rules, jit: false))
    return String(decoding: try cleaner.clean(Array(text.utf8)).text, as: UTF8.self)
  }

  @Test(
    "evidence has a say once a line goes without it",
    arguments: [
      (prose + "Share\n" + prose, prose + "Share\n" + prose),
      (prose + "Share\nAdvertisement\n" + prose, prose + prose),
      // A part of a line is no line.
      (prose + "Rain (AD)\nShare\n" + prose, prose + "Rain\nShare\n" + prose),
      // Two parts may be all of it.
      (prose + "Half of it (AD)\nShare\n" + prose, prose + "\n" + prose),
      // What a rule keeps has not gone.
      (prose + "Share\nAdvertisement\n\n" + prose, prose + "Share\nAdvertisement\n\n" + prose),
    ])
  func gate(text: String, expected: String) throws {
    #expect(try cleaned(Self.drop + Self.weigh, text) == expected)
  }

  @Test(
    "what weak rules take does not open evidence; what others take as well does",
    arguments: [
      (prose + "Share\nPage 2\n" + prose, prose + "Share\n" + prose),
      (prose + "Share\nPage 2\nAdvertisement\n" + prose, prose + prose),
      (prose + "Share\nPage 2 (AD)\n" + prose, prose + prose),
    ])
  func weak(text: String, expected: String) throws {
    let pages = """
      [[rule]]
      id = "page"
      do = "drop-line"
      weak = true
      match = 'Page \\d( \\(AD\\))?'


      """
    #expect(try cleaned(pages + Self.drop + Self.weigh, text) == expected)
  }

  @Test(
    "evidence is not heard in a text of pages where a profile says so",
    arguments: [("\u{0C}", "Share\n\u{0C}"), ("", "")])
  func pages(end: String, left: String) throws {
    let rules = Self.drop + Self.short + #"when = { document-removals = "1..", document-pages = 1 }"#
    #expect(try cleaned(rules, Self.prose + "Advertisement\nShare\n" + end) == Self.prose + left)
  }

  @Test("evidence has a say where no rule could take a line without it")
  func none() throws {
    #expect(try cleaned(Self.weigh, Self.prose + "Share\n" + Self.prose) == Self.prose + Self.prose)
  }

  @Test(
    "a rule that weighs may ask how many lines go", arguments: [(1, "Share\n"), (2, ""), (3, "")])
  func count(lines: Int, left: String) throws {
    let rules = """
      \(Self.drop)[[rule]]
      id = "beside-ads"
      do = "weigh"
      weight = 1
      when = { words = "..2", document-removals = "2.." }

      [profile.safe]
      threshold = 1
      """
    let ads = String(repeating: "Advertisement\n", count: lines)
    #expect(try cleaned(rules, Self.prose + "Share\n" + ads) == Self.prose + left)
  }

  @Test("what has gone counts in the further looks at what stays")
  func furtherLook() throws {
    let rules = """
      \(Self.drop)[[rule]]
      id = "link"
      do = "weigh"
      weight = 1
      when = { words = 1 }

      [[rule]]
      id = "last"
      do = "weigh"
      weight = 1
      when = { words = "2", to-end = 1 }

      [profile.safe]
      threshold = 1
      when = { document-removals = "1.." }
      """
    #expect(try cleaned(rules, Self.prose + "Advertisement\nRelated links\nShare\n") == Self.prose)
  }

  static let ofOwn: [(own: String, cleaned: String)] = [
    ("", "One two three four.\nMenu\n"), ("when = {}", "One two three four.\n"),
    ("when = { document-lines = \"2..\" }", "One two three four.\n"),
    ("when = {}\nmost-prose = 60", "One two three four.\n"),
  ]

  @Test(
    "has a say under a profile of one's own where it has one under safe, but for what that says itself",
    arguments: ofOwn)
  func ownProfile(own: String, cleaned: String) throws {
    let rules = Self.short + "when = { document-lines = \"3..\" }\n[profile.own]\nthreshold = 1\n\(own)\n"
    let text = "One two three four.\nMenu\n"
    #expect(try Cleaner(Rulebook(rules: rules, profile: "own")).clean(text) == cleaned)
    #expect(try Cleaner(Rulebook(rules: rules)).clean(text) == text)
    let bound = own.contains("most-prose") ? 60 : 50
    let bounded = try Rulebook(
      rules: rules.replacing("[profile.own]", with: "most-prose = 50\n[profile.own]"), profile: "own")
    #expect(bounded.evidence?.mostProse == bound)
  }
}
