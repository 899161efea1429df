import Features
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
    "](/a)", "a\n](/b)", "[a] b\n](/c)", "[a" + String(repeating: "\nb", count: 12) + "\n](/c)",
    "[1]Home\n[3]News\n[2]Sport\n[5]Weather\n[6]Travel", "[1]Home\n[2]News\n[3]Sport\n[4]Weather",
  ]) func whatIsNoLinkStays(text: String) { #expect(read(text) == nil) }

  @Test(arguments: [
    ("    *   [Credit Cards\n\n        ](https://example.org/c)\nIt rained.", "    *   Credit Cards\nIt rained."),
    ("[\n\n![Map](/m.png)\n\n#### The mill burns\n\n](/mill)\n", "![Map](/m.png)#### The mill burns\n"),
    ("[##### Latest\n\n*1h ago* The mill burns](/mill) today\n", "##### Latest*1h ago* The mill burns today\n"),
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
    #expect(reading.place(of: 3..<6) == nil, "A part of a link")
    #expect(reading.place(of: 7..<12) == nil, "A part of another")
    #expect(told(reading.place(of: 2..<24)) == String(text.dropFirst(2)))
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

  private func bounds(_ text: [UInt8]) -> [Range<Int>] {
    text.split(separator: 0x0A, omittingEmptySubsequences: false).map { $0.startIndex..<$0.endIndex }
  }
}
