internal import Diagnostics
internal import Files
internal import Formats
internal import Journal
internal import Rulebook
internal import Settings
internal import Spool

/// Reads the rules and makes of them what cleans documents; for each SIGHUP again.
func loadProcessor(_ settings: Settings, _ journal: Journal) throws -> Processor {
  let folders = settings.rules.isEmpty ? [StandardRules.folder()].compactMap { $0 } : settings.rules
  guard !folders.isEmpty else {
    throw Diagnostic(
      "there are no rules beside the program", file: "winnowd", help: "name a folder with --rules DIR")
  }
  guard settings.profile == "certain" else {
    throw Diagnostic(
      "there is no profile '\(settings.profile)'", file: "winnowd", help: "the only one so far is 'certain'")
  }
  let rulebook = try Rulebook(loading: folders, profile: settings.profile)
  for warning in rulebook.warnings {
    for line in warning.description.split(separator: "\n") { journal.log(Event(.warning, "rules", String(line))) }
  }
  return Processor(Pipeline(rulebook))
}
