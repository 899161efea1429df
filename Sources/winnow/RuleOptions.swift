internal import Arguments
internal import Diagnostics
internal import Files
internal import Rulebook

/// The options by which commands are told the rules.
enum RuleOptions {
  static let all = [
    Option(
      "rules", value: "DIR", repeats: true, "Rule folder or file; may be given again. Default: the shipped packs."),
    Option("profile", value: "NAME", "Profile. Default: certain, the only one so far."),
  ]

  /// The rule folders that the user names, or the standard ones.
  static func folders(_ named: [Path]) throws(Failure) -> [Path] {
    if !named.isEmpty { return named }
    guard let standard = StandardRules.folder() else {
      throw Failure(.usage, "winnow: no rules found beside the program\n  help: name a folder with --rules DIR")
    }
    return [standard]
  }

  /// The rulebook that the options ask for. Warnings go to standard error.
  static func rulebook(_ invocation: Invocation) throws -> Rulebook {
    let profile = try invocation.text("profile") ?? "certain"
    guard profile == "certain" else {
      throw invocation.error("there is no profile '\(profile)'; the only one so far is 'certain'")
    }
    let rulebook = try Rulebook(loading: try folders(invocation.all("rules")), profile: profile)
    for warning in rulebook.warnings { Console.complain(warning.description) }
    return rulebook
  }
}
