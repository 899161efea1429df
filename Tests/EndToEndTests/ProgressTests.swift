import Files
import TestSupport
import Testing

@Suite("What long commands say on a terminal")
struct ProgressTests {
  private static let rules = "winnow = 1\npack = \"p\"\n[[rule]]\nid = \"ad\"\ndo = \"drop-line\"\nmatch = 'Ad'\n"

  static let commands: [(words: String, told: [String])] = [
    ("rules verify --rules p.toml in", ["text 1 of 2, by the index, 0 s"]),
    ("rules profile --rules p.toml in", ["text 1 of 2"]),
    ("bench --rules p.toml in", ["measuring cleaning, round 1 of 5", "measuring the cost of each rule"]),
  ]

  @Test("shows how far it is on a terminal, and nothing of that elsewhere", arguments: commands)
  func progress(words: String, told: [String]) throws {
    let folder = try TemporaryFolder()
    try folder.write("p.toml", Self.rules)
    for name: Path in ["in/a.txt", "in/b.txt"] { try folder.write(name, "One.\nAd\nTwo.\n") }
    let winnow = try Program("winnow")
    // script(1) of the package bsdutils makes a terminal of its output.
    let onTerminal = try Program(at: "/usr/bin/script").run(
      ["-qec", Path("'\(winnow.path)' \(words)"), "/dev/null"], in: folder.path)
    #expect(onTerminal.status == 0)
    for line in told { #expect(onTerminal.text.contains("\r\u{1B}[K") && onTerminal.text.contains(line)) }
    let elsewhere = try winnow.run(words.split(separator: " ").map { Path(String($0)) }, in: folder.path)
    #expect(elsewhere.status == 0 && elsewhere.complaint == "" && !elsewhere.text.contains("\u{1B}"))
  }
}
