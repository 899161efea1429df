import Files
import TestSupport
import Testing

@Suite("The tool suggests rules from texts of a site")
struct RuleSuggestTests {
  let winnow: Program
  let folder: TemporaryFolder

  /// Phrases that TOML, regexes and defines would take for something else.
  static let phrases = [#"Our "best" stories \o/ {{today}} (more...)"#, "Weather\tand traffic", "Über uns"]

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
    #hashtag
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
        # Take out what articles may say; what stands as a comment may be a subheading.

        # in 4
        \(Self.phrases.joined(separator: "\n"))
        #   Below the landing

        """)
    #expect(
      result.complaint == "3 lines in 3 texts or more; 1 more as comments; 1 left out, which a list can't hold\n")
  }

  @Test func whatIsWrittenIsARuleThatPassesItsTestAndRemovesTheLinesOnItsSiteAlone() throws {
    let result = try run(
      "rules", "suggest", "--rules", "rules", "--source", "News.Example.org", "--into", "site", "texts")
    #expect(result.status == 0)
    #expect(result.complaint.hasPrefix("wrote site/news-example-org.list and news-example-org.toml beside it\n3 lines"))
    let check = try run("rules", "check", "site")
    #expect(check.status == 0 && check.complaint == "", "\(check.complaint)")
    #expect(try run("rules", "test", "site").text.hasSuffix("1 passed, 0 failed\n"))
    let clean = { (host: Path) in
      try run("clean", "--rules", "rules", "--rules", "site", "--source", host, "texts/1.txt").text
    }
    let removed = Self.phrases.joined(separator: "\n") + "\n"
    #expect(try clean("www.news.example.org") == Self.text(1).replacing(removed, with: ""))
    #expect(try clean("example.com") == Self.text(1))
  }

  @Test func longLinesAreSeenByTheRule() throws {
    let notice = String(repeating: "All rights are reserved, in every country of the world. ", count: 8)
    for number in 1...3 { try folder.write(Path("long/\(number).txt"), "\(notice)\n\(Self.paragraph(number))\n") }
    #expect(try run("rules", "suggest", "--rules", "rules", "--into", "site", "long").status == 0)
    #expect(try run("rules", "test", "site").text.hasSuffix("1 passed, 0 failed\n"))
    #expect(try run("clean", "--rules", "site", "long/1.txt").text == Self.paragraph(1) + "\n")
  }

  @Test func filesThatAreThereAreNotWrittenOver() throws {
    try folder.write("site/suggested.list", "Mine\n")
    let result = try run("rules", "suggest", "--rules", "rules", "--into", "site", "texts")
    #expect(result.status == 1)
    #expect(
      result.complaint.hasPrefix("winnow: site/suggested.list is there already and is not written over\n  help: "))
    #expect(try folder.read("site/suggested.list") == Array("Mine\n".utf8))
  }

  @Test func whatARuleRemovesAlreadyIsNotSuggested() throws {
    _ = try run("rules", "suggest", "--rules", "rules", "--into", "site", "texts")
    let result = try run("rules", "suggest", "--rules", "rules", "--rules", "site", "texts")
    #expect(result.complaint.hasPrefix("0 lines in 3 texts or more; "))
  }

  @Test func recordsAndSidecarsBesideTextsAreNoTexts() throws {
    for number in 1...4 { try folder.write(Path("texts/\(number).json"), "{\n\"schema\": 1\n}\n") }
    let result = try run("rules", "suggest", "--rules", "rules", "texts")
    #expect(result.complaint.hasPrefix("3 lines in 3 texts or more; "))
    #expect(!result.text.contains("schema"))
  }

  @Test func whereNothingComesAgainNoFileIsWritten() throws {
    let result = try run("rules", "suggest", "--rules", "rules", "--least", "5", "--into", "site", "texts")
    #expect(result.status == 0)
    #expect(result.complaint == "0 lines in 5 texts or more\n")
    #expect(try folder.directory.status("site") == nil)
  }

  @Test(arguments: ["https://example.org/", "a b", "é.org"]) func whatIsNoHostIsAnError(host: String) throws {
    let result = try run("rules", "suggest", "--rules", "rules", "--source", Path(host), "texts")
    #expect(result.status == 2)
    #expect(
      result.complaint.hasPrefix("winnow rules suggest: --source wants a host, as news.example.org, not '\(host)'"))
  }
}
