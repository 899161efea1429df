import Rulebook
import TestSupport
import Testing

@testable import Cleaning

@Suite("A host in its letters and in punycode")
struct HostSpellingTests {
  /// The samples of RFC 3492, section 7.1, and labels that are none.
  static let samples: [(code: String, text: String?)] = [
    ("egbpdaj6bu4bxfgehfvwxn", "ليهمابتكلموشعربي؟"), ("ihqwcrb4cv8a8dqg056pqjye", "他们为什么不说中文"),
    ("Proprostnemluvesky-uyb24dma41a", "Pročprostěnemluvíčesky"), ("3B-ww4c5e180e575a65lsy2b", "3年B組金八先生"),
    ("MajiKoi5-783gue6qz075azm5e", "MajiでKoiする5秒前"), ("d9juau41awczczp", "そのスピードで"),
    ("-> $1.00 <--", "-> $1.00 <-"), ("bcher-kva", "bücher"),
    ("bcher-kv", nil), ("b*cher-*", nil), ("99999999999999999999", nil), ("bücher-kva", nil),
  ]

  @Test("is decoded as RFC 3492 has it", arguments: samples)
  func decodes(code: String, text: String?) {
    #expect(HostSpelling.decode(Array(code.utf8)) == text)
  }

  static let pairs: [(glob: String, host: String, admits: Bool)] = [
    ("bücher.example", "xn--bcher-kva.example", true), ("xn--bcher-kva.example", "bücher.example", true),
    ("*.bücher.example", "www.xn--bcher-kva.example", true), ("*.xn--bcher-kva.example", "www.bücher.example", true),
    ("XN--BCHER-KVA.example", "bücher.example", true), ("xn--*", "xn--bcher-kva.example", true),
    ("bücher.example", "xn--bcher-kvb.example", false), ("bucher.example", "xn--bcher-kva.example", false),
    ("*.example", "xn--bcher-.example", true), ("xn--bcher-.example", "xn--bcher-.example", true),
    ("b?cher.example", "bücher.example", true),
    ("[äü]?.example", "üb.example", true), ("[!ä]b.example", "üb.example", true),
    ("[ä-ö]b.example", "üb.example", false),
  ]

  @Test("is the same host to a rule's source", arguments: pairs)
  func scopes(glob: String, host: String, admits: Bool) {
    var scope = Scope()
    scope.sources = [glob.lowercased()]
    #expect(DocumentScope(scope)?.admits(Context(source: host), lettered: HostSpelling.letters(host)) == admits)
  }

  private static func signs(_ text: String, _ count: Int) -> String { String(repeating: text, count: count) }

  static let long: [(host: String, text: String)] = [
    // A label of 63 bytes, and one of 64.
    ("xn--\(signs("a", 55))-oxf.de", "ü\(signs("a", 55)).de"),
    ("xn--\(signs("a", 56))-70f.de", "xn--\(signs("a", 56))-70f.de"),
    // A host of 255 bytes, and one of 257.
    ("xn--bcher-kva.\(signs("a.", 120))b", "bücher.\(signs("a.", 120))b"),
    ("xn--bcher-kva.\(signs("a.", 121))b", "xn--bcher-kva.\(signs("a.", 121))b"),
  ]

  @Test("that is longer than hosts and labels are stays as it is", arguments: long)
  func tooLong(host: String, text: String) {
    #expect(HostSpelling.letters(host) == text)
  }

  /// Each rule once decoded it anew, for 17 seconds.
  @Test("of a megabyte takes no time, however many rules ask for a source", .endsSoon)
  func hostile() throws {
    let rules = (0..<50).map { number in
      "[[rule]]\nid = \"r\(number)\"\ndo = \"drop-line\"\nmatch = 'Ad'\nwhen = { source = \"h\(number).example\" }\n"
    }
    let rulebook = try Rulebook(rules: rules.joined())
    // Each letter behind the hyphen is put near the beginning.
    let host = "xn--" + Self.signs("a", 500_000) + "-" + Self.signs("a", 500_000)
    #expect(try Cleaner(rulebook).clean("Ad\n", context: Context(source: host)) == "Ad\n")
  }
}
