import Matching
import TestSupport
import Testing

/// Limits are hit in the same places by both matchers, and hitting them costs little.
@Suite struct LimitTests {
  private static let hostile = String(repeating: "a", count: 40)

  private static func line(_ pattern: String) -> Expression {
    Expression(pattern, options: .caseless, subject: .line(minimum: 0, maximum: 200))
  }

  private static func document(_ pattern: String) -> Expression {
    Expression(pattern, options: .caseless, subject: .document)
  }

  private static let catastrophic: [Expression] = [
    document("^(a+)+$"), document("(a+)+b"), document("^(a|aa)+ subscribe$"), document("(?s)(a+)+.*z"),
    document("^\\s*(a+)+\\s*subscribe"), document("(a|a)*\\nshare"), document("(a+)+\\G b"), document("(x+x+)+y"),
    line("(a+)+"), line("(a+)+b"), line("(a*)*subscribe"), line("(?:a|aa)+c"),
  ]

  private static let texts: [String] = [
    hostile + "!\n", "x\n" + hostile + " subscribe!\n" + hostile + "\n", hostile + "! b\nfoo b\n",
    String(repeating: hostile + "!\n", count: 7) + "ab\naab\n",
    "a\n\n " + hostile + "\nsubscribe\n" + hostile + "\nshare",
    "ab " + hostile + " aab\nb",
  ]

  @Test(arguments: [true, false]) func bothHitTheSameLimits(jit: Bool) throws {
    let expressions = Differential.compiled(Self.catastrophic)
    #expect(expressions.count == Self.catastrophic.count)
    try Differential.expectSame(expressions, Self.texts.map { Array($0.utf8) }, jit: jit)
  }

  /// Where a match may start was once looked for to the text's end, line after line: 44 seconds for half of this.
  @Test(
    .endsSoon,
    arguments: ["\\d[^a]{1,30}comments\\s+x", "z?(?<=some )\\d comments\\n\\n", "^.*\\dcomments\\s+x"])
  func aStartThatNowhereIsCostsNoMoreThanTheText(pattern: String) throws {
    let expressions = Differential.compiled([Self.document(pattern)])
    let text = Array(String(repeating: "some comments\n", count: 160_000).utf8)
    #expect(try Differential.matches(IndexedMatcher(expressions), text).found.isEmpty)
  }

  /// From each blank line PCRE2 reads to the last one: that time grew with the square of their number.
  @Test(
    .endsSoon,
    arguments: ["^\\s*rifil\\s*$", "^\\s{2,}\\d", "^(?:\\s*(?:a|bc))$", "^[\\s>]*\\w\\w\\W"])
  func blankLinesCostNoMoreThanTheirLength(pattern: String) throws {
    let expressions = Differential.compiled([Self.document(pattern)])
    let text = Array((String(repeating: "\n \n", count: 100_000) + "x.\n").utf8)
    #expect(try Differential.matches(IndexedMatcher(expressions), text).found.isEmpty)
  }

  @Test func linesOfARunArePassedOverOnlyWhereNoneMatches() throws {
    let patterns = [
      "^\\s*ab\\s*$", "^\\s{2,}\\w", "^\\s{3,}a", "^\\s*?a.$", "^\\s*+a\\b", "^\\s+", "^\\s*$", "^\\s*\\K\\n",
      "^\\s*\\K.b",
      "^(\\s*)a\\1", "^(\\s*)(?:a\\1b)", "^[\\sx]*(?<=x)a", "^[\\sx]+(?<!x\\n)a", "^\\s*\\Gx", "^\\s*(?!a)\\w",
      "(?:^\\s*)a+",
      "^\\s*(?<=\\n\\n)a", "^\\s*\\Bb", "^\\s*(a|\\n)b?$", "^\\s*\\z", "^\\s*x\\Z", "^\\h*\\s*a", "^\\Xb",
      "^(?>\\s*?)a",
      "^(?>\\s+?)a", "(?U)^(?>\\s*)a", "^(?>\\s*?\\n?)x", "^(?>\\s*)a", "^(?:\\s*?){1}+a", "^\\n*x", "^\\n+[a-z]",
    ]
    let texts = [
      "\n\n\nab\n\n", " \n\nac\n\n\nab", "x\n\n \n a\n\nb\n", "\n\nx\n\nxa\n\n", "\n", "\n\n\n", "a\n\n\nx\n\n",
      "ab\nab\n\nab",
      "\n\n\u{A0}\n\nab\n", "x\nx\nxa\n\nx\na", " a\n  \n\na b\n\n", "\n\naa\n\n\n\nb", "\r\n\r\nab\r\n", "xx\nab\n",
      "cc\nab\nb\n\nab",
    ]
    let expressions = Differential.compiled(patterns.map(Self.document))
    #expect(expressions.count == patterns.count)
    for jit in [true, false] { try Differential.expectSame(expressions, texts.map { Array($0.utf8) }, jit: jit) }
  }

  /// A filter that lets nearly every line through is no longer asked; the limits that count are its lines' all the same.
  @Test(arguments: [true, false]) func aFilterThatIsNotAskedDecidesWhichLimitsCount(jit: Bool) throws {
    let expressions = Differential.compiled([Self.document("\\A(?:[^\\n]*+\\n){0,12}?(a+)+b\\z")])
    let passing = Array(String(repeating: "x\n", count: 30).utf8)
    let stopped = Array((Self.hostile + "!\n").utf8)
    let counting = Array((Self.hostile + "!\n" + String(repeating: "x\n", count: 30)).utf8)
    try Differential.expectSame(
      expressions, [stopped] + Array(repeating: passing, count: 80) + [stopped, counting, stopped], jit: jit)
    let (matcher, scratch) = (IndexedMatcher(expressions, jit: jit), Scratch())
    var profile = MatchProfile(of: matcher)
    var matches = Matches()
    for text in Array(repeating: passing, count: 80) + [stopped] {
      try matcher.findMatches(in: text, using: scratch, into: &matches, profile: &profile)
    }
    // The last one's line was not asked about by the filter, but by PCRE2.
    #expect(profile.candidates == 81)
    #expect(matches == Matches())
  }

  /// Once a filter is not asked, whether a line's limit counts is found out line by line: six seconds for a third of this.
  @Test(.endsSoon)
  func linesWhoseLimitsDoNotCountCostNoMoreThanTheirNumber() throws {
    let matcher = IndexedMatcher(Differential.compiled([Self.document("^(a+)+b[^\\n]*foobarbaz")]))
    let scratch = Scratch()
    var matches = Matches()
    let good = "ab foobarbaz\n"
    for text in [
      String(repeating: good, count: 100),
      String(repeating: Self.hostile + "c foobarbaz\n", count: 4) + String(repeating: good, count: 300_000),
    ] {
      try matcher.findMatches(
        in: Array(text.utf8), enabled: [], using: scratch, into: &matches, shouldStop: { false })
    }
    #expect(matches.found.count == 300_000)
    #expect(matches.inconclusive.isEmpty)
  }

  /// Whether a filter is worth asking is found out anew from time to time.
  @Test func aFilterIsAskedAgainOnceItTellsLinesApart() throws {
    let matcher = IndexedMatcher(Differential.compiled([Self.document("^(a+)+b[^\\n]*foobarbaz")]))
    let scratch = Scratch()
    var profile = MatchProfile(of: matcher)
    var matches = Matches()
    func candidates(_ line: String) throws -> Int {
      let before = profile.candidates
      try matcher.findMatches(
        in: Array(String(repeating: line, count: 100).utf8), using: scratch, into: &matches, profile: &profile)
      return profile.candidates - before
    }
    for _ in 0..<10 { #expect(try candidates("ab foobarbaz\n") == 100) }
    #expect(try candidates("ac foobarbaz\n") == 100)
    for _ in 0..<200 { _ = try candidates("ac foobarbaz\n") }
    #expect(try candidates("ac foobarbaz\n") == 0)
  }

  /// While a filter rests, the lines that literals point to go to PCRE2 in one stretch.
  @Test func aLineRuleIsShownEachLineWhileItsFilterRests() throws {
    let expression = Expression("[a-z]+ foobarbaz [0-9]{1,3}", subject: .line(minimum: 0, maximum: .max))
    let matcher = IndexedMatcher(Differential.compiled([expression]))
    let text = Array((0..<100).map { "ab foobarbaz \($0)\n" }.joined().utf8)
    let scratch = Scratch()
    var matches = Matches()
    for _ in 0..<5 {
      try matcher.findMatches(in: text, enabled: [], using: scratch, into: &matches, shouldStop: { false })
      #expect(matches.found.count == 100)
    }
  }

  @Test func aHitIsReportedAndThenGivenUp() throws {
    let expressions = [try CompiledExpression(Self.document("^(a+)+.(?<=b)$"))]
    let text = Array(String(repeating: Self.hostile + "!\n", count: 9).utf8)
    let matches = try Differential.matches(IndexedMatcher(expressions), text)
    #expect(matches.found.isEmpty)
    #expect(matches.inconclusive.map(\.reason) == [.matchLimit, .matchLimit, .matchLimit, .abandoned])
    #expect(matches.inconclusive.last?.range.upperBound == text.count)
  }

  @Test func whereNoMatchCanStartThereIsNoHit() throws {
    // Without the word no match is possible, whatever PCRE2 would run into.
    let expressions = [try CompiledExpression(Self.document("^(a+)+ subscribe$"))]
    let text = Array((Self.hostile + "!\n").utf8)
    #expect(try Differential.matches(IndexedMatcher(expressions), text) == Matches())
    #expect(try Differential.matches(ReferenceMatcher(expressions), text) == Matches())
  }

  @Test func whatWasMatchedBeforeMakesNoDifference() throws {
    // After many uses a pattern runs as machine code, which counts limits differently from the interpreter.
    let expressions = Differential.compiled(Self.catastrophic)
    let matcher = IndexedMatcher(expressions)
    let scratch = Scratch()
    let texts =
      Self.texts.map { Array($0.utf8) }
      + (1..<40).map { length in
        Array((String(repeating: "a", count: length) + "! subscribe\n").utf8)
      }
    func run() throws -> [Matches] {
      try texts.map { text in
        var matches = Matches()
        try matcher.findMatches(in: text, enabled: [], using: scratch, into: &matches, shouldStop: { false })
        return matches.sorted()
      }
    }
    let first = try run()
    for _ in 0..<3 { #expect(try run() == first) }
  }

  @Test func stopsWhenTold() throws {
    let matcher = IndexedMatcher([try CompiledExpression(Self.document("subscribe"))])
    var matches = Matches()
    #expect(throws: Interrupted.self) {
      try matcher.findMatches(
        in: Array("subscribe\n".utf8), enabled: [], using: Scratch(), into: &matches, shouldStop: { true })
    }
  }

  /// The rule that is last in its stage as well: the next to ask could not tell whose time it was.
  @Test func whatIsInterruptedNamesTheExpressionThatTookTheTime() throws {
    let expressions = Differential.compiled([Self.document("^share this$"), Self.document("^tweet that$")])
    let matcher = IndexedMatcher(expressions, stages: [0, 1])
    let text = Array("Share this\nIt rained.\n".utf8)
    var (matches, asked) = (Matches(), 0)
    let count: () -> Bool = {
      asked += 1
      return false
    }
    var none: MatchProfile?
    try matcher.addMatches(
      ofStage: 0, in: text, enabled: [], using: Scratch(), to: &matches, profile: &none, shouldStop: count)
    let all = asked
    asked = 0
    let error = #expect(throws: Interrupted.self) {
      try matcher.findMatches(in: text, enabled: [], using: Scratch(), into: &matches) {
        asked += 1
        return asked >= all
      }
    }
    #expect(error?.expression == 0)
  }
}
