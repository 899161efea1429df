import Glibc
import Matching
import Rulebook
import TestSupport
import Testing

/// A choice of the texts that the generator makes is tried, always the same. `WINNOW_LONG=1` tries them all, and
/// `WINNOW_LONG=news-en/` all those for the rules of which the id begins so; `WINNOW_SEED` has others made.
@Suite("Shipped rules under hostile text")
struct HostileTextTests {
  private static let long = variable("WINNOW_LONG")
  private static let seed = variable("WINNOW_SEED").flatMap { UInt64($0) } ?? 0

  /// The rules that look for something, by id.
  static func ids() throws -> [String] {
    try Shipped.rulebook.get().rules.filter { !$0.expressions.isEmpty }.map(\.id)
      .filter { long == nil || long == "1" || $0.hasPrefix(long ?? "") }
  }

  @Test(
    "no rule is super-linear: texts of its own prefixes stay within the document budget, and its limits",
    arguments: try ids())
  func staysWithinBudget(id: String) throws {
    let rule = try #require(try Shipped.rulebook.get().rules.first { $0.id == id })
    var tried = 0
    var faults: [String] = []
    let expressions = chosen(rule.expressions)
    for expression in expressions {
      let endurance = try Endurance(expression)
      let seed = number(expression.pattern) &+ Self.seed
      let texts = HostileText.all(for: expression, seeds: try matched(by: expression, rule.tests), seed: seed)
      for text in Self.long == nil ? some(60 / expressions.count, of: texts, seed) : texts where faults.count < 4 {
        if let fault = endurance.fault(with: text) { faults.append("\(id) \(fault): \(text.description)") }
        tried += 1
      }
    }
    #expect(faults == [])
    #expect(tried >= 20)
  }

  @Test("nearly all rules are tried, and each with many texts")
  func breadth() throws {
    try #require(try Shipped.rulebook.get().rules.count > 300)
    #expect(try Self.long != nil || Self.ids().count >= 160)
  }

  @Test(
    "the generator finds patterns that are super-linear",
    arguments: [
      (#"(\s+)+x$"#, Expression.Subject.document, ["  x"]),
      (#"^(.*,)+x"#, .document, ["one, two, x"]),
      // Two runs of blanks that share what stands between, as headings with an optional colon have them.
      (#"^\h*related\h*:?\h*\n"#, .document, ["Related:\n"]),
      // Each line begins a list, and each list goes on to the end.
      (#"^[^\n]*more\n(?:[^\n]{2,}\n)+(?=\n)"#, .document, ["Read more\nOld mill burns down\n\n"]),
      (#"(?:\w+\h?)*:"#, .line(minimum: 0, maximum: 200), ["by the same author:"]),
      (#"[^\n]{0,90}\h*[:>]?\h*[^\n]{0,90}\h*>"#, .line(minimum: 0, maximum: 200), ["See also >"]),
    ])
  func finds(pattern: String, subject: Expression.Subject, seeds: [String]) throws {
    let expression = Expression(pattern, options: .caseless, subject: subject)
    let endurance = try Endurance(expression)
    let texts = HostileText.all(for: expression, seeds: seeds, seed: 1)
    #expect(texts.contains { endurance.fault(with: $0) != nil })
  }

  @Test(
    "the generator finds no fault with patterns that are linear, however slow",
    arguments: [
      (#"^\h*+related\h*+:?\h*+\n"#, Expression.Subject.document, ["Related:\n"]),
      (#"(?=[^\n]{0,300}x)[^\n]{0,300}[^\n]{0,30}:$"#, .document, ["a xylophone:"]),
      (#"(?:\w++\h?)*+:"#, .line(minimum: 0, maximum: 200), ["by the same author:"]),
    ])
  func findsNothing(pattern: String, subject: Expression.Subject, seeds: [String]) throws {
    let expression = Expression(pattern, options: .caseless, subject: subject)
    let endurance = try Endurance(expression)
    for text in some(60, of: HostileText.all(for: expression, seeds: seeds, seed: 1), 1) {
      #expect(endurance.fault(with: text) == nil, "\(text.description)")
    }
  }

  /// A rule has one pattern, or the phrases of a list: those are literal, all of one form, and a few of them say it all.
  private func chosen(_ expressions: [Expression]) -> [Expression] {
    expressions.flatMap { expression -> [Expression] in
      guard let phrases = expression.phrases, phrases.count > 3 else { return [expression] }
      return (0...2).map { place in
        let phrase = phrases[place * (phrases.count - 1) / 2]
        return Expression(phrase: phrase, options: expression.options, subject: expression.subject)
      }
    }
  }

  /// What a pattern matches in the tests of its rule, with and without the lines beside it.
  private func matched(by expression: Expression, _ tests: [RuleTest]) throws -> [String] {
    let matcher = ReferenceMatcher([try CompiledExpression(expression)])
    var matches = Matches()
    return try tests.flatMap { test -> [String] in
      let text = Array(test.input.utf8)
      try matcher.findMatches(in: text, enabled: [], using: Scratch(), into: &matches) { false }
      let lines = Lines(of: text).all
      return matches.found.prefix(3).flatMap { match -> [String] in
        let touched = lines.indices.filter {
          lines[$0].start <= match.range.upperBound && lines[$0].end >= match.range.lowerBound
        }
        guard let first = touched.first, let last = touched.last else { return [] }
        let around = lines[max(0, first - 1)].start..<lines[min(lines.count - 1, last + 1)].end
        return [match.range, around].map { String(decoding: text[$0], as: UTF8.self) }
      }
    }
  }

  private func some(_ count: Int, of texts: [HostileText], _ seed: UInt64) -> [HostileText] {
    var generator = Generator(seed: seed)
    return Array(texts.shuffled(using: &generator).prefix(count))
  }

  /// FNV-1a: the same in each run.
  private func number(_ text: String) -> UInt64 {
    text.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
  }

  private static func variable(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }
}
