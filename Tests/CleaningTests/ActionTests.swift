import Cleaning
import Rulebook
import TestSupport
import Testing

@Suite("Rules")
struct ActionTests {
  private func rule(_ id: String, _ action: String, _ match: String, _ more: String = "") -> String {
    "[[rule]]\nid = \"\(id)\"\ndo = \"\(action)\"\nmatch = '\(match)'\n\(more)\n"
  }

  private func clean(_ rules: String, _ text: String, _ context: Context = Context()) throws -> String {
    try Cleaner(Rulebook(rules: rules)).clean(text, context: context)
  }

  @Test("of drop-line see whole lines only")
  func dropLine() throws {
    let ad = rule("r", "drop-line", "AD")
    #expect(try clean(ad, "AD\nAD \n AD\nxAD\nAD\n") == "AD \n AD\nxAD\n")
    #expect(try clean(rule("r", "drop-line", "a|ab"), "ab\na\nb\n") == "b\n")
    #expect(try clean(rule("r", "drop-line", #"AD\s*"#), "A\nAD\n\n\nB\n") == "A\n\n\nB\n")
    #expect(try clean(rule("r", "drop-line", "(?x) A D # note"), "AD\nB\n") == "B\n")
    #expect(try clean(rule("r", "drop-line", ""), "A\n\n\nB\n") == "A\nB\n")
  }

  @Test("of drop-line see lines of up to 200 characters, or as max-line says", arguments: [("é", 2), ("a", 1)])
  func maxLine(letter: String, bytes: Int) throws {
    let line = { (count: Int) in String(repeating: letter, count: count) }
    let plain = rule("r", "drop-line", "[aé]+")
    #expect(try clean(plain, line(200) + "\nB\n") == "B\n")
    #expect(try clean(plain, line(201) + "\nB\n") == line(201) + "\nB\n")
    let longer = rule("r", "drop-line", "[aé]+", "when = { max-line = 300, min-line = 3 }")
    #expect(try clean(longer, line(300) + "\n" + line(301) + "\naa\naaa\n") == line(301) + "\naa\n")
  }

  @Test("of drop-before and drop-after cut the rest from their first match")
  func cuts() throws {
    #expect(try clean(rule("r", "drop-before", #"^CUT\n"#), "a\nCUT\nb\nCUT\nc\n") == "b\nCUT\nc\n")
    #expect(try clean(rule("r", "drop-after", "^CUT$"), "a\n\nCUT\nb\nCUT\nc\n") == "a\n")
    #expect(try clean(rule("r", "drop-before", "none"), "a\n") == "a\n")
  }

  @Test("that keep block whole spans, before the union")
  func keep() throws {
    let rules = rule("drop", "drop-span", "<.*?>") + rule("keep", "keep", "K")
    #expect(try clean(rules, "a<x>b<K>c\n") == "ab<K>c\n")
    let overlapping = rule("a", "drop-span", "12K") + rule("b", "drop-span", "01") + rule("keep", "keep", "K")
    #expect(try clean(overlapping, "012K3\n") == "2K3\n")
    let touching = rule("drop", "drop-span", "12") + rule("keep", "keep", "3")
    #expect(try clean(touching, "0123\n") == "03\n")
    #expect(try clean(rule("drop", "drop-after", "CUT") + rule("keep", "keep", "K"), "a\nCUT\nK\n") == "a\nCUT\nK\n")
  }

  @Test("that keep are named with what they held back, and only then")
  func kept() throws {
    let rules = rule("a", "drop-line", "AD") + rule("k", "keep", "A.") + rule("l", "keep", "zzz")
    let cleaned = try Cleaner(Rulebook(rules: rules)).clean(Array("AD\nAX\n".utf8))
    #expect(cleaned.kept.map(\.range) == [0..<2])
    #expect(cleaned.kept.map(\.rule) == [1])
    #expect(cleaned.kept.map(\.blocked) == [[0]])
  }

  @Test("that keep never hold back a rejection")
  func rejectIsNotKept() throws {
    let rules = rule("r", "reject", "captcha") + rule("k", "keep", ".+")
    #expect(try Cleaner(Rulebook(rules: rules)).clean(Array("a captcha\n".utf8)).rejectedBy == 1)
  }

  @Test("that overlap make one entry with all rules that agreed; those that touch stay apart")
  func union() throws {
    let rules =
      rule("a", "drop-span", "12") + rule("b", "drop-span", "23") + rule("c", "drop-span", "4")
      + rule("d", "drop-span", "4")
    let cleaned = try Cleaner(Rulebook(rules: rules)).clean(Array("01234\n".utf8))
    #expect(cleaned.removals.map(\.range) == [1..<4, 4..<5])
    #expect(cleaned.removals.map(\.rules) == [[0, 1], [2, 3]])
  }

  @Test("that replace put a text in; a removal wins over them, and of two the first by start, then by id")
  func replace() throws {
    let z = rule("z", "replace", "&amp;", "with = \"&\"")
    #expect(try clean(z, "a&amp;&amp;b\n") == "a&&b\n")
    #expect(try clean(z + rule("d", "drop-line", ".*&amp;.*"), "a&amp;\nb\n") == "b\n")
    let two = rule("b", "replace", "ab", "with = \"1\"") + rule("a", "replace", "bc", "with = \"2\"")
    #expect(try clean(two, "abc\n") == "1c\n")
    let same = rule("b", "replace", "ab", "with = \"1\"") + rule("a", "replace", "ab.", "with = \"2\"")
    #expect(try clean(same, "abc\n") == "2\n")
    #expect(try clean(rule("b", "replace", "ab", "with = \"1\"") + rule("k", "keep", "b"), "abc\n") == "abc\n")
  }

  @Test(
    "that replace don't change whether the text ends with a line feed",
    arguments: [
      ("One\nTwo\n", #"\n\z"#, "", "One\nTwo\n"), ("One\nTwo\n", #"Two\n"#, "", "One\n"),
      ("One\nTwo", "Two", #"Two\n"#, "One\nTwo"), ("One\nTwo\n", #"Two\n"#, "3", "One\n3\n"),
      ("One Two", " Two", "", "One"), ("One\n", #"One\n"#, "", ""), ("One\n", "One", "", "\n"),
      // Nothing at the end would leave the line before it open: so it is not applied.
      ("One\nTwo", "Two", "", "One\nTwo"), ("One\nTwo", "Two", #"\n"#, "One\nTwo"),
    ])
  func replaceAtTheEnd(text: String, match: String, with: String, output: String) throws {
    #expect(try clean(rule("r", "replace", match, "with = \"\(with)\""), text) == output)
  }

  @Test(
    "apply where their scope says",
    arguments: [
      ("source = \"*.example.org\"", Context(source: "www.example.org"), true),
      ("source = \"*.example.org\"", Context(source: "example.com"), false),
      ("source = \"*.example.org\"", Context(), false),
      ("source = \"WWW.Example.ORG\"", Context(source: "www.example.org"), true),
      ("lang = \"de\"", Context(language: "de"), true), ("lang = [\"en\", \"de\"]", Context(language: "de"), true),
      ("lang = \"de\"", Context(language: "en"), false), ("lang = \"de\"", Context(), true),
      ("path = \"a/*\"", Context(path: "a/b/c.txt"), true), ("path = \"a/*\"", Context(path: "b.txt"), false),
      ("path = \"a/*\"", Context(), false), ("path = [\"x\", \"*.txt\"]", Context(path: "b.txt"), true),
    ] as [(String, Context, Bool)])
  func documentScope(when: String, context: Context, applies: Bool) throws {
    let rules = rule("r", "drop-line", "AD", "when = { \(when) }")
    #expect(try clean(rules, "AD\nB\n", context) == (applies ? "B\n" : "AD\nB\n"))
  }

  static let prose = "This is a long line of prose that has more than ten words in it."

  @Test(
    "apply to the lines that their scope says: of x, prose, x, prose, x",
    arguments: [
      ("within = \"head\"", "P x P x"), ("within = \"tail\"", "x P x P"), ("within = \"body\"", "x P P x"),
      ("within = \"1..1\"", "P x P x"), ("within = \"-1..-1\"", "x P x P"), ("within = \"2..\"", "x P P"),
      ("within = \"..-2\"", "P P x"), ("within = \"80..100%\"", "x P x P"), ("within = \"0..20%\"", "P x P x"),
      ("within = [\"head\", \"tail\"]", "P x P"), ("repeat = 3", "P P"), ("repeat = 4", "x P x P x"),
      ("min-line = 2", "x P x P x"), ("max-line = 0", "x P x P x"), ("min-line = 1, max-line = 1", "P P"),
    ])
  func lineScope(when: String, left: String) throws {
    let text = ["x", Self.prose, "x", Self.prose, "x"].joined(separator: "\n") + "\n"
    let output = try clean(rule("r", "drop-line", "x", "when = { \(when) }"), text)
    let shape = output.replacing(Self.prose, with: "P").split(separator: "\n").joined(separator: " ")
    #expect(shape == left)
  }
}
