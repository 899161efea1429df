import Cleaning
import Rulebook
import TestSupport
import Testing

/// `AD` is a line that goes, `<…>` a span that goes.
private let rules = """
  [[rule]]
  id = "line"
  do = "drop-line"
  match = 'AD'
  [[rule]]
  id = "span"
  do = "drop-span"
  match = '<[^>]*>'
  """

@Suite("Seams")
struct SeamTests {
  static let table: [(name: String, input: String, output: String)] = [
    ("a line takes its line end along", "One.\nAD\nTwo.\n", "One.\nTwo.\n"),
    ("a paragraph takes one blank run along", "One.\n\nAD\n\nTwo.\n", "One.\n\nTwo.\n"),
    ("the blank line before stays, as it was", "One.\n \t\u{A0}\nAD\n\n\n\nTwo.\n", "One.\n \t\u{A0}\nTwo.\n"),
    ("no blank line is made", "One.\nAD\n\nTwo.\n", "One.\n\nTwo.\n"),
    ("the blank line after goes only with one before", "One.\n\nAD\nTwo.\n", "One.\n\nTwo.\n"),
    ("two in a row", "One.\n\nAD\n\nAD\n\nTwo.\n", "One.\n\nTwo.\n"), ("at the top", "AD\n\nOne.\n", "One.\n"),
    ("at the top, after blank lines", "\n\nAD\n\nOne.\n", "\n\nOne.\n"), ("at the end", "One.\n\nAD\n", "One.\n"),
    ("at the end, blank lines after it", "One.\n\nAD\n\n\n", "One.\n"),
    ("at the end, without a line feed", "One.\n\nAD", "One."), ("at the end, at once", "One.\nAD\n", "One.\n"),
    ("at the end, at once, without a line feed", "One.\nAD", "One."), ("alone", "AD\n", ""), ("alone, bare", "AD", ""),
    ("with nothing but blanks", " \n\nAD\n\t\n", ""), ("everything", "AD\nAD\nAD", ""),
    ("blank lines elsewhere stay", "One.\n\n\n\nTwo.\nAD\nThree.\n\n\n", "One.\n\n\n\nTwo.\nThree.\n\n\n"),
    ("blanks at line ends stay", "One. \t\nAD\nTwo.  \n", "One. \t\nTwo.  \n"),
    ("a span inside a line", "One <x>two.\n", "One two.\n"),
    ("a span that is a line", "One.\n\n<x>\n\nTwo.\n", "One.\n\nTwo.\n"),
    ("a span that begins a line", "One.\n\n<x>Two.\n", "One.\n\nTwo.\n"),
    ("a span that ends a text in its last line", "One.\nTwo<x>\n", "One.\nTwo\n"),
    ("a span that takes the last line feed gives it back", "One.\nTwo<x\n>", "One.\nTwo"),
    ("a span over the last line feed and more", "One.\nTwo<x\n>\n", "One.\nTwo\n"),
    ("blank lines between two at the end", "One.\nAD\n\n \nAD\n", "One.\n"),
    ("a span leaves blanks behind", "One.\n\n <x> \n\nTwo.\n", "One.\n\n  \n\nTwo.\n"),
    ("spans that touch", "One.\n\n<a><b>\n\nTwo.\n", "One.\n\nTwo.\n"),
    ("a line with a no-break space only is blank", "One.\n\u{A0}\nAD\n\u{A0}\nTwo.\n", "One.\n\u{A0}\nTwo.\n"),
    ("other white space is not blank", "One.\n\u{2003}\nAD\n\nTwo.\n", "One.\n\u{2003}\n\nTwo.\n"),
    ("a NUL is not blank", "\0\nAD\n\nOne.\n", "\0\n\nOne.\n"), ("an empty text", "", ""),
    ("a lone line feed", "\n", "\n"),
    ("nothing to do", "One.\n\n\nTwo.", "One.\n\n\nTwo."),
  ]

  @Test("close over what is removed", arguments: table)
  func close(name: String, input: String, output: String) throws {
    #expect(try Cleaner(Rulebook(rules: rules)).clean(input) == output)
  }

  @Test("close so that cleaning again changes nothing", arguments: table)
  func again(name: String, input: String, output: String) throws {
    let cleaner = Cleaner(try Rulebook(rules: rules))
    #expect(try cleaner.clean(cleaner.clean(input)) == output)
  }

  @Test("put what is eaten into the removal's entry")
  func entries() throws {
    let cleaned = try Cleaner(Rulebook(rules: rules)).clean(Array("A\n\nAD\n\nB<x>\n\nAD\n\n".utf8))
    #expect(cleaned.removals.map(\.range) == [3..<7, 8..<11, 12..<17])
    #expect(String(decoding: cleaned.text, as: UTF8.self) == "A\n\nB\n")
  }
}
