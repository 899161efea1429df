internal import Arguments
internal import Diagnostics
internal import Files
internal import Rulebook
internal import Settings

/// `winnow config check`
enum ConfigCheckCommand: Command {
  private static let standard: Path = "/etc/winnow/winnow.toml"

  static let syntax = Syntax(
    command: "winnow config check", operands: "[FILE]", operandCount: 0...1,
    about: "Check a configuration file, and the rules that it names: every error with its place and what to do.",
    notes: """
      Without FILE, \(standard).
      Exit status: 0 no errors (without spool, winnowd wants --spool); 1 errors; 2 usage, or FILE can't be read.
      """)

  /// What winnowd takes; the file is given to it as its `--config`.
  private static let service = Syntax(
    command: syntax.command, about: "", options: [EffectiveSettings.option] + Settings.options)

  static func run(_ invocation: Invocation) throws -> ExitStatus {
    let file = invocation.operands.first ?? standard
    let effective: EffectiveSettings
    do {
      effective = try EffectiveSettings(Invocation(["--config", file], for: service))
    } catch let list as DiagnosticList {
      return try report(list.list)
    }
    let settings = effective.settings
    let source = RuleSource(
      reading: try RuleOptions.folders(settings.rules), namedAt: effective.places(of: "rules"))
    var findings = source.findings
    if let profile = settings.profile, !source.profiles.contains(profile) {
      findings += effective.places(of: "profile").map { source.unknownProfile(profile, at: $0) }
    }
    if findings.contains(where: { $0.severity == .error }) { return try report(findings) }
    if !findings.isEmpty { Console.complain(DiagnosticList(findings).description) }
    let set = effective.list.count { $0.origin != .standard }
    let (rules, files) = (Console.counted(source.ruleCount, "rule"), Console.counted(source.fileCount, "file"))
    try Console.print("\(file): sound; \(Console.counted(set, "setting")) set, \(rules) in \(files)")
    return .success
  }

  private static func report(_ findings: [Diagnostic]) throws -> ExitStatus {
    Console.complain(DiagnosticList(findings).description)
    let errors = findings.count { $0.severity == .error }
    Console.complain("\n\(errors) error\(errors == 1 ? "" : "s")")
    return .faults
  }
}
