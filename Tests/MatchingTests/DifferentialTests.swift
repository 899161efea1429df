import Foundation
import Matching
import Testing

/// The index gives what the reference gives, whatever the patterns and the texts.
@Suite struct DifferentialTests {
  /// How many times over; `WINNOW_ROUNDS` sets more than the few that every run does.
  private static let rounds = ProcessInfo.processInfo.environment["WINNOW_ROUNDS"].flatMap { UInt64($0) } ?? 4
  private static let first = ProcessInfo.processInfo.environment["WINNOW_SEED"].flatMap { UInt64($0) } ?? 1

  @Test(arguments: first..<first + rounds) func generatedPatternsOnGeneratedTexts(seed: UInt64) throws {
    var patterns = PatternGenerator(seed: seed)
    var texts = TextGenerator(seed: seed)
    let expressions = Differential.compiled((0..<400).map { _ in patterns.expression() })
    #expect(expressions.count > 200)
    let count = try Differential.expectSame(expressions, (0..<60).map { _ in texts.text() })
    #expect(count > 1000)
  }

  @Test func generatedPatternsWithoutMachineCode() throws {
    var patterns = PatternGenerator(seed: 99)
    var texts = TextGenerator(seed: 99)
    let expressions = Differential.compiled((0..<200).map { _ in patterns.expression() })
    try Differential.expectSame(expressions, (0..<20).map { _ in texts.text() }, jit: false)
  }

  @Test func disabledExpressionsFindNothing() throws {
    var patterns = PatternGenerator(seed: 7)
    var texts = TextGenerator(seed: 7)
    let expressions = Differential.compiled((0..<200).map { _ in patterns.expression() })
    let enabled = expressions.indices.map { $0.isMultiple(of: 3) }
    let (reference, indexed) = (ReferenceMatcher(expressions), IndexedMatcher(expressions))
    for _ in 0..<10 {
      let text = texts.text()
      let found = try Differential.matches(indexed, text, enabled: enabled)
      #expect(found == (try Differential.matches(reference, text, enabled: enabled)))
      #expect(found.found.allSatisfy { enabled[$0.expression] })
    }
  }
}
