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
    let lines = Self.found([[" Home", "1"], ["Home\t ", "2"], ["\u{A0}Home\u{A0} ", "à"]]).lines
    #expect(Self.names(lines) == ["Home"])
  }

  @Test func thoseInMostTextsComeFirstAndElseInTheirOrder() {
    let texts = [["b", "a", "c", "1"], ["c", "a", "b", "2"], ["b", "c", "a", "3"], ["c", "4"]]
    #expect(Self.names(Self.found(texts).lines) == ["c", "b", "a"])
  }

  @Test(arguments: [3, 4]) func anArticleThatCameSeveralTimesIsNoNotice(times: Int) {
    let copy = ["Home"] + Self.article(0) + ["What the keeper says"]
    let others = (1...3).map { ["Home"] + Self.article($0) }
    let (lines, copies) = Self.found(Array(repeating: copy, count: times) + others)
    #expect(Self.names(lines) == ["Home"])
    #expect(lines.map(\.texts) == [4])
    #expect(copies == times - 1)
  }

  @Test func aNoticeInSentencesIsFoundWhereMostSentencesAreTheArticlesOwn() {
    let notice = "We use cookies so that this page may be of more use to you than it would be without them."
    let lines = Self.found((1...3).map { Self.article($0) + [notice] }).lines
    #expect(Self.names(lines) == [notice])
  }

  @Test(arguments: [
    // By itself between paragraphs it may be a subheading.
    (["Read more"], true), (["Read more", "Sign up"], false),
  ]) func aLineByItselfBetweenParagraphsIsUnsure(between: [String], isUnsure: Bool) {
    let texts = (1...3).map { [Self.article($0)[0]] + between + [Self.article($0)[1]] }
    #expect(Self.found(texts).lines.map(\.isUnsure) == between.map { _ in isUnsure })
  }

  /// A sentence that an agency has sent, or that each version of an article says.
  @Test(arguments: [(6, false), (7, true)]) func proseOfLessThanHalfOfTheTextsIsUnsure(texts: Int, isUnsure: Bool) {
    let shared = "The council said on Monday that the bridge is to be closed for a year and a half."
    let lines = Self.found(
      (1...texts).map { Self.article($0) + ($0 <= 3 ? [shared, "Weather"] : []) }
    ).lines
    #expect(Self.names(lines) == [shared, "Weather"])
    #expect(lines.map(\.isUnsure) == [isUnsure, false])
  }

  @Test func aSiteWhoseTextsAreOneParagraphAndSeveralNoticesHasNoCopies() {
    let notices = ["cookies", "rights", "letters"].map {
      "What we do with \($0) is told on a page of its own for you to read."
    }
    let (lines, copies) = Self.found((1...10).map { ["Home", Self.article($0)[0]] + notices })
    #expect(Self.names(lines) == ["Home"] + notices)
    // So would be the sentences of an article of which ten versions came.
    #expect(lines.map(\.isUnsure) == [false, true, true, true])
    #expect(copies == 0)
  }

  /// An article's paragraphs, a subheading and a headline, and what one version of it says alone.
  private static func version(_ number: Int, of paragraphs: Int, own: Int) -> [String] {
    var text = ["Ferry Late Again"] + (1...paragraphs).map { Self.article(-$0)[0] } + ["Update \(number): at nine"]
    text.insert("Below the landing", at: 3)
    return text + (0..<own).map { Self.article(100 * number + $0)[1] }
  }

  @Test(arguments: [(3, 0), (4, 3), (8, 0), (8, 5)])
  func versionsOfAnArticleAreOneTextHoweverManyOfASitesTextsTheyAre(versions: Int, others: Int) {
    let texts = (0..<versions).map { Self.version($0, of: 6, own: 1) } + (0..<others).map { Self.article($0) }
    let (lines, copies) = Self.found(texts)
    #expect(lines.isEmpty)
    #expect(copies == versions - 1)
  }

  @Test func aVersionThatGrewIsOfTheSameArticle() {
    let text = (1...9).map { Self.article($0)[0] }
    let (lines, copies) = Self.found([3, 5, 7, 9].map { text.prefix($0) + ["Version \($0)"] })
    #expect(lines.isEmpty)
    #expect(copies == 3)
  }

  @Test func sentencesOfAnArticleThatWasHalfRewrittenAreUnsureAndSoIsItsSubheading() {
    let (lines, _) = Self.found((1...4).map { Self.version($0, of: 6, own: 3) })
    #expect(lines.filter { !$0.isUnsure }.map { String(decoding: $0.bytes, as: UTF8.self) } == ["Ferry Late Again"])
    #expect(lines.count == 8)
  }

  @Test func aShortTextIsNoVersionOfAnotherForTheSitesNotices() {
    let notices = (1...5).map { "What we do with your letters of kind \($0) is told on a page of its own." }
    let long = (1...3).map { number in (0...8).map { Self.article(10 * number + $0)[0] } + ["Home"] + notices }
    let short = (1...2).map { [Self.article(1000 * $0)[0]] + ["Home"] + notices }
    let (lines, copies) = Self.found(short + long)
    #expect(Self.names(lines) == ["Home"] + notices)
    #expect(lines.allSatisfy { !$0.isUnsure && $0.texts == 5 })
    #expect(copies == 0)
  }

  @Test func ofTextsWithTheSameLinesTheFirstCounts() {
    let verse = ["The ferry is late.", "Nobody rang", "the bell at the landing"]
    let (lines, copies) = Self.found(Array(repeating: verse, count: 3) + (1...3).map { Self.article($0) })
    #expect(lines.isEmpty)
    #expect(copies == 2)
  }

  @Test func aTextWithoutALineOfItsOwnIsACopyWhateverItsLinesAre() {
    let verse = ["The ferry is late.", "Nobody rang", "the bell at the landing"]
    let orders = [verse, verse.reversed(), ["Nobody rang", "The ferry is late.", "the bell at the landing"]]
    let (lines, copies) = Self.found(orders + (1...3).map { Self.article($0) })
    #expect(lines.isEmpty)
    #expect(copies == 3)
  }

  @Test func inFrontOfTheTextAndBehindItNoLineIsASubheading() {
    let texts = (1...3).map { ["Home"] + Self.article($0) + ["Imprint"] }
    #expect(Self.found(texts).lines.map(\.isUnsure) == [false, false])
  }

  @Test func withoutTextsThereIsNothing() { #expect(Self.found([]).lines.isEmpty) }
}
