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

  /// Each stage has an index of its own; one of them is empty here.
  @Test func expressionsInStagesFindWhatTheyFindTogether() throws {
    var patterns = PatternGenerator(seed: 12)
    var texts = TextGenerator(seed: 12)
    let expressions = Differential.compiled((0..<200).map { _ in patterns.expression() })
    let stages = expressions.indices.map { $0 % 3 == 2 ? 3 : $0 % 3 }
    let enabled = expressions.indices.map { !$0.isMultiple(of: 5) }
    let matcher = IndexedMatcher(expressions, stages: stages)
    let (together, scratch) = (IndexedMatcher(expressions), Scratch())
    #expect(matcher.stageCount == 4)
    for _ in 0..<20 {
      let text = texts.text()
      #expect(try Differential.matches(matcher, text) == Differential.matches(together, text))
      let expected = try Differential.matches(together, text, enabled: enabled)
      #expect(try Differential.matches(matcher, text, enabled: enabled) == expected)
      var found = Matches()
      for stage in 0..<4 {
        let known = found.found.count
        var profile: MatchProfile? = MatchProfile(of: matcher)
        try matcher.addMatches(
          ofStage: stage, in: text, enabled: enabled, using: scratch, to: &found, profile: &profile,
          shouldStop: { false })
        #expect(found.found[known...].allSatisfy { stages[$0.expression] == stage })
        #expect(profile?.documents == (stage == 0 ? 1 : 0))
        #expect(profile?.costs.reduce(0) { $0 + $1.matches } == found.found.count - known)
      }
      #expect(found.sorted() == expected)
    }
  }
}
