import class Foundation.ProcessInfo
import TestSupport
import Testing

@testable import Matching

/// PCRE2 has two engines. Which of them runs a pattern must make no difference.
@Suite struct EngineTests {
  private static let rounds = ProcessInfo.processInfo.environment["WINNOW_ROUNDS"].flatMap { UInt64($0) } ?? 3
  private static let first = ProcessInfo.processInfo.environment["WINNOW_SEED"].flatMap { UInt64($0) } ?? 1

  /// What PCRE2's own machine code gets wrong in 10.42, at a line's start and anywhere.
  private static let patterns = [
    "(?>a.*|a)\\b", "(?:b.+|b){1,3}+\\b", "(?:a.|a)b*?(\\w|a\\n)", "(?:a+?b?|b)\\w*\\n", "(?:(?:b\\w|b)[^a]*|b.+){2,}",
    "\\D?\\K.?b*", "(?:\\w\\D{1,3}a*){1,3}+$", "(?:.|)\\w*?(.|\\w|b){2,}?", "(?>b.+?)$", "(?:(?:a|)\\S+){2,}?\\b",
    "\\w+1", "(\\w\\w|\\w){2,}+", "(..|.){2,}+", "((?(1)a|b){1,3}?|)*+\\B", "(?=a)\\w*a", "(?!b)(?=a).*a",
    "(?:a?+(\\w+b)|\\1?)",
    "(?=A)(?i)a+",
  ]

  @Test(arguments: [Expression.Options(), .dotAll, .caseless], ["", "^", "\\A"])
  func machineCodeFindsWhatTheInterpreterFinds(options: Expression.Options, lead: String) throws {
    let expressions = try Self.patterns.flatMap { pattern in
      try [Expression.Subject.document, .line(minimum: 0, maximum: 200)].map {
        try CompiledExpression(Expression(lead + pattern, options: options, subject: $0))
      }
    }
    var random = SeededRandom(seed: 11)
    #expect(try compared(expressions, (0..<300).map { _ in Self.text(&random) }) > 1_000)
  }

  /// Machine code hardly counts the calls of groups against its limit: twenty characters took it half a minute.
  @Test(arguments: [
    "(a|(?R))", "(a|(?0))", "(a|(?1))", "(a|(?+1))(b)", "(a)(?-1)", "(?<n>a)(?&n)", "(?<n>a)(?P>n)", "(?<n>a)\\g<n>",
    "(a)\\g'1'", "(*UTF)a", "a(*SKIP)b", "\\Ga", "(a|b)++", "(?<n>a|b){2,}+", "(?P<n>a)?+", "(?'n'[)])*+",
    "([()]b){2}+",
    "(a#)\n(?:b)++", "(\\Qa(\\E(?:b)++)",
  ])
  func somePatternsAreInterpretedAlways(pattern: String) throws {
    #expect(try !Pattern(Expression(pattern, subject: .document)).compileMachineCode())
  }

  @Test(arguments: [
    "(?:a)", "(?i)a", "(?-i)a", "(?^)a", "(?=a)", "(?<!a)b", "(?<n>a)", "(?P<n>a)", "(?#*)a", "(a)\\1", "\\(\\?R",
    "(a)(?:b|c)++", "((?:a|b)*+)c", "(a)(?:[(]b)++", "(?:[()(]a)++(b)", "(a)\\)++", "(a)[[:alpha:])(]++b", "\\g{1}(a)",
    "(?|(a)|b)",
  ])
  func othersAreNot(pattern: String) throws {
    #expect(try Pattern(Expression(pattern, subject: .document)).compileMachineCode())
  }

  @Test(.endsSoon) func aPatternThatCallsItselfKeepsToTheLimits() throws {
    let pattern = "\u{FFFD}X(:\u{FFFD}?R)||\\\\|||b$|bT\u{FFFD}zc|||(?R)||(?R)\u{FFFD}?\u{FFFD}\u{FFFD}|||c*"
    let expressions = Differential.compiled([
      Expression(pattern, options: [.dotAll, .unicodeProperties], subject: .document)
    ])
    let text = Array(" Ut>\u{FFFD}s\\$a\nds\n".utf8)
    for _ in 0..<8 { try Differential.expectSame(expressions, [text]) }
  }

  /// Patterns in which much can match much, so that all hangs on the order in which ways are tried.
  @Test(arguments: first..<first + rounds) func enginesAgreeOnAmbiguousPatterns(seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    let expressions = Differential.compiled(
      (0..<400).map { _ in
        let options: Expression.Options = random.pick([[], .dotAll, .caseless, .unicodeProperties])
        let subject: Expression.Subject = random.oneIn(4) ? .line(minimum: 0, maximum: 200) : .document
        return Expression(
          random.pick(["", "", "^", "\\A", ".*", "(?<=a)", "\\b"]) + Self.sequence(&random, depth: 0), options: options,
          subject: subject)
      })
    #expect(expressions.count > 150)
    #expect(try compared(expressions, (0..<40).map { _ in Self.text(&random) }) > 1_000)
  }

  @Test(arguments: first..<first + rounds) func enginesAgreeOnGeneratedPatterns(seed: UInt64) throws {
    var patterns = PatternGenerator(seed: seed)
    var texts = TextGenerator(seed: seed)
    let expressions = Differential.compiled((0..<300).map { _ in patterns.expression() })
    #expect(try compared(expressions, (0..<20).map { _ in texts.text() }) > 100)
  }

  /// Expects the same of both engines and of the index; the number of matches. The engines count their limits differently, so
  /// that an expression that hits one is left out.
  private func compared(_ expressions: [CompiledExpression], _ texts: [[UInt8]]) throws -> Int {
    let interpreted = ReferenceMatcher(expressions, jit: false)
    let others: [any Matcher] = [ReferenceMatcher(expressions), IndexedMatcher(expressions)]
    #expect(ReferenceMatcher(expressions).usesJIT)
    var count = 0
    for text in texts {
      let wanted = try Differential.matches(interpreted, text)
      count += wanted.found.count
      for other in others {
        let found = try Differential.matches(other, text)
        let limited = Set((wanted.inconclusive + found.inconclusive).map(\.expression))
        let differing = Set(wanted.found).symmetricDifference(found.found)
          .filter { !limited.contains($0.expression) }
        for match in differing.prefix(2) {
          Issue.record(
            "\(expressions[match.expression].expression) \(match.range) in \(String(decoding: text, as: UTF8.self).debugDescription)"
          )
        }
      }
    }
    return count
  }

  private static func text(_ random: inout SeededRandom) -> [UInt8] {
    (0..<Int.random(in: 1...24, using: &random)).map { _ in
      Array("aaabbb \nA1".utf8).randomElement(using: &random) ?? 0
    }
  }

  private static func sequence(_ random: inout SeededRandom, depth: Int) -> String {
    (0..<Int.random(in: 1...3, using: &random)).map { _ in
      var item = random.pick([
        "a", "b", ".", "\\w", "\\D", "\\S", "[^a]", "[ab]", "\\s", "\\b", "\\K", "\\n", "^", "$", "(?=a)", "(?<!b)",
        "\\H", "[[:punct:]1]", "1",
      ])
      if depth < 3, random.oneIn(2) {
        let ways = (0..<Int.random(in: 1...3, using: &random)).map { _ in
          random.oneIn(6) ? "" : sequence(&random, depth: depth + 1)
        }
        item = random.pick(["(?:", "(", "(?>", "(?|", "(?=", "(?!"]) + ways.joined(separator: "|") + ")"
      }
      if random.oneIn(2) {
        item += random.pick(["?", "*", "+", "{2,}", "{1,3}", "{0,2}"]) + random.pick(["", "", "?", "+"])
      }
      return item
    }.joined()
  }
}
