import Files
import Rulebook
import TestSupport
import Testing

@testable import Cleaning

@Suite("Evidence that would take most of the prose")
struct MostProseTests {
  private static let rules = """
    [[rule]]
    id = "ad"
    do = "drop-line"
    match = 'Ad .*'
    [[rule]]
    id = "teaser"
    do = "weigh"
    weight = 1
    match = 'Read .*'
    [[rule]]
    id = "plain"
    do = "weigh"
    weight = 3
    match = 'Read (?:all|\\d).*'
    [[rule]]
    id = "kept"
    do = "keep"
    match = '^Read 1.*'
    [profile.safe]
    threshold = 3
    most-prose = 75
    [profile.eager]
    threshold = 1
    most-prose = 75
    """
  /// Prose of 50 bytes each.
  private static let article = "The river rose for three days, and nobody came by.\n"
  private static let teaser = "Read how the river rose for three days, once more.\n"
  private static let sure = "Read all of it on the river, and on the two towns.\n"
  private static let kept = "Read 1 of the books on the rivers that a town has.\n"
  private static let ad = "Ad of the day: a boat for the river, or for a sea.\n"

  private func clean(_ text: String, _ profile: String) throws -> (text: String, judgedAs: String?) {
    let cleaned = try Cleaner(Rulebook(rules: Self.rules, profile: profile)).clean(Array(text.utf8))
    return (String(decoding: cleaned.text, as: UTF8.self), cleaned.judgedAs)
  }

  private static let cases: [(profile: String, text: [String], stays: [String], judgedAs: String?)] = [
    ("eager", [article, article, teaser, teaser, teaser], [article, article], nil),
    // Three of four lines are most of it.
    ("eager", [article, teaser, teaser, teaser], [article, teaser, teaser, teaser], "safe"),
    ("eager", [article, teaser, teaser, sure], [article, teaser, teaser], "safe"),
    // The more careful profile would take as much.
    ("eager", [article, sure, sure, sure], [article, sure, sure, sure], "certain"),
    ("safe", [article, sure, sure, sure], [article, sure, sure, sure], "certain"),
    ("safe", [article, teaser, teaser, teaser], [article, teaser, teaser, teaser], nil),
    // What a certain rule takes is no prose of the document, and goes all the same.
    ("eager", [article, teaser, ad, ad, ad, ad, teaser, teaser], [article, teaser, teaser, teaser], "safe"),
    ("eager", [article, article, ad, ad, ad, ad], [article, article], nil),
    // What a rule keeps is not taken.
    ("eager", [article, teaser, teaser, kept], [article, kept], nil),
    ("certain", [teaser, teaser, teaser], [teaser, teaser, teaser], nil),
  ]

  @Test("leaves it to a more careful profile, and at last to certain rules alone", arguments: cases.indices)
  func retreat(index: Int) throws {
    let (profile, text, stays, judgedAs) = Self.cases[index]
    let cleaned = try clean(text.joined(), profile)
    #expect(cleaned.text == stays.joined())
    #expect(cleaned.judgedAs == judgedAs)
  }

  @Test("takes short lines, however many")
  func shortLines() throws {
    let menu = String(repeating: "Read more\n", count: 40)
    let cleaned = try clean(Self.article + menu, "eager")
    #expect(cleaned.text == Self.article && cleaned.judgedAs == nil)
  }

  @Test("takes it all where no profile says how much is too much")
  func unbounded() throws {
    let rules = Self.rules.split(separator: "\n").filter { !$0.contains("most-prose") }.joined(separator: "\n")
    let text = Self.teaser + Self.teaser + Self.article
    let cleaned = try Cleaner(Rulebook(rules: rules, profile: "eager")).clean(Array(text.utf8))
    #expect(String(decoding: cleaned.text, as: UTF8.self) == Self.article && cleaned.judgedAs == nil)
  }

  @Test("is measured by the most careful of several packs, and changes what identifies the rules")
  func severalPacks() throws {
    func rulebook(_ percents: [Int?]) throws -> Rulebook {
      let folder = try TemporaryFolder()
      for (number, percent) in percents.enumerated() {
        let bound = percent.map { "most-prose = \($0)\n" } ?? ""
        try folder.write(
          Path("p\(number)/rules.toml"),
          "winnow = 1\npack = \"p\(number)\"\n[profile.safe]\nthreshold = 1\n" + bound)
      }
      return try Rulebook(loading: [folder.path])
    }
    #expect(try rulebook([80, 60, 70]).evidence?.mostProse == 60)
    #expect(try Set([80, 60, 100, nil].map { try rulebook([$0]).hash }).count == 4)
  }
}
