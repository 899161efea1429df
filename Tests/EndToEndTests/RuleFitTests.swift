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
  private func fit(sites: Int, light: Int = 0, without missing: Int = 0) throws -> (Program.Result, rules: String) {
    let folder = try TemporaryFolder()
    try folder.write("rules.toml", Self.rules)
    var labels = ""
    for number in 0..<sites {
      let isLight = number < light ? ", \"light\": 1" : ""
      labels += "{\"id\": \"\(number)\", \"site\": \"s\(number).example\", \"labels\": \"R-K\"\(isLight)}\n"
      if number >= missing { try folder.write(Path("corpus/in/\(number).txt"), Self.text) }
    }
    try folder.write("corpus/labels.jsonl", labels)
    let result = try Program("winnow").run(["rules", "fit", "--rules", "rules.toml", "corpus"], in: folder.path)
    return (result, String(decoding: try folder.read("rules.toml"), as: UTF8.self))
  }

  @Test("leaves the rules alone where there is one site, and so nothing to judge a model by")
  func oneSite() throws {
    let (result, rules) = try fit(sites: 1)
    #expect(result.status == 1 && result.text == "" && rules == Self.rules)
    #expect(result.complaint.contains("all labelled texts are of one site"), "\(result.complaint)")
  }

  @Test("warns where few sites or documents are all it has", arguments: [(4, true), (19, true), (20, false)])
  func few(sites: Int, warns: Bool) throws {
    let (result, rules) = try fit(sites: sites)
    #expect(result.status == 0 && rules != Self.rules, "\(result.complaint)")
    #expect(result.complaint.contains("\(sites) documents of \(sites) sites say little about others") == warns)
  }

  @Test("says how many labelled documents have no text")
  func missing() throws {
    let (result, _) = try fit(sites: 24, without: 3)
    #expect(result.status == 0)
    #expect(
      result.complaint
        == "winnow: warning: corpus: the texts of 3 labelled documents are not there, in/NAME.txt for the id NAME\n")
  }

  @Test("has figures of light documents where there are some", arguments: [(0, "– – – – –"), (2, "0.00 100.0")])
  func light(count: Int, figures: String) throws {
    let lines = try fit(sites: 20, light: count).0.text.split(separator: "\n")
    let light = lines.first { $0.contains(" light ") }?.split(separator: " ").joined(separator: " ")
    #expect(light?.hasPrefix("safe light \(figures)") == true, "\(light ?? "no row")")
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
