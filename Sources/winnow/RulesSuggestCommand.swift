internal import Arguments
internal import Files
internal import Formats
internal import Rulebook
internal import Threads

/// `winnow rules suggest`
struct RulesSuggestCommand: Command {
  static let syntax = Syntax(
    command: "winnow rules suggest", operands: "FILE|DIR…", operandCount: 1...(.max),
    about: """
      List the lines that come again in many texts of a site once they are cleaned, and make a rule of them.
      Menus, notices and calls to the reader that no other rule knows show by that. The list is for you to look through.
      """,
    options: RuleOptions.all + [
      Option("source", value: "HOST", "The site that the texts are of; the rule is for its documents alone."),
      Option("by-source", "The texts are of many sites: a rule for each, as sidecars, records or folders tell them."),
      Option("least", value: "N", "In how many texts a line must stand. Default: 3, or a twentieth if that is more."),
      Option("most", value: "N", "How many texts of a site are looked at, the last ones. Default: 1000."),
      Option("into", value: "DIR", "Write a rule file and its list there, instead of printing the list."),
      Option("jobs", letter: "j", value: "N", "Texts at the same time. Default: one a processor."),
    ],
    notes: """
      As comments it lists what articles may say: a line that stands by itself between paragraphs, as a subheading does, and a
      sentence of less than half of the texts, or of texts most of which have less prose of their own than such as comes
      again. A text counts as a copy, and is left out, where one before it has the same lines, where no line stands in it
      alone, or less than half of its prose, that of most texts aside, or where another has more than three quarters of
      its prose, as versions of an article have. Files *.json of a folder are records and sidecars.
      Exit status: 0 all well; 1 a text could not be read, or a file written; 2 usage, or rules that can't be used.
      """)

  private let search: RepetitionSearch
  /// Where rule files are written; `nil`: lists are printed.
  private let folder: Path?
  /// The rules that there are.
  private let known: Set<String>

  static func run(_ invocation: Invocation) throws -> ExitStatus {
    let source = try host(invocation)
    if source != nil, invocation.has("by-source") {
      throw invocation.error("--source names one site, and --by-source looks for many; give one of them")
    }
    let least = try invocation.integer("least", in: 2...1_000_000)
    let most = try invocation.integer("most", in: 2...1_000_000) ?? 1_000
    if let least, least > most { throw invocation.error("--least \(least) is more than --most \(most)") }
    let threads = try invocation.integer("jobs", in: 1...256) ?? WorkerGroup.processors
    let rulebook = try RuleOptions.rulebook(invocation)
    let command = RulesSuggestCommand(
      search: RepetitionSearch(Pipeline(rulebook), least: least, most: most, threads: threads),
      folder: invocation.path("into"), known: Set(rulebook.rules.map(\.id)))
    let (files, status) = try TextFiles.files(invocation.operands)
    let outcome =
      invocation.has("by-source")
      ? try command.suggest(bySource: SiteTexts(files))
      : try command.suggest(of: SiteTexts.Site(host: source, files: files))
    return outcome == .success ? status : outcome
  }

  private func suggest(of site: SiteTexts.Site) throws -> ExitStatus {
    let (suggestion, found) = suggestion(of: site)
    if let folder, !suggestion.phrases.isEmpty {
      try Self.write(suggestion, into: folder)
    } else {
      try Console.write(Array(suggestion.list.utf8))
      if folder != nil { Console.complain("no line is sure, so nothing was written") }
    }
    Console.complain(summary(suggestion, found))
    return found.complaints.isEmpty ? .success : .faults
  }

  /// For each site its rule. What stops one stops no other.
  private func suggest(bySource texts: SiteTexts) throws -> ExitStatus {
    let sites = texts.sites.filter(search.hasEnough)
    var (status, rules) = (texts.complaints.isEmpty ? ExitStatus.success : .faults, 0)
    for complaint in texts.complaints { Console.complain(complaint) }
    for site in sites {
      let (suggestion, found) = suggestion(of: site)
      if !found.complaints.isEmpty { status = .faults }
      if !suggestion.phrases.isEmpty {
        if let folder {
          do {
            try Self.write(suggestion, into: folder)
            rules += 1
          } catch {
            Console.complain((error as? Failure)?.message ?? "winnow: \(error)")
            status = .faults
          }
        } else {
          try Console.write(Array(((rules > 0 ? "\n" : "") + suggestion.list).utf8))
          rules += 1
        }
      }
      Console.complain("\(site.host ?? ""): \(summary(suggestion, found))")
    }
    var parts = ["\(folder == nil ? "lists" : "rules") for \(rules) of \(Console.counted(sites.count, "site"))"]
    let few = texts.sites.count - sites.count
    if few > 0 { parts.append("\(few) more of fewer texts than \(search.fewest)") }
    if texts.homeless > 0 { parts.append(Console.counted(texts.homeless, "text") + " of no site that is known") }
    Console.complain(parts.joined(separator: "; "))
    return status
  }

  private func suggestion(of site: SiteTexts.Site) -> (SuggestedRule, RepetitionSearch.Result) {
    let found = search.find(in: site)
    for complaint in found.complaints { Console.complain(complaint) }
    let suggestion = SuggestedRule(
      source: site.host, texts: found.texts - found.copies, least: found.least, lines: found.lines, besides: known)
    return (suggestion, found)
  }

  /// The site, as hosts are compared.
  private static func host(_ invocation: Invocation) throws -> String? {
    guard let written = try invocation.text("source") else { return nil }
    let host = written.lowercased()
    guard Host.isHost(host) else {
      throw invocation.error("--source wants a host, as news.example.org, not '\(written)'")
    }
    return host
  }

  /// Writes both files or none; one that is there already is not written over: somebody has looked through it.
  private static func write(_ suggestion: SuggestedRule, into path: Path) throws {
    let folder = try Directory.openOrMake(path)
    let files = [(Path(suggestion.listName), suggestion.list), (Path(suggestion.ruleName), suggestion.rule)]
    for (name, _) in files where try folder.status(name) != nil {
      throw Failure(
        .faults,
        """
        winnow: \(path.appending(name)) is there already and is not written over
          help: name --rules \(path), too, besides the packs, for what its rule does not remove; or name another folder
        """)
    }
    var written: [Path] = []
    do throws(FileError) {
      for (name, text) in files {
        let file = try folder.create(name, mode: 0o666)
        written.append(name)
        try file.writeAll(Array(text.utf8))
      }
    } catch {
      for name in written { try folder.remove(name) }
      throw error
    }
    Console.complain("wrote \(path.appending(files[0].0)) and \(files[1].0) beside it")
  }

  private func summary(_ suggestion: SuggestedRule, _ found: RepetitionSearch.Result) -> String {
    let usable = found.texts - found.copies
    if usable < suggestion.least {
      let few = "\(Console.counted(usable, "text")) of a site\(found.copies > 0 ? ", copies aside" : "")"
      return "\(few): too few, as a line must stand in \(suggestion.least) texts; name that many or more"
    }
    var parts = [Console.counted(suggestion.phrases.count, "line") + " in \(suggestion.least) texts or more"]
    if suggestion.unsure > 0 { parts.append("\(suggestion.unsure) more as comments") }
    if suggestion.leftOut > 0 { parts.append("\(suggestion.leftOut) left out, which a list can't hold") }
    if found.copies > 0 { parts.append(Console.counted(found.copies, "copy", "copies") + " not counted") }
    if found.passedOver > 0 {
      parts.append(Console.counted(found.passedOver, "earlier text") + " not looked at: --most \(search.most)")
    }
    return parts.joined(separator: "; ")
  }
}
