import Matching
import Testing

/// Phrases as they stand: what lists are made of. The index has a way of its own for them, and PCRE2 sees them late.
@Suite struct PhraseTests {
  private static let long = String(repeating: "Subscribe to read on. ", count: 60) + "Now"

  private static let cases: [(phrase: String, options: Expression.Options, lines: [String])] = [
    ("Advertisement", [], ["Advertisement", " Advertisement\t", "\u{A0}Advertisement"]),
    ("advertisement", .caseless, ["ADVERTISEMENT", "AdVertisement "]),
    ("Kiss", .caseless, ["kiss", "\u{212A}iss", "ki\u{17F}\u{17F}"]),
    ("a.b*c (d) [e] {2} | ^$ \\ # ?", [], ["a.b*c (d) [e] {2} | ^$ \\ # ?"]),
    ("no # comment", .extended, ["no # comment"]),
    ("Straße", .caseless, ["straße", "STRAẞE"]),
    ("ÉTÉ", .caseless, ["été", "Été"]),
    ("Новости", .caseless, ["НОВОСТИ", "новости"]),
    (
      "Рекомендуем прочитать", .caseless,
      ["РЕКОМЕНДУЕМ ПРОЧИТАТЬ", " рекомендуем прочитать ", "рек\u{1C82}мендуем прочи\u{1C85}ать"]
    ),
    (
      "Σχετικές ειδήσεις", .caseless,
      ["ΣΧΕΤΙΚΈΣ ΕΙΔΉΣΕΙΣ", "σχετικέσ ειδήσεις\t", "ςχετικέσ\u{20}\u{3F5}ιδήσε\u{1FBE}ς"]
    ),
    ("όροι", .caseless, ["ΌΡΟΙ", "ό\u{3F1}οι"]),
    ("đọc thêm", .caseless, ["ĐỌC THÊM", "Đọc thêm"]),
    ("Știri", .caseless, ["ȘTIRI", "știri"]),
    ("Қазақша ӏ", .caseless, ["ҚАЗАҚША ӏ", "қазақша ӏ"]),
    ("Լուրեր", .caseless, ["ԼՈՒՐԵՐ", "լուրեր"]),
    ("ახალი ამბები", .caseless, ["ᲐᲮᲐᲚᲘ ᲐᲛᲑᲔᲑᲘ", "ახალი ამბები"]),
    ("相关：新闻", .caseless, ["相关：新闻"]),
    // Glagolitic, Roman numbers: the index knows no cases of these.
    ("ⰰⰱⰲ", .caseless, ["ⰀⰁⰂ", " ⰰⰱⰲ"]),
    ("Ⅳ", .caseless, ["ⅳ"]),
    ("two\u{A0}words", .caseless, ["Two\u{A0}Words"]),
    ("広告", [], ["広告"]),
    ("X", [], ["X"]),
    ("»", [], ["»"]),
    ("tab\tinside", [], ["tab\tinside"]),
    (long, [], [long]),
  ]

  private static let others = [
    "", " ", "advertisement", "Advertisements", "An Advertisement", "Advertisement\u{0}",
    "axb*c (d) [e] {2} | ^$ \\ # ?",
    "no", "x", "XX", "tab inside", "Рекомендуем", "Рекомендуем почитать", "Σχετικές", "σχετικές υποθέσεις", "όρο",
    "đọc them", "A.B*C (D) [E] {2} | ^$ \\ # ?",
  ]

  private static func expression(_ one: (phrase: String, options: Expression.Options, lines: [String])) -> Expression {
    Expression(phrase: one.phrase, options: one.options, subject: .line(minimum: 0, maximum: 2000))
  }

  @Test(arguments: cases.indices) func aPhraseMatchesItsLinesAndNoOthers(_ place: Int) throws {
    let one = Self.cases[place]
    let expressions = [try CompiledExpression(Self.expression(one))]
    for line in one.lines {
      let found = try Differential.matches(IndexedMatcher(expressions), Array("before\n\(line)\nafter\n".utf8)).found
      #expect(found.map(\.range) == [7..<7 + line.utf8.count], "\(line.debugDescription)")
    }
    let others = Self.others.filter { other in !one.lines.contains(other) }
    let text = Array(others.joined(separator: "\n").utf8)
    if one.options.contains(.caseless) {
      try Differential.expectSame(expressions, [text])
    } else {
      #expect(try Differential.matches(IndexedMatcher(expressions), text).found == [])
    }
  }

  @Test(arguments: [true, false]) func allTogetherAreAsTheReferenceSays(jit: Bool) throws {
    let expressions = Differential.compiled(
      Self.cases.map(Self.expression)
        + Self.cases.map { Expression(phrase: $0.phrase, options: $0.options, subject: .document) })
    #expect(expressions.count == 2 * Self.cases.count)
    let lines = Self.cases.flatMap(\.lines) + Self.others
    let texts = lines.map { Array($0.utf8) } + [Array(lines.joined(separator: "\n").utf8)]
    #expect(try Differential.expectSame(expressions, texts, jit: jit) > 50)
  }

  @Test(arguments: [true, false]) func aListIsAsItsPhrasesAre(jit: Bool) throws {
    let subject = Expression.Subject.line(minimum: 0, maximum: 2000)
    let phrases = Self.cases.map(\.phrase).filter(Phrases.takes) + ["Advertisement", "ADVERTISEMENT"]
    let list = CompiledExpression(phrases: Phrases(phrases), options: .caseless, subject: subject)
    let single = Differential.compiled(
      phrases.map { Expression(phrase: $0, options: .caseless, subject: subject) })
    let text = Array((Self.cases.flatMap(\.lines) + Self.others).joined(separator: "\n").utf8)
    try Differential.expectSame([list], [text], jit: jit)
    let found = try Differential.matches(IndexedMatcher([list], jit: jit), text)
    let each = try Differential.matches(IndexedMatcher(single, jit: jit), text)
    #expect(found.found.map(\.range.lowerBound).sorted() == Set(each.found.map(\.range.lowerBound)).sorted())
    #expect(found.found.count > 30)
    // What the pattern says of the whole list is what its phrases say one by one.
    let whole = Expression(list.expression.pattern, options: .caseless, subject: subject)
    #expect(try Differential.matches(IndexedMatcher([CompiledExpression(whole)], jit: jit), text).found == found.found)
  }

  /// A phrase of letters whose cases have other bytes must not be tried in every line of its length.
  @Test(arguments: [
    "Рекомендуем прочитать", "Σχετικές ειδήσεις", "đọc thêm", "Știri", "Čtěte také", "Լուրեր", "ახალი ამბები",
    "ახალი", "相关：新闻", "Қазақша",
  ])
  func aPhraseInAnyAlphabetIsTriedInFewLines(phrase: String) throws {
    let lines = ["Σχετικά άρθρα", "Читайте также нас", "It rained all day.", "Xem thêm video", "Čtyři dny"] + [phrase]
    let text = Array(Array(repeating: lines, count: 50).joined().joined(separator: "\n").utf8)
    let expression = Expression(phrase: phrase, options: .caseless, subject: .line(minimum: 0, maximum: 200))
    let matcher = IndexedMatcher([try CompiledExpression(expression)])
    var (matches, profile) = (Matches(), MatchProfile(of: matcher))
    try matcher.findMatches(in: text, using: Scratch(), into: &matches, profile: &profile)
    #expect(matches.found.count == 50)
    #expect(profile.candidates == 50)
  }

  @Test func machineCodeThatWasGivenBackIsMadeAgain() throws {
    let expressions = Differential.compiled(Self.cases.map(Self.expression))
    let matcher = IndexedMatcher(expressions)
    let text = Array(Array(repeating: Self.cases.flatMap(\.lines), count: 100).joined().joined(separator: "\n").utf8)
    let before = try Differential.matches(matcher, text)
    #expect(before.found.count > 1_000)
    matcher.releaseMachineCode()
    #expect(try Differential.matches(matcher, text) == before)
    matcher.releaseMachineCode()
    matcher.releaseMachineCode()
    #expect(try Differential.matches(matcher, text) == before)
  }
}
