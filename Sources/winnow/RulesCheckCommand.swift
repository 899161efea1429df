internal import Arguments
internal import Diagnostics
internal import Rulebook

/// `winnow rules check`
enum RulesCheckCommand: Command {
  static let syntax = Syntax(
    command: "winnow rules check", operands: "[DIR]…", operandCount: 0...(.max),
    about: "Check rule files: every error with its place, a caret and what to do.",
    options: [
      Option("shipped", "Be as strict as for packs that ship: each rule has a reason and tests of both kinds.")
    ],
    notes: "DIR may be a rule file, too. Without it, the shipped packs.\nExit status: 0 no errors; 1 errors; 2 usage.")

  static func run(_ invocation: Invocation) throws -> ExitStatus {
    var source = RuleSource(reading: try RuleOptions.folders(invocation.operands), compilingAll: true)
    source.lint()
    if invocation.has("shipped") { source.requireShippable() }
    if !source.findings.isEmpty { Console.complain(DiagnosticList(source.findings).description) }
    let errors = source.findings.count { $0.severity == .error }
    let warnings = source.findings.count - errors
    let others = warnings > 0 ? ", \(Console.counted(warnings, "warning"))" : ""
    let files = Console.counted(source.fileCount, "file")
    if errors == 0 {
      try Console.print("\(Console.counted(source.ruleCount, "rule")) in \(files): no errors\(others)")
      return .success
    }
    Console.complain("\n\(Console.counted(errors, "error"))\(others) in \(files)")
    return .faults
  }
}
