internal import Arguments
internal import Rulebook
internal import Settings

/// `winnow config show`
enum ConfigShowCommand: Command {
  static let syntax = Syntax(
    command: "winnow config show",
    about: """
      Show every setting that winnowd would have with the same options, and where its value comes from.
      The output is a configuration file with the same effect; relative paths in it hold in this folder.
      """,
    options: [EffectiveSettings.option] + Settings.options,
    notes: "Exit status: 0 well; 2 usage, or an unusable configuration file.")

  static func run(_ invocation: Invocation) throws -> ExitStatus {
    let lines = try EffectiveSettings(invocation).list.map { setting in
      guard let value = setting.value else {
        let standard = setting.name == "rules" ? StandardRules.folder().map { "\($0)" } : nil
        return ("# \(setting.name) is not set", standard.map { "default: \($0)" } ?? "default")
      }
      return ("\(setting.name) = \(value)", setting.origin.description)
    }
    let width = lines.map(\.0.count).max() ?? 0
    for (line, origin) in lines {
      try Console.print(line + String(repeating: " ", count: width + 2 - line.count) + "# \(origin)")
    }
    return .success
  }
}
