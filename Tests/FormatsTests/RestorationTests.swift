import Cleaning
import Files
import Formats
import JSON
import Matching
import Rulebook
import TestSupport
import Testing

private let rules = """
  [[rule]]
  id = "ad"
  do = "drop-line"
  match = '\\h*Advertisement\\h*'
  [[rule]]
  id = "word"
  do = "drop-span"
  match = 'a word\\n?'
  [[rule]]
  id = "read"
  do = "replace"
  match = 'Read more'
  with = "ZZ\\nZ"
  [[rule]]
  id = "umlaut"
  do = "replace"
  match = 'ä'
  with = ""
  [[rule]]
  id = "keep"
  do = "keep"
  match = '\\x{1F600}[^\\n]*\\n[^\\n]*'
  [[rule]]
  id = "after"
  do = "drop-after"
  match = '\\x{0}\\n\\x{0}'
  """

@Suite("Restoring")
struct RestorationTests {
  @Test("gives the original for hostile bytes, under each policy", arguments: Document.InvalidBytes.allCases, 0..<6)
  func hostile(policy: Document.InvalidBytes, seed: Int) throws {
    var generator = Generator(seed: UInt64(seed))
    let pipeline = Pipeline(try Rulebook(rules: rules), invalidBytes: policy)
    var cleaned = 0
    for _ in 0..<150 {
      let bytes = generator.hostileBytes(upTo: 160)
      guard let output = pipeline.output(bytes) else { continue }
      cleaned += 1
      #expect(try output.restored() == bytes, "\(bytes)")
    }
    #expect(cleaned > 40)
  }

  @Test("needs no copy of the original where the text is UTF-8", arguments: 0..<6)
  func withoutVerbatim(seed: Int) throws {
    var generator = Generator(seed: UInt64(seed))
    let pipeline = Pipeline(try Rulebook(rules: rules), invalidBytes: .reject)
    for _ in 0..<150 {
      let bytes = generator.hostileBytes(upTo: 160)
      guard let output = pipeline.output(bytes) else { continue }
      #expect(try output.json()["source"]?["verbatim"] == nil, "\(bytes)")
    }
  }

  @Test("goes by offsets of the raw bytes: each entry's text is what stands there", arguments: 0..<6)
  func offsets(seed: Int) throws {
    var generator = Generator(seed: UInt64(seed))
    let pipeline = Pipeline(try Rulebook(rules: rules), invalidBytes: .reject)
    for _ in 0..<150 {
      let bytes = generator.hostileBytes(upTo: 160)
      guard let output = pipeline.output(bytes) else { continue }
      let json = try output.json()
      for change in (json["removed"]?.array ?? []) + (json["replaced"]?.array ?? []) {
        let range = try #require(change["start"]?.integer)..<#require(change["end"]?.integer)
        let plain = try Document(Array("x".utf8) + bytes[range], invalidBytes: .reject).text.dropFirst()
        #expect(String(decoding: plain, as: UTF8.self) == change["text"]?.string, "\(bytes)")
      }
    }
  }

  static let encodings: [(name: String, bytes: [UInt8])] = [
    ("utf-16le", [0xFF, 0xFE] + utf16("Zwölf Köche.\r\n\r\nAdvertisement\r\n\r\n東京 😀.\r\n", big: false)),
    ("utf-16be", [0xFE, 0xFF] + utf16("Zwölf Köche.\n\nAdvertisement\n\n東京 😀.\n", big: true)),
    ("utf-16le", utf16("The first line of plain text.\nAdvertisement\nThe last line of it.\n", big: false)),
    ("utf-32le", [0xFF, 0xFE, 0, 0] + utf32("Zwölf.\nAdvertisement\n東京 😀.\n", big: false)),
    ("utf-32be", [0, 0, 0xFE, 0xFF] + utf32("Zwölf.\r\nAdvertisement\r\n東京 😀.\r\n", big: true)),
    (
      "windows-1252",
      latin("Zwölf Köche kochten für die Gäste in Köln und Düsseldorf.\r\n\r\nAdvertisement\r\nMüde?\r\n")
    ),
  ]

  private static func utf16(_ text: String, big: Bool) -> [UInt8] {
    text.utf16.flatMap { unit in
      let (high, low) = (UInt8(unit >> 8), UInt8(unit & 255))
      return big ? [high, low] : [low, high]
    }
  }

  private static func utf32(_ text: String, big: Bool) -> [UInt8] {
    text.unicodeScalars.flatMap { scalar in
      let bytes = (0..<4).map { UInt8(scalar.value >> (8 * UInt32($0)) & 255) }
      return big ? bytes.reversed() : bytes
    }
  }

  private static func latin(_ text: String) -> [UInt8] { text.unicodeScalars.map { UInt8($0.value) } }

  @Test("works in other character sets, offsets in the file's own bytes", arguments: encodings)
  func otherEncodings(name: String, bytes: [UInt8]) throws {
    let output = try #require(Pipeline(Rulebook(rules: rules)).output(bytes))
    let json = try output.json()
    #expect(json["source"]?["encoding"]?.string == name)
    #expect(json["source"]?["verbatim"] == nil)
    #expect(!String(decoding: output.text, as: UTF8.self).contains("Advertisement"))
    let removal = try #require(json["removed"]?.array?.first)
    let range = try #require(removal["start"]?.integer)..<#require(removal["end"]?.integer)
    let letters = bytes[range].filter { $0 != 0 }
    #expect(String(decoding: letters, as: UTF8.self).hasPrefix("Advertisement"))
    #expect(try output.restored() == bytes)
  }

  @Test("counts as the document's time: whether to stop is asked once more when it was tried")
  func budget() throws {
    let rulebook = try Rulebook(rules: rules)
    let text = Array("One.\r\nAdvertisement\r\nTwo.\r\n".utf8)
    var asked = 0
    let process = { (last: Int) in
      asked = 0
      return Pipeline(rulebook).process(Input(path: "a.txt", bytes: text), worker: Worker()) {
        asked += 1
        return asked == last
      }
    }
    guard case .cleaned(let output) = process(.max) else { throw CancellationError() }
    let all = asked
    asked = 0
    _ = try Cleaner(rulebook).clean(Array("One.\nAdvertisement\nTwo.\n".utf8), using: Scratch()) {
      asked += 1
      return false
    }
    // After the cleaning, and after the trial.
    #expect(all == asked + 2 && output.text == Array("One.\nTwo.\n".utf8))
    guard case .failed("budget", let detail) = process(all) else { throw CancellationError() }
    #expect(detail == "the document took longer than its budget")
  }

  @Test("copes with many removals in a large file of another character set")
  func largeLegacy() throws {
    let text = String(repeating: "Eine Zeile mit Umlauten: äöü.\nAdvertisement\n", count: 8_000)
    let bytes = [0xFF, 0xFE] + Self.utf16(text, big: false)
    let clock = ContinuousClock()
    var restored: [UInt8]?
    let time = try clock.measure {
      restored = try #require(Pipeline(Rulebook(rules: rules)).output(bytes)).restored()
    }
    #expect(restored == bytes)
    #expect(time < .seconds(20))
  }

  @Test(
    "lists odd line ends up to a thousand, and holds the original beyond", arguments: [(1_000, false), (1_001, true)])
  func newlineExceptions(count: Int, verbatim: Bool) throws {
    let bytes = Array((String(repeating: "a\r\n", count: count) + String(repeating: "b\n", count: count + 1)).utf8)
    let output = try #require(Pipeline(Rulebook(rules: rules)).output(bytes))
    let source = try #require(try output.json()["source"])
    #expect((source["verbatim"] != nil) == verbatim)
    #expect((source["newline_exceptions"] == nil) == verbatim)
    #expect(try output.restored() == bytes)
  }
}

@Suite("A record")
struct RecordTests {
  private func record(_ text: String) throws -> (bytes: [UInt8], output: Output) {
    let output = try #require(Pipeline(Rulebook(rules: rules)).output(Array(text.utf8)))
    return (output.record(textPath: "a.txt"), output)
  }

  @Test("refuses a text that is not its own, whatever is wrong with it")
  func otherTexts() throws {
    let (bytes, output) = try record("One.\n\nAdvertisement\n\nRead more\nTwo.\n")
    let record = try Record(bytes)
    let text = output.text
    for other in [[], text.dropLast(), text + [0x0A], [0x20] + text.dropFirst(), Array(text.reversed()), [0x0A] + text]
    {
      #expect(throws: Record.Unreadable.self) { _ = try record.original(of: Array(other)) }
    }
    #expect(try record.original(of: text) == Array("One.\n\nAdvertisement\n\nRead more\nTwo.\n".utf8))
  }

  static let broken: [(from: String, to: String)] = [
    (#""winnow": 1"#, #""winnow": 2"#), (#""winnow": 1"#, #""winnow": "1""#), (#""winnow": 1"#, #""other": 1"#),
    (#""start": 6"#, #""start": -1"#), (#""start": 6"#, #""start": 9223372036854775806"#),
    (#""start": 6"#, #""start": 99999999999999999999"#), (#""start": 6"#, #""start": 6.0"#),
    (#""end": 21"#, #""end": 5"#),
    (#""end": 21"#, #""end": 9223372036854775807"#), (#""newline": "lf""#, #""newline": "vt""#),
    (#""newline": "lf""#, #""newline": "crlf""#), (#""newline": "lf""#, #""newline": null"#),
    (#""bom": false"#, #""bom": true"#), (#""bom": false"#, #""bom": 0"#),
    (#""encoding": "utf-8""#, #""encoding": "no-such""#), (#""encoding": "utf-8""#, #""encoding": "utf-16le""#),
    (#""bom": false"#, #""bom": false, "verbatim": "****""#), (#""bom": false"#, #""bom": false, "verbatim": "AAAA""#),
    (#""bom": false"#, #""bom": false, "newline_exceptions": [{"line": 1}]"#),
    (#""with": "ZZ\nZ""#, #""with": """#), (#""with": "ZZ\nZ""#, #""with": "ZZ\nZ and much more than the text has""#),
    (#""removed": ["#, #""removed": null, "x": ["#),
    (#""text": "Advertisement\n\n""#, #""text": "Advertisement\n\n\n""#),
  ]

  @Test("that was tampered with is refused, and nothing crashes", arguments: broken)
  func tampered(from: String, to: String) throws {
    let (bytes, output) = try record("One.\n\nAdvertisement\n\nRead more\nTwo.\n")
    let text = String(decoding: bytes, as: UTF8.self)
    let changed = text.replacing(from, with: to)
    try #require(changed != text)
    #expect(throws: Record.Unreadable.self) { _ = try Record(Array(changed.utf8)).original(of: output.text) }
    #expect(throws: Record.Unreadable.self) { _ = try Record(Array(changed.utf8)).original(of: []) }
  }

  @Test("with absurd offsets and a replacement longer than the text does not crash")
  func absurdOffsets() throws {
    let (bytes, _) = try record("Read more")
    let text = String(decoding: bytes, as: UTF8.self)
      .replacing(#""start": 0, "end": 9"#, with: #""start": 0, "end": 0"#).replacing(
        #""text": "Read more""#, with: #""text": """#
      )
      .replacing(
        #""rule": "t/read"}"#,
        with:
          #""rule": "t/read"}, {"start": 9223372036854775806, "end": 9223372036854775806, "text": "", "with": "", "rule": "t/x"}"#
      )
    #expect(throws: Record.Unreadable.self) { _ = try Record(Array(text.utf8)).original(of: Array("ZZ\nZ".utf8)) }
  }

  static let counts: [(from: String, to: String, says: String)] = [
    (#""bytes": 36"#, #""bytes": 9223372036854775807"#, "source.bytes"),
    (#""bytes": 36"#, #""bytes": -1"#, "source.bytes"), (#""bytes": 36"#, #""bytes": "36""#, "source.bytes"),
    (#""bytes": 16"#, #""bytes": 9007199254740993"#, "text.bytes"),
    (#""line": 3, "text""#, #""line": 9223372036854775807, "text""#, "removed.line"),
    (#""line": 3, "text""#, #""line": -9223372036854775808, "text""#, "removed.line"),
    (#""line": 5, "text""#, #""line": 99999999999999999999, "text""#, "replaced.line"),
    (#""kept": ["#, #""kept": [{"start": 0, "end": 1, "line": 9223372036854775807}"#, "kept.line"),
    (#""inconclusive": ["#, #""inconclusive": [{"start": 0, "end": 1, "line": 1.5}"#, "inconclusive.line"),
    (#""sidecar": null"#, #""sidecar": {"bytes": 9223372036854775807, "sha256": ""}"#, "sidecar.bytes"),
  ]

  @Test("with a size or a line that none can be is refused, and says which", arguments: counts)
  func absurdCounts(from: String, to: String, says: String) throws {
    let (bytes, _) = try record("One.\n\nAdvertisement\n\nRead more\nTwo.\n")
    let text = String(decoding: bytes, as: UTF8.self)
    let changed = text.replacing(from, with: to)
    try #require(changed != text, "\(text)")
    let fault = #expect(throws: Record.Unreadable.self) { _ = try Record(Array(changed.utf8)) }
    #expect(fault?.reason == "the record lacks \"\(says)\", or it is not what it should be")
  }

  @Test("is refused where it is none", arguments: ["", "[]", "{}", "null", #"{"winnow": 1}"#, "not json"])
  func noRecord(text: String) {
    #expect(throws: Record.Unreadable.self) { _ = try Record(Array(text.utf8)) }
  }

  @Test("is the same each time, and so is the id")
  func deterministic() throws {
    let text = "One.\n\nAdvertisement\n\nRead more\nTwo.\n"
    #expect(try record(text).bytes == record(text).bytes)
    #expect(try record(text).output.id.count == 32)
    #expect(try record(text).output.id != record(text + "x").output.id)
  }

  @Test("holds a path that is not UTF-8 exactly")
  func bytesInPaths() throws {
    let path = Path(bytes: [0x61, 0xFF, 0x0A, 0x62])
    let output = try #require(Pipeline(Rulebook(rules: rules)).output([0x61], path: path))
    let record = try Record(output.record(textPath: path.adding(".txt")))
    #expect(record.sourcePath == path)
    #expect(record.textPath == path.adding(".txt"))
  }
}
