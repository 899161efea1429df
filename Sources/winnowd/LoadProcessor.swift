internal import Arguments
internal import Diagnostics
internal import Formats
internal import Journal
internal import Matching
internal import Rulebook
internal import Settings
internal import Spool

/// Reads the rules and makes of them what cleans documents; for each SIGHUP again.
///
/// - Throws: `DiagnosticList` with every error of the rules.
func loadProcessor(_ effective: EffectiveSettings, _ journal: Journal) throws -> Processor {
  let settings = effective.settings
  let folders = settings.rules.isEmpty ? StandardRules.folder().map { [$0] } ?? [] : settings.rules
  guard !folders.isEmpty else {
    throw UsageError("no rules found beside the program; name a folder with --rules DIR", command: "winnowd")
  }
  let source = RuleSource(reading: folders, namedAt: effective.places(of: "rules"))
  if let profile = settings.profile, !source.profiles.contains(profile) {
    let wrong = effective.places(of: "profile").map { source.unknownProfile(profile, at: $0) }
    if !wrong.isEmpty { throw DiagnosticList(source.findings + wrong) }
    let known = source.profiles.joined(separator: ", ")
    throw UsageError("there is no profile '\(profile)'; there are: \(known)", command: "winnowd")
  }
  let rulebook = try Rulebook(source, profile: settings.profile)
  for warning in rulebook.warnings {
    journal.log(Event(.warning, .rules, "a rule may not do what is meant:", details: warning.description))
  }
  if let silence = settings.profile.flatMap(source.silence) {
    journal.log(Event(.warning, .rules, silence))
  }
  if !rulebook.matcher.usesJIT {
    journal.log(
      Event(
        .notice, .interpreted,
        "PCRE2 can't compile to machine code here (MemoryDenyWriteExecute?); rules are interpreted")
    )
  }
  return Processor(
    Pipeline(
      rulebook, invalidBytes: Document.InvalidBytes(rawValue: settings.invalid.rawValue) ?? .legacy,
      maximumRemoved: settings.maximumRemoved))
}
