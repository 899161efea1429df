internal import Arguments
internal import Diagnostics
internal import Files
internal import Glibc
internal import Rulebook
internal import Threads

/// The tool: finds the command that is meant and runs it.
@main
struct Winnow {
  static var commands: [any Command.Type] {
    [
      CleanCommand.self, WhyCommand.self, ExplainCommand.self, RestoreCommand.self, AuditCommand.self,
      RetryCommand.self,
      StatusCommand.self,
      ReloadCommand.self, ConfigCheckCommand.self, ConfigShowCommand.self,
      RulesCheckCommand.self, RulesTestCommand.self, RulesListCommand.self, RulesProfileCommand.self,
      RulesCompareCommand.self,
      RulesMeasureCommand.self, RulesSuggestCommand.self, RulesFitCommand.self, RulesVerifyCommand.self,
      BenchCommand.self,
    ]
  }

  static func main() {
    signal(SIGPIPE, SIG_DFL)
    ProcessMemory.setUp(places: WorkerGroup.processors + 1)
    do {
      // Else a file that is written gets the number of one that is closed, and what is said goes into it.
      try Descriptor.openStandardStreams()
    } catch {
      Console.complain("winnow: \(error)")
      exit(ExitStatus.faults.rawValue)
    }
    exit(run(processArguments()).rawValue)
  }

  static func run(_ words: [Path]) -> ExitStatus {
    do {
      return try dispatch(words)
    } catch let error as UsageError {
      Console.complain(error.description)
      return .usage
    } catch let failure as Failure {
      Console.complain(failure.message)
      return failure.status
    } catch let list as DiagnosticList {
      Console.complain(list.description)
      return .usage
    } catch {
      Console.complain("winnow: \(error)")
      return .faults
    }
  }

  private static func dispatch(_ words: [Path]) throws -> ExitStatus {
    guard let first = words.first?.description else {
      Console.complain(overview)
      return .usage
    }
    switch first {
    case "help" where words.count > 1:
      // An option would take the word behind it for its value.
      return try dispatch(words.dropFirst().prefix { !$0.hasPrefix("-") } + ["--help"])
    case "--help", "-h", "help":
      try Console.print(overview)
      return .success
    case "--version":
      try Console.print("winnow \(Version.winnow)")
      return .success
    default: break
    }
    for command in commands {
      let name = command.syntax.command.split(separator: " ").dropFirst()
      guard words.count >= name.count, zip(words, name).allSatisfy({ $0.0.description == $0.1 }) else { continue }
      let invocation = try Invocation(Array(words.dropFirst(name.count)), for: command.syntax)
      if invocation.has("help") {
        try Console.print(command.syntax.helpText)
        return .success
      }
      return try command.run(invocation)
    }
    if let help = familyHelp(words) {
      try Console.print(help)
      return .success
    }
    throw unknown(words, first)
  }

  /// What `winnow rules --help` shows: the commands that begin with that word.
  private static func familyHelp(_ words: [Path]) -> String? {
    guard words.count == 2, ["--help", "-h", "help"].contains(words[1].description) else { return nil }
    let family = commands.filter { $0.syntax.command.hasPrefix("winnow \(words[0]) ") }
    if family.isEmpty { return nil }
    return """
      Usage: winnow \(words[0]) COMMAND [OPTION]… [OPERAND]…

      Commands:
      \(table(family))

      'winnow \(words[0]) COMMAND --help' tells more.
      """
  }

  private static func unknown(_ words: [Path], _ first: String) -> UsageError {
    if first.hasPrefix("-") { return UsageError("there is no option \(first)", command: "winnow") }
    let family = commands.map { $0.syntax.command }.filter { $0.hasPrefix("winnow \(first) ") }
      .map { String($0.dropFirst("winnow \(first) ".count)) }
    if !family.isEmpty, words.count == 1 {
      return UsageError("'\(first)' wants a word more: \(family.joined(separator: ", "))", command: "winnow")
    }
    let typed = words.prefix(2).map(\.description).joined(separator: " ")
    let known = commands.map { String($0.syntax.command.dropFirst("winnow ".count)) }
    // Half a command's name is its last word, as often as not.
    let ends = known.filter { $0.hasSuffix(" \(first)") }.joined(separator: "' or '")
    let guess =
      nearest(to: typed, among: known) ?? (ends.isEmpty ? nearest(to: first, among: known) : ends)
    return UsageError(
      "there is no command '\(family.isEmpty ? first : typed)'" + (guess.map { "; did you mean '\($0)'?" } ?? ""),
      command: "winnow")
  }

  private static var overview: String {
    return """
      Usage: winnow COMMAND [OPTION]… [OPERAND]…

      Strips boilerplate from articles, explains every removal, and can undo it.

      Commands:
      \(table(commands))

      Options:
        -h, --help       Show this help and exit.
            --version    Show the version and exit.

      'winnow COMMAND --help' tells more. The service that watches a folder is winnowd.
      """
  }

  private static func table(_ commands: [any Command.Type]) -> String {
    let width = commands.map { $0.syntax.command.count }.max() ?? 0
    return commands.map { command in
      let syntax = command.syntax
      let gap = String(repeating: " ", count: width + 2 - syntax.command.count)
      return "  \(syntax.command)\(gap)\(syntax.about.prefix { $0 != "\n" })"
    }.joined(separator: "\n")
  }
}

/// A subcommand.
protocol Command {
  /// What it accepts.
  static var syntax: Syntax { get }

  /// Does the work.
  static func run(_ invocation: Invocation) throws -> ExitStatus
}
