import Testing

@testable import Matching

/// What is taken for sound without asking PCRE2 must be sound: PCRE2 is asked here.
@Suite struct SurePatternTests {
  private static func isSure(_ pattern: String, _ options: Expression.Options = []) -> Bool {
    SurePattern.accepts(pattern, options)
  }

  /// Whether PCRE2 accepts an expression.
  private static func isAccepted(_ expression: Expression) -> Bool {
    do { return unsafe try Pattern(expression).code != nil } catch { return false }
  }

  @Test(
    "plain constructs are sure to be accepted",
    arguments: [
      "", "read more", "^\\h*+(?:ad|advert(?:isement)?s?)\\h*$", "a|", "(?i)a(?-i:b)", "[[x]", "[-a-z_.-]",
      "[^\\]\\s-]",
      "[.:]", "\\x{2019}\\x41\\ \\#", "(?<!\\d)x(?=y)(?!z)", "(?<=[.!?]|\\.{3}) x", "(?<by>By) \\k<by>", "(a)\\1\\g{1}",
      "(?>a++|b{2,3}?)*+c{4}", "\\p{Lu}\\pL\\P{Nd}[\\p{L}\\d]+", "(?x) a # )\n b", "}]",
      "«lire»|→",
    ]) func plainConstructs(pattern: String)
  {
    #expect(Self.isSure(pattern))
    #expect(Self.isAccepted(Expression(pattern, subject: .document)))
  }

  @Test(
    "what is wrong or out of the ordinary is left to PCRE2",
    arguments: [
      "(", ")", "a)", "(a", "[a", "[]", "[]a]", "[z-a]", "[\\d-z]", "[a-\\d]", "[a-c-e]", "[:alpha:]", "[.x.]",
      "[[:alpha:]]",
      "*a", "a**", "a+++", "^*", "(?=a)*", "a{3,2}", "a{,3}", "a{x", "{", "a{99999}", "\\", "\\q", "\\p{Greek}", "\\pX",
      "\\Qa\\E", "\\K", "\\G", "\\C", "\\x{110000}", "\\x{D800}", "\\x4", "\\N{U+41}", "\\2(a)", "\\k<by>", "\\g{2}(a)",
      "(?<a>x)(?<a>y)", "(?<1>x)", "(?<=a+)", "(?<=a|(b))", "(?<=\\R)", "(?<=)", "(?#x)", "(?|a)", "(?R)", "(?(1)a)",
      "(*SKIP)", "(?xx)a", "(?m)a", "(?:a{50000}){3}b(?:c{2}|d){50000}",
    ]) func otherConstructs(pattern: String)
  {
    #expect(!Self.isSure(pattern))
  }

  private static func ks(_ count: Int) -> String { String(repeating: "k", count: count) }

  /// Words of k and s, which both have three cases.
  private static let words = (0..<3_700).map { number in
    String((0..<5).map { (number * 7_919) >> $0 & 1 == 0 ? "k" : "s" })
  }.joined(separator: "|")

  static let refused: [(pattern: String, options: Expression.Options, reason: String)] = [
    ("(?<=[a]{40000}[b]{40000})x", [], "lookbehind assertion is too long"),
    ("(?<=\\d{50000}\\d{50000})", [], "lookbehind assertion is too long"),
    ("(?:\(ks(1_000))){24}", .caseless, "regular expression is too large"),
    (ks(24_000), .caseless, "regular expression is too large"),
    ("(?i)\(ks(24_000))", [], "regular expression is too large"),
    (words, .caseless, "regular expression is too large"),
  ]

  @Test("what PCRE2 finds too long or too large once it has counted is not taken for sound", arguments: refused)
  func countedPatterns(pattern: String, options: Expression.Options, reason: String) throws {
    let expression = Expression(pattern, options: options, subject: .document)
    let error = #expect(throws: PatternError.self) { try CompiledExpression(expression) }
    #expect(error?.reason == reason)
    #expect(!Self.isSure(pattern, options))
  }

  @Test(
    "what stays below these bounds is sure to be accepted",
    arguments: ["(?<=[a]{255}\\d{3})x", ks(9_000), "[\(String(repeating: "a-z", count: 170))]"])
  func shortPatterns(pattern: String) {
    #expect(Self.isSure(pattern, .caseless))
    #expect(Self.isAccepted(Expression(pattern, options: .caseless, subject: .document)))
  }

  @Test("a pattern that was wrongly taken for sound is told where patterns are compiled at once") func netForCheck()
    throws
  {
    let wrong = Expression(literal: Self.ks(70_000), isSound: true, options: [], subject: .document)
    #expect(try CompiledExpression(wrong).expression == wrong)
    let error = #expect(throws: PatternError.self) { try CompiledExpression(wrong, atOnce: true) }
    #expect(error?.reason == "regular expression is too large")
  }

  @Test("the blanks of free spacing are not repeated") func freeSpacing() {
    #expect(Self.isSure("a +\n# b\n", .extended))
    #expect(!Self.isSure(" + a", .extended))
    #expect(!Self.isSure("a + +", .extended))
    #expect(!Self.isSure("a\u{85}+", .extended))
    // Free spacing ends with its group.
    #expect(Self.isSure("(?:(?x) #a\n) +"))
    #expect(!Self.isSure("(?:(?x) #a\n) ++ +", .extended))
  }

  @Test("PCRE2 accepts all made-up patterns that are taken for sound") func madeUpPatterns() {
    var generator = PatternGenerator(seed: 21)
    var sure = 0
    for _ in 0..<20_000 {
      let expression = generator.expression()
      guard Self.isSure(expression.pattern, expression.options) else { continue }
      sure += 1
      #expect(Self.isAccepted(expression), "\(expression.pattern.debugDescription)")
    }
    #expect(sure > 6_000)
  }

  @Test("PCRE2 accepts all heaps of signs that are taken for sound") func heapsOfSigns() {
    let signs = [
      "a", "b", "k", "é", "й", "\u{200E}", " ", "\n", "#", "(", "(", ")", ")", ")", "(?:", "(?=", "(?!", "(?<=", "(?<!",
      "(?>", "(?<n>", "(?<m>",
      "(?i)", "(?x)", "(?-x:", "(?s-i:", "[", "[^", "]", "]", "-", "\\d", "\\w", "\\h", "\\b", "\\R", "\\X", "\\n",
      "\\t",
      "\\.", "\\]", "\\-", "\\1", "\\2", "\\k<n>", "\\g{1}", "\\x{200B}", "\\x41", "\\p{L}", "\\pN", "\\", "*", "+",
      "?", "{2}", "{1,3}",
      "{3,}", "{", "}", ",", "|", "|", "^", "$", ".", ":", "=", "!", "<", ">", "0", "7",
    ]
    var random = SeededRandom(seed: 22)
    var sure = 0
    for _ in 0..<60_000 {
      let pattern = (0..<Int.random(in: 1...9, using: &random)).map { _ in random.pick(signs) }.joined()
      let options: Expression.Options = random.pick([[], .caseless, .extended, [.extended, .unicodeProperties]])
      guard Self.isSure(pattern, options) else { continue }
      sure += 1
      let expression = Expression(
        pattern, options: options, subject: random.oneIn(2) ? .document : .line(minimum: 0, maximum: 9))
      #expect(Self.isAccepted(expression), "\(pattern.debugDescription)")
    }
    #expect(sure > 4_000)
  }

  @Test("a pattern that PCRE2 finds too large is not taken for sound") func largePatterns() {
    var generator = PatternGenerator(seed: 23)
    let parts =
      (0..<300).map { _ in generator.expression() } + [
        Expression("[\\x{2000}-\\x{2BFF}k]{3,4}+", options: .caseless, subject: .document),
        Expression("(?=(?!(?:a|b|c|d)?+)\\p{L}{1,2})", options: .unicodeProperties, subject: .document),
        Expression("(?<=\\p{L}\\.{3}|[^ab]|é)\\bй", options: .caseless, subject: .document),
        Expression("(a?){0,3}", subject: .document), Expression("()", subject: .document),
      ]
    for part in parts {
      var rounds = 1
      while rounds < 20_000 {
        for pattern in ["(?:\(part.pattern)\n){\(rounds)}", "(?:\(part.pattern)\n){0,\(rounds)}+"] {
          let whole = Expression(pattern, options: part.options, subject: part.subject)
          guard Self.isSure(pattern, part.options) else { continue }
          #expect(Self.isAccepted(whole), "\(pattern.debugDescription)")
        }
        rounds += 1 + rounds / 6
      }
    }
  }
}
