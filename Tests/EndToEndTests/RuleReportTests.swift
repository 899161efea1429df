import Files
import JSON
import TestSupport
import Testing

@Suite("What the tool tells of rules")
struct RuleReportTests {
  let winnow: Program
  let folder: TemporaryFolder

  static let rules = """
    winnow = 1
    pack = "ad"
    [[rule]]
    id = "label"
    do = "drop-line"
    match = 'Advertisement'
    reason = "Label"
      [[rule.test]]
      in = "a\\nAdvertisement\\n"
      out = "a\\n"
    [[rule]]
    id = "share"
    do = "drop-line"
    match = 'Share|Print'
    [[rule]]
    id = "kept"
    do = "keep"
    match = 'Print\\nmedia'
    [[rule]]
    id = "none"
    do = "reject"
    match = '^captcha$'

    """

  init() throws {
    winnow = try Program("winnow")
    folder = try TemporaryFolder()
    try folder.write("rules/ad.toml", Self.rules)
    try folder.write("corpus/in/a.txt", "One.\n\nAdvertisement\n\nShare\nTwo.\n")
    try folder.write("corpus/in/b.txt", "Print\nmedia\n\nShare\n")
    try folder.write(
      "corpus/labels.jsonl",
      "{\"id\": \"a\", \"site\": \"x\", \"labels\": \"K-R-KK\"}\n{\"id\": \"b\", \"site\": \"y\", \"labels\": \"KK-R\"}\n"
    )
  }

  private func run(_ words: Path...) throws -> Program.Result { try run(paths: words) }

  private func run(paths words: [Path]) throws -> Program.Result {
    let result = try winnow.run(words, in: folder.path)
    #expect(result.status == 0)
    #expect(result.complaint == "")
    return result
  }

  @Test("lists them in a table, and as JSON")
  func list() throws {
    let table = try run("rules", "list", "rules").text.split(separator: "\n").map(String.init)
    #expect(table.first?.split(separator: " ") == ["rule", "does", "tests", "reason"])
    #expect(
      table.dropFirst().dropLast().map { $0.split(separator: " ").joined(separator: " ") } == [
        "ad/kept keep 0", "ad/label drop-line 1 Label", "ad/none reject 0", "ad/share drop-line 0",
      ])
    try folder.write("a.txt", "One.\n")
    _ = try run("clean", "--rules", "rules", "--record", "a.json", "a.txt")
    let hash = try JSONValue(parsing: folder.read("a.json"))["rulebook"]?["hash"]?.string?.prefix(12) ?? "no hash"
    #expect(table.last == "4 rules in 1 pack; rulebook \(hash) (profile certain)")
    let json = try JSONValue(parsing: run("rules", "list", "--json", "rules").output).array
    let label = try #require(json?.first { $0["id"]?.string == "ad/label" })
    #expect(label["do"]?.string == "drop-line" && label["reason"]?.string == "Label" && label["tests"]?.integer == 1)
    #expect(label["file"]?.string == "rules/ad.toml" && label["line"]?.integer == 3)
    #expect(json?.count == 4)
  }

  @Test("profiles them on labelled texts: matches, hits, documents, bytes, what people kept, and remarks")
  func profile() throws {
    let json = try JSONValue(parsing: run("rules", "profile", "--json", "--rules", "rules", "corpus").output)
    #expect(json["documents"]?.integer == 2)
    let figures = { (id: String) -> [Int?] in
      let rule = json["rules"]?.array?.first { $0["id"]?.string == id }
      return ["matches", "hits", "documents", "bytes", "alone_bytes", "blocked", "kept_lines", "judged_lines"]
        .map { rule?[$0]?.integer }
    }
    // A label is removed with the blank line before it; of Share, one is in a line that people kept.
    #expect(figures("ad/label") == [1, 1, 1, 15, 14, 0, 0, 1])
    #expect(figures("ad/share") == [3, 2, 2, 13, 12, 1, 1, 2])
    #expect(figures("ad/kept") == [1, 1, 1, 0, 0, 0, 0, 0])
    #expect(figures("ad/none") == [0, 0, 0, 0, 0, 0, 0, 0])
    let table = try run("rules", "profile", "--rules", "rules", "corpus").text
    let lines = table.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
    #expect(lines.first == ["rule", "matches", "hits", "docs", "bytes", "alone", "kept", "µs/MB", "remark"])
    #expect(lines.first { $0[0] == "ad/none" }?.last == "dead")
    #expect(lines.first { $0[0] == "ad/share" }?[1...7].prefix(6).joined(separator: " ") == "3 2 2 13 12 50.0")
    #expect(table.hasSuffix("4 rules, 2 documents, 1 rule never matched\n"))
  }

  @Test("tells what a rule takes alone: 0 where others take it, too, and nothing of rules that weigh or mark")
  func alone() throws {
    let more = """
      [profile.safe]
      threshold = 1
      [[rule]]
      id = "twin"
      do = "drop-line"
      match = 'Share'
      [[rule]]
      id = "next"
      do = "weigh"
      weight = 2
      match = 'Next'
      [[rule]]
      id = "next-mark"
      do = "mark"
      mark = "next"
      match = 'Next'

      """
    try folder.write("rules/ad.toml", Self.rules + more)
    try folder.write("plain/a.txt", "One.\n\nAdvertisement\n\nShare\nTwo.\n\nNext\n")
    let table = try run("rules", "profile", "--rules", "rules", "plain").text
    let lines = table.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
    let figures = { (id: String) in lines.first { $0[0] == id }?.dropFirst().prefix(5).joined(separator: " ") }
    #expect(figures("ad/label") == "1 1 1 15 14", "\(table)")
    #expect(figures("ad/share") == "1 1 1 6 0" && figures("ad/twin") == "1 1 1 6 0", "\(table)")
    #expect(figures("ad/next") == "1 1 1 6 –" && figures("ad/next-mark") == "1 0 0 0 –", "\(table)")
  }

  @Test("takes a folder of texts without labels")
  func plain() throws {
    let json = try JSONValue(parsing: run("rules", "profile", "--json", "--rules", "rules", "corpus/in").output)
    #expect(json["documents"]?.integer == 2)
    #expect(json["rules"]?.array?.allSatisfy { $0["judged_lines"]?.integer == 0 } == true)
  }

  /// How the site of a text may be told to a command that shows what rules do, and whether the rules of the site hold.
  static let tellings: [(words: [Path], sidecar: String?, holds: Bool)] = [
    ([], nil, false),
    (["--source", "www.example.org"], nil, true),
    ([], #"{"source": "www.example.org"}"#, true),
    ([], #"{"url": "https://www.example.org/a"}"#, true),
    (["--source", "example.com"], #"{"source": "www.example.org"}"#, false),
  ]

  @Test("shows what the rules of a site do to its texts, as cleaning does", arguments: tellings)
  func sites(words: [Path], sidecar: String?, holds: Bool) throws {
    try folder.write(
      "site/site.toml",
      """
      winnow = 1
      pack = "site"
      [[rule]]
      id = "call"
      do = "drop-line"
      match = 'Call us'
      when = { source = "*.example.org" }
      [[rule]]
      id = "call-mark"
      do = "mark"
      mark = "call"
      match = 'Call us'
      when = { source = "*.example.org" }

      """)
    try folder.write("texts/a.txt", "One.\n\nCall us\n")
    if let sidecar { try folder.write("texts/a.txt.meta.json", sidecar) }
    let options: [Path] = ["--rules", "site"] + words
    let profile = try run(paths: ["rules", "profile"] + options + ["texts"])
    #expect(profile.text.hasSuffix("2 rules, 1 document, \(holds ? "0 rules" : "2 rules") never matched\n"))
    let measured = try run(paths: ["rules", "measure"] + options + ["texts/a.txt"])
    #expect(measured.text.contains(#""mark": ["call"]"#) == holds)
    #expect(try run(paths: ["clean"] + options + ["texts/a.txt"]).text.contains("Call us") == !holds)
  }

  @Test("refuses a sidecar that cleaning refuses, too")
  func badSidecar() throws {
    try folder.write("texts/a.txt", "One.\n")
    try folder.write("texts/a.txt.meta.json", "[]")
    for words: [Path] in [["profile", "--rules", "rules", "texts"], ["measure", "--rules", "rules", "texts/a.txt"]] {
      let result = try winnow.run(["rules"] + words, in: folder.path)
      #expect(result.status == 1)
      #expect(result.complaint.hasPrefix("winnow: texts/a.txt: its sidecar 'a.txt.meta.json' is no JSON object\n"))
    }
  }

  /// What somebody asks for, the rules besides those of ``rules``, and what is said.
  static let silences: [(profile: String, more: String, said: String)] = [
    ("eager", "", "these rules weigh nothing: the profile \"eager\" is as \"certain\""),
    ("safe", "[profile.safe]\nthreshold = 1\n", "these rules weigh nothing: the profile \"safe\" is as \"certain\""),
    ("certain", "", ""),
    ("safe", "[profile.safe]\nthreshold = 1\n" + weight, ""),
    (
      "eager", "[profile.safe]\nthreshold = 1\n" + weight,
      "these rules set no threshold for the profile \"eager\": it is as \"certain\""
    ),
  ]
  static let weight = "[[rule]]\nid = \"w\"\ndo = \"weigh\"\nmatch = 'x'\nweight = 1\n"

  @Test("says once that a profile which somebody asks for changes nothing under these rules", arguments: silences)
  func silence(profile: String, more: String, said: String) throws {
    try folder.write("rules/ad.toml", Self.rules + more)
    try folder.write("texts/a.txt", "One.\n")
    try folder.write("texts/b.txt", "Two.\n")
    let options: [Path] = ["--rules", "rules", "--profile", Path(profile)]
    let complaint = said.isEmpty ? "" : "winnow: warning: \(said)\n"
    for words: [Path] in [
      ["clean"] + options + ["texts/a.txt"], ["clean", "-q", "--out", "out"] + options + ["texts"],
    ] {
      let cleaned = try winnow.run(words, in: folder.path)
      #expect(cleaned.status == 0 && cleaned.complaint == complaint, "\(cleaned.complaint)")
    }
    try folder.write("winnow.toml", "rules = \"rules\"\nprofile = \"\(profile)\"\n")
    let checked = try winnow.run(["config", "check", "winnow.toml"], in: folder.path)
    let head = "winnow.toml:2:11: warning: \(said)\n"
    #expect(checked.status == 0 && (said.isEmpty ? checked.complaint.isEmpty : checked.complaint.hasPrefix(head)))
    let service = try Program("winnowd").run(
      ["--config", "winnow.toml", "--spool", "spool", "--once"], in: folder.path)
    #expect(service.status == 0 && service.complaint.contains(said.isEmpty ? "weigh nothing" : said) == !said.isEmpty)
    // Where nobody asks for a profile there is nothing to say.
    #expect(try run("clean", "--rules", "rules", "texts/a.txt").status == 0)
  }

  @Test("counts one thing as one")
  func plurals() throws {
    try folder.write(
      "one/one.toml", "winnow = 1\npack = \"one\"\n[[rule]]\nid = \"a\"\ndo = \"drop-line\"\nmatch = 'Ad'\n")
    try folder.write("a.txt", "Ad\n")
    let verified = try run("rules", "verify", "--rules", "one", "a.txt").text
    #expect(verified == "1 rule, 1 pattern, 1 text, 1 match: no difference\n")
    try folder.write("b.txt", "The bell rang.\n")
    let suggested = try winnow.run(["rules", "suggest", "--rules", "one", "b.txt"], in: folder.path)
    #expect(suggested.text.hasPrefix("# Lines that come again in 1 text, as many"), "\(suggested.text)")
  }

  @Test("the help of clean has both of its forms")
  func bothForms() throws {
    let help = try run("clean", "--help").text
    #expect(
      help.hasPrefix("Usage: winnow clean [OPTION]… [FILE|-]\n   or: winnow clean --out DIR [OPTION]… FILE|DIR…\n\n"))
  }
}
