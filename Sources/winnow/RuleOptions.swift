internal import Arguments
internal import Diagnostics
internal import Files
internal import Formats
internal import Rulebook

/// The options by which commands are told the rules.
enum RuleOptions {
  static let folder = Option(
    "rules", value: "DIR", repeats: true, "Rule folder or file; may be given again. Default: the shipped packs.")

  static let profile = Option(
    "profile", value: "NAME", "Evidence that removes a line: certain, safe (the default), balanced, eager.")

  static let all = [folder, profile]

  /// Which site the documents are of.
  static let source = Option("source", value: "HOST", "The document's host, for rules that are about certain sites.")

  /// The host that the user names.
  static func host(_ invocation: Invocation) throws(UsageError) -> String? {
    guard let written = try invocation.text("source") else { return nil }
    guard let host = Input.hostName(written) else {
      throw invocation.error("--source wants a host, as www.example.org, not '\(written)'")
    }
    return host
  }

  /// What the documents are in.
  static let encoding = Option(
    "encoding", value: "NAME",
    "What the documents are in, as windows-1252. Default: sidecars say it, or it is found out.")

  /// The encoding that the user names.
  static func textEncoding(_ invocation: Invocation) throws(UsageError) -> TextEncoding? {
    guard let written = try invocation.text("encoding") else { return nil }
    guard let encoding = TextEncoding(written) else {
      let isShifting = ["iso-2022", "iso2022", "csiso2022"].contains { written.lowercased().hasPrefix($0) }
      throw invocation.error(
        "--encoding wants a character set that iconv knows, as windows-1252 ('iconv -l' lists them), not '\(written)'"
          + (isShifting ? ", which shifts between sets" : ""))
    }
    return encoding
  }

  /// How long a document may take.
  static let budget = Option(
    "budget", value: "SECONDS", "The time a document may take, plus one second a MiB. Default: no limit.")

  /// The budget without what a document's size adds, in nanoseconds; `nil`: no limit. Time goes by, too, while a machine is
  /// busy with others or the program is halted, which says nothing of a document.
  static func budget(_ invocation: Invocation) throws(UsageError) -> Int? {
    guard let written = try invocation.text("budget") else { return nil }
    guard let seconds = Double(written), 0.01...86_400 ~= seconds else {
      throw invocation.error("--budget wants a number of seconds from 0.01 to 86400, not '\(written)'")
    }
    return Int(seconds * 1e9)
  }

  /// What to do with bytes that are not UTF-8.
  static let invalid = Option(
    "invalid", value: "POLICY", "Bytes that are not UTF-8: legacy (the default), replace or reject.")

  /// What the options say of bytes that are not UTF-8.
  static func invalidBytes(_ invocation: Invocation) throws(UsageError) -> Document.InvalidBytes {
    guard let word = try invocation.text("invalid") else { return .legacy }
    guard let policy = Document.InvalidBytes(rawValue: word) else {
      throw invocation.error("--invalid wants legacy, replace or reject, not '\(word)'")
    }
    return policy
  }

  /// The bound on what may be removed.
  static let bound = Option(
    "max-removed", value: "PERCENT", "A document that would lose more of its text has failed. Default: no bound.")

  /// The bound as a share, 0 to 1.
  static func maximumRemoved(_ invocation: Invocation) throws(UsageError) -> Double? {
    try invocation.integer("max-removed", in: 1...100).map { Double($0) / 100 }
  }

  /// The rule folders that the user names, or the standard ones.
  static func folders(_ named: [Path]) throws(Failure) -> [Path] {
    if !named.isEmpty { return named }
    guard let standard = StandardRules.folder() else {
      let place = StandardRules.installed.map { ", which are '\($0)' for a program in this place" } ?? ""
      throw Failure(
        .usage,
        "winnow: no rules were named, and the packs that come with Winnow are not there\(place)\n"
          + "  help: name the folder with the rules: --rules DIR")
    }
    return [standard]
  }

  /// All that cleaning takes, as the options ask for it.
  static func pipeline(_ invocation: Invocation) throws -> Pipeline {
    let invalid = try invalidBytes(invocation)
    let maximum = try maximumRemoved(invocation)
    return Pipeline(try rulebook(invocation), invalidBytes: invalid, maximumRemoved: maximum)
  }

  /// The rulebook that the options ask for. Warnings go to standard error.
  ///
  /// - Parameter option: The one that names the rule folders.
  static func rulebook(_ invocation: Invocation, named option: String = folder.name) throws -> Rulebook {
    let source = RuleSource(reading: try folders(invocation.all(option)))
    let profile = try invocation.text("profile")
    if let profile, !source.profiles.contains(profile) {
      let known = source.profiles.joined(separator: ", ")
      throw invocation.error("there is no profile '\(profile)'; there are: \(known)")
    }
    let rulebook = try Rulebook(source, profile: profile)
    for warning in rulebook.warnings { Console.complain(warning.description) }
    if let silence = profile.flatMap(source.silence) { Console.complain("winnow: warning: \(silence)") }
    // Never freed: to take it apart, piece by piece, takes milliseconds, and the process's end does it at once.
    _ = unsafe Unmanaged.passRetained(rulebook)
    return rulebook
  }
}
