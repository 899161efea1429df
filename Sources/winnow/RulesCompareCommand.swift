internal import Arguments
internal import Cleaning
internal import Files
internal import Formats
internal import JSON
internal import Matching
internal import Rulebook

/// `winnow rules compare`
enum RulesCompareCommand: Command {
  static let syntax = Syntax(
    command: "winnow rules compare", operands: "FILE|DIR…", operandCount: 1...(.max),
    about: """
      Show what other rules would change: each line that would go or stay, and by which rules.
      For a rule of your own before the service gets it, or for the rules of another version.
      """,
    options: [
      Option(
        "rules", value: "DIR", repeats: true, "The rules of today; may be given again. Default: the shipped packs."),
      Option(
        "with", value: "DIR", repeats: true, "The other rules, all of them; may be given again. It must be given."),
      RuleOptions.profile, RuleOptions.source,
      Option("json", "Print one JSON object instead."),
    ],
    notes: """
      Each change: the file, the line's number, what becomes of it, the rules that do so, and the line.
        winnow rules compare --with RULES --with my-rules FOLDER    what one more folder of rules changes
      A folder stands for the files below it, as for winnow bench. Sidecars say source and language, as to winnow clean.
      Exit status: 0 nothing changes; 1 something does, or a text could not be read; 2 usage, or rules that can't be used.
      """)

  /// What is told at the end.
  private struct Sums {
    var (texts, changed, going, staying, other) = (0, 0, 0, 0, 0)

    mutating func add(_ changes: [LineChange]) {
      changed += 1
      for change in changes {
        switch change.after.fate {
        case .goes: going += 1
        case .stays, .kept: staying += 1
        case .losesPart, .rewritten: other += 1
        }
      }
    }

    var text: String {
      let lines = { (count: Int) in Console.counted(count, "line") }
      let parts = [
        going > 0 ? "\(lines(going)) more go\(going == 1 ? "es" : "")" : nil,
        staying > 0 ? "\(lines(staying)) stay\(staying == 1 ? "s" : "")" : nil,
        other > 0 ? "\(lines(other)) \(other == 1 ? "is" : "are") cut elsewhere" : nil,
      ].compactMap { $0 }
      let head = "\(changed) of \(Console.counted(texts, "text")) change\(changed == 1 ? "s" : "")"
      return changed == 0
        ? "\(Console.counted(texts, "text")): nothing changes"
        : parts.isEmpty ? "\(head): blank lines alone" : "\(head): \(parts.joined(separator: ", "))"
    }
  }

  static func run(_ invocation: Invocation) throws -> ExitStatus {
    guard invocation.has("with") else {
      throw invocation.error("--with must name the other rules; without --rules, the shipped packs are those of today")
    }
    let source = try RuleOptions.host(invocation)
    let today = Cleaner(try RuleOptions.rulebook(invocation))
    let other = Cleaner(try RuleOptions.rulebook(invocation, named: "with"))
    let (files, named) = try TextFiles.files(invocation.operands, alsoMissing: true)
    let (scratches, isJSON) = ((Scratch(), Scratch()), invocation.has("json"))
    var (sums, status, line) = (Sums(), named, StatusLine())
    defer { line.hide() }
    var json = JSONWriter()
    json.beginObject(lines: true)
    json.name("changes")
    json.beginArray(lines: true)
    for (number, file) in files.enumerated() {
      line.show("\(StatusLine.bar(number, of: files.count)) text \(number + 1) of \(files.count)")
      let (document, changes): (Document, [LineChange]?)
      do {
        document = try SidecarFile.document(of: file.path, try Directory.readFollowing(file.path))
        let context = try SidecarFile.context(of: file.path, document, source: source)
        changes = try today.changes(by: other, in: document.text, context: context, using: scratches)
      } catch {
        line.hide()
        TextFiles.complain(error)
        status = .faults
        continue
      }
      sums.texts += 1
      guard let changes else { continue }
      sums.add(changes)
      line.hide()
      for change in changes {
        let told = LineChangeReport(file.path, change, document.text, today.rulebook, other.rulebook)
        if isJSON { told.write(to: &json) } else { try Console.print(told.text) }
      }
    }
    line.hide()
    if sums.texts == 0 { throw Failure(.faults, "winnow: none of these files could be read as text") }
    json.end()
    json.name("texts")
    json.integer(sums.texts)
    json.name("changed")
    json.integer(sums.changed)
    json.end()
    json.finish()
    try isJSON ? Console.write(json.bytes) : Console.print(sums.text)
    return sums.changed > 0 ? .faults : status
  }
}
