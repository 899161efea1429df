import Cleaning
import Rulebook
import TestSupport
import Testing

@Suite("Keeps")
struct ProtectionTests {
  private static let rules = """
    [[rule]]
    id = "whole"
    do = "keep"
    match = '(?s)\\AWHOLE.*'
    [[rule]]
    id = "pair"
    do = "keep"
    match = 'b\\nc'
    [[rule]]
    id = "line"
    do = "drop-line"
    match = '[abcd]'

    """

  @Test("name every rule that each of them held back, those inside another as well")
  func nested() throws {
    let rulebook = try Rulebook(rules: Self.rules)
    let cleaned = try Cleaner(rulebook).clean(Array("WHOLE\na\nb\nc\nd\n".utf8))
    #expect(cleaned.removals.isEmpty)
    let names = cleaned.kept.map { kept in
      "\(rulebook.rules[kept.rule].id): \(kept.blocked.map { rulebook.rules[$0].id })"
    }
    #expect(names.sorted() == ["t/pair: [\"t/line\"]", "t/whole: [\"t/line\"]"])
    let half = try Cleaner(rulebook).clean(Array("a\nb\nc\nd\n".utf8))
    #expect(String(decoding: half.text, as: UTF8.self) == "b\nc\n")
    #expect(half.kept.map(\.range) == [2..<5])
  }

  /// Each removal once asked every keep from the one that holds the text to its own place: minutes for this one.
  @Test("of the whole text and of thousands of its pieces take no more time than pieces alone", .endsSoon)
  func manyInsideOne() throws {
    let text = "WHOLE\n" + String(repeating: "b\nc\na\n", count: 40_000)
    let cleaned = try Cleaner(Rulebook(rules: Self.rules)).clean(Array(text.utf8))
    #expect(cleaned.removals.isEmpty)
    #expect(cleaned.kept.count == 40_001)
  }
}
