internal import Arguments
internal import Files
internal import Formats
internal import JSON
internal import Rulebook

/// `winnow explain`
enum ExplainCommand: Command {
  static let syntax = Syntax(
    command: "winnow explain", operands: "RECORD…", operandCount: 1...(.max),
    about: """
      Say in words what was done to a document: what was removed, by which rules, and why.
      RECORD is the NAME.json that stands beside the clean text, or what 'winnow clean --record' wrote.
      """,
    options: [
      RuleOptions.folder,
      Option("all", "Every rule that had a weight, and where it stands, also where another one removed by itself."),
    ],
    notes: """
      Lines are those of the original; bytes, too, its byte order mark included. A record names rules; where they stand and
      why they remove what they do is told by the rules as they are now; a rule that is not among them is named all the
      same. Where the record was made with other rules a line says so. Of evidence, the heaviest rules are named, and at
      the end what they say.
      Exit status: 0 all well; 1 a record could not be read; 2 usage, or rules that can't be used.
      """)

  static func run(_ invocation: Invocation) throws -> ExitStatus {
    let source = RuleSource(reading: try RuleOptions.folders(invocation.all("rules")))
    let rulebook = try Rulebook(source)
    let rules = Dictionary(rulebook.rules.map { ($0.id, $0) }) { first, _ in first }
    let enough = source.profiles.compactMap { name in source.threshold(of: name).map { (name, Double($0) / 1000) } }
    var explanation = Explanation(
      rules: rules, enough: Dictionary(enough) { first, _ in first },
      heaviest: invocation.has("all") ? .max : Explanation.few)
    var comparison = RuleComparison(rulebook)
    var status = ExitStatus.success
    for path in invocation.operands {
      let record: JSONValue
      var bytes: [UInt8] = []
      do {
        bytes = try path == "-" ? Console.readInput() : Directory.readFollowing(path)
        // First whether it is a record that this Winnow knows.
        _ = try Record(bytes)
        record = try JSONValue(parsing: bytes)
      } catch let error as FileError {
        Console.complain("winnow: \(error)")
        status = .faults
        continue
      } catch let error as Record.Unreadable {
        Console.complain(RestoreCommand.complaint(path, bytes, error))
        status = .faults
        continue
      } catch {
        Console.complain("winnow: \(path): \(error)")
        status = .faults
        continue
      }
      try Console.print(explanation.text(of: record, today: comparison.otherRules(than: record)))
    }
    return status
  }
}
