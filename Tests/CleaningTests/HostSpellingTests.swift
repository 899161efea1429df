import Rulebook
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
  ]

  @Test("is the same host to a rule's source", arguments: pairs)
  func scopes(glob: String, host: String, admits: Bool) {
    var scope = Scope()
    scope.sources = [glob.lowercased()]
    #expect(DocumentScope(scope)?.admits(Context(source: host)) == admits)
  }
}
