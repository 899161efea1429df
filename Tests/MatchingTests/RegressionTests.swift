import Matching
import TestSupport
import Testing

/// Cases that broke this engine or an earlier one, each named after its cause.
@Suite struct RegressionTests {
  struct Case: CustomTestStringConvertible, Sendable {
    let cause: String
    let pattern: String
    var options: Expression.Options = .caseless
    var subject = Expression.Subject.document
    let text: String
    var matches: [Range<Int>]

    var testDescription: String { cause }
  }

  static let cases: [Case] = [
    Case(
      cause: "the Kelvin sign matches k regardless of case", pattern: "^skip this ad$",
      text: "One.\nS\u{212A}IP THIS AD\n", matches: [5..<19]),
    Case(
      cause: "the long s matches s regardless of case", pattern: "subscribe now and save",
      text: "Please \u{17F}ub\u{17F}cribe now and save.\n", matches: [7..<31]),
    Case(
      cause: "the long s in a class", pattern: "^[s]hare this$", text: "\u{17F}hare this\n", matches: [0..<11]),
    Case(
      cause: "a word ends in a partner of k", pattern: "^story k\\b.{0,9}$", text: "story \u{212A}io\n",
      matches: [0..<11]),
    Case(
      cause: "a word begins with a partner of s", pattern: "\\bshare", text: "a\u{17F}hare\n", matches: [1..<7]),
    Case(
      cause: "a letter with a partner of other bytes", pattern: "\\bподписка\\b",
      options: [.caseless, .unicodeProperties],
      text: "x ПОДПИСКА\n", matches: [2..<18]),
    Case(
      cause: "a literal no longer than the sampling", pattern: "abcd", text: "xabcdyabcd", matches: [1..<5, 6..<10]),
    Case(cause: "a literal of one byte", pattern: "@", text: "a@b\n@\n", matches: [1..<2, 4..<5]),
    Case(
      cause: "white space before the literal crosses lines", pattern: "^\\s*advertisement\\s*$",
      text: "One.\n\n \nAdvertisement\n\nTwo.\n", matches: [5..<22]),
    Case(
      cause: "white space before the literal begins at the end of a line of text", pattern: "\\s*advertisement",
      text: "One. \n\nAdvertisement\n", matches: [4..<20]),
    Case(
      cause: "the line before the literal", pattern: "^(.+)\\nOTHER TOPICS\\n\\1\\n",
      text: "x\nhead\nOther topics\nHEAD\ny\n", matches: [2..<25]),
    Case(
      cause: "a line end at the end of the text", pattern: "^\\d+ min(ute)?s? read$", text: "a\n5 min read",
      matches: [2..<12]),
    Case(
      cause: "a line end before the end of the text is not the end of the subject", pattern: "ad\\z", text: "ad\nad",
      matches: [3..<5]),
    Case(
      cause: "outside multiline mode the dollar looks past the line feed", pattern: "(?-m)more$", text: "more\nmore\n",
      matches: [5..<9]),
    Case(
      cause: "a look ahead sees the next line", pattern: "^share(?=\\nthis)", text: "share\nthat\nshare\nthis\n",
      matches: [11..<16]),
    Case(
      cause: "a negative look ahead over two line feeds", pattern: "^share(?!\\n\\n)", text: "share\n\nshare\nx",
      matches: [7..<12]),
    Case(
      cause: "a look behind sees the line before", pattern: "(?<=\\n\\n)share", text: "share\n\nshare\nshare",
      matches: [7..<12]),
    Case(
      cause: "a setting in mid-pattern", pattern: "Share (?i)This", options: [], text: "Share THIS share this",
      matches: [0..<10]),
    Case(
      cause: "a setting lasts into the next alternative", pattern: "^(?:a(?i)b|share this)$", options: [],
      text: "SHARE THIS\n", matches: [0..<10]),
    Case(cause: "the start is reset", pattern: "^read \\Kmore$", text: "read more\n", matches: [5..<9]),
    Case(cause: "a quoted star", pattern: "^\\Qa*b\\E$", text: "A*B\na\nb\n", matches: [0..<3]),
    Case(
      cause: "a folded line feed looks like a star", pattern: "one*two|one\\*two", text: "one\ntwo one*two\n",
      matches: [8..<15]),
    Case(
      cause: "a tab is trimmed off a line, but stands in the literal", pattern: "^\\tshare this\\t$",
      text: "\tShare this\t\n", matches: [0..<12]),
    Case(cause: "a capital beyond ASCII", pattern: "^ÉTÉ$", text: "été\n", matches: [0..<5]),
    Case(
      cause: "a Greek letter has a Latin-1 partner", pattern: "^\u{B5}m wide$", text: "\u{3BC}M WIDE\n",
      matches: [0..<8]),
    Case(cause: "an empty line is no match", pattern: "^$", text: "\n\n", matches: []),
    Case(cause: "a blank line is one", pattern: "^\\h*\\n", text: "a\n \nb\n", matches: [2..<4]),
    Case(
      cause: "a line expression matches an empty line", pattern: "\\s*", subject: .line(minimum: 0, maximum: 200),
      text: "a\n\n \nb", matches: [2..<2, 3..<4]),
    Case(
      cause: "white space in a line expression stays in its line", pattern: "\\s*ad\\s*",
      subject: .line(minimum: 0, maximum: 200), text: "\n ad \n\n", matches: [1..<5]),
    Case(
      cause: "alternatives of a line expression are enclosed", pattern: "ad|advertisement",
      subject: .line(minimum: 0, maximum: 200), text: "ad\nad x\nx ad\nadvertisement\n", matches: [0..<2, 13..<26]),
    Case(
      cause: "a line that is too long in characters is not shown", pattern: ".*",
      subject: .line(minimum: 2, maximum: 3),
      text: "é\néé\nééé\néééé\n", matches: [3..<7, 8..<14]),
    Case(
      cause: "a recursion", pattern: "^(\\((?:[^()\\n]|(?1))*\\))$", text: "(a(b)c)\n(a\n", matches: [0..<7]),
    Case(cause: "quotation within a range", pattern: "^[a\\E\\E-\\Ec]$", options: [], text: "b\n", matches: [0..<1]),
    Case(cause: "a NUL in the text", pattern: "^a\\x00b$", text: "a\0b\n", matches: [0..<3]),
    Case(cause: "a NUL folds to a space", pattern: "a b", text: "a\0b\na b\n", matches: [4..<7]),
    Case(
      cause: "a look ahead that holds everywhere, then what only some lines have", pattern: "^(?=.*)..k",
      text: "abk\nabx\nabk\n", matches: [0..<3, 8..<11]),
    Case(
      cause: "two such looks ahead", pattern: "^(?=x?)(?=)(?=a)..[k-m]", text: "abk\nxbk\nabl\n",
      matches: [0..<3, 8..<11]),
    Case(
      cause: "a look ahead that holds everywhere, in a line expression", pattern: "(?=a?)[ax][bc]k",
      subject: .line(minimum: 0, maximum: 200), text: "abk\nabx\nack", matches: [0..<3, 8..<11]),
    Case(
      cause: "machine code that looks for a start goes back into an atomic group", pattern: "(?>a.*|a)\\b",
      options: .dotAll, text: " baa\n", matches: []),
    Case(
      cause: "machine code goes back into an atomic group that may be empty", pattern: "(?>\\D*|)\\v", text: "@\n",
      matches: []),
    Case(
      cause: "machine code goes back into a possessive group", pattern: "(?:b.+|b){1,3}+\\b", text: "bb ", matches: []),
    Case(
      cause: "machine code loses a way through a possessive group", pattern: "(?:\\S{1,}?){2}+\\z", text: "sss",
      matches: [1..<3]),
    Case(
      cause: "machine code loses a way through a choice within a choice", pattern: "^(?:(?:b\\w|b)[^a]*|b.+){2,}",
      text: "bbaaa", matches: [0..<3]),
    Case(
      cause: "machine code takes a match behind a reset start for empty", pattern: "\\D?\\K.?b*", text: "Aa1b ",
      matches: [1..<2, 2..<4, 4..<5]),
    Case(
      cause: "where a search goes on, and a verb that tells where", pattern: "\\Ga|b(*SKIP)c", options: [],
      text: "aab\nbbc\n", matches: [0..<1, 1..<2, 5..<7]),
    Case(
      cause: "a group within a group is not all that the outer one takes",
      pattern: "(?:\\s([a-z]{3,9}))(?:\\1)", options: [], subject: .line(minimum: 0, maximum: 200),
      text: " bridgebridge\n bridge bridge\n", matches: [0..<13]),
    Case(
      cause: "a group in a look ahead stands for less than the look ahead", pattern: "(?=([a-z]{2}))[a-z]{4}-\\1",
      options: [],
      subject: .line(minimum: 0, maximum: 200), text: "abcd-ab\nab-ab\n", matches: [0..<7]),
    Case(
      cause: "a group in a condition stands for less than the condition", pattern: "(?(?=q)q|[xy]{6}([z]+))-\\1",
      options: [],
      subject: .line(minimum: 0, maximum: 200), text: "xyxyxyzzzz-zzzz\n", matches: [0..<15]),
    Case(
      cause: "a look ahead that takes nothing holds a group", pattern: "(?=.(.*)).\\1", options: [],
      subject: .line(minimum: 0, maximum: 200), text: "hello\n", matches: [0..<5]),
    Case(
      cause: "the same again in other letters, as its own setting says", pattern: "([a-z]{3,9})-(?i:\\1)", options: [],
      subject: .line(minimum: 0, maximum: 200), text: "abc-ABC\nabc-abd\n", matches: [0..<7]),
    Case(
      cause: "the line before ends in a partner of k that no class has", pattern: "(?<![a-z]\\n)^[A-Z][a-z][a-z]+:",
      options: [], text: "a\u{212A}\nName:\nb\nName:\n", matches: [5..<10]),
    Case(
      cause: "a look ahead before what may be absent", pattern: "^(?=[ax]bk)(?:[ax]bk)?", text: "abk\nabx\nxbk\n",
      matches: [0..<3, 8..<11]),
  ]

  @Test(arguments: cases) func isMatchedAsBefore(_ one: Case) throws {
    let expressions = [try CompiledExpression(Expression(one.pattern, options: one.options, subject: one.subject))]
    let text = Array(one.text.utf8)
    #expect(try Differential.matches(ReferenceMatcher(expressions), text).found.map(\.range) == one.matches)
    #expect(try Differential.matches(IndexedMatcher(expressions), text).found.map(\.range) == one.matches)
  }

  @Test func allTogetherAreAsTheReferenceSays() throws {
    let expressions = Differential.compiled(
      Self.cases.map { Expression($0.pattern, options: $0.options, subject: $0.subject) })
    let texts = Self.cases.map { Array($0.text.utf8) }
    try Differential.expectSame(expressions, texts + [Array(texts.joined())])
  }

  /// The machine code of PCRE2 10.42, left to itself, finds a match here that its interpreter does not, and once took over
  /// after some uses.
  @Test func whatIsFoundDoesNotHangOnWhatWasSearchedBefore() throws {
    let expressions = [try CompiledExpression(Expression("(?>\\D*|)\\v", subject: .document))]
    let (matcher, scratch) = (IndexedMatcher(expressions), Scratch())
    var found: Set<Int> = []
    for round in 0..<300 {
      if round == 200 { matcher.releaseMachineCode() }
      var matches = Matches()
      try matcher.findMatches(in: Array("1@\n".utf8), enabled: [], using: scratch, into: &matches) { false }
      found.insert(matches.found.count)
    }
    #expect(found == [0])
  }

  /// Whether a word follows was once looked for to the line's end behind each sign: minutes for this one.
  @Test(.endsSoon) func aLineOfNothingButSignsTakesNoMoreTimeThanAnyOther() throws {
    let expressions = [try CompiledExpression(Expression("\\.\\.\\.[^\\w\\n]*$", subject: .document))]
    let text = [UInt8](repeating: UInt8(ascii: "."), count: 1_000_000) + Array("\nb...\n".utf8)
    let matches = try Differential.matches(IndexedMatcher(expressions), text)
    #expect(matches.found.map(\.range) == [0..<1_000_000, 1_000_002..<1_000_005])
  }

  /// Each line was once searched to the text's end for a byte that it must hold: minutes for this one.
  @Test(.endsSoon) func manyLinesThatLackAByteTakeNoMoreTimeThanOthers() throws {
    let expressions = [
      try CompiledExpression(
        Expression("\\w+ subscribe [\\w ]+@\\w+", subject: .line(minimum: 0, maximum: 200)))
    ]
    let line = "please subscribe now and get all the news\n"
    let text = Array((String(repeating: line, count: 800_000) + "a subscribe b@c\n").utf8)
    let matches = try Differential.matches(IndexedMatcher(expressions), text)
    #expect(matches.found.count == 1)
  }
}
