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

  static let legacy: [(text: String, bytes: [UInt8], encoding: String)] = [
    (
      "The mayor’s plan won’t do: “It’s Biden’s,” she said – and left.\n",
      Array("The mayor\u{1}s plan won\u{1}t do: \u{2}It\u{1}s Biden\u{1}s,\u{3} she said \u{4} and left.\n".utf8)
        .map { [1: 0x92, 2: 0x93, 3: 0x94, 4: 0x96][$0] ?? $0 }, "windows-1252"
    ),
    (
      "Köprü ve feribot bugün açıldı; “çok şükür” dedi vali, İstanbul’a gitmeden önce.\n",
      [0x4B, 0xF6] + Array("pr".utf8) + [0xFC] + Array(" ve feribot bug".utf8) + [0xFC] + Array("n a".utf8) + [0xE7]
        + Array(
          "\u{1}ld\u{1}; \u{2}\u{3}ok \u{4}\u{5}k\u{5}r\u{6} dedi vali, \u{7}stanbul\u{8}a gitmeden \u{E}nce.\n".utf8
        )
        .map {
          [1: 0xFD, 2: 0x93, 3: 0xE7, 4: 0xFE, 5: 0xFC, 6: 0x94, 7: 0xDD, 8: 0x92, 0xE: 0xF6][$0] ?? $0
        }, "windows-1254"
    ),
  ]

  @Test("in another character set is read with quotes and dashes where they belong", arguments: legacy)
  func legacySets(text: String, bytes: [UInt8], encoding: String) throws {
    let document = try Document(bytes, invalidBytes: .legacy)
    #expect(String(decoding: document.text, as: UTF8.self) == text)
    #expect(document.encoding == encoding)
  }
}
