import Rulebook
import TestSupport
import Testing

@testable import Cleaning

/// Evidence is measured again once lines have gone.
@Suite("Evidence, once lines have gone")
struct FurtherLookTests {
  /// The last of some short lines goes, and so the one before it is the last.
  private static let rules = """
    [[rule]]
    id = "last"
    do = "weigh"
    weight = 2
    when = { run-rest = 0, words = "..2" }

    [[rule]]
    id = "kept"
    do = "keep"
    match = '^keep .*'

    [profile.safe]
    threshold = 2
    """
  private static let prose = "It rained all day, and the river came over the road.\n"

  private func clean(_ text: String) throws -> Cleaned {
    try Cleaner(Rulebook(rules: Self.rules, jit: false)).clean(Array(text.utf8))
  }

  @Test(
    "judges what stays, until nothing more goes", arguments: ["one\n", "one\ntwo\n", "one\n\ntwo\n\nthree\nfour\n"])
  func untilNothingGoes(menu: String) throws {
    let text = Self.prose + "\n" + menu + "\n" + Self.prose
    let cleaned = try clean(text)
    #expect(String(decoding: cleaned.text, as: UTF8.self) == Self.prose + "\n" + Self.prose)
    #expect(try clean(String(decoding: cleaned.text, as: UTF8.self)).removals.isEmpty)
  }

  @Test("says where the lines stood in the text that went in")
  func places() throws {
    let text = Self.prose + "one\ntwo\n" + Self.prose
    let start = Self.prose.utf8.count
    #expect(try clean(text).removals.map(\.range) == [start..<(start + 4), (start + 4)..<(start + 8)])
  }

  @Test("stops at a line that a rule keeps")
  func keeps() throws {
    let text = Self.prose + "one\nkeep two\nthree\nfour\n" + Self.prose
    let cleaned = try clean(text)
    #expect(String(decoding: cleaned.text, as: UTF8.self) == Self.prose + "one\nkeep two\n" + Self.prose)
    #expect(cleaned.kept.count == 1)
  }

  @Test("looks five times at most")
  func bound() throws {
    let text = Self.prose + (1...9).map { "line \($0)\n" }.joined() + Self.prose
    #expect(try clean(text).removals.count == 5)
  }

  @Test("knows of each byte that stays where it stood", arguments: 0..<20)
  func survivors(seed: UInt64) {
    var generator = Generator(seed: seed)
    let text = (0..<60).map { UInt8($0) }
    var regions: [Removal] = []
    var start = Int.random(in: 0...5, using: &generator)
    while start < 50 {
      let end = start + Int.random(in: 1...6, using: &generator)
      regions.append(Removal(range: start..<end, rules: []))
      start = end + Int.random(in: 0...5, using: &generator)
    }
    let survivors = Survivors(of: text, without: regions)
    for (place, byte) in survivors.text.enumerated() {
      let origin = Int(byte)..<(Int(byte) + 1)
      #expect(survivors.origin(of: place..<(place + 1)) == origin)
      #expect(survivors.place(of: origin) == place..<(place + 1))
    }
    for region in regions { #expect(survivors.place(of: region.range) == nil) }
  }
}
