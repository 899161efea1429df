import Features
import Foundation
import TestSupport
import Testing

/// How a text reads whose links are written out.
@Suite struct ReadingTests {
  private func read(_ text: String) -> String? {
    Reading(of: Array(text.utf8)).map { String(decoding: $0.text, as: UTF8.self) }
  }

  @Test(arguments: [
    ("[Share](https://example.org/s)", "Share"), ("  * [ Home ](/)\nIt rained.", "  * Home\nIt rained."),
    ("He [said](https://example.org/a_(b)) so [twice](/x \"A title\").", "He said so twice."),
    ("[![Logo](/l.svg)](/)", "![Logo](/l.svg)"), ("[a [b] c](/x)[d](/y)", "a [b] cd"),
    ("[x](</a>)", "x"), ("[один](/1), [два](/2)", "один, два"),
  ]) func linksAreReadAsTheirLabels(text: String, reading: String) { #expect(read(text) == reading) }

  @Test(arguments: [
    "", "It rained.", "[](/x)", "[ ](/x)", "![Map](/map.png)", #"\[a](b)"#, "[a] (b)", "[a](b", "[a](b c)",
    "[a](b \"c)",
    "a](b)", "[1] Smith, A. On rivers.\n[2] Miller, B.", "See [1].", "[a][b]", "f(x)[i](y]z)",
    "](/a)", "a\n](/b)", "[Note: the ferry\nis back.]\n\nIt rained.\n\nSee the [weather\nreport](/w) too.",
    "![Water at the\nmill](/m.png)", "[The ferry left the landing.\n\n](/f)", "[0, 1) is so.\n\n[a\n] b](/x)",
    "So [1], the [2]; but [3], and [4]) or [5].", "[a] b\n](/c)",
    "[a" + String(repeating: "\nb", count: 12) + "\n](/c)",
    "[1]Home\n[3]News\n[2]Sport\n[5]Weather\n[6]Travel", "[1]Home\n[2]News\n[3]Sport\n[4]Weather",
  ]) func whatIsNoLinkStays(text: String) { #expect(read(text) == nil) }

  @Test(arguments: [
    ("    *   [Credit Cards\n\n        ](https://example.org/c)\nIt rained.", "    *   Credit Cards\nIt rained."),
    ("[\n\n![Map](/m.png)\n\n#### The mill burns\n\n](/mill)\n", "![Map](/m.png)#### The mill burns\n"),
    ("[##### Latest\n\n*1h ago* The mill burns](/mill) today\n", "##### Latest*1h ago* The mill burns today\n"),
    ("[f [b](c)\n![d](e)\n](g)", "f b![d](e)"),
    ("[![Map](/m.png)\nThe mill\n](/mill)\n[Share](/s)", "![Map](/m.png)The mill\nShare"),
  ]) func aLinkOverSeveralLinesIsOne(text: String, reading: String) throws {
    #expect(read(text) == reading)
    let whole = Array(text.utf8)
    let features = DocumentFeatures(of: try #require(Reading(of: whole)))
    let line = try #require(features.lines.first)
    #expect(String(decoding: whole[line.start..<line.end], as: UTF8.self).contains("]("), "The link's end goes along")
  }

  @Test func numbersOfLinksAreLeftOut() {
    #expect(
      read("   [1]Home [2]News\n     * [3]Sport\n([4]all)\n[5]\n[6]Weather and [7]more\nSo it was.[9] [7]x")
        == "   Home News\n     * Sport\n(all)\n[5]\nWeather and more\nSo it was.[9] [7]x")
  }

  @Test func linesAndStretchesAreFoundAgain() throws {
    let text = "* [Home](/) | [All news](/n)\n\n[Share](/s)"
    let reading = try #require(Reading(of: Array(text.utf8)))
    #expect(String(decoding: reading.text, as: UTF8.self) == "* Home | All news\n\nShare")
    func told(_ range: Range<Int>?) -> String? {
      range.map { String(decoding: Array(text.utf8)[$0], as: UTF8.self) }
    }
    #expect(told(reading.line(0..<17)) == "* [Home](/) | [All news](/n)")
    #expect(told(reading.line(19..<24)) == "[Share](/s)")
    #expect(reading.line(18..<18) == 29..<29)
    #expect(told(reading.place(of: 2..<6)) == "[Home](/)")
    #expect(told(reading.place(of: 0..<8)) == "* [Home](/) |")
    #expect(told(reading.place(of: 6..<9)) == " | ")
    #expect(told(reading.place(of: 3..<5)) == "om", "Within a label")
    #expect(told(reading.place(of: 0..<3)) == "* [Home](/)", "A part of a link")
    #expect(told(reading.place(of: 7..<12)) == "| [All news](/n)", "A part of another")
    #expect(told(reading.place(of: 2..<24)) == String(text.dropFirst(2)))
  }

  /// A page in lines of eighty characters, as lynx prints it.
  private static let menu = (1...24).map { "     * [\($0)]Desk \($0)\n" }.joined()
  private static let page = """
    \(menu)
       The council of the town has met for the third time on the matter of the
       bridge, and nobody who was there had seen so many [25]people since the
       flood.
       It was over by nine.

       1. First the [26]ferry was to go on for a year, and then the road was to
          be built by those who had asked for it in the first place.
       2. Then it
       rained.

       Nobody had asked for it, and nobody had said why it should be so, and when
       the bell rang in the evening there were nine of us at the landing, and the
       ferry was not one of those that we had seen go over in the year before.

       Related stories about the town and its river that were told last week
       before the water came over the road, and all of what the ferrywoman and
       the miller had said to each other at the landing in the evening of the day
       on which the bell rang, with the names of those who had heard it.

    """

  @Test func aParagraphThatAConverterHasBrokenIsOneLine() throws {
    let whole = Array(Self.page.utf8)
    let reading = try #require(Reading(of: whole))
    let lines = String(decoding: reading.text, as: UTF8.self).split(separator: "\n").dropFirst(24)
    let read = """
         The council of the town has met for the third time on the matter of the bridge, and nobody who was there had \
      seen so many people since the flood.
         It was over by nine.
         1. First the ferry was to go on for a year, and then the road was to be built by those who had asked for it \
      in the first place.
         2. Then it
         rained.
         Nobody had asked for it, and nobody had said why it should be so, and when the bell rang in the evening there \
      were nine of us at the landing, and the ferry was not one of those that we had seen go over in the year before.
         Related stories about the town and its river that were told last week before the water came over the road, \
      and all of what the ferrywoman and the miller had said to each other at the landing in the evening of the day on \
      which the bell rang, with the names of those who had heard it.
      """
    #expect(lines.joined(separator: "\n") == read)
    let features = DocumentFeatures(of: reading)
    #expect(features.value(.kind, of: 24) == Int(LineKind.prose.rawValue))
    #expect(features.value(.documentBroken, of: 0) == 0)
    let paragraph = String(decoding: whole[features.lines[24].start..<features.lines[24].end], as: UTF8.self)
    #expect(paragraph.hasPrefix("   The council") && paragraph.hasSuffix("flood.") && paragraph.contains("\n"))
  }

  @Test func linesThatGoAreCountedAsTheyAreWritten() throws {
    let text = "[![x](/i.png)\n\nAdvertisement\n\n### The mill\n\n](/a)\nIt rained.\n"
    let whole = Array(text.utf8)
    let features = DocumentFeatures(of: try #require(Reading(of: whole)))
    #expect(features.lines.count == 2)
    #expect(features.lineCount(in: [15..<29]) == 1, "Advertisement and its line feed")
    #expect(features.lineCount(in: [0..<whole.count]) == 4)
    #expect(features.lineCount(in: [0..<20]) == 1)
  }

  @Test func aLinkOverALineThatIsBrokenIsRead() throws {
    let link =
      "[The council of the town has met for the third time on the matter of the\nbridge, and nobody went](/bridge)\n"
    let lines = "Nobody had asked for it, and nobody had said why it should be so, and when\nthe bell rang.\n"
    let text = String(repeating: link, count: 12) + String(repeating: lines, count: 12)
    let features = DocumentFeatures(of: try #require(Reading(of: Array(text.utf8))))
    #expect(features.lines.count == 24)
    #expect(features.lineCount(in: [0..<text.utf8.count]) == 48)
  }

  @Test func linesOfATextWithFewLinksStayAsTheyAre() throws {
    let text = Self.page.replacingOccurrences(of: Self.menu, with: "[1]Home [2]News [3]Sport [4]Weather [5]Travel\n")
    let reading = try #require(Reading(of: Array(text.utf8)))
    #expect(String(decoding: reading.text, as: UTF8.self).contains("matter of the\n   bridge"))
  }

  @Test func aLineIsMeasuredByWhatIsReadAndToldWhereItStands() {
    let text = "[Sign up now](https://example.org/very/long-target?x=1)\n[](/)\nIt rained."
    let features = DocumentFeatures(of: Reading(of: Array(text.utf8))!)
    #expect(features.value(.words, of: 0) == 3)
    #expect(features.value(.url, of: 0) == 0)
    #expect(features.lines.map(\.start) == [0, 56, 62])
    #expect(features.lines.map(\.end) == [55, 61, 72])
  }

  @Test func howMuchOfALineIsLinksIsMeasuredWhereLinksAreWrittenOut() throws {
    func linked(_ text: String) throws -> [Int] {
      let features = DocumentFeatures(of: try #require(Reading(of: Array(text.utf8))))
      return features.lines.indices.map { features.value(.linked, of: $0) }
    }
    let links = "* [Home](/)\n### [News](/n) \n12. [All sport](/s)\n[Weather](/w) | [TV](/t)\n"
    #expect(try linked(links + "* Ferry\nSee [it](/i)\n") == [100, 100, 100, 75, 0, 33])
    #expect(try linked("[Home](/)\n[News](/n) [Sport](/s) [Weather](/w)\nFerry") == [-1, -1, -1])
    #expect(try linked(links + "[Questions](#5)\n[a [b](/c) d](/e)\n").suffix(2) == [0, 100])
  }

  /// Random texts of brackets: each line that is read is found again, and they are all of the text's.
  @Test func anyTextKeepsItsLines() {
    var generator = Generator(seed: 7)
    for _ in 0..<50_000 {
      let pieces = [
        "[", "]", "(", ")", "](", "[1]", "[2]", "[3]", "[4]", "[5]", "a", " ", "\n", "!", "\\", "\"", "é", "[b](c)",
        "](d)", "\n](e)\n", "\n[f\n", "[[[[[[[[",
      ]
      let text = (0..<Int.random(in: 0...40, using: &generator)).map { _ in generator.pick(pieces) }.joined()
      let bytes = Array(text.utf8)
      guard let reading = Reading(of: bytes) else { continue }
      let (whole, read) = (bounds(bytes), bounds(reading.text))
      let starts = Set(whole.map(\.lowerBound)), ends = Set(whole.map(\.upperBound))
      var next = 0
      for line in read {
        let place = reading.line(line)
        #expect(place.lowerBound == next && starts.contains(next) && ends.contains(place.upperBound), "\(text)")
        next = place.upperBound + 1
      }
      #expect(next == bytes.count + 1, "\(text)")
    }
  }

  /// Random pages of links in lines of one width: they are measured, line after line.
  @Test func anyPageOfLinksIsMeasured() {
    var generator = Generator(seed: 11)
    let pieces = [
      "the council of the town", "had met.", "nobody", "and the ferry", "[bell](/b)", "[the mill at the ford](/m)", "[",
      "](/x)",
      "[12]rain", "\n[", "\n](/y)\n", "\n* item", "\n\n", "\n\nAdvertisement\n\n", "[![](/i.png)\n\nThe mill\n\n](/c)",
    ]
    for _ in 0..<2000 {
      let width = Int.random(in: 62...98, using: &generator)
      var text = String(repeating: "[home](/) ", count: 24) + "\n"
      var room = width
      for _ in 0..<Int.random(in: 40...160, using: &generator) {
        let words = generator.pick(pieces).split(separator: " ", omittingEmptySubsequences: false)
        for word in words {
          if word.count + 1 > room {
            text += "\n"
            room = width
          }
          text += word + " "
          room = word.contains("\n") ? width : room - word.count - 1
        }
      }
      let bytes = Array(text.utf8)
      guard let reading = Reading(of: bytes) else { continue }
      let features = DocumentFeatures(of: reading)
      var end = 0
      for line in features.lines {
        #expect(line.start >= end && line.end > line.start && line.end <= bytes.count, "\(text)")
        end = line.end
      }
      #expect(features.lineCount(in: [0..<bytes.count]) >= features.lines.count, "\(text)")
    }
  }

  private func bounds(_ text: [UInt8]) -> [Range<Int>] {
    text.split(separator: 0x0A, omittingEmptySubsequences: false).map { $0.startIndex..<$0.endIndex }
  }
}
