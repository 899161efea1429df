internal import Arguments
internal import Diagnostics
internal import Formats
internal import Journal
internal import Matching
internal import Rulebook
internal import Settings
internal import Spool
internal import Threads

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
  for warning in rulebook.warnings { tellWarning(warning, of: "rule", journal) }
  for warning in effective.advice { tellWarning(warning, of: "setting", journal) }
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
  let advice = LaterAdvice(source, isShipped: settings.rules.isEmpty)
  return Processor(
    Pipeline(
      rulebook, invalidBytes: Document.InvalidBytes(settings.invalid),
      maximumRemoved: settings.maximumRemoved)
  ) {
    advice.tell(journal)
  }
}

private func tellWarning(_ warning: Diagnostic, of what: String, _ journal: Journal) {
  journal.log(Event(.warning, .rules, "a \(what) may not do what is meant:", details: warning.description))
}

/// What a closer look at rules has to say of them. It takes as long as their reading, so it is taken once the service is
/// ready; those that come with Winnow have nothing to be told of.
private final class LaterAdvice: Sendable {
  private let source: Locked<RuleSource?>

  init(_ source: RuleSource, isShipped: Bool) { self.source = Locked(isShipped ? nil : source) }

  /// Tells it the first time.
  func tell(_ journal: Journal) {
    let taken = source.withLock { source in
      let taken = source
      source = nil
      return taken
    }
    guard var taken else { return }
    let known = taken.findings.count
    taken.lint()
    for warning in taken.findings.dropFirst(known) { tellWarning(warning, of: "rule", journal) }
  }
}
