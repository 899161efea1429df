internal import Arguments
internal import Cleaning
internal import Files
internal import Formats
internal import Matching
internal import Rulebook

/// `winnow why`
enum WhyCommand: Command {
  static let syntax = Syntax(
    command: "winnow why", operands: "[FILE|-]", operandCount: 0...1,
    about: """
      Show what becomes of each line of a text, and why: also of those that stay.
      A row a line that is not blank: its number, what becomes of it, the evidence against it, and how it begins.
      """,
    options: RuleOptions.all + [
      RuleOptions.source,
      Option(
        "line", value: "N", repeats: true,
        "Tell all of this line instead: the rules that take or keep it, those that match it and may not, what weighs."),
      Option(
        "rule", value: "PACK/RULE",
        "Tell instead what keeps this rule from having its say in the text. The pack may be left out where one rule has the name."
      ),
    ],
    notes: """
      -  the line goes          ~  a part of it goes, or is written anew
      =  a keep rule holds others back
      The figure is the sum of weights against the line; where evidence has a say, the first row tells what is enough, and where it has
      none, the figure stands in brackets. What stays is
      judged again once other lines are gone, so a line may go though its first figure is less.
      FILE.meta.json, where it stands beside FILE, is its sidecar, and says its source and language, as to winnow clean.
      Nothing is written. Of a document that was cleaned already, its record tells: winnow explain RECORD.
      Exit status: 0 all well; 1 the text could not be read, or has no such line; 2 usage, or rules that can't be used.
      """)

  static func run(_ invocation: Invocation) throws -> ExitStatus {
    let rulebook = try RuleOptions.rulebook(invocation)
    let source = try RuleOptions.host(invocation)
    let numbers = try lineNumbers(invocation)
    let rule = try rule(invocation, rulebook)
    let path = invocation.operands.first ?? "-"
    let file = path == "-" ? nil : path
    let document: Document
    let context: Context
    do {
      let bytes = try file.map { try Directory.readFollowing($0) } ?? Console.readInput()
      document = try SidecarFile.document(of: file, bytes)
      context = try SidecarFile.context(of: file, document, source: source)
    } catch {
      TextFiles.complain(error)
      return .faults
    }
    let reasons = try LineReasons(Cleaner(rulebook), document.text, context)
    if let rule {
      try Console.print(reasons.hindrances(of: rule))
      return .success
    }
    guard !numbers.isEmpty else {
      try Console.print(reasons.table(shownAs: path.description))
      return .success
    }
    var status = ExitStatus.success
    for (place, number) in numbers.enumerated() {
      if let text = try reasons.details(ofLine: number) {
        try Console.print((place == 0 ? "" : "\n") + text)
      } else {
        Console.complain(
          "winnow: \(path): line \(number) is blank, or there is none\n  help: without --line all lines that are not blank are shown"
        )
        status = .faults
      }
    }
    return status
  }

  private static func lineNumbers(_ invocation: Invocation) throws(UsageError) -> [Int] {
    var numbers: [Int] = []
    for written in invocation.all("line") {
      guard let number = Int(written.description), number > 0 else {
        throw invocation.error("--line wants the number of a line, from 1, not '\(written)'")
      }
      numbers.append(number)
    }
    return numbers
  }

  private static func rule(_ invocation: Invocation, _ rulebook: Rulebook) throws(UsageError) -> Int? {
    guard let id = try invocation.text("rule") else { return nil }
    if let index = rulebook.rules.firstIndex(where: { $0.id == id }) { return index }
    let named = rulebook.rules.indices.filter { rulebook.rules[$0].id.hasSuffix("/" + id) }
    if named.count == 1 { return named[0] }
    let others = named.map { rulebook.rules[$0].id }
    let advice =
      others.isEmpty ? "'winnow rules list' shows those that there are" : "there is \(others.joined(separator: ", "))"
    throw invocation.error("there is no rule '\(id)'; \(advice)")
  }
}
