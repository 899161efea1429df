import Files
import Matching
import Rulebook
import Testing

@Suite("Shipped rules under hostile text")
struct HostileTextTests {
  /// The budget of a document of this size is 2.1 s; nothing here may come near it.
  static let size = 100_000
  static let budget = 2_000_000_000

  @Test("no rule is super-linear: repeats of its own prefixes stay within the document budget and its limits")
  func staysWithinBudget() throws {
    let rulebook = try Shipped.rulebook.get()
    let scratch = Scratch()
    var matches = Matches()
    var tried = 0
    for rule in rulebook.rules {
      // PCRE2 alone: the index could hide a slow pattern from a text that has no place for it.
      let expressions = try rule.expressions.prefix(4).map { try CompiledExpression($0) }
      let matcher = ReferenceMatcher(expressions)
      for text in hostileTexts(rule) {
        let start = MonotonicClock.now
        try matcher.findMatches(in: text, enabled: [], using: scratch, into: &matches) { false }
        let spent = MonotonicClock.now - start
        #expect(spent < Self.budget, "\(rule.id) took \(spent / 1_000_000) ms on a text of its own prefixes")
        #expect(matches.inconclusive.isEmpty, "\(rule.id) runs into a limit")
        tried += 1
      }
    }
    #expect(tried > rulebook.rules.count)
  }

  /// Prefixes of what the rule is tested with and of its own pattern, over and over: on one line, and a line each.
  private func hostileTexts(_ rule: Rule) -> [[UInt8]] {
    let seeds = rule.tests.prefix(1).map(\.input) + rule.expressions.prefix(1).map(\.pattern)
    return seeds.flatMap { seed -> [[UInt8]] in
      let characters = Array(seed)
      let lengths = Set([1, characters.count / 2, characters.count - 1])
      return lengths.filter { $0 > 0 }.sorted().flatMap { length -> [[UInt8]] in
        let piece = String(characters.prefix(length))
        return [repeated(piece), repeated(piece + "\n")]
      }
    }
  }

  private func repeated(_ piece: String) -> [UInt8] {
    let unit = Array(piece.utf8)
    var text: [UInt8] = []
    text.reserveCapacity(Self.size + unit.count)
    while text.count < Self.size { text += unit }
    return text
  }
}
