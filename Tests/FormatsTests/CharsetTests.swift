import Formats
import JSON
import Rulebook
import TestSupport
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

  static let short: [(text: String, bytes: [UInt8], encoding: String)] = [
    ("Гардероб", [0x83, 0xA0, 0xE0, 0xA4, 0xA5, 0xE0, 0xAE, 0xA1], "ibm866"),
    (
      "はてなブックマーク",
      [
        0xA4, 0xCF, 0xA4, 0xC6, 0xA4, 0xCA, 0xA5, 0xD6, 0xA5, 0xC3, 0xA5, 0xAF, 0xA5, 0xDE, 0xA1, 0xBC, 0xA5, 0xAF,
      ], "euc-jp"
    ),
  ]

  @Test("of a word or two is not UTF-8 because some of its bytes look so", arguments: short)
  func shortTexts(text: String, bytes: [UInt8], encoding: String) throws {
    let read = try Document(bytes, invalidBytes: .legacy, encoding: TextEncoding(encoding))
    #expect(String(decoding: read.text, as: UTF8.self) == text)
    let found = try Document(bytes, invalidBytes: .legacy)
    #expect(found.encoding != "utf-8" && found.replacements == 0)
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

  @Test("that is long is read in a set in which all of it can be read")
  func long() throws {
    let line = Array("It\u{1}s Biden\u{1}s plan, and nobody else has one like it.\n".utf8).map { $0 == 1 ? 0x92 : $0 }
    let beginning = Array(repeatElement(line, count: 25_000).joined())
    #expect(beginning.count > 1 << 20)
    let plain = try Document(beginning, invalidBytes: .legacy)
    #expect(plain.encoding == "windows-1252" && plain.text.starts(with: Array("It’s Biden’s".utf8)))
    // No character of windows-1252.
    let document = try Document(beginning + [0x81, 0x0A], invalidBytes: .legacy)
    #expect(document.encoding != "windows-1252" && document.replacements == 0)
  }

  static let named: [(name: String, bytes: [UInt8], text: String, encoding: String)] = [
    ("CP1251", [0xCC, 0xEE, 0xF1, 0xF2, 0x0A], "Мост\n", "cp1251"),
    ("latin1", [0x63, 0xE9, 0x0A], "cé\n", "windows-1252"), ("KOI8-R", [0xED, 0xCF, 0xD3, 0xD4], "Мост", "koi8-r"),
    ("UTF-16", [0xFF, 0xFE, 0x61, 0], "a", "utf-16le"),
    ("utf-16be", [0, 0x61], "a", "utf-16be"), ("UTF8", Array("é ü ".utf8) + [0xFF], "é ü \u{FFFD}", "utf-8"),
    ("utf-8", [0xEF, 0xBB, 0xBF, 0x61], "a", "utf-8"),
    // A byte 5C is a backslash there, as browsers have it, and so what Windows adds can be read.
    ("shift_jis", [0x5C, 0x8B, 0xB4], "\\橋", "cp932"), ("Shift_JIS", [0x87, 0x40, 0x87, 0x8A], "①㈱", "cp932"),
    ("gb2312", [0xD6, 0xEC, 0xE9, 0x46, 0xBB, 0xF9], "朱镕基", "gb18030"),
    ("iso-8859-1", [0x93, 0x61, 0x92, 0x94], "“a’”", "windows-1252"),
    ("iso-8859-1", [0x61, 0x81], "a\u{81}", "iso-8859-1"), ("euc-kr", [0x8C, 0x63], "똠", "uhc"),
    ("iso-8859-9", [0xFD, 0x93], "ı“", "windows-1254"), ("tis-620", [0xA1, 0x93], "ก“", "windows-874"),
    ("UTF-16", [0xFE, 0xFF, 0, 0x61], "a", "utf-16be"), ("windows-1252", [0xFF, 0xFE, 0x61, 0], "a", "utf-16le"),
    ("iso-8859-1", [0xEF, 0xBB, 0xBF] + Array("café".utf8), "café", "utf-8"),
  ]

  @Test("is read in the character set that it is said to be in, and comes back", arguments: named)
  func isNamed(name: String, bytes: [UInt8], text: String, encoding: String) throws {
    let named = try #require(TextEncoding(name))
    let document = try Document(bytes, invalidBytes: .legacy, encoding: named)
    #expect(String(decoding: document.text, as: UTF8.self) == text && document.encoding == encoding)
    let pipeline = Pipeline(try Rulebook(rules: ""))
    let input = Input(path: "a.txt", bytes: bytes, sidecar: Array("{\"encoding\": \"\(name)\"}".utf8))
    guard case .cleaned(let output) = pipeline.process(input, worker: Worker()) else {
      return #expect(Bool(false), "not cleaned")
    }
    #expect(output.text == Array(text.utf8))
    #expect(try output.restored() == bytes)
    #expect(try output.json()["source"]?["encoding"]?.string == encoding)
  }

  @Test(
    "fails where it is not in the character set that it is said to be in",
    arguments: [("utf-8", [0xE9, 0x20, 0xE8]), ("utf-16le", [0x61]), ("euc-jp", [0x61, 0xFF])]
      as [(String, [UInt8])])
  func isNot(name: String, bytes: [UInt8]) throws {
    let input = Input(path: "a.txt", bytes: bytes, encoding: TextEncoding(name))
    guard case .failed("not-utf8", let detail) = Pipeline(try Rulebook(rules: "")).process(input, worker: Worker())
    else { return #expect(Bool(false), "cleaned") }
    #expect(detail == "it can't be read as \(name), which it is said to be in")
  }

  @Test(
    "is not said to be in what iconv does not know",
    arguments: [
      "iso-2022-jp", "UTF-7", "klingon", "", "utf-8//IGNORE", "a b", String(repeating: "a", count: 41), "UTF-8\0",
    ])
  func unknown(name: String) {
    #expect(TextEncoding(name) == nil)
  }

  @Test("has an id of its own where the caller names its character set")
  func identity() throws {
    let pipeline = Pipeline(try Rulebook(rules: ""))
    let ids = try [nil, "cp1251", "cp1252"].map { name -> String in
      let input = Input(path: "a.txt", bytes: [0x61], encoding: name.flatMap { TextEncoding($0) })
      guard case .cleaned(let output) = pipeline.process(input, worker: Worker()) else { return "" }
      return try #require(output.json()["id"]?.string)
    }
    #expect(Set(ids).count == 3)
  }

  @Test(
    "is asked itself where the sidecar's encoding is none, and that is said",
    arguments: [
      (#""klingon""#, #""klingon""#), (#""gzip""#, #""gzip""#), (#""iso-2022-jp""#, #""iso-2022-jp""#),
      ("7", "(no string)"), ("[]", "(no string)"),
    ])
  func sidecar(value: String, shown: String) throws {
    let output = try #require(
      Pipeline(try Rulebook(rules: "")).output(Array("é\n".utf8), sidecar: "{\"encoding\": \(value)}"))
    #expect(output.text == Array("é\n".utf8))
    #expect(output.doubts.map(\.kind) == [.encoding])
    #expect(output.doubts.first?.message.contains("encoding \(shown) is no character set") == true)
  }

  @Test("stays UTF-8 where it is that, whatever a sidecar says")
  func contradicted() throws {
    let pipeline = Pipeline(try Rulebook(rules: ""))
    let output = try #require(pipeline.output(Array("é\n".utf8), sidecar: #"{"encoding": "latin1"}"#))
    #expect(output.text == Array("é\n".utf8))
    #expect(output.doubts.map(\.kind) == [.encoding])
    #expect(try #require(pipeline.output([0xE9, 0x0A], sidecar: #"{"encoding": "latin1"}"#)).doubts == [])
    #expect(try #require(pipeline.output(Array("é".utf8), sidecar: #"{"encoding": "utf-8"}"#)).doubts == [])
  }

  @Test("is asked itself where the sidecar's encoding says nothing", arguments: ["null", #""""#])
  func saysNothing(value: String) throws {
    let pipeline = Pipeline(try Rulebook(rules: ""))
    #expect(pipeline.output([0x61], sidecar: "{\"encoding\": \(value)}") != nil)
  }
}
