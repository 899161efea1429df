import Files
import Testing

@Suite("A path")
struct PathTests {
  @Test(
    "is taken apart at slashes",
    arguments: [
      ("a/b.txt", "a", "b.txt", ["a", "b.txt"]), ("b.txt", "", "b.txt", ["b.txt"]), ("/b", "/", "b", ["b"]),
      ("a/b/", "a/b", "", ["a", "b"]), ("", "", "", []), ("/", "/", "", []), ("a//b", "a/", "b", ["a", "b"]),
    ])
  func parts(path: String, parent: String, name: String, components: [String]) {
    #expect(Path(path).parent == Path(parent))
    #expect(Path(path).name == Path(name))
    #expect(Path(path).components == components.map { Path($0) })
  }

  @Test(
    "loses slashes at its end, but is the root where there are no others",
    arguments: [
      ("a", "a"), ("a/", "a"), ("a//", "a"), ("/a/b/", "/a/b"), ("/", "/"), ("//", "/"), ("", ""), ("a/b", "a/b"),
    ])
  func trailingSlashes(path: String, rest: String) {
    #expect(Path(path).withoutTrailingSlashes == Path(rest))
  }

  @Test(
    "is put together with one slash between",
    arguments: [("a", "b", "a/b"), ("a/", "b", "a/b"), ("", "b", "b"), ("a", "", "a"), ("/", "b", "/b")])
  func appending(folder: String, name: String, whole: String) {
    #expect(Path(folder).appending(Path(name)) == Path(whole))
  }

  @Test(
    "prints on one line, whatever its bytes are",
    arguments: [
      (Array("a\nb".utf8), #"a\x0ab"#), (Array("tab\there".utf8), #"tab\x09here"#), ([0x61, 0xFF, 0x62], #"a\xffb"#),
      ([0xC3], #"\xc3"#), ([0xC3, 0x28], #"\xc3("#), (Array("Zürich – 東京.txt".utf8), "Zürich – 東京.txt"),
      (Array("a\u{202E}txt".utf8), #"a\xe2\x80\xaetxt"#), (Array("\u{1B}[31m".utf8), #"\x1b[31m"#),
      ([0xE2, 0x80], #"\xe2\x80"#), ([0xC2, 0x85], #"\xc2\x85"#), (Array("e\u{301}".utf8), "e\u{301}"),
      (Array(#"a\b"#.utf8), #"a\\b"#),
    ] as [([UInt8], String)])
  func description(bytes: [UInt8], shown: String) {
    #expect(Path(bytes: bytes).description == shown)
  }

  @Test("prints two different names differently, also where one spells an escape of the other")
  func descriptionIsUnambiguous() {
    #expect(Path("a\nb").description != Path(#"a\x0ab"#).description)
  }

  @Test("has text only where its bytes are UTF-8")
  func utf8() {
    #expect(Path("ä").utf8 == "ä")
    #expect(Path(bytes: [0xE4]).utf8 == nil)
  }

  @Test("is ordered by bytes, not by language")
  func order() {
    #expect(["b", "B", "ä", "a"].map { Path($0) }.sorted() == ["B", "a", "b", "ä"].map { Path($0) })
  }
}
