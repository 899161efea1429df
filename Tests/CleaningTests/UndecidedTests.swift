import Cleaning
import Matching
import Rulebook
import TestSupport
import Testing

/// A rule that runs into a limit gives no answer, and the text must not suffer for it.
@Suite("Where a rule gives no answer")
struct UndecidedTests {
  /// Takes so long to find nothing that it runs into the match limit.
  private static let slow = "^(?:(?:a+)+b|a+c END)$"
  private static let line = String(repeating: "a", count: 60) + "c END\n"

  private func clean(_ rules: String, _ text: String, profile: String? = nil) throws -> (text: String, undecided: Int) {
    let rulebook = try Rulebook(rules: rules, profile: profile, jit: false)
    let cleaned = try Cleaner(rulebook).clean(Array(text.utf8), using: Scratch())
    return (String(decoding: cleaned.text, as: UTF8.self), cleaned.undecided.count)
  }

  @Test("a rule that removes takes nothing")
  func removes() throws {
    let rules = "[[rule]]\nid = \"r\"\ndo = \"drop-span\"\nmatch = '\(Self.slow)'\n"
    let result = try clean(rules, "One.\n\(Self.line)Two.\n")
    #expect(result.text == "One.\n\(Self.line)Two.\n" && result.undecided == 1)
  }

  @Test("a rule that keeps holds all from there on, and nothing before")
  func keeps() throws {
    let rules = """
      [[rule]]
      id = "drop"
      do = "drop-line"
      match = '(?:a+c END|Ad)'

      [[rule]]
      id = "keep"
      do = "keep"
      match = '\(Self.slow)'

      """
    let result = try clean(rules, "Ad\n\(Self.line)Ad\n")
    #expect(result.text == "\(Self.line)Ad\n" && result.undecided == 1)
  }

  @Test("evidence for a line counts, and evidence against it does not", arguments: [(-5.0, true), (1.0, false)])
  func weighs(weight: Double, stays: Bool) throws {
    let rules = """
      [profile.safe]
      threshold = 1

      [[rule]]
      id = "against"
      do = "weigh"
      weight = \(stays ? 5 : 0.5)
      match = '.*END'

      [[rule]]
      id = "slow"
      do = "weigh"
      weight = \(weight)
      match = '(?:(?:a+)+b|a+c END)'

      """
    // Without the limit, the second would go in the one case, and stay in the other.
    let result = try clean(rules, "The END\n\(Self.line)Two.\n", profile: "safe")
    #expect(result.undecided == 1)
    #expect(result.text == (stays ? "\(Self.line)Two.\n" : "The END\n\(Self.line)Two.\n"))
  }
}
