import JSON
import Testing

@Suite("Reading JSON")
struct JSONReaderTests {
  @Test(
    "gives each value",
    arguments: [
      ("null", .null), ("true", .boolean(true)), ("false", .boolean(false)), ("-12.5e+3", .number("-12.5e+3")),
      ("0", .number("0")), (#""a\"\\\/\b\f\n\r\té""#, .string("a\"\\/\u{8}\u{C}\n\r\té")),
      (#""😀""#, .string("😀")), (#""東\u0000""#, .string("東\0")), ("[]", .array([])), ("{}", .object([])),
      (" [1 , [2]] ", .array([.number("1"), .array([.number("2")])])),
      ("123456789012345678901234567890", .number("123456789012345678901234567890")),
      ("[1E400, 2]", .array([.number("1E400"), .number("2")])),
      (#"{"a": -1E400, "b": 2}"#, .object([.init("a", .number("-1E400")), .init("b", .number("2"))])),
      (#"{"b": 1, "a": {"b": null}}"#, .object([.init("b", .number("1")), .init("a", .object([.init("b", .null)]))])),
    ] as [(String, JSONValue)])
  func values(text: String, value: JSONValue) throws {
    #expect(try JSONValue(parsing: Array(text.utf8)) == value)
  }

  @Test(
    "refuses what is no JSON",
    arguments: [
      "", " ", "{", "[1,]", "{\"a\":}", "{'a':1}", "nul", "nulls", "truefalse", "01", "1.", ".5", "+1", "1e", "-",
      "\"a", "\"\n\"", "\"\\x\"", "[1] 2", "{} {}", "[1 2]", "{\"a\" 1}", "{\"a\":1,}", "\"\\ud800\"", "NaN", "1 2",
      "nullx",
      "[nullx]", "[truex]", "{\"a\":tru}", "[1x]", "[-]", "\u{FEFF}", "[\"a\" \"b\"]", "\"\\ud800\\u0041\"",
    ])
  func refuses(text: String) {
    #expect(throws: JSONSyntaxError.self) { _ = try JSONValue(parsing: Array(text.utf8)) }
  }

  @Test(
    "refuses strings that are not UTF-8",
    arguments: [[0x22, 0xFF, 0x22], [0x22, 0xC3, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22]] as [[UInt8]])
  func notUTF8(bytes: [UInt8]) {
    #expect(throws: JSONSyntaxError.self) { _ = try JSONValue(parsing: bytes) }
  }

  static let places: [(text: String, said: String)] = [
    ("", "1:1: there is nothing in it"), (" \n", "2:1: there is nothing in it"),
    ("{\"a\":}", "1:6: a value should stand here: a text in double quotes, a number, true, false, null, [ or {"),
    ("x", "1:1: of words there are true, false and null; a text stands in double quotes"),
    ("{\"a\":1,}", "1:7: nothing follows this comma"), ("[1,\n]", "1:3: nothing follows this comma"),
    ("{", "1:1: this { is never closed"), ("{\"a\": [1, 2}", "1:12: a comma is missing before this"),
    ("{\"a\": [1, 2", "1:7: this [ is never closed"), ("[1,", "1:1: this [ is never closed"),
    ("{\"ä\": 1\n \"b\": 2}", "2:2: a comma is missing before this"),
    ("{\"ä\" 1}", "1:6: a colon is missing between name and value"),
    ("{\"a\":", "1:6: it ends where a value should stand"),
    ("{a: 1}", "1:2: a name in double quotes should stand here"), ("['a']", "1:2: a text stands in double quotes"),
    ("// a\n1", "1:1: there are no comments in JSON"),
    ("{\"a\": 1} x", "1:10: the value ends before this, and only one may stand here"),
    ("[\"abc]", "1:2: this text has no closing quote"), ("[\"a\nb\"]", "1:4: a line end in a text is written \\n"),
    ("[\"\t\"]", "1:3: a control character in a text is written as \\u and its four digits"),
    (#"["C:\x"]"#, #"1:5: a backslash is written \\, and there is no such escape"#),
    (#"["\u12"]"#, "1:3: \\u wants four hexadecimal digits"), (#"["\ud800"]"#, "1:3: this is half a character"),
    ("[01]", "1:2: this is no number as JSON writes it"), ("[1.]", "1:2: this is no number as JSON writes it"),
  ]

  @Test("says what is wrong, at which line and column", arguments: places)
  func place(text: String, said: String) {
    let error = #expect(throws: JSONSyntaxError.self) { _ = try JSONValue(parsing: Array(text.utf8)) }
    #expect(error.map { "\($0)" } == "not JSON, at " + said)
  }

  @Test("has words of its own for whatever a slip of the hand makes of a document")
  func slips() throws {
    let whole = Array(#"{"a": [1, -2.5e+3, "x\n\u00e9", true, null], "ä": {"b": false}, "c": []}"#.utf8)
    var refused = 0
    for place in whole.indices {
      for byte in [nil] + Array(#"{}[],:"\'/ 0-.etx"#.utf8 + [0x0A, 0x01, 0xFF]).map({ UInt8?($0) }) {
        for replaces in [true, false] {
          var slip = whole
          slip.replaceSubrange(place..<place + (replaces ? 1 : 0), with: byte.map { [$0] } ?? [])
          do {
            _ = try JSONValue(parsing: slip)
          } catch {
            refused += 1
            #expect(error.reason != "it can't be read", "\(String(decoding: slip, as: UTF8.self))")
          }
        }
      }
    }
    #expect(refused > 1000)
  }

  @Test("refuses what nests deeper than 256, and survives it")
  func depth() throws {
    let nested = { (depth: Int) in
      Array((String(repeating: "[", count: depth) + String(repeating: "]", count: depth)).utf8)
    }
    _ = try JSONValue(parsing: nested(200))
    for depth in [300, 100_000] {
      #expect(throws: JSONSyntaxError.self) { _ = try JSONValue(parsing: nested(depth)) }
    }
  }

  @Test("finds members; of two with one name, the last")
  func members() throws {
    let value = try JSONValue(parsing: Array(#"{"a": 1, "b": "x", "a": 2, "c": [true]}"#.utf8))
    #expect(value["a"]?.integer == 2)
    #expect(value["b"]?.string == "x")
    #expect(value["c"]?.array?.first?.boolean == true)
    #expect(value["d"] == nil)
    #expect(value["b"]?["x"] == nil)
    #expect(value["b"]?.integer == nil)
    #expect(JSONValue.number("1.0").integer == nil)
    #expect(JSONValue.number("99999999999999999999").integer == nil)
  }
}

@Suite("Writing JSON")
struct JSONWriterTests {
  @Test("puts elements on lines where that is asked for")
  func layout() {
    var writer = JSONWriter()
    writer.beginObject(lines: true)
    writer.name("a")
    writer.integer(-1)
    writer.name("b")
    writer.beginArray(lines: true)
    writer.beginObject()
    writer.name("x")
    writer.boolean(true)
    writer.name("y")
    writer.null()
    writer.end()
    writer.string("s")
    writer.end()
    writer.name("c")
    writer.beginArray(lines: true)
    writer.end()
    writer.name("d")
    writer.beginObject()
    writer.end()
    writer.end()
    writer.finish()
    #expect(
      String(decoding: writer.bytes, as: UTF8.self) == """
        {
          "a": -1,
          "b": [
            {"x": true, "y": null},
            "s"
          ],
          "c": [],
          "d": {}
        }

        """)
  }

  @Test("writes every character so that it is read back")
  func strings() throws {
    let all = String(String.UnicodeScalarView((0..<0x3000).compactMap(Unicode.Scalar.init))) + "\u{10FFFF}😀"
    var writer = JSONWriter()
    writer.string(all)
    #expect(try JSONValue(parsing: writer.bytes) == .string(all))
    #expect(!writer.bytes.contains { $0 < 0x20 || $0 == 0x7F })
  }

  @Test("writes numbers that are read back", arguments: [0, -0.0, 1, 0.1, 1e21, 2.5e-300, -1.7976931348623157e308])
  func numbers(number: Double) throws {
    var writer = JSONWriter()
    writer.number(number)
    guard case .number(let digits) = try JSONValue(parsing: writer.bytes) else {
      return #expect(Bool(false), "no number")
    }
    #expect(Double(digits) == number)
  }

  @Test("puts what another writer has written in its place")
  func fragments() {
    var inner = JSONWriter()
    inner.beginObject()
    inner.name("a")
    inner.integer(1)
    inner.end()
    var writer = JSONWriter()
    writer.beginObject()
    writer.name("x")
    writer.beginArray()
    writer.fragment(inner.bytes)
    writer.fragment(inner.bytes)
    writer.end()
    writer.end()
    #expect(String(decoding: writer.bytes, as: UTF8.self) == #"{"x": [{"a": 1}, {"a": 1}]}"#)
  }

  @Test("writes what is no number as null", arguments: [Double.nan, .infinity, -.infinity])
  func noNumbers(number: Double) {
    var writer = JSONWriter()
    writer.number(number)
    #expect(writer.bytes == Array("null".utf8))
  }

  @Test(
    "copies a value as it was read",
    arguments: [#"{"a": [1, 2.50, {"b": null}], "c": "\u0001", "d": {}, "e": []}"#, "[[], [[]], 1e999]", "\"\""])
  func values(text: String) throws {
    var writer = JSONWriter()
    writer.value(try JSONValue(parsing: Array(text.utf8)))
    #expect(String(decoding: writer.bytes, as: UTF8.self) == text)
  }
}
