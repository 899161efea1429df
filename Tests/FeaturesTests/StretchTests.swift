import Features
import TestSupport
import Testing

/// What is measured of a line among others.
@Suite struct StretchTests {
  static let prose = "The council of the town has met for the third time on the matter of the bridge."
  static let text = """
    Home
    News
    Sport 24

    \(prose)
    \(prose)

    Related
    Bridge collapses in storm
    It was cold then.

    \(prose)
    Tags
    """

  private let features = DocumentFeatures(of: Array(Self.text.utf8))

  private func values(_ feature: Feature) -> [Int] {
    features.lines.indices.map { features.value(feature, of: $0) }
  }

  @Test(arguments: [
    (Feature.run, [3, 3, 3, 0, 0, 2, 2, 0, 0, 1]), (.runPlace, [1, 2, 3, 0, 0, 1, 2, 0, 0, 1]),
    (.runRest, [2, 1, 0, 0, 0, 1, 0, 0, 0, 0]), (.block, [3, 3, 3, 2, 2, 3, 3, 3, 2, 2]),
    (.blockProse, [0, 0, 0, 2, 2, 0, 0, 0, 1, 1]), (.zone, [0, 0, 0, 1, 1, 1, 1, 1, 1, 2]),
    (.proseBefore, [0, 0, 0, 0, 1, 2, 2, 2, 2, 3]), (.proseAfter, [3, 3, 3, 2, 1, 1, 1, 1, 0, 0]),
    (.repeats, [1, 1, 1, 3, 3, 1, 1, 1, 3, 1]),
    (.sinceSentence, [99, 100, 101, 102, 1, 1, 2, 3, 1, 1].map { min($0, 99) }),
    (.untilSentence, [3, 2, 1, 1, 3, 2, 1, 1, 99, 99]), (.runDigits, [50, 50, 0, 0, 0, 0, 0, 0, 0, -1]),
    (.documentProse, Array(repeating: 3, count: 10)), (.documentFragments, Array(repeating: 60, count: 10)),
    (.core, [1, 1, 1, 2, 2, 3, 3, 3, 3, 3]), (.coreDistance, [3, 2, 1, 0, 0, 1, 2, 3, 4, 5]),
    (.intro, [-1, -1, -1, -1, 0, 0, 0, 0, 0, 0]), (.broken, Array(repeating: 0, count: 10)),
    (.blank, [1, 0, 2, 1, 2, 1, 0, 2, 1, 2]), (.topicWords, [1, 1, 1, 6, 6, 1, 3, 1, 6, 1]),
  ]) func aLineKnowsWhereItStands(feature: Feature, expected: [Int]) {
    #expect(values(feature) == expected)
  }

  @Test func theTopicIsWhatOtherProseSpeaksOf() {
    #expect(values(.topic)[6] == 33)
    #expect(values(.topic)[3] == 100)
    #expect(values(.topicTwice)[3] == 100)
  }

  /// Near the text's end words are read one by one, elsewhere in phrases, and letters outside ASCII in a third way.
  @Test(arguments: [
    ("councillor", "councillors", 100), ("министра", "министру", 100), ("Republice", "republika", 100),
    ("mostów", "mostach", 0), ("internationalisation", "internationalising", 100), ("bridge", "bridges", 100),
    ("brides", "bridge", 0),
    ("prezydent", "Prezydentów", 100), ("ministrů", "minister", 100), ("nationalité", "national", 100),
    ("telecommunications", "telecom", 100), ("telecommunicator", "telecommunicators", 100), ("Zürich", "Zürcher", 0),
  ]) func aWordInAnotherFormIsOfTheSameTopic(inProse: String, inLine: String, topic: Int) {
    let prose = "It was the first time in three days that one could see \(inProse) and go on to the other side of it."
    for end in ["", "\n\nAnd this is how it went on for the rest of the day, as nobody knew what to do about that."] {
      let features = DocumentFeatures(of: Array("\(prose)\n\n\(inLine)\(end)".utf8))
      #expect(features.value(.topic, of: 1) == topic)
    }
  }

  @Test func theCoreIsWhereProseOutweighsFragments() {
    #expect(values(.coreTopic)[4] == 100)
    #expect(values(.coreTopic)[6] == 33)
    let menu = DocumentFeatures(of: Array("Home\nNews\nSport\n".utf8))
    #expect(menu.lines.indices.allSatisfy { menu.value(.core, of: $0) == 0 })
    #expect(menu.lines.indices.allSatisfy { menu.value(.coreDistance, of: $0) == 0 })
  }

  @Test func aListKnowsWhatLeadsUpToIt() {
    let list = DocumentFeatures(of: Array("\(Self.prose)\nYou will need:\nFlour\nEggs\n".utf8))
    let colon = Int(LineEnd.colon.rawValue)
    #expect(list.lines.indices.map { list.value(.intro, of: $0) } == [-1, 0, colon, colon])
  }

  @Test func aParagraphIsKnownToBeBrokenIntoLines() {
    let text = """
      The parties agree that all notices under this contract are
      given in writing, and that they are read on the day
      of their arrival.

      The council of the town has met, and this line is long
      Bridge collapses in storm
      """
    let features = DocumentFeatures(of: Array(text.utf8))
    let values = { (feature: Feature) in features.lines.indices.map { features.value(feature, of: $0) } }
    #expect(values(.broken) == [1, 1, 1, 0, 0])
    #expect(values(.documentBroken) == Array(repeating: 66, count: 5))
    #expect(values(.documentLongest) == Array(repeating: 12, count: 5))
  }

  @Test(
    "form feeds part pages, wherever they stand",
    arguments: [("One.\n", 1), ("One.\n\u{0C}", 2), ("\u{0C}One.\u{0C}\n", 3)])
  func pages(text: String, count: Int) {
    #expect(DocumentFeatures(of: Array(text.utf8)).value(.documentPages, of: 0) == count)
  }

  @Test func marksAreCountedWithoutTheLineItself() {
    var features = features
    features.setMarks([0, 1, 0, 0, 0, 2, 0, 0, 0, 1], leading: 2)
    let values = { (feature: Feature) in features.lines.indices.map { features.value(feature, of: $0) } }
    #expect(values(.runMarks) == [50, 0, 50, -1, -1, 0, 100, -1, -1, -1])
    #expect(values(.underLines) == [0, 0, 0, 0, 0, 0, 1, 2, 5, 0])
    #expect(values(.documentMarks) == Array(repeating: 50, count: 10))
    #expect(features.passes([LineTest(.under, .marks(2))], line: 6))
    #expect(!features.passes([LineTest(.under, .marks(1))], line: 6))
    #expect(features.passes([LineTest(.below, .marks(2))], line: 9))
    #expect(!features.passes([LineTest(.below, .marks(2))], line: 5))
    #expect(!features.passes([LineTest(.below, .marks(1))], line: 9))
    #expect(features.passes([LineTest(.near, .marks(1))], line: 0))
    #expect(!features.passes([LineTest(.previous, .marks(1))], line: 0))
  }

  private static let paragraph = "The ferry did not come on Tuesday, and nobody at the landing could say when it would."

  /// The first line is marked and leads; which others stand below it.
  @Test(arguments: [
    (["Related", "Old mill burns down", "Chalk"], [1, 2]),
    (["Related", "Old mill burns down", paragraph, "Chalk"], [1, 2, 3]),
    (["Related", "Old mill burns down", paragraph, "Bells", paragraph, "Chalk"], [1, 2, 3, 4, 5]),
    (["Related", "Old mill burns down", paragraph, paragraph, "Chalk", "Bells"], [1, 2, 3]),
    (["Related works", paragraph, "Chalk"], []),
    (["Related", "is what they say that we are.", "Chalk"], []),
    (["Related", "That is what they say.", "Chalk"], [1, 2]),
  ]) func whatLeadsDoesSoUntilTheArticleGoesOn(text: [String], below: [Int]) {
    var features = DocumentFeatures(of: Array(text.joined(separator: "\n").utf8))
    features.setMarks([1] + Array(repeating: 0, count: text.count - 1), leading: 1)
    #expect(text.indices.filter { features.passes([LineTest(.below, .marks(1))], line: $0) } == below)
  }

  /// A run's marks were once counted anew for each of its lines: minutes for this one.
  @Test(.endsSoon) func marksOfALongRunAreCountedOnce() {
    let count = 200_000
    var features = DocumentFeatures(of: Array(String(repeating: "Share\n", count: count).utf8))
    features.setMarks([UInt64](repeating: 1, count: count), leading: 0)
    #expect(features.value(.runMarks, of: count / 2) == 100)
    #expect(features.value(.marksNear, of: 0) == 4)
    #expect(features.value(.marksNear, of: count / 2) == 8)
  }

  @Test func theSieveFindsWhatTheTestsSay() {
    var features = features
    features.setMarks([0, 1, 0, 4, 0, 2, 0, 0, 0, 1], leading: 2)
    var rules: [[LineTest]] = []
    for place in LineTest.Place.allCases {
      for (index, feature) in Feature.allCases.enumerated() where place != .under && place != .below {
        rules.append([LineTest(place, .feature(feature, [index % 4...index % 7 + 3]))])
        rules.append([LineTest(.this, .feature(.words, [1...2])), LineTest(place, .feature(feature, [2...Int.max]))])
      }
      for mark in [UInt64(1), 2, 3, 4, 5] { rules.append([LineTest(place, .marks(mark))]) }
    }
    let sieve = RuleSieve(rules)
    var bits = sieve.firstBits
    for line in features.lines.indices {
      sieve.sift(features, line: line, into: &bits)
      for (rule, tests) in rules.enumerated() {
        let isSet = bits[rule / 64] & 1 << UInt64(rule % 64) != 0
        #expect(isSet == features.passes(tests, line: line), "rule \(tests) in line \(line)")
      }
    }
  }

  @Test(arguments: ["", "\n", " \n\t\n\u{A0}"]) func aTextWithoutLinesHasNoFeatures(text: String) {
    #expect(DocumentFeatures(of: Array(text.utf8)).lines.isEmpty)
  }
}
