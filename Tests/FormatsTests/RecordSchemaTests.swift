import Files
import Formats
import JSON
import Rulebook
import TestSupport
import Testing

@Suite("The schema of records")
struct RecordSchemaTests {
  static let docs = Goldens.folder.parent.parent.appending("docs")

  let schema: Schema

  init() throws {
    schema = Schema(root: try JSONValue(parsing: Directory.readFollowing(Self.docs.appending("record.schema.json"))))
  }

  private static let rules = """
    [[rule]]
    id = "ad"
    do = "drop-line"
    match = 'AD'
    [[rule]]
    id = "keep"
    do = "keep"
    match = '^K\\nAD$'
    [[rule]]
    id = "replace"
    do = "replace"
    match = '&amp;'
    with = "&"
    [[rule]]
    id = "author"
    do = "extract"
    match = '^By (?<author>.+), (?<date>.+)$'
    [[rule]]
    id = "slow"
    do = "drop-span"
    match = '(?:x+x+)+[yz]'
    [[rule]]
    id = "word"
    do = "weigh"
    weight = 1
    match = 'Word.*'
    [profile.safe]
    threshold = 1
    most-prose = 75
    """

  static let inputs: [[UInt8]] = [
    [], Array("One.\n\nAD\n\nTwo &amp; three.\nK\nAD\nBy Ann Lee, 3 May 2024\n".utf8),
    Array("\u{FEFF}a\r\nb\nc\r\nAD\r\n".utf8),
    Array("broken ".utf8) + [0xFF] + Array(" ä ö ü ß é è à ç ñ ø å æ œ\n".utf8),
    Array(String(repeating: "x", count: 5_000).utf8), [0xFF, 0xFE, 0x61, 0, 0x0A, 0],
    Array("Word\n\nOne, two.\n".utf8), Array("Word by word, the river took the road and all that was on it.\n".utf8),
    Array((String(repeating: "a\r\n", count: 1_002) + String(repeating: "b\n", count: 1_001)).utf8),
  ]

  private func records() throws -> [[UInt8]] {
    let pipeline = Pipeline(try Rulebook(rules: Self.rules))
    let elsewhere = Input(path: "a.txt", bytes: [0x61], folder: Path(bytes: [0x2E, 0x2E, 0x2F, 0xFF]))
    guard case .cleaned(let odd) = pipeline.process(elsewhere, worker: Worker()) else { return [] }
    let names: [Path] = ["a.txt", "sub/folder/Zürich.txt", Path(bytes: [0x61, 0xFF])]
    return [odd.record(textPath: "a.txt")]
      + Self.inputs.flatMap { bytes in
        names.compactMap { name in
          pipeline.output(bytes, path: name, sidecar: #"{"url": "https://example.org", "n": [1, {"x": null}]}"#)?
            .record(textPath: name.name.adding(".txt"))
        } + [pipeline.output(bytes)?.record(textPath: "a.txt")].compactMap { $0 }
      }
  }

  @Test("accepts the records of all kinds of documents")
  func accepts() throws {
    let records = try records()
    #expect(records.count == Self.inputs.count * 4 + 1)
    for record in records {
      #expect(
        try schema.faults(JSONValue(parsing: record)) == [], "\(String(decoding: record.prefix(2_000), as: UTF8.self))")
    }
  }

  @Test("is used to its last field by these records")
  func complete() throws {
    var seen: Set<String> = []
    func walk(_ value: JSONValue) {
      for member in value.members ?? [] {
        seen.insert(member.name)
        walk(member.value)
      }
      for element in value.array ?? [] { walk(element) }
    }
    for record in try records() { walk(try JSONValue(parsing: record)) }
    #expect(fields(schema.root).subtracting(seen) == [])
  }

  @Test("is explained to its last field in docs/record.md")
  func explained() throws {
    let text = String(decoding: try Directory.readFollowing(Self.docs.appending("record.md")), as: UTF8.self)
    for field in fields(schema.root) {
      #expect(text.contains("`\(field)`") || text.contains(".\(field)`"), "\(field)")
    }
  }

  private func fields(_ schema: JSONValue) -> Set<String> {
    var names: Set<String> = []
    for member in schema.members ?? [] {
      if member.name == "properties" { names.formUnion((member.value.members ?? []).map(\.name)) }
      names.formUnion(fields(member.value))
    }
    for element in schema.array ?? [] { names.formUnion(fields(element)) }
    return names
  }

  static let changes: [(from: String, to: String)] = [
    (#""winnow": 1"#, #""winnow": 2"#), (#""id": ""#, #""id": "x"#), (#""bytes": "#, #""bytes": -"#),
    (#""bom": false"#, #""bom": null"#),
    (#""newline": "lf""#, #""newline": "LF""#), (#""sidecar": null"#, #""sidecar": {}"#), (#""language""#, #""lang""#),
    (#""removed": ["#, #""removed": [{}, "#), (#""rule": "t/"#, #""rule": ""#),
    (#""document": {"#, #""more": {}, "document": {"#),
    (#""profile": "safe""#, #""profile": """#), (#""start": "#, #""start": 0.5, "x": "#),
    (#""jit": "#, #""jit": "", "x": "#),
    (#""rules": [{"#, #""rules": [], "x": [{"#), (#""t/ad": 1"#, #""t/ad": 0"#),
    (#""blocked": ["t/ad"]"#, #""blocked": []"#),
  ]

  @Test("refuses what is no such record", arguments: changes)
  func refuses(from: String, to: String) throws {
    let output = try #require(Pipeline(Rulebook(rules: Self.rules)).output(Self.inputs[1]))
    let record = String(decoding: output.record(textPath: "a.txt"), as: UTF8.self)
    let changed = record.replacing(from, with: to)
    try #require(changed != record)
    #expect(try !schema.faults(JSONValue(parsing: Array(changed.utf8))).isEmpty)
  }

  @Test("agrees with another validator, where python3 has one")
  func otherValidator() throws {
    let program = Program(at: "/usr/bin/env")
    guard try program.run(["python3", "-c", "import jsonschema"]).status == 0 else {
      return print("skipped: python3 has no jsonschema")
    }
    let folder = try TemporaryFolder()
    for (index, record) in try records().enumerated() { try folder.write(Path("\(index).json"), record) }
    let script = """
      import json, sys, glob, jsonschema
      schema = json.load(open(sys.argv[1]))
      jsonschema.Draft202012Validator.check_schema(schema)
      for name in glob.glob('*.json'): jsonschema.Draft202012Validator(schema).validate(json.load(open(name)))
      """
    let result = try program.run(
      ["python3", "-c", Path(script), Self.docs.appending("record.schema.json")], in: folder.path)
    #expect(result.status == 0, "\(result.complaint)")
  }
}
