internal import Arguments
internal import Diagnostics
internal import Files
internal import Rulebook
internal import Settings
internal import Spool

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
      effective = try EffectiveSettings(tolerating: Invocation(["--config", file], for: service))
    } catch let list as DiagnosticList {
      return try report(list.list)
    }
    let settings = effective.settings
    let folders: [Path]
    do throws(Failure) {
      folders = try RuleOptions.folders(settings.rules)
    } catch {
      guard effective.faults.contains(where: { $0.severity == .error }) else { throw error }
      // What is wrong with the file itself is told all the same.
      let status = try report(inOrder(effective.faults, of: file))
      Console.complain(error.message)
      return status
    }
    var source = RuleSource(reading: folders, namedAt: effective.places(of: "rules"))
    // Where there are errors, advice would hide them.
    if !source.findings.contains(where: { $0.severity == .error }) { source.lint() }
    var findings = effective.faults + effective.advice + spoolFaults(effective) + source.findings
    // Of which rules a profile would be is not known where the folders can't be used.
    if let profile = settings.profile, !effective.faulty.contains("rules"), !source.profiles.contains(profile) {
      findings += effective.places(of: "profile").map { source.unknownProfile(profile, at: $0) }
    }
    if let profile = settings.profile, source.profiles.contains(profile), let silence = source.silence(of: profile),
      !effective.faulty.contains("rules"), !source.findings.contains(where: { $0.severity == .error })
    {
      findings += effective.places(of: "profile").map { $0.diagnostic(silence, severity: .warning) }
    }
    findings = inOrder(findings, of: file)
    if findings.contains(where: { $0.severity == .error }) { return try report(findings) }
    if !findings.isEmpty { Console.complain(DiagnosticList(findings).description) }
    let set = effective.list.count { $0.origin != .standard }
    let (rules, files) = (Console.counted(source.ruleCount, "rule"), Console.counted(source.fileCount, "file"))
    try Console.print("\(file): sound; \(Console.counted(set, "setting")) set, \(rules) in \(files)")
    return .success
  }

  /// What stands in the file as a person goes through it, then what stands elsewhere.
  private static func inOrder(_ findings: [Diagnostic], of file: Path) -> [Diagnostic] {
    let ours = findings.filter { $0.file == file.description }
      .sorted { ($0.line, $0.column) < ($1.line, $1.column) }
    return ours + findings.filter { $0.file != file.description }
  }

  /// Why winnowd could not use the spool that the file names. What only the service's own account may see is left to it.
  private static func spoolFaults(_ effective: EffectiveSettings) -> [Diagnostic] {
    let spool = effective.settings.spool
    guard !spool.isEmpty, !effective.faulty.contains("spool"), let fault = fault(of: spool) else { return [] }
    return effective.places(of: "spool").map { $0.diagnostic(fault.what, help: fault.help) }
  }

  private static func fault(of spool: Path) -> (what: String, help: String)? {
    if let link = Layout.danglingLink(in: spool) { return ("\(link)", "mount or make what it leads to") }
    return placeFault(of: spool).map { ("'\(spool)': \($0.what)", $0.help) }
  }

  private static func placeFault(of spool: Path) -> (what: String, help: String)? {
    let parent = spool.parent.isEmpty ? "." : spool.parent
    do throws(FileError) {
      if try Directory.statusFollowing(spool).kind == .directory { return nil }
      return ("a spool is a folder, and this is none", "name another folder, or move this out of the way")
    } catch {
      guard error.errno.isAbsent else { return nil }
    }
    do throws(FileError) {
      if try Directory.statusFollowing(parent).kind == .directory { return nil }
      return ("the spool can't be made: '\(parent)' is no folder", "name a place in a folder that is there")
    } catch {
      guard error.errno.isAbsent else { return nil }
      return (
        "the spool can't be made: there is no folder '\(parent)'",
        "make that folder first; winnowd makes the spool in it and no more"
      )
    }
  }

  private static func report(_ findings: [Diagnostic]) throws -> ExitStatus {
    Console.complain(DiagnosticList(findings).description)
    let errors = findings.count { $0.severity == .error }
    Console.complain("\n\(errors) error\(errors == 1 ? "" : "s")")
    return .faults
  }
}
