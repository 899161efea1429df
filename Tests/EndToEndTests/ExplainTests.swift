import Files
import Foundation
import JSON
import TestSupport
import Testing

@Suite("winnow explain")
struct ExplainTests {
  let winnow: Program
  let folder: TemporaryFolder

  init() throws {
    winnow = try Program("winnow")
    folder = try TemporaryFolder()
  }

  static let rules = """
    winnow = 1
    pack = "p"
    [profile.safe]
    threshold = 1
    [[rule]]
    id = "label"
    do = "drop-line"
    match = 'Advertisement.?'
    reason = "A label"
    [[rule]]
    id = "kept"
    do = "keep"
    match = 'Print\\nShare'
    reason = "A song of that name"
    [[rule]]
    id = "share"
    do = "drop-line"
    match = 'Share'
    [[rule]]
    id = "colour"
    do = "replace"
    match = 'colour'
    with = "color"
    [[rule]]
    id = "tweet"
    do = "weigh"
    match = 'Tweet.*'
    weight = 2
    [[rule]]
    id = "short"
    do = "weigh"
    match = 'Tweet this'
    weight = -0.5

    """

  private func record(of text: String) throws {
    try folder.write("rules.toml", Self.rules)
    try folder.write("a.txt", text)
    let cleaned = try winnow.run(["clean", "--rules", "rules.toml", "--record", "a.json", "a.txt"], in: folder.path)
    try #require(cleaned.status == 0, "\(cleaned.complaint)")
  }

  @Test("says what was removed and replaced, what was kept, by which rules and why")
  func everything() throws {
    try record(of: "One colour.\n\nAdvertisement\u{1B}\n\nPrint\nShare\n\nTweet this\n")
    let result = try winnow.run(["explain", "--rules", "rules.toml", "a.json"], in: folder.path)
    #expect(result.status == 0 && result.complaint.isEmpty)
    #expect(
      result.text == """
        a.txt: 53 bytes, 24 left

        removed at line 3 (byte 13)
        - Advertisement·
            p/label: A label
              at rules.toml:5

        removed at line 8 (byte 41)
        - Tweet this
            evidence of 2 rules, +1.5 in all, +1.0 is enough (profile safe): tweet +2.0, short -0.5

        replaced at line 1 (byte 4)
        - colour
        + color
            p/colour
              at rules.toml:19

        kept at line 5 (bytes 29 to 40), which p/share would have taken
            p/kept: A song of that name
              at rules.toml:10


        """)
  }

  static let made: [[Path]] = [
    [], ["--profile", "certain"], ["--invalid", "replace"], ["--max-removed", "88"],
    ["--invalid", "reject", "--profile", "safe", "--max-removed", "100"],
  ]

  @Test("takes rules under any profile and setting for those of the record", arguments: made)
  func sameRules(options: [Path]) throws {
    try folder.write("rules.toml", Self.rules)
    try folder.write("a.txt", "One.\nAdvertisement\n")
    let words: [Path] = ["clean", "--rules", "rules.toml", "--record", "a.json"] + options + ["a.txt"]
    try #require(try winnow.run(words, in: folder.path).status == 0)
    let told = try winnow.run(["explain", "--rules", "rules.toml", "a.json"], in: folder.path).text
    #expect(told.hasPrefix("a.txt: 19 bytes, 5 left\n\nremoved"), "\(told)")
  }

  @Test("says that reasons are those of today where the record was made with other rules")
  func rulesOfToday() throws {
    try record(of: "One.\nAdvertisement\n")
    let json = try JSONValue(parsing: folder.read("a.json"))
    let old = try #require(json["rulebook"]?["hash"]?.string).prefix(12)
    let today = Self.rules.replacingOccurrences(of: "A label", with: "A label of today")
      .replacingOccurrences(of: "weight = 2", with: "weight = 3")
    try folder.write("rules.toml", today)
    let told = try winnow.run(["explain", "--rules", "rules.toml", "a.json"], in: folder.path).text
    let head = "a.txt: 19 bytes, 5 left\nthe record was made with rules \(old), these are "
    #expect(told.hasPrefix(head), "\(told)")
    #expect(told.contains(": places and reasons are those of today\n\nremoved at line 2"), "\(told)")
    #expect(told.contains("p/label: A label of today"))
  }

  @Test("says so where a more careful profile counted", arguments: ["safe", "certain"])
  func judgedAs(profile: String) throws {
    try folder.write(
      "rules.toml",
      """
      winnow = 1
      pack = "p"
      [profile.safe]
      threshold = \(profile == "safe" ? 2 : 1)
      most-prose = 75
      [profile.eager]
      threshold = 1
      most-prose = 75
      [[rule]]
      id = "all"
      do = "weigh"
      weight = 1
      when = { words = "1.." }
      [[rule]]
      id = "tweet"
      do = "weigh"
      weight = 1
      match = 'Tweet'

      """)
    try folder.write("a.txt", "It rained all day, and the river came over the road.\nTweet\n")
    let words: [Path] = ["clean", "--rules", "rules.toml", "--profile", "eager", "--record", "a.json", "a.txt"]
    try #require(try winnow.run(words, in: folder.path).status == 0)
    let told = try winnow.run(["explain", "--rules", "rules.toml", "a.json"], in: folder.path).text
    let head = "judged as under \(profile): under eager, evidence would have taken most of the prose\n"
    let removed = """

      removed at line 2 (byte 53)
      - Tweet
          evidence of 2 rules, +2.0 in all, +2.0 is enough (profile safe): all +1.0, tweet +1.0

      """
    let rest = profile == "safe" ? "a.txt: 59 bytes, 53 left\n" + head + removed : "a.txt: 59 bytes, 59 left\n" + head
    #expect(told.hasPrefix(rest), "\(told)")
    #expect(told.contains("nothing was removed") == (profile == "certain"))
  }

  @Test("names the weights for a removal before those against it, however large these are")
  func weightsForFirst() throws {
    let weights = [
      ("a", 0.9), ("b", 0.8), ("c", 0.7), ("d", 0.6), ("e", 0.5), ("f", 0.4), ("u", -1), ("v", -0.5), ("w", -0.5),
      ("x", -0.3),
    ]
    let rules = weights.map { "[[rule]]\nid = \"\($0)\"\ndo = \"weigh\"\nweight = \($1)\nmatch = 'Tweet'\n" }
    try folder.write(
      "rules.toml", "winnow = 1\npack = \"p\"\n[profile.safe]\nthreshold = 1\n" + rules.joined())
    try folder.write("a.txt", "One.\nTweet\n")
    let words: [Path] = ["clean", "--rules", "rules.toml", "--record", "a.json", "a.txt"]
    try #require(try winnow.run(words, in: folder.path).status == 0)
    let told = try winnow.run(["explain", "--rules", "rules.toml", "a.json"], in: folder.path).text
    let head = "    evidence of 10 rules, +1.6 in all, +1.0 is enough (profile safe):"
    let named = " a +0.9, b +0.8, c +0.7, d +0.6, e +0.5, u -1.0, v -0.5, w -0.5, and 2 more\n"
    #expect(told.contains(head + named), "\(told)")
    let all = try winnow.run(["explain", "--all", "--rules", "rules.toml", "a.json"], in: folder.path).text
    let places = all.split(separator: "\n").filter { $0.hasPrefix("      p/") }
    #expect(places.compactMap { $0.dropFirst(8).first } == Array("abcdefuvwx"), "\(all)")
  }

  @Test("says at the end, once, what the rules say that weighed and are named")
  func meanings() throws {
    let rules = """
      winnow = 1
      pack = "p"
      [profile.safe]
      threshold = 1
      [[rule]]
      id = "door"
      do = "weigh"
      weight = 2
      match = 'Tweet|Share'
      reason = "A word on a button"
      [[rule]]
      id = "never"
      do = "weigh"
      weight = 1
      match = 'Print'
      reason = "Another one"
      [[rule]]
      id = "short"
      do = "weigh"
      weight = -0.5
      when = { words = "1" }

      """
    try folder.write("rules.toml", rules)
    try folder.write("a.txt", "One line.\nTweet\nThe ferry came.\nShare\n")
    let words: [Path] = ["clean", "--rules", "rules.toml", "--record", "a.json", "a.txt"]
    try #require(try winnow.run(words, in: folder.path).status == 0)
    let told = try winnow.run(["explain", "--rules", "rules.toml", "a.json", "a.json"], in: folder.path).text
    #expect(told.hasSuffix("door +2.0, short -0.5\n\nwhat weighed\n  door: A word on a button\n\n"), "\(told)")
    #expect(told.components(separatedBy: "A word on a button").count == 3, "\(told)")
    let all = try winnow.run(["explain", "--all", "--rules", "rules.toml", "a.json"], in: folder.path).text
    #expect(all.contains("p/door +2.0, at rules.toml:5") && !all.contains("what weighed"), "\(all)")
  }

  @Test("counts the rules that weighed on what was kept, and names them all where all are asked for")
  func keptFromEvidence() throws {
    let more = """
      [[rule]]
      id = "song"
      do = "keep"
      match = 'Tweet this song|Share this'
      [[rule]]
      id = "song-line"
      do = "drop-line"
      match = 'Tweet this song'
      [[rule]]
      id = "song-weight"
      do = "weigh"
      match = '.*song'
      weight = 1

      """
    try folder.write("rules.toml", Self.rules + more)
    try folder.write("a.txt", "One.\n\nTweet this song\n")
    let words: [Path] = ["clean", "--rules", "rules.toml", "--record", "a.json", "a.txt"]
    try #require(try winnow.run(words, in: folder.path).status == 0)
    for (options, blocked) in [
      ([], "p/song-line, evidence of 2 rules"), (["--all"], "p/song-line, p/song-weight, p/tweet"),
    ] as [([Path], String)] {
      let told = try winnow.run(["explain"] + options + ["--rules", "rules.toml", "a.json"], in: folder.path).text
      #expect(told.contains("kept at line 3 (bytes 6 to 21), which \(blocked) would have taken\n"), "\(told)")
    }
  }

  @Test("names no threshold of a profile that these rules do not have")
  func otherThresholds() throws {
    try record(of: "One.\n\nTweet this\n")
    let others = Self.rules.split(separator: "\n").filter { !["[profile.safe]", "threshold = 1"].contains($0) }
    try folder.write("rules.toml", others.joined(separator: "\n"))
    let told = try winnow.run(["explain", "--rules", "rules.toml", "a.json"], in: folder.path).text
    #expect(told.contains("evidence of 2 rules, +1.5 in all (profile safe): tweet +2.0"), "\(told)")
  }

  @Test("names the lines of the original that hold text, also where blank lines and a stretch of a line go")
  func lines() throws {
    try folder.write(
      "rules.toml",
      """
      winnow = 1
      pack = "p"
      [[rule]]
      id = "box"
      do = "drop-span"
      match = '(?m)^MORE\\n\\n.+\\n.+$'
      [[rule]]
      id = "ad"
      do = "drop-span"
      match = ' \\(Advertisement\\)'

      """)
    try folder.write("a.txt", "\u{FEFF}One.\r\n\r\nTwo (Advertisement).\r\n\r\nMORE\r\n\r\nA\r\nB\r\n")
    let words: [Path] = ["clean", "--rules", "rules.toml", "--record", "a.json", "a.txt"]
    try #require(try winnow.run(words, in: folder.path).status == 0)
    let told = try winnow.run(["explain", "--rules", "rules.toml", "a.json"], in: folder.path).text
    #expect(told.contains("removed at line 3 (byte 14)\n-  (Advertisement)\n"), "\(told)")
    #expect(told.contains("removed at lines 5 to 8 (byte "), "\(told)")
  }

  @Test("names each rule that weighed and where it stands, where all are asked for")
  func all() throws {
    try record(of: "One.\n\nTweet this\n")
    let told = try winnow.run(["explain", "--all", "--rules", "rules.toml", "a.json"], in: folder.path).text
    let evidence = "    evidence of 2 rules, +1.5 in all, +1.0 is enough (profile safe):\n"
    #expect(
      told.contains(evidence + "      p/tweet +2.0, at rules.toml:24\n      p/short -0.5, at rules.toml:29\n"),
      "\(told)")
  }

  @Test("goes by bytes where a record of before tells no lines")
  func withoutLines() throws {
    try record(of: "One.\n\nAdvertisement\n")
    let record = String(decoding: try folder.read("a.json"), as: UTF8.self)
    let old = record.replacing(#""line": 3, "#, with: "").replacing(#""line": 2, "#, with: "")
    try #require(old != record)
    try folder.write("a.json", old)
    let told = try winnow.run(["explain", "--rules", "rules.toml", "a.json"], in: folder.path).text
    #expect(told.contains("\nremoved at byte 5\n- Advertisement\n"), "\(told)")
  }

  @Test("names rules that are gone, and says so of a document that lost nothing")
  func little() throws {
    try record(of: "One.\n\nAdvertisement\n")
    try folder.write("b.toml", "winnow = 1\npack = \"b\"\n[[rule]]\nid = \"r\"\ndo = \"drop-line\"\nmatch = 'x'\n")
    let gone = try winnow.run(["explain", "--rules", "b.toml", "a.json"], in: folder.path)
    let cause = "    p/label (not among these rules; name its folder with --rules)\n\n"
    #expect(gone.text.hasSuffix("- Advertisement\n" + cause))
    try record(of: "One.\n")
    #expect(
      try winnow.run(["explain", "--rules", "b.toml", "a.json"], in: folder.path).text
        == "a.txt: 5 bytes, 5 left\nnothing was removed\n\n")
  }

  @Test("tells of what is no record, and goes on to the others")
  func unreadable() throws {
    try record(of: "One.\n")
    try folder.write("b.json", "{}")
    let result = try winnow.run(
      ["explain", "--rules", "rules.toml", "b.json", "nowhere.json", "a.json"], in: folder.path)
    #expect(result.status == 1)
    #expect(result.text.hasPrefix("a.txt: 5 bytes"))
    #expect(result.complaint.contains("winnow: b.json: this is no record of Winnow\n"))
    #expect(result.complaint.contains("nowhere.json': No such file or directory"))
  }

  @Test("names a rule that is not loaded as such, and counts the text's bytes whatever the file is in")
  func otherRules() throws {
    try folder.write("rules.toml", Self.rules)
    try folder.write("a.txt", [0xFF, 0xFE] + "One\nAdvertisement\n".utf16.flatMap { [UInt8($0), 0] })
    let words: [Path] = ["clean", "--rules", "rules.toml", "--record", "a.json", "a.txt"]
    try #require(try winnow.run(words, in: folder.path).status == 0)
    try folder.write("other.toml", "winnow = 1\npack = \"other\"\n")
    let told = try winnow.run(["explain", "--rules", "other.toml", "a.json"], in: folder.path)
    #expect(told.text.hasPrefix("a.txt: 18 bytes, 4 left\n"), "\(told.text)")
    #expect(told.text.contains("    p/label (not among these rules; name its folder with --rules)\n"))
  }
}
