import Matching
import Testing

/// PCRE2 has two engines. Which of them runs a pattern must make no difference.
@Suite struct EngineTests {
  /// What PCRE2's own machine code gets wrong in 10.42, at a line's start and anywhere.
  private static let patterns = [
    "(?>a.*|a)\\b", "(?:b.+|b){1,3}+\\b", "(?:a.|a)b*?(\\w|a\\n)", "(?:a+?b?|b)\\w*\\n", "(?:(?:b\\w|b)[^a]*|b.+){2,}",
    "\\D?\\K.?b*", "(?:\\w\\D{1,3}a*){1,3}+$", "(?:.|)\\w*?(.|\\w|b){2,}?", "(?>b.+?)$", "(?:(?:a|)\\S+){2,}?\\b",
    "\\w+1",
  ]

  @Test(arguments: [Expression.Options(), .dotAll, .caseless], ["", "^", "\\A"])
  func machineCodeFindsWhatTheInterpreterFinds(options: Expression.Options, lead: String) throws {
    let expressions = try Self.patterns.flatMap { pattern in
      try [Expression.Subject.document, .line(minimum: 0, maximum: 200)].map {
        try CompiledExpression(Expression(lead + pattern, options: options, subject: $0))
      }
    }
    let (interpreted, run) = (ReferenceMatcher(expressions, jit: false), ReferenceMatcher(expressions))
    let indexed = IndexedMatcher(expressions)
    #expect(run.usesJIT && indexed.usesJIT)
    var random = SeededRandom(seed: 11)
    for _ in 0..<300 {
      let text = (0..<Int.random(in: 1...24, using: &random)).map { _ in
        Array("aaabbb \nA1".utf8).randomElement(using: &random) ?? 0
      }
      let wanted = try Differential.matches(interpreted, text).found
      #expect(try Differential.matches(run, text).found == wanted, "\(String(decoding: text, as: UTF8.self))")
      #expect(try Differential.matches(indexed, text).found == wanted, "\(String(decoding: text, as: UTF8.self))")
    }
  }
}
