internal import Arguments
internal import Cleaning
internal import Files
internal import Formats
internal import Glibc
internal import Matching
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
      A line that stands by itself between paragraphs in half of its texts, as a subheading does, is listed as a comment.
      Texts of whose prose less than half stands nowhere else count as copies and are left out.
      Exit status: 0 all well; 1 a text could not be read, or a file written; 2 usage, or rules that can't be used.
      """)

  static func run(_ invocation: Invocation) throws -> ExitStatus {
    let source = try invocation.text("source")?.lowercased()
    if let source, source.isEmpty || !source.allSatisfy(isOfHost) {
      throw invocation.error("--source wants a host, as news.example.org, not '\(source)'")
    }
    let least = try invocation.integer("least", in: 2...1_000_000)
    let rulebook = try RuleOptions.rulebook(invocation)
    let items = try TextFiles.read(invocation.operands)
    let cleaner = Cleaner(rulebook)
    let scratch = Scratch()
    var repeated = RepeatedLines()
    for item in items {
      let context = Context(source: source, language: item.document.detectedLanguage, path: item.path.name.description)
      repeated.add(try cleaner.clean(item.document.text, context: context, using: scratch).text)
    }
    let needed = least ?? max(3, (items.count + 19) / 20)
    let (lines, copies) = repeated.found(in: needed)
    let suggestion = SuggestedRule(source: source, texts: items.count - copies, least: needed, lines: lines)
    if let folder = invocation.path("into"), !suggestion.phrases.isEmpty {
      try write(suggestion, into: folder)
    } else {
      try Console.write(Array(suggestion.list.utf8))
    }
    Console.complain(summary(suggestion, copies))
    return .success
  }

  private static func isOfHost(_ character: Character) -> Bool {
    character.isASCII && (character.isLetter || character.isNumber || character == "." || character == "-")
  }

  /// Writes the files; one that is there already is not written over: somebody has looked through it.
  private static func write(_ suggestion: SuggestedRule, into path: Path) throws {
    let folder = try Directory.openOrMake(path)
    for (name, text) in [(suggestion.listName, suggestion.list), (suggestion.ruleName, suggestion.rule)] {
      do throws(FileError) {
        let file = try folder.create(Path(name), mode: 0o666)
        try file.writeAll(Array(text.utf8))
      } catch {
        guard error.errno == .exists else { throw error }
        throw Failure(
          .faults,
          """
          winnow: \(path.appending(Path(name))) is there already and is not written over
            help: name another folder, or remove it; lines that its rule removes are not suggested again if you add \
          --rules \(path)
          """)
      }
    }
    Console.complain("wrote \(path.appending(Path(suggestion.listName))) and \(suggestion.ruleName) beside it")
  }

  private static func summary(_ suggestion: SuggestedRule, _ copies: Int) -> String {
    var parts = [Console.counted(suggestion.phrases.count, "line") + " in \(suggestion.least) texts or more"]
    if suggestion.doubtful > 0 { parts.append("\(suggestion.doubtful) more as comments") }
    if suggestion.leftOut > 0 { parts.append("\(suggestion.leftOut) left out, which a list can't hold") }
    if copies > 0 { parts.append(Console.counted(copies, "copy", "copies") + " not counted") }
    return parts.joined(separator: "; ")
  }
}
