import Files
import JSON
import Rulebook
import TestSupport
import Testing

@testable import Formats

@Suite("A document")
struct DocumentTests {
  static let valid: [(bytes: [UInt8], text: String, form: Newline, odd: [Int])] = [
    (Array("a\nb\n".utf8), "a\nb\n", .lf, []), (Array("a\r\nb\r\n".utf8), "a\nb\n", .crlf, []),
    (Array("a\rb\r".utf8), "a\nb\n", .cr, []), (Array("a\r\nb\nc\r\n".utf8), "a\nb\nc\n", .crlf, [2]),
    (Array("a\nb\r".utf8), "a\nb\n", .lf, [2]), (Array("a\r\r\n\n".utf8), "a\n\n\n", .lf, [1, 2]),
    ([], "", .lf, []), ([0xEF, 0xBB, 0xBF], "", .lf, []), (Array("no end".utf8), "no end", .lf, []),
    (Array("a\n\r".utf8), "a\n\n", .lf, [2]), ([0xEF, 0xBB, 0xBF, 0xEF, 0xBB, 0xBF], "\u{FEFF}", .lf, []),
  ]

  @Test("has lines that end in LF, and knows how they ended", arguments: valid)
  func newlines(bytes: [UInt8], text: String, form: Newline, odd: [Int]) throws {
    let document = try Document(bytes, invalidBytes: .reject)
    #expect(String(decoding: document.text, as: UTF8.self) == text)
    #expect(document.newline == form)
    #expect(document.newlineExceptions.map(\.line) == odd)
  }

  static let invalid: [(bytes: [UInt8], text: String, first: Int)] = [
    ([0x61, 0xFF, 0x62], "a\u{FFFD}b", 1), ([0xC3], "\u{FFFD}", 0), ([0xE2, 0x80, 0x61], "\u{FFFD}a", 0),
    ([0xC0, 0x80], "\u{FFFD}\u{FFFD}", 0), ([0xED, 0xA0, 0x80], "\u{FFFD}\u{FFFD}\u{FFFD}", 0),
    ([0xF4, 0x90, 0x80, 0x80], "\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}", 0), ([0xC3, 0xA4, 0x80], "ä\u{FFFD}", 2),
    ([0xF0, 0x9F, 0x98], "\u{FFFD}", 0), ([0xEF, 0xBB, 0xBF, 0xFF, 0x0D, 0x0A], "\u{FFFD}\n", 3),
  ]

  @Test("gets U+FFFD for bytes that are not UTF-8, as the Unicode Standard cuts them", arguments: invalid)
  func replaced(bytes: [UInt8], text: String, first: Int) throws {
    let document = try Document(bytes, invalidBytes: .replace)
    #expect(String(decoding: document.text, as: UTF8.self) == text)
    #expect(document.replacements == text.unicodeScalars.count { $0 == "\u{FFFD}" })
  }

  @Test("is refused for bytes that are not UTF-8 where that is the policy", arguments: invalid)
  func refused(bytes: [UInt8], text: String, first: Int) {
    let error = #expect(throws: Document.NotUTF8.self) { _ = try Document(bytes, invalidBytes: .reject) }
    #expect(error?.offset == first)
  }

  static let cut: [(bytes: [UInt8], name: String)] = [
    ([0xFF, 0xFE, 0x41, 0x00, 0x42], "utf-16le"), ([0xFE, 0xFF, 0x00], "utf-16be"),
    ([0xFF, 0xFE, 0, 0, 0x41, 0, 0], "utf-32le"),
  ]

  @Test("that was cut short in UTF-16 or UTF-32 is not published as something else", arguments: cut)
  func cutShort(bytes: [UInt8], name: String) throws {
    let pipeline = Pipeline(try Rulebook(rules: ""))
    guard case .failed(let what, let detail) = pipeline.process(Input(path: "a.txt", bytes: bytes), worker: Worker())
    else { return #expect(Bool(false), "cleaned") }
    #expect(what == "not-utf8" && detail.contains(name) && detail.contains("cut short"))
  }

  @Test("that is no text at all fails, with a word for machines and one for people")
  func notText() throws {
    let input = Input(path: "a.txt", bytes: Array("%PDF-1.7 …".utf8))
    guard case .failed(let what, let detail) = Pipeline(try Rulebook(rules: "")).process(input, worker: Worker()) else {
      return #expect(Bool(false), "cleaned")
    }
    #expect(what == "not-text")
    #expect(detail == "this is a PDF document, not text")
  }

  static let data: [(String, [UInt8])] = [
    ("numbers of four bytes", (0..<100).flatMap { [UInt8($0 % 32), 0, 0, 0x41] }),
    ("numbers among letters", (0..<60).flatMap { _ in Array("a label".utf8) + [0, 0, 0, 0, 1, 2, 0x7F] }),
    ("UTF-16 of an odd length", "A text that was cut short.".utf8.flatMap { [$0, 0] } + [0x41]),
    ("UTF-32 without a mark", "A text without a mark.".utf8.flatMap { [$0, 0, 0, 0] }),
    (
      "Cyrillic UTF-16 without a mark",
      "Это текст на русском языке, и в нём есть пробелы, точки, запятые, да и слова. Их тут не так уж мало.".utf16
        .flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
    ),
  ]

  @Test("that is full of NUL is data and fails", arguments: data)
  func isData(what: String, bytes: [UInt8]) throws {
    let pipeline = Pipeline(try Rulebook(rules: ""), invalidBytes: .legacy)
    guard case .failed("not-text", let detail) = pipeline.process(Input(path: "a.txt", bytes: bytes), worker: Worker())
    else { return #expect(Bool(false), "\(what) was cleaned") }
    let words = detail.split(separator: " ")
    #expect(detail.hasPrefix("this is data, or text in an encoding that was not found out: of "))
    // Zeros before the first other byte are left aside.
    let beginning = bytes.drop { $0 == 0 }
    #expect(words.contains("\(beginning.count)") && words.contains("\(beginning.count { $0 == 0 })"), "\(detail)")
  }

  /// What a power loss leaves of a file whose length was stored and whose bytes were not.
  @Test("that is nothing but NUL is data and fails, however much or little of it there is", arguments: [1, 8, 20_000])
  func isEmptied(count: Int) throws {
    for policy in Document.InvalidBytes.allCases {
      let input = Input(path: "a.txt", bytes: [UInt8](repeating: 0, count: count))
      let outcome = Pipeline(try Rulebook(rules: ""), invalidBytes: policy).process(input, worker: Worker())
      guard case .failed("not-text", let detail) = outcome else { return #expect(Bool(false), "it was cleaned") }
      #expect(detail == "this is no text: nothing but NUL, \(count == 1 ? "1 byte" : "\(count) bytes") of it")
    }
  }

  static let known: [([UInt8], String)] = [
    (Array("notes.txt".utf8) + Array(repeating: 0, count: 248) + Array("ustar\u{0}00".utf8), "a tar archive"),
    ([0, 0, 0, 0x20] + Array("ftypisom".utf8), "a film or sound"),
    (Array("SQLite format 3\u{0}".utf8), "a database"), (Array("OggS\u{0}".utf8), "sound"),
    ([0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C, 0, 4], "a 7z archive"), (Array("Rar!\u{1A}\u{7}".utf8), "a RAR archive"),
  ]

  @Test("that is of a known kind is called by it", arguments: known)
  func isKnown(bytes: [UInt8], kind: String) throws {
    let outcome = Pipeline(try Rulebook(rules: "")).process(Input(path: "a.txt", bytes: bytes), worker: Worker())
    guard case .failed("not-text", let detail) = outcome else { return #expect(Bool(false), "\(kind) was cleaned") }
    #expect(detail == "this is \(kind), not text")
  }

  static let packed: [([UInt8], String)] = [
    ([0x1F, 0x8B, 0x08, 0], "a gzip file"), ([0x28, 0xB5, 0x2F, 0xFD, 0], "a zstd file"),
    ([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0], "an xz file"), (Array("BZh91AY&SY".utf8) + [0, 0], "a bzip2 file"),
  ]

  @Test("that is packed is said to be unpacked first", arguments: packed)
  func isPacked(bytes: [UInt8], kind: String) throws {
    let outcome = Pipeline(try Rulebook(rules: "")).process(Input(path: "a.txt", bytes: bytes), worker: Worker())
    guard case .failed("not-text", let detail) = outcome else { return #expect(Bool(false), "\(kind) was cleaned") }
    #expect(detail == "this is \(kind), not text; unpack it first")
  }

  static let withNULs: [(String, [UInt8])] = [
    ("a short text with one", Array("a\0b\n".utf8)),
    ("a padded record", Array("A text of a fixed length.\n".utf8) + Array(repeating: 0, count: 487)),
    ("a log that was cut while it was written", Array(repeating: 0, count: 9_000) + Array("It went on.\n".utf8)),
    ("a hole", Array("Before it.\n".utf8) + Array(repeating: 0, count: 4_096) + Array("Behind it.\n".utf8)),
    ("names with NUL between", (0..<300).flatMap { Array("a/\($0).c\0".utf8) }),
    ("one in a hundred", (0..<80).flatMap { _ in Array(repeating: 0x61, count: 99) + [0] }),
    ("many behind its beginning", Array(repeating: 0x61, count: 8_000) + (0..<100).flatMap { _ in [0, 1] as [UInt8] }),
    ("UTF-16 without a mark", "A text without a mark, all of it.".utf8.flatMap { [$0, 0] }),
    ("colours of a terminal", (0..<200).flatMap { _ in Array("\u{1B}[1mred\u{1B}[0m\n".utf8) }),
    ("nothing", []),
    ("words like marks", Array("The ftyp box, and \(String(repeating: "x", count: 238)) ustar of tar.\n".utf8)),
  ]

  @Test("with NUL here and there, or much of it in one place, is a text", arguments: withNULs)
  func holdsNULs(what: String, bytes: [UInt8]) throws {
    let pipeline = Pipeline(try Rulebook(rules: ""), invalidBytes: .legacy)
    guard case .cleaned = pipeline.process(Input(path: "a.txt", bytes: bytes), worker: Worker()) else {
      return #expect(Bool(false), "\(what) failed")
    }
  }

  @Test(
    "has figures",
    arguments: [
      ("", 0, 0, 0, 0), ("a", 1, 1, 1, 1), ("a\n", 2, 1, 1, 1), ("\n\n", 2, 0, 2, 0), ("ä 😀\n\nb c\nd\n", 11, 5, 4, 2),
      (" \n a\u{A0}b \n", 8, 2, 2, 1), ("a\n \nb", 5, 2, 3, 2), ("a\u{2003}b\u{3000}c", 5, 3, 1, 1),
    ])
  func figures(text: String, characters: Int, words: Int, lines: Int, paragraphs: Int) {
    let figures = TextFigures(of: Array(text.utf8))
    #expect(figures.characters == characters)
    #expect(figures.words == words)
    #expect(figures.lines == lines)
    #expect(figures.paragraphs == paragraphs)
  }
}

@Suite("A sidecar")
struct SidecarTests {
  @Test("gives its members to the record, and its host and language to the rules")
  func members() throws {
    let rules =
      "[[rule]]\nid = \"r\"\ndo = \"drop-line\"\nmatch = 'AD'\nwhen = { source = \"example.org\", lang = \"de\" }\n"
    let sidecar = #"{"url": "https://u:p@Example.org:8080/a?b#c", "language": "DE-at", "n": 1.50}"#
    let output = try #require(Pipeline(Rulebook(rules: rules)).output(Array("AD\nb\n".utf8), sidecar: sidecar))
    #expect(output.text == Array("b\n".utf8))
    #expect(try output.json()["document"]?["n"] == .number("1.50"))
    #expect(try output.json()["sidecar"]?["bytes"]?.integer == sidecar.utf8.count)
  }

  @Test("writes each member once, the last one where a name is given twice")
  func doubled() throws {
    let output = try #require(Pipeline(Rulebook(rules: "")).output([0x61], sidecar: #"{"a": 1, "b": 2, "a": 3}"#))
    #expect(try output.json()["document"]?.members == [.init("a", .number("3")), .init("b", .number("2"))])
  }

  @Test(
    "tells the title, or the URL spells it",
    arguments: [
      (#"{"title": "Snow", "url": "https://example.org/snow-shuts-three-schools"}"#, "Snow"),
      (#"{"url": "https://example.org/2024/snow-shuts-the-schools-48151.html?a-b-c-d-e"}"#, "snow shuts the schools"),
      (#"{"url": "https://example.org/20240503-snow_shuts+three-schools/"}"#, "snow shuts three schools"),
      (#"{"url": "example.org/a/48151/ios-13-shuts-three-schools-a1b2c3"}"#, "ios 13 shuts three schools"),
      (#"{"url": "https://example.org/%D1%81%D0%BD%D0%B5%D0%B3-%D0%B2-%D1%81%D0%B5%D0%BB%D0%B5-3"}"#, "снег в селе 3"),
      (#"{"url": "https://news-of-the-whole-north.example.org/snow"}"#, nil),
      (#"{"url": "https://example.org/news/three-schools"}"#, nil),
      (#"{"url": "https://example.org/100%-of-all-%zz-"}"#, nil),
      (#"{"url": "https://example.org/snow-shuts-three-schools"# + String(repeating: "/a", count: 1_000) + "\"}", nil),
      (#"{"title": 3}"#, nil), ("{}", nil),
    ] as [(String, String?)])
  func title(sidecar: String, expected: String?) throws {
    #expect(try Sidecar(Array(sidecar.utf8)).title == expected)
  }

  @Test("that can't be used fails the document", arguments: ["[]", "", "{", "\"x\""])
  func unusable(text: String) throws {
    let input = Input(path: "a.txt", bytes: [0x61], sidecar: Array(text.utf8))
    guard case .failed("sidecar", _) = Pipeline(try Rulebook(rules: "")).process(input, worker: Worker()) else {
      return #expect(Bool(false), "cleaned")
    }
  }
}
