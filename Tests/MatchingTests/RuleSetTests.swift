import Foundation
import Matching
import Testing

/// Whole rule sets on texts of every day.
@Suite struct RuleSetTests {
  private static func texts(_ count: Int) -> [[UInt8]] {
    var generator = TextGenerator(seed: 5)
    return (0..<count).map { _ in Array((0..<4).flatMap { _ in generator.text() }) }
  }

  @Test(arguments: [false, true]) func ruleSetsMatchAsTheReferenceSays(dense: Bool) throws {
    let texts = Self.texts(20)
    var sets = RuleSets(seed: 3, texts: texts)
    try Differential.expectSame(sets.expressions(600, dense: dense), texts)
  }

  /// Documents of the development corpus, where it lies beside the checkout.
  @Test func ruleSetsMatchTheCorpusAsTheReferenceSays() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let named = ProcessInfo.processInfo.environment["WINNOW_CORPUS"].map { URL(filePath: $0) }
    let folder = named ?? root.appending(path: "shared/eval/dev/container/in")
    let names: [String]
    do { names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() } catch {
      print("no corpus beside the checkout: this comparison was left out")
      return
    }
    let all = ProcessInfo.processInfo.environment["WINNOW_ROUNDS"] != nil
    let texts = try names.prefix(all ? names.count : 40).map { Array(try Data(contentsOf: folder.appending(path: $0))) }
    for dense in [false, true] {
      var sets = RuleSets(seed: 4, texts: texts)
      try Differential.expectSame(sets.expressions(all ? 1000 : 150, dense: dense), texts)
    }
  }

  @Test func severalThreadsShareOneMatcher() async throws {
    let texts = Self.texts(20)
    var sets = RuleSets(seed: 8, texts: texts)
    let expressions = sets.expressions(200, dense: true)
    let matcher = IndexedMatcher(expressions)
    let expected = try texts.map { try Differential.matches(ReferenceMatcher(expressions), $0) }
    try await withThrowingTaskGroup(of: [Matches].self) { group in
      for _ in 0..<4 {
        group.addTask { try texts.map { try Differential.matches(matcher, $0) } }
      }
      for try await found in group { #expect(found == expected) }
    }
  }

  @Test func aProfileCountsWhatWasDone() throws {
    let expressions = Differential.compiled([
      Expression("^share this$", options: .caseless, subject: .document),
      Expression("[0-9]{3}", subject: .document),
    ])
    let matcher = IndexedMatcher(expressions)
    var profile = MatchProfile(of: matcher)
    var matches = Matches()
    let text = Array("Share this\nshare this!\nx 123\n".utf8)
    for _ in 0..<2 {
      try matcher.findMatches(in: text, using: Scratch(), into: &matches, profile: &profile)
    }
    #expect(profile.documents == 2)
    #expect(profile.bytes == 2 * text.count)
    #expect(profile.costs.map(\.candidates) == [2, 2])
    #expect(profile.costs.map(\.matches) == [2, 2])
    #expect(profile.costliest(10).count == 2)
  }
}
