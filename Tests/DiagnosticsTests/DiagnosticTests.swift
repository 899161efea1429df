import Diagnostics
import Testing

@Suite("A diagnostic")
struct DiagnosticTests {
  func diagnostic(_ text: String, at piece: String, help: String? = nil) throws -> Diagnostic {
    let file = SourceFile(name: "f.toml", bytes: Array(text.utf8))
    let start = try #require(text.utf8.firstRange(of: Array(piece.utf8)))
    let lower = text.utf8.distance(from: text.utf8.startIndex, to: start.lowerBound)
    return Diagnostic("it is wrong", in: file, at: lower..<(lower + piece.utf8.count), help: help)
  }

  @Test("shows file, line, column, the line, a caret under the place, and help")
  func whole() throws {
    let shown = try diagnostic("one\ntwo = 'x['\n", at: "x[", help: "close it").description
    #expect(
      shown == """
        f.toml:2:8: error: it is wrong
          2 | two = 'x['
            |        ^~
          help: close it
        """)
  }

  @Test(
    "puts the caret under what it means",
    arguments: [
      ("ab[", "[", 3, "  ^"), ("äöü[", "[", 4, "   ^"), ("\t\t[", "[", 3, "\t\t^"), ("a\tb[", "[", 4, " \t ^"),
      ("東京[", "[", 3, "    ^"), ("e\u{301}[", "[", 3, " ^"), ("😀[", "[", 2, "  ^"), ("東京", "京", 2, "  ^~"),
      ("a\u{200B}[", "[", 3, " ^"), ("[[[", "[[[", 1, "^~~"), ("x", "x", 1, "^"),
    ])
  func caret(line: String, piece: String, column: Int, under: String) throws {
    let found = try diagnostic("first\n" + line + "\nlast", at: piece)
    #expect(found.line == 2)
    #expect(found.column == column)
    #expect(found.description.split(separator: "\n")[2] == "    | \(under)")
  }

  @Test("underlines to the end of the line where the place goes on in the next")
  func severalLines() throws {
    let found = try diagnostic("a = '''x\ny'''\n", at: "'''x\ny'''")
    #expect(found.description.hasSuffix("\n  1 | a = '''x\n    |     ^~~~"))
  }

  @Test("shows a line that ends in CRLF without its CR")
  func crlf() throws {
    let found = try diagnostic("one\r\ntwo\r\n", at: "two")
    #expect(found.description.split(separator: "\n")[1] == "  2 | two")
  }

  @Test(
    "lets no control character through to the terminal", arguments: ["\u{1B}", "\u{9B}", "\u{7F}", "\u{202E}", "\r"])
  func controls(character: String) throws {
    let file = SourceFile(name: "f", bytes: Array("a\(character)b".utf8))
    let shown = Diagnostic("no \(character) here", in: file, at: 0..<1, help: "no \(character)").description
    #expect(!shown.unicodeScalars.contains { String($0) == character })
  }

  @Test("keeps a message on one line, whatever was quoted in it")
  func oneLine() {
    let file = SourceFile(name: "f", bytes: Array("x".utf8))
    let shown = Diagnostic("unknown key \"a\nb\"", in: file, at: 0..<1, help: "c\nd").description
    #expect(shown.split(separator: "\n").count == 4)
  }

  @Test("points at the end of a file", arguments: [("", 1, 1), ("a", 1, 2), ("a\n", 2, 1)])
  func endOfFile(text: String, line: Int, column: Int) {
    let file = SourceFile(name: "f", bytes: Array(text.utf8))
    let found = Diagnostic("m", in: file, at: text.utf8.count..<text.utf8.count)
    #expect((found.line, found.column) == (line, column))
  }

  @Test("of a whole file has no line")
  func wholeFile() {
    #expect(Diagnostic("m", file: "f", help: "h").description == "f: error: m\n  help: h")
    #expect(Diagnostic("m", file: "f", severity: .warning).description == "f: warning: m")
  }

  @Test("stays readable where the line is very long: a window round the place")
  func longLine() throws {
    let line = String(repeating: "a", count: 5_000) + "[" + String(repeating: "b", count: 5_000)
    let lines = try diagnostic(line, at: "[").description.split(separator: "\n").map(Array.init)
    #expect(lines.allSatisfy { $0.count < 200 })
    let caret = try #require(lines[2].firstIndex(of: "^"))
    #expect(lines[1][caret] == "[")
  }
}

@Suite("A source file")
struct SourceFileTests {
  @Test("maps offsets to lines and columns and back")
  func positions() {
    let file = SourceFile(name: "f", bytes: Array("aä\n\n東b\n".utf8))
    let expected = [
      0: (1, 1), 1: (1, 2), 3: (1, 3), 4: (2, 1), 5: (3, 1), 8: (3, 2), 9: (3, 3), 10: (4, 1),
    ]
    for (offset, place) in expected {
      #expect(file.position(of: offset) == place)
      #expect(file.offset(line: place.0, column: place.1) == offset)
    }
  }

  @Test("clamps what lies outside")
  func clamped() {
    let file = SourceFile(name: "f", bytes: Array("ab\ncd".utf8))
    #expect(file.position(of: 99) == (2, 3))
    #expect(file.position(of: -1) == (1, 1))
    #expect(file.offset(line: 9, column: 1) == 5)
    #expect(file.offset(line: 0, column: 1) == 0)
    #expect(file.offset(line: 1, column: 99) == 2)
  }
}

@Suite("A suggestion")
struct SuggestionTests {
  @Test(
    "is the nearest word, if one is near",
    arguments: [
      ("mach", "match"), ("flgas", "flags"), ("macth", "match"), ("fags", "flags"), ("drop-lines", "drop-line"),
      ("zzz", nil), ("", nil), ("raeson", "reason"),
    ] as [(String, String?)])
  func near(word: String, wanted: String?) {
    #expect(nearest(to: word, among: ["match", "flags", "drop-line", "drop-span", "reason", "id"]) == wanted)
  }

  @Test("does not depend on the order of the words")
  func order() {
    #expect(nearest(to: "cat", among: ["bat", "hat"]) == nearest(to: "cat", among: ["hat", "bat"]))
  }
}
