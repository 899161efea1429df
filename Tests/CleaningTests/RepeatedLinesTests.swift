import Cleaning
import Testing

@Suite("Lines that come again")
struct RepeatedLinesTests {
  /// Two paragraphs that no other text has.
  private static func article(_ number: Int) -> [String] {
    [
      "On day number \(number) the ferry came late over the river, and nobody rang the bell.",
      "It took the keeper number \(number) the whole of the evening to bring the boat back again.",
    ]
  }

  private static func found(
    _ texts: [[String]], in least: Int = 3
  ) -> (lines: [RepeatedLines.Line], copies: Int) {
    var repeated = RepeatedLines()
    for text in texts { repeated.add(Array(text.joined(separator: "\n").utf8)) }
    return repeated.found(in: least)
  }

  private static func names(_ lines: [RepeatedLines.Line]) -> [String] {
    lines.map { String(decoding: $0.bytes, as: UTF8.self) }
  }

  @Test func aLineOfEnoughTextsIsFoundOnceForEachHoweverOftenItStandsThere() {
    let texts = (1...4).map { number in
      ["Home", "Home", number < 4 ? "Weather" : "Sport"] + Self.article(number) + (number < 3 ? ["Imprint"] : [])
    }
    let (lines, copies) = Self.found(texts)
    #expect(Self.names(lines) == ["Home", "Weather"])
    #expect(lines.map(\.texts) == [4, 3])
    #expect(copies == 0)
  }

  @Test func blanksAtALinesEndsMakeNoDifference() {
    let lines = Self.found([[" Home"], ["Home\t "], ["\u{A0}Home\u{A0} ", "à"]]).lines
    #expect(Self.names(lines) == ["Home"])
  }

  @Test func thoseInMostTextsComeFirstAndElseInTheirOrder() {
    let texts = [["b", "a", "c"], ["c", "a", "b"], ["b", "c", "a"], ["c"]]
    #expect(Self.names(Self.found(texts).lines) == ["c", "b", "a"])
  }

  @Test(arguments: [3, 4]) func anArticleThatCameSeveralTimesIsNoNotice(times: Int) {
    let copy = ["Home"] + Self.article(0) + ["What the keeper says"]
    let others = (1...3).map { ["Home"] + Self.article($0) }
    let (lines, copies) = Self.found(Array(repeating: copy, count: times) + others)
    #expect(Self.names(lines) == ["Home"])
    #expect(lines.map(\.texts) == [3])
    #expect(copies == times)
  }

  @Test func aNoticeInSentencesIsFoundWhereMostSentencesAreTheArticlesOwn() {
    let notice = "We use cookies so that this page may be of more use to you than it would be without them."
    let lines = Self.found((1...3).map { Self.article($0) + [notice] }).lines
    #expect(Self.names(lines) == [notice])
  }

  @Test(arguments: [
    // By itself between paragraphs it may be a subheading.
    (["Read more"], true), (["Read more", "Sign up"], false),
  ]) func aLineByItselfBetweenParagraphsIsTold(between: [String], isAmongProse: Bool) {
    let texts = (1...3).map { [Self.article($0)[0]] + between + [Self.article($0)[1]] }
    #expect(Self.found(texts).lines.map(\.isAmongProse) == between.map { _ in isAmongProse })
  }

  @Test func inFrontOfTheTextAndBehindItNoLineIsASubheading() {
    let texts = (1...3).map { ["Home"] + Self.article($0) + ["Imprint"] }
    #expect(Self.found(texts).lines.map(\.isAmongProse) == [false, false])
  }

  @Test func withoutTextsThereIsNothing() { #expect(Self.found([]).lines.isEmpty) }
}
