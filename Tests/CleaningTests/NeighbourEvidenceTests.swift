import Matching
import Rulebook
import TestSupport
import Testing

@testable import Cleaning

/// Rules may ask what the lines round a line show by themselves.
@Suite("Evidence round a line")
struct NeighbourEvidenceTests {
  private static let rules = """
    [[rule]]
    id = "short"
    do = "weigh"
    weight = 1
    when = { words = "..2" }

    [[rule]]
    id = "long"
    do = "weigh"
    weight = -3
    when = { words = "8.." }

    [[rule]]
    id = "among-its-like"
    do = "weigh"
    weight = 1.5
    when = { evidence-near = "60.." }

    [[rule]]
    id = "among-its-like-again"
    do = "weigh"
    weight = 0.5
    when = { evidence-near = "60.." }
    match = 'o.*'

    [profile.safe]
    threshold = 2.5
    """
  private static let prose = "It rained all day, and the river came over the road.\n"

  private func cleaner() throws -> Cleaner { Cleaner(try Rulebook(rules: Self.rules, jit: false)) }

  @Test(
    "a line goes among its like, and stays among others",
    arguments: [
      ("one\ntwo\nthree\nfour\nfive\n", "one\ntwo\nthree\nfour\nfive\n"),
      ("one\n" + prose + prose, ""),
      (prose + "one\ntwo\n" + prose, ""),
      // What the rules that ask say of a line is nothing to the lines round it: else all would hang together.
      (prose + prose + "one\none\none\n" + prose, ""),
    ])
  func goes(text: String, removed: String) throws {
    let cleaned = try cleaner().clean(Array(text.utf8))
    let gone = cleaned.removals.map { String(decoding: Array(text.utf8)[$0.range], as: UTF8.self) }
    #expect(gone.joined() == removed)
  }

  @Test("the record names the rules that ask, and what was removed is weighed with them")
  func explained() throws {
    let text = "one\ntwo\nthree\n"
    let cleaner = try cleaner()
    let measured = try cleaner.measure(Array(text.utf8), using: Scratch())
    let ids = measured.verdicts.map { $0.rules.map { cleaner.rulebook.rules[$0].id } }
    #expect(ids.first == ["t/among-its-like", "t/among-its-like-again", "t/short"])
    #expect(ids.last == ["t/among-its-like", "t/short"])
    #expect(try cleaner.clean(Array(text.utf8)).hits.map(\.count) == [3, 1, 3])
    #expect(measured.verdicts.map(\.sum) == [3_000, 2_500, 2_500])
    #expect(measured.features.lines.indices.map { measured.features.value(.evidenceNear, of: $0) } == [66, 66, 66])
  }

  @Test("other weights make other neighbours")
  func reweighed() throws {
    let measured = try cleaner().measure(Array("one\ntwo\n".utf8), using: Scratch())
    let weighing = try #require(measured.weighing)
    // In the order of their ids: among-its-like, among-its-like-again, long, short.
    #expect(weighing.rules(weighing: [0, 0, 0, 1_000]) == [[0, 1, 3], [0, 3]])
    #expect(weighing.rules(weighing: [9_000, 9_000, 0, 100]) == [[3], [3]])
  }
}
