import Files
import JSON
import TestSupport
import Testing

@Suite("winnow rules fit")
struct RuleFitTests {
  static let rules = """
    winnow = 1
    pack = "p"
    [profile.safe]
    threshold = 1
    damage = 1
    undamaged = 90
    [[rule]]
    id = "menu"
    do = "weigh"
    weight = 1
    match = 'Menu'

    """
  static let text = "Menu\n\nThe ferry came late, and nobody at the landing rang the bell.\n"

  /// What comes of a corpus of so many sites, a text each.
  private func fit(
    sites: Int, light: Int = 0, without missing: Int = 0, at path: Path = "rules.toml"
  ) throws -> (Program.Result, rules: String) {
    let folder = try TemporaryFolder()
    try folder.write(path, Self.rules)
    var labels = ""
    for number in 0..<sites {
      let isLight = number < light ? ", \"light\": 1" : ""
      labels += "{\"id\": \"\(number)\", \"site\": \"s\(number).example\", \"labels\": \"R-K\"\(isLight)}\n"
      if number >= missing { try folder.write(Path("corpus/in/\(number).txt"), Self.text) }
    }
    try folder.write("corpus/labels.jsonl", labels)
    let result = try Program("winnow").run(["rules", "fit", "--rules", path, "corpus"], in: folder.path)
    return (result, String(decoding: try folder.read(path), as: UTF8.self))
  }

  @Test(
    "writes the weights where the rules are, whatever they are called",
    arguments: [Path("b\\c/rules.toml"), Path(bytes: [0xFF, 0x0A, 0x2E] + Array("toml".utf8))])
  func oddNames(path: Path) throws {
    let (result, rules) = try fit(sites: 20, at: path)
    #expect(result.status == 0 && result.text.hasSuffix("weights written to 1 file\n"), "\(result.complaint)")
    #expect(rules != Self.rules)
  }

  @Test("leaves the rules alone where there is one site, and so nothing to judge a model by")
  func oneSite() throws {
    let (result, rules) = try fit(sites: 1)
    #expect(result.status == 1 && result.text == "" && rules == Self.rules)
    #expect(result.complaint.contains("all labelled texts are of one site"), "\(result.complaint)")
  }

  @Test("cleans into any folder, of another or behind a link", arguments: [Path("../out"), "link/out", "out"])
  func output(path: Path) throws {
    let folder = try TemporaryFolder()
    try folder.write("w/rules.toml", Self.rules)
    try folder.link("w/link", to: "..")
    for number in 0..<20 { try folder.write(Path("w/corpus/in/\(number).txt"), Self.text) }
    let labels = (0..<20).map { "{\"id\": \"\($0)\", \"site\": \"s\($0).example\", \"labels\": \"R-K\"}\n" }
    try folder.write("w/corpus/labels.jsonl", labels.joined())
    let place = folder.path.appending("w")
    let words: [Path] = ["rules", "fit", "--rules", "rules.toml", "--check", "--out", path, "corpus"]
    let result = try Program("winnow").run(words, in: place)
    #expect(!result.complaint.contains("cannot"), "\(result.complaint)")
    #expect(try Directory.open(place.appending(path).appending("corpus/safe")).entries().count == 20)
  }

  @Test("warns where few sites or documents are all it has", arguments: [(4, true), (19, true), (20, false)])
  func few(sites: Int, warns: Bool) throws {
    let (result, rules) = try fit(sites: sites)
    #expect(result.status == 0 && rules != Self.rules, "\(result.complaint)")
    #expect(result.complaint.contains("\(sites) documents of \(sites) sites say little about others") == warns)
  }

  @Test("says how many documents name no site, as texts of one in several parts make a model look better than it is")
  func unnamed() throws {
    let folder = try TemporaryFolder()
    try folder.write("rules.toml", Self.rules)
    let labels = (0..<24).map {
      "{\"id\": \"\($0)\"\($0 < 2 ? "" : ", \"site\": \"s\($0 / 2)\""), \"labels\": \"R-K\"}\n"
    }
    for number in 0..<24 { try folder.write(Path("corpus/in/\(number).txt"), Self.text) }
    try folder.write("corpus/labels.jsonl", labels.joined())
    let result = try Program("winnow").run(["rules", "fit", "--rules", "rules.toml", "corpus"], in: folder.path)
    #expect(result.status == 0)
    #expect(
      result.complaint == """
        winnow: warning: 2 documents in labels.jsonl without "site", each taken for a site of its own
          help: name the site, as "site": "www.example.org"; a model that has seen other texts of a site looks better than it is

        """)
  }

  @Test("says how many labelled documents have no text")
  func missing() throws {
    let (result, _) = try fit(sites: 24, without: 3)
    #expect(result.status == 0)
    #expect(
      result.complaint
        == "winnow: warning: corpus: the texts of 3 labelled documents are not there, in/NAME.txt for the id NAME\n")
  }

  @Test("has figures of light documents where there are some", arguments: [(0, nil), (2, "safe light 0.00 100.0")])
  func light(count: Int, figures: String?) throws {
    let lines = try fit(sites: 20, light: count).0.text.split(separator: "\n")
    let light = lines.first { $0.contains(" light ") }?.split(separator: " ").joined(separator: " ")
    #expect(light?.split(separator: " ").prefix(4).joined(separator: " ") == figures, "\(light ?? "no row")")
  }

  /// Rules besides ``rules``, what every second text has for labels, which profile is warned of, and with what help.
  static let aims: [(more: String, labels: String, profile: String, help: String?)] = [
    ("", "R-KK", "safe", nil),
    // Where the aims allow nothing to be taken, nothing is.
    ("", "K-KK", "safe", nil),
    (
      "[profile.eager]\nthreshold = 0\ndamage = 1\nundamaged = 90\nmargin = -9\n", "K-KK", "eager",
      "label more texts of more sites"
    ),
    (
      "[[rule]]\nid = \"mill\"\ndo = \"drop-line\"\nmatch = 'The mill .*'\n", "R-KK", "safe",
      "rules that need no evidence come to damage 36.84, undamaged 0.0 by themselves, so that no threshold can;"
    ),
  ]

  @Test(
    "warns of a profile that misses its aims by far, and says where no threshold could keep to them", arguments: aims)
  func misses(more: String, labels: String, profile: String, help: String?) throws {
    let folder = try TemporaryFolder()
    try folder.write("rules.toml", Self.rules + more)
    var lines = ""
    for number in 0..<30 {
      lines += "{\"id\": \"\(number)\", \"site\": \"s\(number).example\", "
      lines += "\"labels\": \"\(number % 2 == 0 ? "R-KK" : labels)\"}\n"
      try folder.write(Path("corpus/in/\(number).txt"), Self.text + "The mill burnt, and nobody was hurt.\n")
    }
    try folder.write("corpus/labels.jsonl", lines)
    let result = try Program("winnow").run(["rules", "fit", "--rules", "rules.toml", "corpus"], in: folder.path)
    #expect(result.status == 0, "\(result.complaint)")
    guard let help else { return #expect(result.complaint == "") }
    let said = "13: warning: the profile \"\(profile)\" aims at damage 1.00, undamaged 90.0, and on sites that a model"
    #expect(result.complaint.hasPrefix("rules.toml:") && result.complaint.contains(said), "\(result.complaint)")
    #expect(result.complaint.contains("  help: \(help)") && !result.complaint.contains("\n\n"), "\(result.complaint)")
  }

  @Test("rewrites the shipped packs for nobody who has not named them")
  func shippedPacks() throws {
    let folder = try TemporaryFolder()
    try folder.write("corpus/labels.jsonl", "")
    let winnow = try Program("winnow")
    let result = try winnow.run(["rules", "fit", "corpus"], in: folder.path)
    #expect(result.status == 2)
    #expect(
      result.complaint.hasPrefix("winnow: the packs that come with Winnow are not rewritten unasked\n  help: copy"))
    // What only looks is free to.
    let check = try winnow.run(["rules", "fit", "--check", "corpus"], in: folder.path)
    #expect(check.status == 1 && check.complaint == "winnow: there are no labelled texts to fit on\n")
  }

  @Test("what is measured of a line is none where there is nothing to measure")
  func measuredNone() throws {
    let folder = try TemporaryFolder()
    try folder.write("rules.toml", Self.rules)
    try folder.write("a.txt", "Menu\n")
    let result = try Program("winnow").run(["rules", "measure", "--rules", "rules.toml", "a.txt"], in: folder.path)
    let line = try JSONValue(parsing: result.output)
    #expect(line["title-words"]?.string == "none" && line["words"]?.integer == 1, "\(result.text)")
    #expect(!result.text.contains("-1"))
  }
}
