internal import Arguments
internal import Glibc
internal import Spool

/// `winnow retry`
enum RetryCommand: Command {
  static let syntax = Syntax(
    command: "winnow retry", operands: "[NAME…]", operandCount: 0...(.max),
    about: """
      Move documents from failed/ back to the inbox, to be tried again.
      NAME is a document's path in failed/ or in the inbox; none means all that have failed.
      """,
    options: [
      Option("spool", value: "DIR", "The spool."),
      Option("all", "Rejected documents, too: those that a rule says are no articles."),
    ],
    notes: """
      Exit status: 0 everything that was asked for is in the inbox again; 1 something stays, and here is why; 2 usage.
      """)

  static func run(_ invocation: Invocation) throws -> ExitStatus {
    guard let spool = invocation.path("spool") else { throw invocation.error("--spool DIR is missing") }
    // Folders that are missing in the inbox are made for the service's group: else it could take nothing out of them.
    umask(0o007)
    let report = try Retry.run(spool, includesRejected: invocation.has("all"), names: invocation.operands)
    for path in report.returned { try Console.print("\(path): in the inbox again") }
    for path in report.blocked { Console.complain("winnow: \(path): stays, the inbox holds a file of that name") }
    for path in report.unknown { Console.complain("winnow: \(path): not in failed/") }
    let isNamed = !invocation.operands.isEmpty
    if isNamed {
      for path in report.rejected { Console.complain("winnow: \(path): rejected by a rule; --all moves it, too") }
    }
    let rejected = report.rejected.isEmpty ? "" : ", \(report.rejected.count) rejected stay (--all moves them, too)"
    try Console.print("\(report.returned.count) moved back\(rejected)")
    let stays = !report.blocked.isEmpty || !report.unknown.isEmpty || isNamed && !report.rejected.isEmpty
    return stays ? .faults : .success
  }
}
