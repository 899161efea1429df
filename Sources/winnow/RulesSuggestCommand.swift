internal import Arguments
internal import Cleaning
internal import Files
internal import Formats
internal import Rulebook

/// `winnow rules suggest`
enum RulesSuggestCommand: Command {
  static let syntax = Syntax(
    command: "winnow rules suggest", operands: "FILE|DIR…", operandCount: 1...(.max),
    about: """
      List the lines that come again in many texts of a site once they are cleaned, and make a rule of them.
      Menus, notices and calls to the reader that no other rule knows show by that. The list is for you to look through.
      """,
    options: RuleOptions.all + [
      Option("source", value: "HOST", "The site that the texts are of; the rule is for its documents alone."),
      Option("least", value: "N", "In how many texts a line must stand. Default: 3, or a twentieth if that is more."),
      Option("into", value: "DIR", "Write a rule file and its list there, instead of printing the list."),
    ],
    notes: """
      As comments it lists what articles may say: a line that stands by itself between paragraphs, as a subheading does, and a
      sentence of less than half of the texts. A text counts as a copy, and is left out, where no line stands in it alone,
      or less than half of its prose, that of most texts aside. Files *.json of a folder are records and sidecars.
      Exit status: 0 all well; 1 a text could not be read, or a file written; 2 usage, or rules that can't be used.
      """)

  static func run(_ invocation: Invocation) throws -> ExitStatus {
    let source = try host(invocation)
    let least = try invocation.integer("least", in: 2...1_000_000)
    let rulebook = try RuleOptions.rulebook(invocation)
    let paths = try TextFiles.paths(invocation.operands)
    let pipeline = Pipeline(rulebook)
    let worker = Worker()
    var repeated = RepeatedLines()
    var (texts, failed) = (0, 0)
    for path in paths {
      let input = Input(
        path: path.name, bytes: try Directory.readFollowing(path), sidecar: try SidecarFile.read(of: path),
        source: source)
      switch pipeline.process(input, worker: worker) {
      case .cleaned(let output):
        repeated.add(output.text)
        texts += 1
      case .rejected: continue
      case .failed(_, let detail):
        Console.complain("\(path): \(detail)")
        failed += 1
      }
    }
    let needed = least ?? max(3, (texts + 19) / 20)
    let (lines, copies) = repeated.found(in: needed)
    let suggestion = SuggestedRule(
      source: source, texts: texts - copies, least: needed, lines: lines, besides: Set(rulebook.rules.map(\.id)))
    if let folder = invocation.path("into"), !suggestion.phrases.isEmpty {
      try write(suggestion, into: folder)
    } else {
      try Console.write(Array(suggestion.list.utf8))
      if invocation.has("into") { Console.complain("no line is sure, so nothing was written") }
    }
    Console.complain(summary(suggestion, copies))
    return failed == 0 ? .success : .faults
  }

  /// The site, as hosts are compared.
  private static func host(_ invocation: Invocation) throws -> String? {
    guard let written = try invocation.text("source") else { return nil }
    let host = written.lowercased()
    let isHost = host.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { label in
      label.utf8.first != UInt8(ascii: "-") && label.utf8.last != UInt8(ascii: "-") && !label.isEmpty
        && label.utf8.allSatisfy { byte in
          byte == UInt8(ascii: "-") || UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte
            || UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte
        }
    }
    guard isHost else { throw invocation.error("--source wants a host, as news.example.org, not '\(written)'") }
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
          help: add --rules \(path) for what its rule does not remove, or name another folder
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

  private static func summary(_ suggestion: SuggestedRule, _ copies: Int) -> String {
    var parts = [Console.counted(suggestion.phrases.count, "line") + " in \(suggestion.least) texts or more"]
    if suggestion.unsure > 0 { parts.append("\(suggestion.unsure) more as comments") }
    if suggestion.leftOut > 0 { parts.append("\(suggestion.leftOut) left out, which a list can't hold") }
    if copies > 0 { parts.append(Console.counted(copies, "copy", "copies") + " not counted") }
    return parts.joined(separator: "; ")
  }
}
