import Cleaning
import Rulebook
import TestSupport
import Testing

@Suite("Cleaning made-up texts under made-up rules")
struct CleaningPropertyTests {
  private static let seeds = Array(0..<12)
  private static let casesPerSeed = 40

  private func forEachCase(
    _ seed: Int, _ actions: [SlowCleaning.Action] = SlowCleaning.Action.allCases,
    _ body: (Case, inout Generator) throws -> Void
  ) rethrows {
    var generator = Generator(seed: UInt64(seed))
    for _ in 0..<Self.casesPerSeed { try body(Case(&generator, actions: actions), &generator) }
  }

  @Test("gives what the slow cleaning gives: text, removals and their rules, replacements", arguments: seeds)
  func oracle(seed: Int) throws {
    try forEachCase(seed) { made, _ in
      let cleaned = try Cleaner(made.rulebook()).clean(made.bytes)
      let slow = SlowCleaning(made.rules, made.text)
      let offsets = made.offsets
      let bytes = { (range: Range<Int>) in offsets[range.lowerBound]..<offsets[range.upperBound] }
      let expected = String(String.UnicodeScalarView(slow.output))
      #expect(String(decoding: cleaned.text, as: UTF8.self) == expected, "\(made.testDescription)")
      #expect(cleaned.removals.map(\.range) == slow.removals.map { bytes($0.range) }, "\(made.testDescription)")
      #expect(cleaned.removals.map { Set($0.rules) } == slow.removals.map(\.rules), "\(made.testDescription)")
      #expect(cleaned.replacements.map(\.range) == slow.replaced.map { bytes($0.range) }, "\(made.testDescription)")
    }
  }

  @Test("never reorders, doubles or invents text; removals are disjoint and ascending", arguments: seeds)
  func removals(seed: Int) throws {
    try forEachCase(seed, [.dropLine, .dropSpan, .dropAfter, .dropBefore, .keep]) { made, _ in
      let cleaned = try Cleaner(made.rulebook()).clean(made.bytes)
      var rebuilt: [UInt8] = []
      var cursor = 0
      for removal in cleaned.removals {
        #expect(removal.range.lowerBound >= cursor && !removal.range.isEmpty && !removal.rules.isEmpty)
        rebuilt += made.bytes[cursor..<removal.range.lowerBound]
        cursor = removal.range.upperBound
      }
      rebuilt += made.bytes[cursor...]
      #expect(rebuilt == cleaned.text, "\(made.testDescription)")
    }
  }

  @Test("ends the text with a line feed exactly if the input does; nothing left is nothing", arguments: seeds)
  func finalLineFeed(seed: Int) throws {
    try forEachCase(seed) { made, _ in
      let text = try Cleaner(made.rulebook()).clean(made.bytes).text
      if !text.isEmpty { #expect((text.last == 0x0A) == (made.bytes.last == 0x0A), "\(made.testDescription)") }
    }
  }

  @Test("does not depend on the order of rules, in the file or by name", arguments: seeds)
  func orderFree(seed: Int) throws {
    try forEachCase(seed, [.dropLine, .dropSpan, .dropAfter, .dropBefore, .keep]) { made, generator in
      let order = made.rules.indices.shuffled(using: &generator)
      let shuffled = Case(text: made.text, rules: order.map { made.rules[$0] })
      let (first, second) = (try made.rulebook(), try shuffled.rulebook())
      let (one, two) = (try Cleaner(first).clean(made.bytes), try Cleaner(second).clean(made.bytes))
      #expect(one.text == two.text, "\(made.testDescription)")
      #expect(one.removals.map(\.range) == two.removals.map(\.range))
      let back = two.removals.map { removal in Set(removal.rules.map { order[$0] }) }
      #expect(one.removals.map { Set($0.rules) } == back)
    }
  }

  @Test("finds as much with a rule whatever other rules are added", arguments: seeds)
  func addingRules(seed: Int) throws {
    try forEachCase(seed, [.dropLine, .dropSpan, .dropAfter, .dropBefore, .keep]) { made, generator in
      let extra = Case(&generator, actions: [.dropLine, .dropSpan]).rules
      let more = Case(text: made.text, rules: made.rules + extra)
      let hits = { (cleaned: Cleaned) in
        cleaned.hits.filter { $0.rule < made.rules.count && made.rules[$0.rule].action != .keep }.map {
          [$0.rule, $0.count]
        }
      }
      let few = try Cleaner(made.rulebook()).clean(made.bytes)
      let many = try Cleaner(more.rulebook()).clean(made.bytes)
      #expect(hits(few) == hits(many), "\(made.testDescription)")
    }
  }

  @Test("gives the same result each time", arguments: seeds.prefix(4))
  func deterministic(seed: Int) throws {
    try forEachCase(seed) { made, _ in
      let first = try Cleaner(made.rulebook()).clean(made.bytes)
      #expect(try Cleaner(made.rulebook()).clean(made.bytes) == first)
    }
  }
}
