internal import Arguments
internal import Diagnostics
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

  /// What to say of a record that can't be read: of one that is broken with the line, and a mark where. Who names something
  /// else than a record names its text, as a rule.
  static func complaint(_ path: Path, _ bytes: [UInt8], _ error: Record.Unreadable) -> String {
    if let offset = error.offset {
      let file = SourceFile(path, bytes: bytes)
      return Diagnostic(error.reason, in: file, at: offset..<offset).description
    }
    return "winnow: \(path): \(error)"
      + (error.isNoRecord
        ? "\n  help: name the record, the NAME.json beside a clean text; what becomes of a text itself, "
          + "'winnow why' tells"
        : "")
  }

  /// The clean text that stands beside its record.
  private static func textBeside(_ path: Path, _ record: Record) throws -> [UInt8] {
    let place = path.parent.appending(record.textPath)
    do {
      return try Directory.readFollowing(place)
    } catch {
      guard error.errno == .noSuchFile else { throw error }
      let help = "the text is not beside its record; name it, too: winnow restore \(path) TEXT"
      throw Failure(.faults, "winnow: \(error)\n  help: \(help)")
    }
  }

  static func run(_ invocation: Invocation) throws -> ExitStatus {
    let path = invocation.operands[0]
    let bytes = try Directory.readFollowing(path)
    do {
      let record = try Record(bytes)
      let text: [UInt8]
      if invocation.operands.count > 1 {
        text = try invocation.operands[1] == "-" ? Console.readInput() : Directory.readFollowing(invocation.operands[1])
      } else {
        text = record.holdsOriginal ? [] : try textBeside(path, record)
      }
      try Console.write(try record.original(of: text))
      return .success
    } catch let error as Record.Unreadable {
      throw Failure(.faults, complaint(path, bytes, error))
    }
  }
}
