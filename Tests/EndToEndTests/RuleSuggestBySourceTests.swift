import Files
import TestSupport
import Testing

@Suite("The tool suggests rules for each site of many texts")
struct RuleSuggestBySourceTests {
  let winnow: Program
  let folder: TemporaryFolder

  init() throws {
    winnow = try Program("winnow")
    folder = try TemporaryFolder()
    try folder.write(
      "rules/none.toml", "winnow = 1\npack = \"none\"\n[[rule]]\nid = \"no\"\ndo = \"keep\"\nmatch = 'qqq'\n")
  }

  private func text(_ number: Int, _ notice: String) -> String {
    "\(notice)\nOn day number \(number) the ferry came late over the river, and nobody rang the bell.\n"
  }

  private func add(_ path: String, _ number: Int, _ notice: String, sidecar: String? = nil) throws {
    try folder.write(Path("texts/\(path)"), text(number, notice))
    if let sidecar { try folder.write(Path("texts/\(path).meta.json"), sidecar) }
  }

  private func suggest(_ words: Path...) throws -> Program.Result {
    try winnow.run(["rules", "suggest", "--rules", "rules", "--by-source"] + words, in: folder.path)
  }

  /// Three texts of one site by its sidecars, three of another by its folder.
  private func addTwoSites() throws {
    for number in 1...3 {
      let host = number == 1 ? "https://www.one.example/news" : "one.example"
      try add("\(number).txt", number, "Notice of one", sidecar: "{\"url\": \"\(host)\"}")
      try add("two.example/\(number).txt", number, "Notice of two")
    }
  }

  @Test func sidecarsAndFoldersTellTheSite() throws {
    try addTwoSites()
    try add("few.example/1.txt", 1, "Notice of few")
    // Folders for years are no sites.
    try add("2026/1.txt", 1, "Notice of none")
    try add("none.txt", 2, "Notice of none")
    let result = try suggest("--into", "site", "texts")
    #expect(result.status == 0)
    #expect(
      result.complaint == """
        wrote site/site-one-example.list and site-one-example.toml beside it
        one.example: 1 line in 3 texts or more
        wrote site/site-two-example.list and site-two-example.toml beside it
        two.example: 1 line in 3 texts or more
        rules for 2 of 2 sites; 1 more of fewer texts than 3; 2 texts of no site that is known

        """)
    #expect(try winnow.run(["rules", "test", "site"], in: folder.path).text.hasSuffix("2 passed, 0 failed\n"))
    let words: [Path] = ["clean", "--rules", "rules", "--rules", "site", "texts/two.example/1.txt", "--source"]
    let own = try winnow.run(words + ["two.example"], in: folder.path).text
    let other = try winnow.run(words + ["one.example"], in: folder.path).text
    #expect(!own.contains("Notice") && other.contains("Notice of two"))
  }

  @Test func recordsOfPairsTellTheSite() throws {
    try addTwoSites()
    _ = try winnow.run(["clean", "--quiet", "--rules", "rules", "--out", "pairs", "texts"], in: folder.path)
    let pairs = try winnow.run(["rules", "suggest", "--rules", "rules", "--by-source", "pairs"], in: folder.path)
    #expect(pairs.text.contains("of one.example, as many") && pairs.text.contains("of two.example, as many"))
    #expect(pairs.complaint.hasSuffix("lists for 2 of 2 sites\n"))
    // A text of another name beside a record is none of its pair, and what can't be read says nothing.
    try folder.write("pairs/other.txt", text(9, "Notice of one"))
    try folder.write("pairs/other.json", try folder.read("pairs/1.json"))
    try folder.write("pairs/more.txt", text(10, "Notice of one"))
    try folder.write("pairs/more.json", "[")
    #expect(try suggest("pairs").complaint.hasSuffix("; 2 texts of no site that is known\n"))
  }

  @Test func aNameThatARuleFoundInTheTextIsNoSite() throws {
    try folder.write(
      "rules/agency.toml",
      """
      winnow = 1
      pack = "agency"
      [[rule]]
      id = "agency"
      do = "extract"
      match = '^Source: (?<source>.+)$'
      """)
    for number in 1...3 {
      try add("\(number).txt", number, "Source: The Old Agency", sidecar: "{\"url\": \"one.example\"}")
    }
    _ = try winnow.run(["clean", "--quiet", "--rules", "rules", "--out", "pairs", "texts"], in: folder.path)
    #expect(String(decoding: try folder.read("pairs/1.json"), as: UTF8.self).contains("The Old Agency"))
    #expect(try suggest("pairs").complaint.hasPrefix("one.example: 1 line"))
  }

  @Test func aSiteWhoseFilesAreThereAlreadyKeepsNoOtherBack() throws {
    try addTwoSites()
    try folder.write("site/site-one-example.list", "Mine\n")
    let result = try suggest("--into", "site", "texts")
    #expect(result.status == 1)
    #expect(
      result.complaint.hasPrefix(
        "winnow: site/site-one-example.list is there already and is not written over\n  help: "))
    #expect(result.complaint.contains("\nwrote site/site-two-example.list"))
    #expect(result.complaint.hasSuffix("\nrules for 1 of 2 sites\n"))
    #expect(try folder.read("site/site-one-example.list") == Array("Mine\n".utf8))
  }

  @Test func aSidecarThatCannotBeUsedIsSaidOnceItsTextIsCleaned() throws {
    try addTwoSites()
    try add("two.example/0.txt", 0, "Notice of two", sidecar: "[")
    let result = try suggest("texts")
    #expect(result.status == 1)
    #expect(result.complaint.contains("texts/two.example/0.txt: its sidecar '0.txt.meta.json' is "))
    #expect(result.complaint.hasSuffix("lists for 2 of 2 sites\n"))
  }

  @Test func whatMeansTwoThingsIsAnError() throws {
    try addTwoSites()
    let both = try suggest("--source", "one.example", "texts")
    #expect(both.status == 2 && both.complaint.contains("--source names one site, and --by-source looks for many"))
    let more = try suggest("--least", "4", "--most", "3", "texts")
    #expect(more.status == 2 && more.complaint.contains("--least 4 is more than --most 3"))
  }

  @Test func moreThreadsSuggestTheSame() throws {
    for number in 1...600 {
      try add("one.example/\(number).txt", number, number % 2 == 0 ? "Even notice" : "Odd notice")
    }
    let one = try suggest("--jobs", "1", "texts")
    #expect(try suggest("--jobs", "4", "texts") == one)
    #expect(one.text.hasSuffix("\n# in 300\nOdd notice\nEven notice\n"), "\(one.text)")
  }

  @Test func aFolderOfANameWithoutADotIsNoDomain() throws {
    for number in 1...3 { try add("de/\(number).txt", number, "Notice of de") }
    #expect(try suggest("--into", "site", "texts").status == 0)
    #expect(String(decoding: try folder.read("site/site-de.toml"), as: UTF8.self).contains("source = [\"de\"] }"))
    #expect(try winnow.run(["rules", "test", "site"], in: folder.path).status == 0)
  }

  @Test func aSidecarThatCannotBeReadKeepsNoSiteBack() throws {
    try addTwoSites()
    try folder.write("texts/none.txt", text(1, "Notice"))
    try folder.write("texts/none.txt.meta.json/inside.json", "")
    let result = try suggest("texts")
    #expect(result.status == 1)
    #expect(result.complaint.hasPrefix("winnow: cannot read 'texts/none.txt.meta.json': Is a directory\n"))
    #expect(result.complaint.hasSuffix("\nlists for 2 of 2 sites; 1 text of no site that is known\n"))
  }
}
