import Features
import Testing

@Suite("A test of a line")
struct LineTestTests {
  static let tests: [[LineTest]] = [
    [], [LineTest(.this, .feature(.documentProse, [3...Int.max]))],
    LineTest.Place.allCases.map { LineTest($0, .marks(5)) },
    Feature.allCases.map { LineTest(.near, .feature($0, [-1 ... -1, 0...4])) }, [LineTest(.next, .feature(.words, []))],
  ]

  @Test("is spelled as Swift prints it", arguments: tests)
  func spelled(tests: [LineTest]) { #expect(LineTest.spelled(tests) == "\(tests)") }

  @Test("has names in which hyphens stand before what is a capital in the code")
  func names() {
    #expect(Feature.runFirstEnds.name == "run-first-ends")
    #expect(Feature.words.name == "words")
    #expect(Feature.zone.words == ["head", "body", "tail"])
  }
}
