internal import Diagnostics
internal import TOML

/// Reads a `when` table.
struct ScopeReader {
  private var reader: TableReader
  private let isLine: Bool

  /// - Parameter isLine: Whether the rule is shown lines, of which the default bound holds.
  init(_ table: TOMLTable, in file: SourceFile, isLine: Bool) {
    self.isLine = isLine
    reader = TableReader(table, in: file, subject: "\"when\"", hints: KeyHints.when)
  }

  var findings: [Diagnostic] { reader.findings }

  mutating func read() -> Scope {
    var scope = Scope()
    // Hosts know no case; a document's is in lower case.
    scope.sources = texts("source", fault: ScopeFaults.host).map { $0.lowercased() }
    scope.languages = texts("lang", fault: ScopeFaults.language)
    scope.paths = texts("path", fault: ScopeFaults.path)
    scope.within = readWithin()
    let lengths = 0...1_000_000_000
    scope.minimumLine = reader.integer("min-line", in: lengths)
    scope.maximumLine = reader.integer("max-line", in: lengths)
    if isLine, scope.maximumLine == nil, let minimum = scope.minimumLine, minimum > RuleReader.defaultMaximumLine {
      reader.report(
        "no line is so long: without \"max-line\", lines of up to \(RuleReader.defaultMaximumLine) characters are seen",
        at: "min-line", help: "add \"max-line\"")
    }
    if let minimum = scope.minimumLine, let maximum = scope.maximumLine, minimum > maximum {
      reader.report("\"min-line\" is greater than \"max-line\": no line is like that", at: "min-line")
    }
    scope.repeats = reader.integer("repeat", in: 2...1_000_000)
    scope.conditions = ConditionReader.conditions(&reader)
    reader.finish()
    return scope
  }

  private mutating func readWithin() -> [Scope.Within] {
    (reader.elements("within") ?? []).compactMap { parseWithin($0) }
  }

  /// The strings of a key, each of which may have a fault.
  private mutating func texts(_ key: String, fault: (String) -> ScopeFaults.Fault?) -> [String] {
    let elements = reader.elements(key) ?? []
    for element in elements {
      if let fault = fault(element.text) { reader.report(fault.message, at: element.range, help: fault.help) }
    }
    return elements.map(\.text)
  }

  private mutating func parseWithin(_ element: TableReader.Element) -> Scope.Within? {
    let text = element.text
    if let part = Scope.Part(rawValue: text) { return .part(part) }
    let percent = text.hasSuffix("%")
    let ends = (percent ? text.dropLast() : text[...]).split(separator: ".", omittingEmptySubsequences: false)
    if ends.count == 3, ends[1].isEmpty {
      let low = ends[0].isEmpty ? (percent ? 0 : 1) : Int(ends[0])
      let high = ends[2].isEmpty ? (percent ? 100 : -1) : Int(ends[2])
      if let low, let high {
        if percent, 0 <= low, low < high, high <= 100 { return .percent(low, high) }
        if !percent, low != 0, high != 0, (low < 0) != (high < 0) || low <= high { return .lines(low, high) }
      }
    }
    // Of lines, one end may count from the end of the text.
    if let (low, high) = ConditionReader.reversed(percent ? text.dropLast() : text[...]), (low < 0) == (high < 0) {
      let help = "write it as \"\(high)..\(low)\(percent ? "%" : "")\""
      reader.report("\"\(text)\" is reversed", at: element.range, help: help)
      return nil
    }
    let guess = nearest(to: text, among: Scope.Part.allCases.map(\.rawValue))
    reader.report(
      "\"\(text)\" is no part of a document", at: element.range,
      help: guess.map { "did you mean \"\($0)\"?" }
        ?? "use \"head\", \"body\", \"tail\", lines as \"1..5\" or \"-3..-1\", or percent as \"80..100%\"")
    return nil
  }
}
