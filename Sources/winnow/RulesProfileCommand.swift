internal import Arguments
internal import Cleaning
internal import Files
internal import Formats
internal import JSON
internal import Matching
internal import Rulebook

/// `winnow rules profile`
enum RulesProfileCommand: Command {
  static let syntax = Syntax(
    command: "winnow rules profile", operands: "CORPUS", operandCount: 1...1,
    about: """
      Show what each rule does on a corpus and what it costs, the costliest first.
      CORPUS is a folder of texts (*.txt); with labels (in/, labels.jsonl), also how much of what people kept a rule hits.
      """,
    options: RuleOptions.all + [RuleOptions.source, Option("json", "One JSON object instead of a table.")],
    notes: """
      Columns: matches (of a rule that weighs or marks: lines it holds of); hits, where it had its way; documents with a hit;
      bytes in removals it had a part in; alone, the bytes that no other rule takes, evidence and blank lines beside them
      left aside (0: others take all of it, too; –: it weighs or marks, and takes nothing by itself); kept, the share of
      judged lines in its removals that people kept; µs a MB of text. Remarks: dead (never matched), not asked
      (it weighs, and the profile has no threshold), covered by a rule
      (which removes all that it removes), redundant (other rules together do, evidence left aside), shadowed (keep rules
      always hold it back), idle (a keep rule that held nothing back), limits (it ran into one in so many documents).
      FILE.meta.json, where it stands beside a text, is its sidecar, and says its source and language, as to winnow clean.
      Exit status: 0 all well; 1 a text could not be read; 2 usage, or rules that can't be used.
      """)

  static func run(_ invocation: Invocation) throws -> ExitStatus {
    let rulebook = try RuleOptions.rulebook(invocation)
    let source = try RuleOptions.host(invocation)
    let corpus = try Corpus(at: invocation.operands[0])
    guard !corpus.items.isEmpty else {
      throw Failure(.faults, "winnow: \(invocation.operands[0]): there are no .txt files")
    }
    var profile = RuleProfile(rulebook)
    let cleaner = Cleaner(rulebook)
    let scratch = Scratch()
    var texts: [[UInt8]] = []
    var line = StatusLine()
    // What is said of a text that can't be read, or of labels that end it, is not to stand beside a bar.
    defer { line.hide() }
    var status = ExitStatus.success
    for (number, item) in corpus.items.enumerated() {
      let bar = StatusLine.bar(number, of: corpus.items.count)
      line.show("\(bar) text \(number + 1) of \(corpus.items.count)")
      let raw: [UInt8]
      let document: Document
      let context: Context
      do {
        raw = try Directory.readFollowing(item.path)
        document = try SidecarFile.document(of: item.path, raw)
        context = try SidecarFile.context(of: item.path, document, source: source)
      } catch {
        line.hide()
        TextFiles.complain(error)
        status = .faults
        continue
      }
      let cleaned = try cleaner.clean(document.text, context: context, using: scratch)
      let findings = try cleaner.findings(in: document.text, context: context, using: scratch)
      profile.add(document.text, cleaned, findings, labels: try item.labels(of: raw, document))
      texts.append(document.text)
    }
    guard !texts.isEmpty else {
      throw Failure(.faults, "winnow: \(invocation.operands[0]): none of its files could be read as text")
    }
    let costs = try RuleCosts.measure(rulebook, texts) { done, total in
      line.show("\(StatusLine.bar(done, of: total)) measuring the cost of each rule, \(done) of \(total) texts")
    }
    line.hide()
    try invocation.has("json") ? printJSON(rulebook, profile, costs) : printTable(rulebook, profile, costs)
    return status
  }

  private static func order(_ costs: [Double]) -> [Int] {
    costs.indices.sorted { (costs[$0], $1) > (costs[$1], $0) }
  }

  private static func printTable(_ rulebook: Rulebook, _ profile: RuleProfile, _ costs: [Double]) throws {
    var table = Table(["rule", "matches", "hits", "docs", "bytes", "alone", "kept", "µs/MB", "remark"])
    for rule in order(costs) {
      let figures = profile.figures[rule]
      let kept = figures.judgedLines == 0 ? "–" : "\(percent(figures)) %"
      // A weight takes nothing without others; a 0 would call the rule needless.
      let alone = rulebook.rules[rule].action.judgesLines ? "–" : String(figures.aloneBytes)
      table.add([
        rulebook.rules[rule].id, String(figures.matches), String(figures.hits), String(figures.documents),
        String(figures.bytes), alone, kept, String(Int(costs[rule].rounded())), remark(rule, rulebook, profile),
      ])
    }
    try Console.print(table.text)
    let dead = rulebook.rules.indices.count { profile.remark($0) == .dead }
    let (rules, documents) = (
      Console.counted(rulebook.rules.count, "rule"), Console.counted(profile.documents, "document")
    )
    try Console.print("\(rules), \(documents), \(Console.counted(dead, "rule")) never matched")
  }

  private static func remark(_ rule: Int, _ rulebook: Rulebook, _ profile: RuleProfile) -> String {
    var remarks: [String] = []
    let undecided = profile.figures[rule].undecided
    if undecided > 0 { remarks.append("limits (\(undecided))") }
    if let remark = profile.remark(rule) {
      let cover = remark == .covered ? profile.cover(rule) : nil
      remarks.append(cover.map { "covered by \(rulebook.rules[$0].id)" } ?? remark.rawValue)
    }
    return remarks.joined(separator: ", ")
  }

  private static func percent(_ figures: RuleProfile.Figures) -> String {
    let tenths = Int((Double(figures.goldLines) * 1000 / Double(figures.judgedLines)).rounded())
    return "\(tenths / 10).\(tenths % 10)"
  }

  private static func printJSON(_ rulebook: Rulebook, _ profile: RuleProfile, _ costs: [Double]) throws {
    var json = JSONWriter()
    json.beginObject(lines: true)
    json.name("documents")
    json.integer(profile.documents)
    json.name("rules")
    json.beginArray(lines: true)
    for rule in order(costs) {
      let figures = profile.figures[rule]
      json.beginObject()
      json.name("id")
      json.string(rulebook.rules[rule].id)
      let members = [
        ("matches", figures.matches), ("hits", figures.hits), ("documents", figures.documents),
        ("bytes", figures.bytes),
        ("alone_bytes", figures.aloneBytes), ("blocked", figures.blocked),
        ("inconclusive_documents", figures.undecided),
        ("kept_lines", figures.goldLines), ("judged_lines", figures.judgedLines),
      ]
      for (name, value) in members {
        json.name(name)
        json.integer(value)
      }
      json.name("microseconds_per_mb")
      json.number(costs[rule])
      json.name("remark")
      if let remark = profile.remark(rule) { json.string(remark.rawValue) } else { json.null() }
      json.name("covered_by")
      if profile.remark(rule) == .covered, let cover = profile.cover(rule) {
        json.string(rulebook.rules[cover].id)
      } else {
        json.null()
      }
      json.end()
    }
    json.end()
    json.end()
    json.finish()
    try Console.write(json.bytes)
  }
}
