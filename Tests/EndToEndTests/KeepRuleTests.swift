import Files
import TestSupport
import Testing

@Suite("The tests of a rule that keeps what another pack removes")
struct KeepRuleTests {
  let winnow: Program
  let folder: TemporaryFolder

  init() throws {
    winnow = try Program("winnow")
    folder = try TemporaryFolder()
    try folder.write(
      "packs/ads.toml",
      """
      winnow = 1
      pack = "ads"
      [[rule]]
      id = "label"
      do = "drop-line"
      match = 'Advertisement|Share'
        [[rule.test]]
        in = "One.\\nAdvertisement\\n"
        out = "One.\\n"

      """)
  }

  private func test(_ tests: String, with words: Path...) throws -> Program.Result {
    let rule = "[[rule]]\nid = \"a\"\ndo = \"keep\"\nmatch = '^Advertisement$'\nwhen = { within = \"tail\" }\n"
    try folder.write("keep.toml", "winnow = 1\npack = \"keep\"\n" + rule + tests)
    return try winnow.run(["rules", "test"] + words + ["keep.toml"], in: folder.path)
  }

  static let prose = "The ferry came late, and nobody at the landing rang the bell for it."
  static let kept = "[[rule.test]]\nsame = \"\(prose)\\n\\nAdvertisement\\n\"\n"
  static let gone = "[[rule.test]]\nin = \"Advertisement\\n\\n\(prose)\\n\"\nout = \"\(prose)\\n\"\n"

  @Test("run with the rules of that pack where it is named", arguments: [(kept, 1), (kept + gone, 2)])
  func together(tests: String, count: Int) throws {
    let result = try test(tests, with: "packs")
    #expect(result.status == 0, "\(result.complaint)")
    #expect(result.text == "ads: 1 validated, 0 not\nkeep: \(count) validated, 0 not\n\(count + 1) passed, 0 failed\n")
  }

  @Test("say what else happens to their text there")
  func noisy() throws {
    let result = try test("[[rule.test]]\nsame = \"\(Self.prose)\\n\\nAdvertisement\\nShare\\n\"\n", with: "packs")
    #expect(result.status == 1)
    #expect(result.complaint.contains("noisy: rule \"keep/a\" or a neighbour removed what it should not"))
    #expect(result.complaint.contains("  wanted | Share\n"), "\(result.complaint)")
  }

  @Test("are idle where that pack is not named, and say that it is to be")
  func alone() throws {
    let result = try test(Self.kept)
    #expect(result.status == 1)
    #expect(result.complaint.contains("name that, too: winnow rules test Rules keep.toml"), "\(result.complaint)")
  }

  @Test("are idle where no rule of any pack removes the text")
  func idle() throws {
    let result = try test("[[rule.test]]\nsame = \"\(Self.prose)\\n\\nNews\\n\"\n", with: "packs")
    #expect(result.status == 1 && result.complaint.contains("idle: rule \"keep/a\" has no part in this test"))
    #expect(!result.complaint.contains("winnow rules test Rules"))
  }
}
