import Formats
import Testing

@Suite("A text that is not all UTF-8")
struct CharsetTests {
  static let damaged: [(what: String, bytes: [UInt8], text: String)] = [
    (
      "a dash that has lost its last byte",
      Array("The mayor’s plan for the café stands.\nbro".utf8) + [0xE2, 0x80] + Array("ken\n".utf8),
      "The mayor’s plan for the café stands.\nbro\u{FFFD}ken\n"
    ),
    ("one good character and one bad", Array("naïve ".utf8) + [0xFF, 0x0A], "naïve \u{FFFD}\n"),
    (
      "a bad byte for each good character", Array("“Ja”, sagte er – ".utf8) + [0x93, 0x20, 0x94, 0xE4, 0x0A],
      "“Ja”, sagte er – \u{FFFD} \u{FFFD}\u{FFFD}\n"
    ),
    ("Cyrillic with a piece cut off", Array("Мост открыт".utf8) + [0xD0, 0x0A], "Мост открыт\u{FFFD}\n"),
  ]

  @Test("stays UTF-8 where as many characters are good as are bad", arguments: damaged)
  func staysUTF8(what: String, bytes: [UInt8], text: String) throws {
    let document = try Document(bytes, invalidBytes: .legacy)
    #expect(document.encoding == "utf-8", "\(what)")
    #expect(String(decoding: document.text, as: UTF8.self) == text)
  }
}
