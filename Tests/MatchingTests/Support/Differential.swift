import Matching
import Testing

/// Compares the index with the reference.
enum Differential {
  /// The expressions that PCRE2 accepts.
  static func compiled(_ expressions: [Expression]) -> [CompiledExpression] {
    expressions.compactMap { expression in
      do { return try CompiledExpression(expression) } catch { return nil }
    }
  }

  static func matches(_ matcher: some Matcher, _ text: [UInt8], enabled: [Bool] = []) throws -> Matches {
    var matches = Matches()
    try matcher.findMatches(in: text, enabled: enabled, using: Scratch(), into: &matches, shouldStop: { false })
    return matches.sorted()
  }

  /// Expects the same matches from both for every text; returns how many there were.
  @discardableResult
  static func expectSame(
    _ expressions: [CompiledExpression], _ texts: [[UInt8]], jit: Bool = true,
    _ location: SourceLocation = #_sourceLocation
  ) throws -> Int {
    let reference = ReferenceMatcher(expressions, jit: jit)
    let indexed = IndexedMatcher(expressions, jit: jit)
    #expect(reference.usesJIT == indexed.usesJIT, sourceLocation: location)
    let (judge, scratch) = (Scratch(), Scratch())
    var (expected, found) = (Matches(), Matches())
    var count = 0
    for text in texts {
      try reference.findMatches(in: text, enabled: [], using: judge, into: &expected, shouldStop: { false })
      try indexed.findMatches(in: text, enabled: [], using: scratch, into: &found, shouldStop: { false })
      count += expected.found.count
      let (expected, found) = (expected.sorted(), found.sorted())
      if expected == found { continue }
      report(expressions, text, expected, found, location)
    }
    return count
  }

  private static func report(
    _ expressions: [CompiledExpression], _ text: [UInt8], _ expected: Matches, _ found: Matches,
    _ location: SourceLocation
  ) {
    let differing =
      Set(expected.found).symmetricDifference(found.found).map(\.expression)
      + Set(expected.inconclusive).symmetricDifference(found.inconclusive).map(\.expression)
    for index in Set(differing).sorted().prefix(3) {
      let expression = expressions[index].expression
      Issue.record(
        """
        \(expression.pattern.debugDescription), options \(expression.options.rawValue), \(expression.subject)
        in \(String(decoding: text.prefix(400), as: UTF8.self).debugDescription)
        reference \(expected.found.filter { $0.expression == index }.prefix(20).map(\.range)) \
        \(expected.inconclusive.filter { $0.expression == index }.map { ($0.range, $0.reason) })
        index     \(found.found.filter { $0.expression == index }.prefix(20).map(\.range)) \
        \(found.inconclusive.filter { $0.expression == index }.map { ($0.range, $0.reason) })
        """, sourceLocation: location)
    }
  }
}
