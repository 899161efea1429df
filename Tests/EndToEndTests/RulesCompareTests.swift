import Files
import JSON
import TestSupport
import Testing

@Suite("winnow rules compare")
struct RulesCompareTests {
  let winnow: Program
  let folder: TemporaryFolder

  init() throws {
    winnow = try Program("winnow")
    folder = try TemporaryFolder()
    try folder.write("old/ad.toml", Self.ads)
    try folder.write("new/gulls.toml", Self.gulls)
    try folder.write("texts/a.txt", Self.text)
    try folder.write("texts/b.txt", "It rained.\n")
  }

  private static let ads = """
    winnow = 1
    pack = "ad"
    [[rule]]
    id = "label"
    do = "drop-line"
    match = 'Advertisement'
    [[rule]]
    id = "mark"
    do = "drop-span"
    match = ' \\(AD\\)'
    [[rule]]
    id = "word"
    do = "replace"
    match = 'colour'
    with = "color"

    """
  private static let gulls = """
    winnow = 1
    pack = "gulls"
    [[rule]]
    id = "week"
    do = "drop-line"
    match = 'Gull of the week'
    [[rule]]
    id = "sign"
    do = "keep"
    match = '^Advertisement\\n(?=stands)'

    """
  private static let text =
    "It rained (AD) all day (AD).\n\nGull of the week\u{1B}\nGull of the week\nOne colour\nAdvertisement\nstands there.\nAdvertisement\n"

  private func compare(_ arguments: [Path]) throws -> Program.Result {
    try winnow.run(["rules", "compare"] + arguments, in: folder.path)
  }

  private static let both: [Path] = ["--rules", "old", "--with", "old", "--with", "new"]
  private static let back: [Path] = ["--rules", "old", "--rules", "new", "--with", "old"]

  @Test("names each line that goes or is kept, the rules, and how many there are")
  func more() throws {
    let result = try compare(Self.both + ["texts"])
    #expect(result.status == 1 && result.complaint.isEmpty, "\(result.complaint)")
    #expect(
      result.text == """
        texts/a.txt:4: goes (gulls/week)
          Gull of the week
        texts/a.txt:6: is kept (gulls/sign)
          Advertisement
        1 of 2 texts changes: 1 line more goes, 1 line stays

        """)
  }

  @Test("names what took a line that stays")
  func fewer() throws {
    #expect(
      try compare(Self.back + ["texts/a.txt"]).text == """
        texts/a.txt:4: stays (gulls/week took it)
          Gull of the week
        texts/a.txt:6: goes (ad/label)
          Advertisement
        1 of 1 text changes: 1 line more goes, 1 line stays

        """)
  }

  @Test("says that nothing changes, and exits 0", arguments: [["texts"], ["texts/b.txt", "texts/a.txt"]] as [[Path]])
  func same(operands: [Path]) throws {
    let result = try compare(["--rules", "old", "--with", "old"] + operands)
    #expect(result.status == 0 && result.text == "2 texts: nothing changes\n", "\(result.text)")
  }

  static let cuts = [
    ("match = ' \\(AD\\)\\.'", "texts/a.txt:1: loses another part (ad/mark)\n  It rained (AD) all day (AD).\n"),
    ("match = 'It rained [^\\n]*'", "texts/a.txt:1: goes (ad/mark)\n  It rained (AD) all day (AD).\n"),
  ]

  @Test("sees that another part of a line goes, by the same rule", arguments: cuts)
  func parts(pattern: String, told: String) throws {
    let changed = Self.ads.split(separator: "match = ' \\(AD\\)'", omittingEmptySubsequences: false)
    try folder.write("other/ad.toml", changed.joined(separator: pattern))
    let result = try compare(["--rules", "old", "--with", "other", "texts/a.txt"])
    #expect(result.text.hasPrefix(told) && result.status == 1, "\(result.text)")
  }

  @Test("sees another replacement")
  func replacements() throws {
    let changed = Self.ads.split(separator: "\"color\"", omittingEmptySubsequences: false)
    try folder.write("other/ad.toml", changed.joined(separator: "\"hue\""))
    let result = try compare(["--rules", "old", "--with", "other", "texts"])
    let told = "texts/a.txt:5: is written anew (ad/word)\n  One colour\n1 of 2 texts changes: 1 line is cut elsewhere\n"
    #expect(result.text == told, "\(result.text)")
  }

  @Test("prints the same as JSON")
  func json() throws {
    let result = try compare(Self.both + ["--json", "texts"])
    let json = try JSONValue(parsing: result.output)
    #expect(json["texts"]?.integer == 2 && json["changed"]?.integer == 1)
    let first = try #require(json["changes"]?.array?.first)
    #expect(first["path"]?.string == "texts/a.txt" && first["line"]?.integer == 4)
    #expect(first["text"]?.string == "Gull of the week")
    #expect(first["before"]?["fate"]?.string == "stays" && first["after"]?["fate"]?.string == "goes")
    #expect(first["after"]?["rules"]?.array?.compactMap(\.string) == ["gulls/week"])
    #expect(json["changes"]?.array?.last?["after"]?["fate"]?.string == "kept")
  }

  static let mistakes: [([Path], Int32, String)] = [
    (["--rules", "old", "texts"], 2, "winnow rules compare: --with must name the other rules"),
    (["--rules", "old", "--with", "none", "texts"], 2, "none: error: cannot open the rules"),
    (["--rules", "old", "--with", "new", "--profile", "bold", "texts"], 2, "there is no profile 'bold'"),
    (["--rules", "old", "--with", "old", "none.txt"], 1, "none.txt"),
    (["--rules", "old", "--with", "old", "none.txt", "texts/b.txt"], 1, "none.txt"),
  ]

  @Test("says what is wrong", arguments: mistakes)
  func complaints(arguments: [Path], status: Int32, complaint: String) throws {
    let result = try compare(arguments)
    #expect(result.status == status && result.complaint.contains(complaint), "\(result.complaint)")
  }
}
