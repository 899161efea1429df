import Matching
import Testing

/// Of expressions without a telling literal, PCRE2 is asked about lines that pass a filter alone.
@Suite struct FilterTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var what: String
    var pattern: String
    var options: Expression.Options = []
    var subject = Expression.Subject.document
    var text: String
    /// How many lines PCRE2 is asked about, and how many matches it finds there.
    var candidates: Int
    var matches: Int
    var testDescription: String { what }
  }

  private static let line = Expression.Subject.line(minimum: 0, maximum: 400)
  private static let words = "^[^\\h\\n]+(?:\\h[^\\h\\n]+)++\\n(?=[a-z])[^\\n]+"
  private static let blanks = String(repeating: " \t", count: 200)
  /// As wide as a letter, or a half of it.
  private static let wide = String(repeating: "\u{3000}\u{2002}\u{A0}", count: 100)
  private static let prose = "It rained all day.\nThe ferry stayed, and nobody came.\n"

  @Test(arguments: [
    Case(
      what: "what the next line begins with", pattern: words, text: prose + "One line\nruns on.\n\nEnd.\n",
      candidates: 1, matches: 1),
    Case(
      what: "a look ahead over several lines", pattern: "^(?=(?:[^\\n]{1,40}\\n){2}\\d)[^\\n]+",
      text: "a b\nc d\n7 e\nf\n" + prose,
      candidates: 1, matches: 1),
    Case(
      what: "an empty line before", pattern: "(?<![^\\n]\\n)^[^\\n]{1,9}\\n\\p{Ll}", options: .unicodeProperties,
      text: "Ab\ncd\nEf\ngh\n\nIj\nkl\n", candidates: 2, matches: 2),
    Case(
      what: "letters of another alphabet are neither blanks nor signs", pattern: "^\\h*[•»]?\\h*\\d{1,3}$",
      text: "Один 1\nμία 2\n\u{A0}3\n» 4\nü5\n" + prose, candidates: 2, matches: 2),
    Case(
      what: "the first line of a text", pattern: "\\A[^\\n]{1,20}\\n[a-z]", text: "Ab\ncd\nEf\ngh\n", candidates: 1,
      matches: 1),
    Case(
      what: "a whole line", pattern: "[A-Z]{1,3}\\d+", subject: line, text: prose + "AB12\nAB12 x\nab12\n",
      candidates: 1, matches: 1),
    Case(
      what: "a word's boundary", pattern: "^[^\\n]?\\b(?:on|off)\\b[^\\n]{0,9}$",
      text: "on\n\"off\"\noffer\non it\n" + prose,
      candidates: 3, matches: 3),
    Case(
      what: "a word's boundary behind a look ahead",
      pattern: "(?:[ ,]|print(?:er(?=[ -]?friendly))?\\b|friendly|mail){2,}",
      options: .caseless, subject: line, text: "Mail printer friendly\n" + prose, candidates: 1, matches: 1),
    Case(
      what: "characters that fold to s and k", pattern: "[sk]{2}\\d", options: .caseless, subject: line,
      text: "\u{17F}\u{212A}1\nsk2\nx3\n", candidates: 2, matches: 2),
    Case(
      what: "what stands far behind the line is not read", pattern: "^[a-c]\\n(?:[^\\n]*\\n){12}END$",
      text: "a\n" + String(repeating: "x\n", count: 12) + "END\nb\n" + String(repeating: "x\n", count: 12) + "end\n",
      candidates: 2, matches: 1),
    Case(
      what: "the text's end", pattern: "^[^\\n]+\\n(?=\\z)", text: prose, candidates: 1, matches: 1),
    Case(
      what: "how long a line may be whose end a match reaches", pattern: "^[A-Z][^\\n]{0,20}\\n(?:[^\\n]*\\n){0,2}X",
      text: "Short\nXe\nThis one is longer than that.\nXe\nÄÖÜäöüÄÖÜäöüÄÖÜäöü\n" + prose, candidates: 2, matches: 1),
    Case(
      what: "how long a line may be that a look ahead reads to its end", pattern: "^(?=[^\\n]{1,9}$)[^\\n]+x",
      text: "ab x\nx ab x ab x ab x\nx\n" + prose, candidates: 1, matches: 1),
    Case(
      what: "what a line may end in", pattern: "^[^\\n]+(?<=[a-z])\\n[^\\n]*(?<=\\d)\\n",
      text: "One ends\nin 1\nTwo ends.\nin 2\n" + prose, candidates: 1, matches: 1),
    Case(
      what: "what a look ahead says of a line's end", pattern: "^(?=[^\\n]*!$)[^\\n]{1,300}",
      text: "Stop!\nGo!?\nStop! And go.\n" + prose, candidates: 1, matches: 1),
    Case(
      what: "a line that may be empty", pattern: "^(?:[^\\n]*[a-c])?\\n\\d", text: "xa\n1\n\n2\nxd\n3\n", candidates: 2,
      matches: 2),
    Case(
      what: "a look behind at the line feed before", pattern: "^[^\\n]*(?<=[\\n!])\\n\\d", text: "a!\n1\n\n2\na\n3\n",
      candidates: 2, matches: 2),
    Case(
      what: "a byte that the line must hold", pattern: "^[^\\n]{1,40}\\|[^\\n]*\\n", text: "a | b\n\n|c\nd|\n" + prose,
      candidates: 2, matches: 2),
    Case(
      what: "one of a few characters that the line must hold, some outside ASCII",
      pattern: "^[^\\n]{0,40}(?:[|•·]|→)[^\\n]*\\n",
      text: "a | b\na • b\na · b\na → b\n•\n\na ‖ b\na — b\n\u{212A} · b\n" + prose, candidates: 6, matches: 6),
    Case(
      what: "a letter outside ASCII, of which another case may stand there",
      pattern: "^[^\\n]{0,40}[|ж][^\\n]*\\n", options: [.caseless, .unicodeProperties],
      text: "a | b\na ж b\na Ж b\n" + prose, candidates: 3, matches: 3),
    Case(
      what: "letters of one case by their property", pattern: "^[^\\n]?\\p{Lu}\\d\\n", options: .unicodeProperties,
      text: "A1\na1\nxB2\nxb2\n\u{212A}3\nÉ4\né4\n" + prose, candidates: 5, matches: 4),
    Case(
      what: "the same where case does not count", pattern: "^[^\\n]?\\p{Ll}\\d\\n",
      options: [.caseless, .unicodeProperties], text: "A1\na1\nx2\n" + prose, candidates: 3, matches: 2),
    Case(
      what: "how many characters a line may have that are no blanks",
      pattern: "^\\h*+(?:[^\\n]{1,9}\\h)?(?:popular|gelesene)\\h*+\\n(?:[^\\n]{2,40}\\n){2}",
      text: "\(blanks)most popular\(blanks)\naa\nbb\nmost popular\naa\nbb\n\(wide)popular\naa\nbb\n"
        + "It rained all day, and it was a popular\naa\nbb\nÄÖÜ ÄÖÜ ÄÖÜ ÄÖÜ ÄÖÜ popular\naa\nbb\n" + prose,
      candidates: 3, matches: 3),
    Case(
      what: "a line that says the same twice", pattern: "([A-Z][^\\n]{3,50})\\h\\g{1}", subject: line,
      text: "Bridge Bridge\nBridge\u{A0}Bridge\nBridge  Bridge\nBridge Fridge\nBridgeBridge\n" + prose, candidates: 3,
      matches: 2),
    Case(
      what: "a line that says the same twice, with a partner of k in it", pattern: "(?=\\H)([A-Z][^\\n]{3,50})\\h?\\1",
      subject: line, text: "Brick\u{212A}Brick\u{212A}\nBrickkBrick\u{212A}\n" + prose, candidates: 2, matches: 1),
    Case(
      what: "the same again in other letters", pattern: "([A-Z][^\\n]{3,50})\\h\\1", options: .caseless, subject: line,
      text: "Bridge BRIDGE\n" + prose, candidates: 3, matches: 1),
    Case(
      what: "the same again as a group that was repeated took it last", pattern: "([A-Z][a-z]{3,9}){1,3}\\h\\1",
      subject: line, text: "FirstLast Last\n" + prose, candidates: 1, matches: 1),
    Case(
      what: "the same again as one of two groups of one number", pattern: "(?|(ab+)|(cd+))\\h?(x+)\\h\\2",
      subject: line,
      text: "abxx xx\n" + prose, candidates: 1, matches: 1),
    Case(
      what: "one of many ways that begin with a character each",
      pattern: "^(?:[a-c]x|[b-d]y|q\\d?z|[^a-y\\n]!|é[ab]|\\d)\\n[a-z]",
      text: "ax\nm\nay\nm\nby\nm\nq7z\nm\nz!\nm\néa\nm\néc\nm\n7\nm\n7\n8\n", candidates: 6, matches: 6),
    Case(
      what: "one of many ways, some of which take characters that fold to s and k",
      pattern: "^[^\\n]?(?:[ks]1|a2|b3|[é-ü]4|ö5)\\n", options: [.caseless, .unicodeProperties],
      text: "\u{17F}1\n\u{212A}1\nxS1\na1\nÉ4\nÖ5\nB3\ns4\n", candidates: 7, matches: 6),
    Case(
      what: "one of many ways, where a shadow shows a letter of ASCII in place of one that is taken",
      pattern: "^[^\\n]?(?:[\u{100}-\u{17F}]8|\u{17F}7|a2|b3|c4)\\n", options: .unicodeProperties,
      text: "\u{17F}8\n\u{17F}7\nx\u{17F}8\ns8\na2\n", candidates: 5, matches: 4),
    Case(
      what: "one of many words outside ASCII, by their first bytes",
      pattern: "^[»•]?\\h?(?:новости|новое|新闻|科技|تعليق|größe)\\n",
      options: [.caseless, .unicodeProperties],
      text: "新闻\n• 科技\n日本\nНОВОСТИ\nאבגדהוז\nGRÖSSE\nGRÖẞE\nGRÖßE\nthe\n", candidates: 5, matches: 5),
    Case(
      what: "look aheads of which one holds at once, one later, and one in the next line",
      pattern: "^(?=[A-Z])(?=[^\\n]{0,30}\\d)(?=[^\\n]+\\n[a-z])[^\\n]*\\n",
      text: "Ab 1\nc\nab 1\nc\nAb\nc\nAb 1\nC\nAb 2 3\nd\n", candidates: 2, matches: 2),
    Case(
      what: "look aheads that have held where the walk ends far behind the line",
      pattern: "^(?=[a-c]\\n)(?=\\w)(?:[^\\n]*\\n){12}END$",
      text: "a\n" + String(repeating: "x\n", count: 11) + "END\nd\n" + String(repeating: "x\n", count: 11) + "END\n",
      candidates: 1, matches: 1),
    Case(
      what: "a text without a line feed at its end", pattern: "^[a-z]+\\z", text: "ab\ncd", candidates: 1, matches: 1),
  ])
  func linesThatCanNotMatchAreNotShownToPCRE2(_ wanted: Case) throws {
    let expression = Expression(wanted.pattern, options: wanted.options, subject: wanted.subject)
    let matcher = IndexedMatcher([try CompiledExpression(expression)])
    var matches = Matches()
    var profile = MatchProfile(of: matcher)
    try matcher.findMatches(in: Array(wanted.text.utf8), using: Scratch(), into: &matches, profile: &profile)
    #expect(profile.candidates == wanted.candidates)
    #expect(matches.found.count == wanted.matches)
  }

  /// Lines that literals point to are walked along some at a time.
  @Test(arguments: [0, 1, 2, 3, 4, 5, 6, 9, 63, 64, 65, 66, 67, 129, 200])
  func ofTheLinesThatHoldALiteralThoseThatCanNotMatchAreFoundHoweverManyThereAre(_ lines: Int) throws {
    let expression = Expression("^[^\\n]{0,20}\\bmost read\\b[^\\n]{0,20}\\n\\d{2}", subject: .document)
    let matcher = IndexedMatcher([try CompiledExpression(expression)])
    // Runs of lines that can match, of others, and of both; some reach to the text's end.
    for period in [1, 2, 3, 1_000] {
      let below = (0..<lines).map { $0 % period == 0 ? "12" : $0 % 5 == 0 ? "1" : "ab" }
      let text = below.map { "The most read\n\($0)" }.joined(separator: "\n")
      var matches = Matches()
      var profile = MatchProfile(of: matcher)
      let scratch = Scratch()
      try matcher.findMatches(in: Array(text.utf8), using: scratch, into: &matches, profile: &profile)
      let wanted = below.count { $0 == "12" }
      #expect(matches.found.count == wanted)
      #expect(profile.candidates == wanted)
    }
  }

  @Test func theLineBeforeMayEndInWhatAShadowShowsAsALetter() throws {
    let expressions = Differential.compiled(
      ["(?<![a-z]\\n)^\\p{Lu}\\p{Ll}{1,9}\\n\\d", "(?<![^\\n]\\n)^\\p{Lu}\\p{Ll}{1,9}\\n\\d"].map {
        Expression($0, options: .unicodeProperties, subject: .document)
      })
    let texts = [
      "ab\u{17F}\nXyz\n1\n", "ab\u{212A}\nXyz\n1\n\nXyz\n2\n", "abs\nXyz\n1\n\u{212A}\nAb\n1", "\nAb\n1", "Ab\n1",
      "\n\nAb\n1", "x\nAb\n1",
    ]
    #expect(try Differential.expectSame(expressions, texts.map { Array($0.utf8) }) == 11)
  }

  @Test func aFilterForgetsItsStatesAndFindsTheSame() throws {
    // More sets of steps than states are kept.
    let classes = "bcdfghjklmnpqrstvwz".map { "^[a-e]{3}[^\\n]*\($0)[^\\n]*x" }
    let expressions = try classes.map { try CompiledExpression(Expression($0, subject: .document)) }
    var random = SeededRandom(seed: 5)
    var text: [UInt8] = []
    for _ in 0..<4_000 {
      text += (0..<3).map { _ in Array("abcde".utf8).randomElement(using: &random) ?? 0 }
      text +=
        (0..<40).map { _ in Array("abcdefghijklmnopqrstuvwxyz ".utf8).randomElement(using: &random) ?? 0 } + [0x0A]
    }
    #expect(try Differential.expectSame(expressions, [text]) > 4_000)
  }

  /// What two bytes at a line's start lead to is kept, and must be no less than a walk would find.
  @Test func whatIsLearntOfTheFirstTwoBytesOfLinesHoldsForOthers() throws {
    let patterns = [
      ["^[xz]"], ["^[xz]", "^\\d\\d"], ["^[xz]\\b"], ["^[xz](?!y)"], ["^(?=[xz])(?=xy?)."], ["^\\n?[xz]\\n"],
      ["^[^x][yz]?$"],
      ["^(?:[a-f]|[xy]\\d)\\z"], ["^\\p{L}\\d"], ["(?i)^[k-s]\\d"],
    ]
    let lines = ["xy", "x", "", "x1", "1x", "12", "zz", "é1", "éa", "\u{17F}1", "s1", "ab", "\u{212A}2", " x", "y"]
    var random = SeededRandom(seed: 11)
    let texts = (0..<40).map { _ in
      let some = (0..<60).map { _ in lines.randomElement(using: &random) ?? "" }
      return Array((some.joined(separator: "\n") + (Bool.random(using: &random) ? "\n" : "")).utf8)
    }
    for patterns in patterns {
      let expressions = Differential.compiled(patterns.map { Expression($0, subject: .document) })
      #expect(expressions.count == patterns.count)
      #expect(try Differential.expectSame(expressions, texts) > 0)
    }
  }
}
