internal import Diagnostics
internal import TOML

/// Reads one `[[rule.test]]` table.
struct RuleTestReader {
  private var reader: TableReader
  private let action: Rule.Action?
  private let defines: Defines

  init(_ table: TOMLTable, in file: SourceFile, action: Rule.Action?, defines: Defines) {
    reader = TableReader(table, in: file, subject: "a test", hints: KeyHints.test)
    self.action = action
    self.defines = defines
  }

  var findings: [Diagnostic] { reader.findings }

  mutating func read() -> RuleTest? {
    let input = text("in")
    let output = text("out")
    let same = text("same")
    let rejects = text("rejects")
    let source = known("source", fault: ScopeFaults.oneHost)?.lowercased()
    let language = known("lang", fault: ScopeFaults.language)
    let path = known("path", fault: ScopeFaults.path)
    let title = reader.string("title")
    let profile = reader.string("profile")
    let finds = readFinds()
    reader.finish()
    checkTexts(input, output, same, rejects)
    guard reader.findings.isEmpty else { return nil }
    return RuleTest(
      input: rejects ?? same ?? input ?? "", output: rejects ?? same ?? output ?? "", source: source,
      language: language, path: path, title: title, profile: profile, finds: finds, rejects: rejects != nil,
      place: SourcePlace(file: reader.file, range: reader.table.range),
      profilePlace: reader.table["profile"].map { SourcePlace(file: reader.file, range: $0.range) })
  }

  /// What is known of the document, as a document may have it.
  private mutating func known(_ key: String, fault: (String) -> ScopeFaults.Fault?) -> String? {
    let text = reader.string(key)
    if let fault = text.flatMap(fault) { reader.report(fault.message, at: key, help: fault.help) }
    return text
  }

  /// A text with its `{{name}}` defines put in.
  private mutating func text(_ key: String) -> String? {
    guard let written = reader.string(key) else { return nil }
    do {
      return try Template(written, defines: defines.texts).text
    } catch {
      if defines.faulty.contains(error.name) { return written }
      reader.report(
        "nothing is defined as {{\(error.name)}}", at: key,
        help: nearest(to: error.name, among: Array(defines.texts.keys)).map { "did you mean {{\($0)}}?" }
          ?? "define it at the top of this file; for the braces themselves, define braces = '{{' and write {{braces}}\(error.name)}}"
      )
      return written
    }
  }

  private mutating func checkTexts(_ input: String?, _ output: String?, _ same: String?, _ rejects: String?) {
    let help = "a test has \"in\" and \"out\", or \"same\" alone"
    if rejects != nil {
      if let action, action != .reject { reader.report("\"rejects\" belongs to a rule that rejects", at: "rejects") }
      if input != nil || output != nil || same != nil {
        reader.report("\"rejects\" stands beside another text", at: "rejects", help: help)
      }
      return
    }
    switch (input, output, same) {
    case (let input?, let output?, nil) where input == output:
      reader.report("\"in\" and \"out\" are equal", at: "out", help: "write it as: same = …")
    case (.some, .some, nil), (nil, nil, .some): break
    // What is there under another name is not missing.
    case (_, _, nil) where !reader.meant.isDisjoint(with: ["in", "out", "same", "rejects"]): break
    case (nil, nil, nil): reader.report("a test without a text", at: "in", help: help)
    case (.some, nil, nil): reader.report("a test lacks \"out\"", at: "in", help: help)
    case (nil, .some, nil): reader.report("a test lacks \"in\"", at: "out", help: help)
    default: reader.report("\"same\" stands beside \"in\" or \"out\"", at: "same", help: help)
    }
  }

  private mutating func readFinds() -> [String: String] {
    guard let table = reader.table("finds") else { return [:] }
    if let action, action != .extract { reader.report("\"finds\" belongs to a rule that extracts", at: "finds") }
    var finds: [String: String] = [:]
    for entry in table.entries {
      if case .string(let text, _) = entry.value.content {
        finds[entry.key] = text
      } else {
        let message = "\"finds\" wants strings: what the group \"\(entry.key)\" must have matched"
        reader.report(message, at: entry.value.range)
      }
    }
    return finds
  }
}
