import Diagnostics
import TOML
import Testing

/// A file, and what it says.
private func file(_ text: String) -> SourceFile { SourceFile(name: "f.toml", bytes: Array(text.utf8)) }

@Suite("A TOML file")
struct TOMLFileTests {
  @Test("gives values with their kinds")
  func kinds() throws {
    let text = """
      s = "a\\tb"
      l = 'a\\tb'
      i = -3
      f = 0.5
      b = true
      d = 2024-01-02
      a = [1, "x"]
      t = { x = 1 }
      """
    let table = try TOMLTable(parsing: file(text))
    #expect(table.entries.map(\.key) == ["s", "l", "i", "f", "b", "d", "a", "t"])
    #expect(
      table.entries.map(\.value.kind) == [
        "a string", "a string", "an integer", "a float", "a boolean", "a date or time", "an array", "a table",
      ])
    guard case .string("a\tb", literalStart: nil)? = table["s"]?.content else { return #expect(Bool(false), "s") }
    guard case .string(#"a\tb"#, literalStart: .some)? = table["l"]?.content else { return #expect(Bool(false), "l") }
  }

  static let literals: [(text: String, wanted: String)] = [
    ("a = 'x[y'\n", "x[y"), ("a = '''x[y'''\n", "x[y"), ("a = '''\nx[y'''\n", "x[y"), ("a = '''\r\nx[y'''\r\n", "x[y"),
    ("\"ä\" = 1\n\"ö\" = '東x[y'\n", "東x[y"), ("[t]\n\ta\t=\t'x[y'\n", "x[y"), ("[[t]]\na.b = 'x[y'\n", "x[y"),
    ("t = { z = 1, a = 'x[y' }\n", "x[y"), ("a = '''x'[y'''\n", "x'[y"), ("# é\n\n\na='x[y'", "x[y"),
    ("a = ['x[y']\n", "x[y"), ("\u{FEFF}a = 'x[y'\n", "x[y"), ("a = ''''x[y'''\n", "'x[y"), ("a = '\tx[y'\n", "\tx[y"),
  ]

  @Test("knows where a literal string's characters stand", arguments: literals)
  func literalStarts(text: String, wanted: String) throws {
    let found = try self.found(in: TOMLTable(parsing: file(text)))
    let (value, start) = try #require(found.first)
    #expect(value == wanted)
    let bytes = Array(text.utf8)
    #expect(Array(bytes[start..<(start + wanted.utf8.count)]) == Array(wanted.utf8))
  }

  private func found(in table: TOMLTable) -> [(String, Int)] {
    table.entries.flatMap { found(in: $0.value) }
  }

  private func found(in value: TOMLValue) -> [(String, Int)] {
    switch value.content {
    case .string(let text, let start?): [(text, start)]
    case .array(let elements): elements.flatMap { found(in: $0) }
    case .table(let table): found(in: table)
    default: []
    }
  }

  @Test("gives keys and values the bytes that they stand in", arguments: ["", "\u{FEFF}"])
  func ranges(mark: String) throws {
    let text = mark + "[[rule]]\n  ключ = \"значение\"  # note\n"
    let bytes = Array(text.utf8)
    let root = try TOMLTable(parsing: file(text.replacing("ключ", with: "\"ключ\"")))
    guard case .array(let rules)? = root["rule"]?.content, case .table(let rule)? = rules.first?.content else {
      return #expect(Bool(false), "no rule")
    }
    let quoted = Array(text.replacing("ключ", with: "\"ключ\"").utf8)
    let entry = try #require(rule.entries.first)
    #expect(String(decoding: quoted[entry.keyRange], as: UTF8.self) == "\"ключ\"")
    #expect(String(decoding: quoted[entry.value.range], as: UTF8.self) == "\"значение\"")
    #expect(String(decoding: bytes[rule.range], as: UTF8.self) == "[[rule]]")
  }

  @Test(
    "that is broken gives the place of the first fault",
    arguments: [
      ("a = \n", 1), ("a = 1\nb = 'x\nc = 2\n", 2), ("a = 1\na = 2\n", 2), ("[t\n", 1), ("\n\nx\n", 3),
      ("a = \"\\q\"\n", 1), ("a = '''x\ny", 2), ("é = 1\n", 1), ("a = 1 b = 2\n", 1),
      ("\n[[[t]]]\n", 2), ("[(t)]\n", 1), ("[<t>]\n", 1), ("[[*t]]\n", 1), ("[[“t”]]\n", 1), ("[[#t]]\n", 1),
      ("[/t]\n", 1), ("[.t]\n", 1), ("[\n", 1), ("[", 1), ("[[", 1), ("[[\n", 1), ("[\\\n", 1), ("[]", 1),
      ("x = [}\n", 1), ("x = [1,}\n", 1), ("x = [\"\",}\n", 1), ("x = [,", 1), ("x = [", 1), ("x = { y = [1,} }\n", 1),
      ("x = {,}\n", 1), ("x = { y = }\n", 1), ("x =", 1), ("x", 1), ("x.", 1), ("x. = 1\n", 1), ("x = {", 1),
      ("x = { y", 1), ("x = { y.", 1),
    ])
  func syntaxErrors(text: String, line: Int) {
    let error = #expect(throws: Diagnostic.self) { _ = try TOMLTable(parsing: file(text)) }
    #expect(error?.line == line)
    #expect(error?.message.hasPrefix("this is not TOML: ") == true)
  }

  @Test(
    "that is not UTF-8 is an error, not a crash",
    arguments: [[0xFF], [0x61, 0x3D, 0x27, 0xC3, 0x27], [0x00]] as [[UInt8]])
  func notUTF8(bytes: [UInt8]) {
    #expect(throws: Diagnostic.self) { _ = try TOMLTable(parsing: SourceFile(name: "f", bytes: bytes)) }
  }

  @Test("may be empty", arguments: ["", "\n", "# nothing\n", "\u{FEFF}"])
  func empty(text: String) throws {
    #expect(try TOMLTable(parsing: file(text)).entries.isEmpty)
  }

  @Test("that nests too deep is an error, not a crash")
  func deep() {
    let text = "a = " + String(repeating: "[", count: 100_000)
    #expect(throws: Diagnostic.self) { _ = try TOMLTable(parsing: file(text)) }
  }
}

@Suite("A table reader")
struct TableReaderTests {
  private func reader(_ text: String) throws -> TableReader {
    let source = file(text)
    return TableReader(try TOMLTable(parsing: source), in: source, subject: "a thing")
  }

  @Test("reads what has the type that is asked for")
  func reads() throws {
    var reader = try reader("s = 's'\ni = 3\nf = 2\nb = true\nl = ['x', \"y\"]\n[t]\n[[a]]\n[[a]]\n")
    #expect(reader.string("s") == "s")
    #expect(reader.integer("i", in: 1...3) == 3)
    #expect(reader.number("f") == 2)
    #expect(reader.boolean("b") == true)
    #expect(reader.strings("l") == ["x", "y"])
    #expect(reader.strings("s") == ["s"])
    #expect(reader.table("t") != nil)
    #expect(reader.tables("a").count == 2)
    #expect(reader.string("none") == nil)
    reader.finish()
    #expect(reader.findings.isEmpty)
  }

  @Test("reports a wrong type at the value")
  func mismatches() throws {
    var reader = try reader("s = 1\ni = 's'\nf = true\nb = 0\nl = [1]\nt = 1\na = [1]\nn = {}\n")
    _ = (reader.string("s"), reader.integer("i", in: 0...9), reader.number("f"), reader.boolean("b"))
    _ = (reader.strings("l"), reader.table("t"), reader.tables("a"), reader.tables("n"))
    #expect(
      reader.findings.map(\.message) == [
        "\"s\" wants a string, not an integer", "\"i\" wants a whole number, not a string",
        "\"f\" wants a number, not a boolean", "\"b\" wants true or false, not an integer",
        "\"l\" wants a string or an array of strings, not an integer", "\"t\" wants a table, not an integer",
        "\"a\" wants an array of tables, not an integer", "\"n\" wants an array of tables, not a table",
      ])
    #expect(reader.findings.map(\.line) == [1, 2, 3, 4, 5, 6, 7, 8])
    #expect(reader.findings[4].column == 6)
  }

  @Test("reports bounds, missing keys and unknown keys, all at once")
  func all() throws {
    var reader = try reader("i = 10\nmach = 1\nother = 2\n")
    _ = reader.integer("i", in: 0...9)
    _ = reader.requiredString("id", help: "do this")
    _ = reader.string("match")
    reader.finish()
    #expect(
      reader.findings.map(\.message) == [
        "\"i\" must be from 0 to 9", "a thing lacks \"id\"", "unknown key \"mach\" in a thing",
        "unknown key \"other\" in a thing",
      ])
    #expect(
      reader.findings.map(\.help) == [nil, "do this", "did you mean \"match\"?", "known here: i, id, match"])
  }

  @Test("reports a key that is missing and there under another name once, as what is there")
  func misnamed() throws {
    let table = try TOMLTable(parsing: SourceFile(name: "f", bytes: Array("mach = 1\nname = 2\nin = 3\n".utf8)))
    let hints: [String: KeyHint] = ["name": .key("id"), "in": .words("it belongs elsewhere")]
    var reader = TableReader(table, in: SourceFile(name: "f", bytes: []), subject: "a thing", hints: hints)
    for key in ["match", "id", "do"] { _ = reader.requiredString(key, help: "do this") }
    reader.finish()
    #expect(
      reader.findings.map(\.help) == [
        "do this", "did you mean \"match\"?", "did you mean \"id\"?", "it belongs elsewhere",
      ])
    #expect(reader.findings.first?.message == "a thing lacks \"do\"" && reader.meant == ["match", "id"])
  }
}
