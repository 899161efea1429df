internal import Arguments
internal import Spool

/// `winnow reload`
enum ReloadCommand: Command {
  static let syntax = Syntax(
    command: "winnow reload",
    about: """
      Make a running service read its rules and settings anew, and wait for its answer.
      Where they can't be used it keeps the old ones, and says why.
      """,
    options: [
      Option("spool", value: "DIR", "The spool whose service is meant."),
      Option("process", value: "PID", "The service's process, for a unit, which knows it; else the status names it."),
    ],
    notes: "Exit status: 0 they are in force; 1 they were refused, or nobody answers; 2 usage.")

  static func run(_ invocation: Invocation) throws -> ExitStatus {
    let spool = try SpoolOption.folder(invocation)
    let process = try invocation.integer("process", in: 1...Int(Int32.max))
    switch try Reload.run(spool, process: process) {
    case .accepted(let rulebook, let rules, let generation, let needsRestart):
      let count = "\(rules) rule\(rules == 1 ? "" : "s")"
      try Console.print("in force: rules \(rulebook.prefix(12)) (\(count)), generation \(generation)")
      if !needsRestart.isEmpty {
        try Console.print("not yet, but at the next start: the new value of \(needsRestart.joined(separator: ", "))")
      }
      return .success
    case .refused(let reason):
      throw Failure(
        .faults, "winnow: refused, the old rules and settings stay: \(reason)\nThe service's log has it all.")
    case .notRunning: throw Failure(.faults, "winnow: no service works the spool '\(spool)'")
    case .notFound:
      throw Failure(
        .faults,
        "winnow: the spool '\(spool)' is worked by a process that can't be found from here\n  help: send it SIGHUP, or name it "
          + "with --process")
    case .otherProcess(let other):
      throw Failure(
        .faults,
        "winnow: the spool '\(spool)' is worked by the process \(other), not by \(process ?? 0) as --process says")
    case .notAllowed(let reason):
      throw Failure(
        .faults, "winnow: the service can't be signalled: \(reason)\n  help: do it as root, or as the service's user")
    case .noAnswer: throw Failure(.faults, "winnow: the service has not answered within a minute")
    }
  }
}
