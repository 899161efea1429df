import Files
import TestSupport
import Testing

@Suite("The tool suggests rules from texts of a site")
struct RuleSuggestTests {
  let winnow: Program
  let folder: TemporaryFolder

  /// Phrases that TOML, regexes and defines would take for something else.
  static let phrases = [
    #"Our "best" stories \o/ {{today}} (more...)"#, "Weather\tand traffic", "Über uns",
    // Marks that join the sign before them.
    "say \"\u{301}hi\"\u{FE0F}", "\\\u{301} {\u{FE0F}{x}}", "\u{600}\"\u{600}\\",
  ]

  init() throws {
    winnow = try Program("winnow")
    folder = try TemporaryFolder()
    try folder.write(
      "rules/none.toml", "winnow = 1\npack = \"none\"\n[[rule]]\nid = \"no\"\ndo = \"keep\"\nmatch = 'qqq'\n")
    for number in 1...4 { try folder.write(Path("texts/\(number).txt"), Self.text(number)) }
  }

  static func paragraph(_ number: Int) -> String {
    "On day number \(number) the ferry came late over the river, and nobody rang the bell."
  }

  static func text(_ number: Int) -> String {
    """
    \\#hashtag
    Topics\u{7F}
    \(phrases.joined(separator: "\n"))
    \(paragraph(number))
    Below the landing
    It took the keeper number \(number) the whole of the evening to bring the boat back again.

    """
  }

  private func run(_ words: Path...) throws -> Program.Result { try winnow.run(words, in: folder.path) }

  @Test func theListSaysInHowManyTextsALineStandsAndHoldsSubheadingsAsComments() throws {
    let result = try run("rules", "suggest", "--rules", "rules", "texts")
    #expect(result.status == 0)
    #expect(
      result.text == """
        # Lines that come again in 4 texts, as many of them as each comment says.
        # Take out what articles may say. What stands as a comment may be theirs: a subheading, or a sentence that several have.

        # in 4
        \\\\#hashtag
        \(Self.phrases.joined(separator: "\n"))
        #   Below the landing

        """)
    #expect(
      result.complaint == "7 lines in 3 texts or more; 1 more as comments; 1 left out, which a list can't hold\n")
  }

  @Test func aLineThatBeginsAsACommentDoesIsAPhraseAllTheSame() throws {
    for number in 1...4 {
      let lines = "#hashtag\n#\u{FE0F}\u{20E3} Topics\n\(Self.paragraph(number))\nOf number \(number) nobody spoke.\n"
      try folder.write(Path("tags/\(number).txt"), lines)
    }
    let result = try run("rules", "suggest", "--rules", "rules", "--into", "site", "tags")
    #expect(result.complaint.hasPrefix("wrote site/suggested.list"), "\(result.complaint)")
    let list = String(decoding: try folder.read("site/suggested.list"), as: UTF8.self)
    #expect(list.hasSuffix("# in 4\n\\#hashtag\n\\#\u{FE0F}\u{20E3} Topics\n"), "\(list)")
    #expect(try run("rules", "test", "site").text.hasSuffix("1 passed, 0 failed\n"))
    let clean = try run("clean", "--rules", "site", "tags/1.txt").text
    #expect(clean == "\(Self.paragraph(1))\nOf number 1 nobody spoke.\n", "\(clean)")
  }

  @Test func ofFewerThanThreeTextsItSaysThatThreeAreNeeded() throws {
    let result = try run("rules", "suggest", "--rules", "rules", "texts/1.txt", "texts/2.txt")
    #expect(result.status == 0)
    #expect(
      result.complaint == "2 texts of a site: too few, as a line must stand in 3 texts; name that many or more\n")
    try folder.write("texts/5.txt", Self.text(1))
    let copies = try run("rules", "suggest", "--rules", "rules", "texts/1.txt", "texts/2.txt", "texts/5.txt")
    #expect(copies.complaint.hasPrefix("2 texts of a site, copies aside: too few"), "\(copies.complaint)")
  }

  @Test func whatIsWrittenIsARuleThatPassesItsTestAndRemovesTheLinesOnItsSiteAlone() throws {
    let result = try run(
      "rules", "suggest", "--rules", "rules", "--source", "News.Example.org", "--into", "site", "texts")
    #expect(result.status == 0)
    #expect(
      result.complaint.hasPrefix(
        "wrote site/site-news-example-org.list and site-news-example-org.toml beside it\n7 lines"))
    let check = try run("rules", "check", "site")
    #expect(check.status == 0 && check.complaint == "", "\(check.complaint)")
    #expect(try run("rules", "test", "site").text.hasSuffix("1 passed, 0 failed\n"))
    let clean = { (host: Path) in
      try run("clean", "--rules", "rules", "--rules", "site", "--source", host, "texts/1.txt").text
    }
    let removed = Self.phrases.joined(separator: "\n") + "\n"
    let left = Self.text(1).replacing(removed, with: "").replacing("\\#hashtag\n", with: "")
    #expect(try clean("www.news.example.org") == left)
    #expect(try clean("example.com") == Self.text(1))
  }

  @Test func longLinesAreSeenByTheRule() throws {
    let notice = String(repeating: "All rights are reserved, in every country of the world. ", count: 8)
    for number in 1...3 { try folder.write(Path("long/\(number).txt"), "\(notice)\n\(Self.paragraph(number))\n") }
    #expect(try run("rules", "suggest", "--rules", "rules", "--into", "site", "long").status == 0)
    #expect(try run("rules", "test", "site").text.hasSuffix("1 passed, 0 failed\n"))
    #expect(try run("clean", "--rules", "site", "long/1.txt").text == Self.paragraph(1) + "\n")
  }

  /// Each phrase of the list passes as the example of the rule's test.
  @Test(arguments: 0..<6) func anyPhraseMakesATestThatPasses(number: Int) throws {
    for text in 1...3 {
      try folder.write(Path("one/\(text).txt"), "\(Self.phrases[number])\n\(Self.paragraph(text))\n")
    }
    #expect(try run("rules", "suggest", "--rules", "rules", "--into", "site", "one").status == 0)
    let check = try run("rules", "check", "site")
    #expect(check.status == 0, "\(check.complaint)")
    #expect(try run("rules", "test", "site").text.hasSuffix("1 passed, 0 failed\n"))
  }

  @Test func whatIsSuggestedLaterIsARuleBesideTheFirst() throws {
    let words: [Path] = ["rules", "suggest", "--rules", "rules", "--source", "a.example", "--into", "site"]
    _ = try winnow.run(words + ["texts"], in: folder.path)
    for number in 1...3 { try folder.write(Path("more/\(number).txt"), "Sport\n\(Self.text(number))") }
    let result = try winnow.run(words + ["--rules", "site", "more"], in: folder.path)
    #expect(
      result.complaint.hasPrefix("wrote site/site-a-example-2.list and site-a-example-2.toml beside it\n1 line in"))
    #expect(try run("rules", "test", "site").text.hasSuffix("2 passed, 0 failed\n"))
  }

  @Test func sidecarsTellTheSiteAndWhatIsNoTextIsNotRead() throws {
    try folder.write(
      "rules/host.toml",
      """
      winnow = 1
      pack = "host"
      [[rule]]
      id = "known"
      do = "drop-line"
      when = { source = ["a.example"] }
      match = 'Known'
      """)
    for number in 1...3 {
      try folder.write(Path("side/\(number).txt"), "Known\nNot known\n\(Self.paragraph(number))\n")
      try folder.write(Path("side/\(number).txt.meta.json"), "{\"source\": \"a.example\"}")
    }
    try folder.write(
      "side/4.png", Array("\u{89}PNG\r\n\u{1A}\n".unicodeScalars.map { UInt8($0.value) }) + [0, 0, 0, 13])
    let result = try run("rules", "suggest", "--rules", "rules", "side")
    #expect(result.status == 1)
    #expect(result.complaint.hasPrefix("side/4.png: "))
    #expect(result.text.hasSuffix("\n# in 3\nNot known\n"))
  }

  @Test func whereNoLineIsSureNothingIsWritten() throws {
    for number in 1...3 {
      let (one, two) = (Self.paragraph(number), Self.paragraph(-number))
      try folder.write(Path("unsure/\(number).txt"), "\(one)\nBelow the landing\n\(two)\n")
    }
    let result = try run("rules", "suggest", "--rules", "rules", "--into", "site", "unsure")
    #expect(result.text.hasSuffix("#   Below the landing\n"))
    #expect(
      result.complaint == "no line is sure, so nothing was written\n0 lines in 3 texts or more; 1 more as comments\n")
    #expect(try folder.directory.status("site") == nil)
  }

  @Test(arguments: ["suggested.list", "suggested.toml"] as [Path])
  func filesThatAreThereAreNotWrittenOver(name: Path) throws {
    try folder.write(Path("site").appending(name), "Mine\n")
    let result = try run("rules", "suggest", "--rules", "rules", "--into", "site", "texts")
    #expect(result.status == 1)
    #expect(
      result.complaint.hasPrefix("winnow: site/\(name) is there already and is not written over\n  help: "))
    #expect(try folder.read(Path("site").appending(name)) == Array("Mine\n".utf8))
    #expect(try folder.directory.directory("site").entries().count == 1)
  }

  @Test func whatARuleRemovesAlreadyIsNotSuggested() throws {
    _ = try run("rules", "suggest", "--rules", "rules", "--into", "site", "texts")
    let result = try run("rules", "suggest", "--rules", "rules", "--rules", "site", "texts")
    #expect(result.complaint.hasPrefix("0 lines in 3 texts or more; "))
  }

  @Test func recordsAndSidecarsBesideTextsAreNoTexts() throws {
    for number in 1...4 { try folder.write(Path("texts/\(number).json"), "{\n\"schema\": 1\n}\n") }
    let result = try run("rules", "suggest", "--rules", "rules", "texts")
    #expect(result.complaint.hasPrefix("7 lines in 3 texts or more; "))
    #expect(!result.text.contains("schema"))
  }

  @Test func whereNothingComesAgainNoFileIsWritten() throws {
    let result = try run("rules", "suggest", "--rules", "rules", "--least", "5", "--into", "site", "texts")
    #expect(result.status == 0)
    #expect(
      result.complaint == "no line is sure, so nothing was written\n"
        + "4 texts of a site: too few, as a line must stand in 5 texts; name that many or more\n")
    #expect(try folder.directory.status("site") == nil)
  }

  @Test(arguments: ["https://example.org/", "a b", "é.org", "a.org.", ".", "a..b", "-a.org"])
  func whatIsNoHostIsAnError(host: String) throws {
    let result = try run("rules", "suggest", "--rules", "rules", "--source", Path(host), "texts")
    #expect(result.status == 2)
    #expect(
      result.complaint.hasPrefix("winnow rules suggest: --source wants a host, as news.example.org, not '\(host)'"))
  }

  @Test func aTextThatIsNamedTwiceCountsOnce() throws {
    let result = try run("rules", "suggest", "--rules", "rules", "texts", "./texts", "texts/1.txt")
    #expect(result.text == (try run("rules", "suggest", "--rules", "rules", "texts").text))
    #expect(result.complaint.hasSuffix("; 5 copies not counted\n"))
  }

  @Test func ofManyTextsThoseLastByNameAreLookedAt() throws {
    let result = try run("rules", "suggest", "--rules", "rules", "--most", "3", "texts")
    #expect(result.text.hasPrefix("# Lines that come again in 3 texts, "))
    #expect(result.complaint.hasSuffix("; 1 earlier text not looked at: --most 3\n"))
  }

  @Test func aTextThatCannotBeReadKeepsNoOtherBack() throws {
    try folder.write("texts/0.txt", "A text whose sidecar is a folder.\n")
    try folder.write("texts/0.txt.meta.json/inside.json", "")
    let result = try run("rules", "suggest", "--rules", "rules", "texts")
    #expect(result.status == 1)
    #expect(result.complaint.hasPrefix("cannot read 'texts/0.txt.meta.json': Is a directory\n"), "\(result.complaint)")
    #expect(result.complaint.contains("\n7 lines in 3 texts or more; "))
  }
}
