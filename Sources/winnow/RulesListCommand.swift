internal import Arguments
internal import Formats
internal import JSON
internal import Rulebook

/// `winnow rules list`
enum RulesListCommand: Command {
  static let syntax = Syntax(
    command: "winnow rules list", operands: "[DIR]…", operandCount: 0...(.max),
    about: "List the rules: what each does, its tests, and why.",
    options: [Option("json", "One JSON array instead of a table.")],
    notes: """
      DIR may be a rule file, too. Without it, the shipped packs. The rulebook's hash is that of the default profile, as
      records and winnow status have it where no setting says otherwise.
      Exit status: 0 all well; 1 the list could not be written; 2 usage, or rules that can't be used.
      """)

  static func run(_ invocation: Invocation) throws -> ExitStatus {
    let rulebook = try Rulebook(loading: try RuleOptions.folders(invocation.operands))
    if invocation.has("json") {
      try Console.write(json(rulebook.rules))
      return .success
    }
    var table = Table(["rule", "does", "tests", "reason"])
    for rule in rulebook.rules {
      table.add([rule.id, rule.action.rawValue, String(rule.tests.count), rule.reason ?? ""])
    }
    try Console.print(table.text)
    try Console.print(
      "\(Console.counted(rulebook.rules.count, "rule")) in \(Console.counted(rulebook.packs.count, "pack")); "
        + "rulebook \(Pipeline(rulebook).rulebookHash.prefix(12)) (profile \(rulebook.profile))")
    return .success
  }

  private static func json(_ rules: [Rule]) -> [UInt8] {
    var json = JSONWriter()
    json.beginArray(lines: true)
    for rule in rules {
      json.beginObject()
      json.name("id")
      json.string(rule.id)
      json.name("do")
      json.string(rule.action.rawValue)
      json.name("reason")
      if let reason = rule.reason { json.string(reason) } else { json.null() }
      json.name("tests")
      json.integer(rule.tests.count)
      json.name("file")
      json.string(rule.file)
      json.name("line")
      json.integer(rule.line)
      json.end()
    }
    json.end()
    json.finish()
    return json.bytes
  }
}
