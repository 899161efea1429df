internal import Arguments
internal import Files
internal import Formats

/// `winnow restore`
enum RestoreCommand: Command {
  static let syntax = Syntax(
    command: "winnow restore", operands: "RECORD [TEXT]", operandCount: 1...2,
    about: """
      Undo a cleaning: the original, byte for byte, on standard output.
      TEXT is the clean text that belongs to RECORD; it is looked for beside the record where it isn't named.
      """,
    notes: "Exit status: 0 the original was written; 1 text and record do not make it; 2 usage.")

  /// Who names something else than a record names its text, as a rule.
  static func help(_ error: Record.Unreadable) -> String {
    error.isNoRecord ? "\n  help: name the record, the NAME.json beside a clean text" : ""
  }

  static func run(_ invocation: Invocation) throws -> ExitStatus {
    let path = invocation.operands[0]
    do {
      let record = try Record(try Directory.readFollowing(path))
      let text: [UInt8]
      if invocation.operands.count > 1 {
        text = try invocation.operands[1] == "-" ? Console.readInput() : Directory.readFollowing(invocation.operands[1])
      } else {
        text = record.holdsOriginal ? [] : try Directory.readFollowing(path.parent.appending(record.textPath))
      }
      try Console.write(try record.original(of: text))
      return .success
    } catch let error as Record.Unreadable {
      throw Failure(.faults, "winnow: \(path): \(error)" + help(error))
    }
  }
}
