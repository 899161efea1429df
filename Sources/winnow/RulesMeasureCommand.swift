internal import Arguments
internal import Cleaning
internal import Features
internal import Files
internal import Formats
internal import JSON
internal import Matching
internal import Rulebook

/// `winnow rules measure`
enum RulesMeasureCommand: Command {
  static let syntax = Syntax(
    command: "winnow rules measure", operands: "[FILE|-]…", operandCount: 0...(.max),
    about: """
      Show what is measured of each line of a text: what "when" of a rule can ask for.
      One JSON object a line that is not blank: its text, features, marks, the mark it stands under, and the evidence.
      """,
    options: RuleOptions.all + [RuleOptions.source],
    notes: """
      FILE.meta.json, where it stands beside FILE, is its sidecar, and says its source and language, as to winnow clean.
      Exit status: 0 all well; 1 a text could not be read; 2 usage, or rules that can't be used.
      """)

  static func run(_ invocation: Invocation) throws -> ExitStatus {
    let rulebook = try RuleOptions.rulebook(invocation)
    let source = try RuleOptions.host(invocation)
    let scratch = Scratch()
    var status = ExitStatus.success
    for path in invocation.operands.isEmpty ? ["-"] : invocation.operands {
      let document: Document
      let context: Context
      do {
        let bytes = try path == "-" ? Console.readInput() : Directory.readFollowing(path)
        document = try SidecarFile.document(of: path == "-" ? nil : path, bytes)
        context = try SidecarFile.context(of: path == "-" ? nil : path, document, source: source)
      } catch {
        TextFiles.complain(error)
        status = .faults
        continue
      }
      let measured = try Cleaner(rulebook).measure(document.text, context: context, using: scratch)
      for line in measured.features.lines.indices {
        try Console.write(describe(line, measured, rulebook, document.text, path))
      }
    }
    return status
  }

  private static func describe(
    _ line: Int, _ measured: Measured, _ rulebook: Rulebook, _ text: [UInt8], _ path: Path
  ) -> [UInt8] {
    let features = measured.features
    var json = JSONWriter()
    json.beginObject()
    json.name("file")
    json.string(path.description)
    json.name("start")
    json.integer(features.lines[line].start)
    json.name("text")
    json.string(utf8: text[features.lines[line].start..<features.lines[line].end])
    for feature in Feature.allCases where !feature.isTrait {
      let value = features.value(feature, of: line)
      json.name(feature.name)
      if let word = feature.word(for: value) {
        json.string(word)
      } else if value == DocumentFeatures.none {
        json.string("none")
      } else {
        json.integer(value)
      }
    }
    list("has", Feature.allCases.filter { $0.isTrait && features.value($0, of: line) == 1 }.map(\.name), &json)
    let bits = features.marks(of: line)
    let marks = rulebook.marks.names.indices.filter { bits & 1 << UInt64($0) != 0 }
    list("mark", marks.map { rulebook.marks.names[$0] }, &json)
    if let leader = features.leader(of: line) {
      json.name("under")
      json.string(rulebook.marks.names[leader])
    }
    if let verdict = measured.verdicts.first(where: { $0.range.lowerBound == features.lines[line].start }) {
      list("rules", verdict.rules.map { rulebook.rules[$0].id }, &json)
      json.name("evidence")
      json.number(Double(verdict.sum) / 1000)
    }
    json.end()
    json.finish()
    return json.bytes
  }

  private static func list(_ name: String, _ values: [String], _ json: inout JSONWriter) {
    guard !values.isEmpty else { return }
    json.name(name)
    json.beginArray()
    for value in values { json.string(value) }
    json.end()
  }
}
