import Features
import TestSupport
import Testing

/// Which lines of a text are indented, and which only stand off because all of it does.
@Suite struct IndentTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    let text: String
    let indented: [Int]
    let share: Int
    var testDescription: String { name }
  }

  static let prose = "The council of the town has met for the third time on the matter of the bridge."

  static func prose(_ indent: String, lines: Int = 3) -> String {
    Array(repeating: indent + prose, count: lines).joined(separator: "\n")
  }

  static let cases = [
    Case(
      name: "A page that a converter sets off by three blanks is not indented, nor are its lists",
      text: "Home\n\(prose("   "))\n   Ann\n     * Sport\n          + Tennis\n               o Results\n       Weather",
      indented: [0, 0, 0, 0, 0, 0, 0, 0, 1], share: 0),
    Case(
      name: "The items of a list under prose that stands at the left are not indented",
      text: "\(prose(""))\n  • Sport\n      □ Tennis\n          ☆ Results\n  - Weather",
      indented: [0, 0, 0, 0, 0, 0, 0], share: 0),
    Case(
      name: "Verse and examples under prose are", text: "\(prose(""))\n    The bell rang\n    over the water",
      indented: [0, 0, 0, 1, 1], share: 0),
    Case(
      name: "An o with few blanks before it is a word", text: "\(prose(""))\n    o mar e o rio\n  # make",
      indented: [0, 0, 0, 1, 1], share: 0),
    Case(
      name: "Without a column of prose each line with two blanks is", text: "key:\n  - Sport\n  - Weather\n\tx",
      indented: [0, 1, 1, 1], share: 75),
    Case(
      name: "Printed bullets tell of a list in any text, typed ones do not",
      text: "Home\n  • Sport\n  ▪ Weather\n  - x",
      indented: [0, 0, 0, 1], share: 25),
    Case(
      name: "Two lines of prose make no margin", text: "\(prose("   ", lines: 2))\n   * Sport\nHome",
      indented: [1, 1, 1, 0], share: 75),
    Case(
      name: "Prose in several columns makes none", text: "\(prose("   "))\n\(prose(""))\n   * Sport",
      indented: [1, 1, 1, 0, 0, 0, 1], share: 57),
    Case(
      name: "A changelog, whose prose stands behind a tab, has none", text: "2020-01-01 Ann\n\(prose("\t"))\n\t* Sport",
      indented: [0, 1, 1, 1, 1], share: 80),
  ]

  @Test(arguments: cases) func whatIsIndentedDependsOnTheMargin(_ given: Case) {
    let features = DocumentFeatures(of: Array(given.text.utf8))
    #expect(features.lines.indices.map { features.value(.indented, of: $0) } == given.indented)
    #expect(features.value(.documentIndented, of: 0) == given.share)
  }
}
