public import Diagnostics

/// Reads the keys of a table strictly: each asked key has its type, and keys that nobody asked for are errors.
///
/// Findings are collected, so that one reading reports all of them.
public struct TableReader {
  /// The table.
  public let table: TOMLTable
  /// The file that it stands in.
  public let file: SourceFile
  /// What the table is called in messages, as "a rule".
  public let subject: String
  /// What has been found wrong so far.
  public var findings: [Diagnostic] = []
  private var known: [String] = []
  private var unlisted: (keys: [String], words: String) = ([], "")
  private let hints: [String: KeyHint]
  /// Findings about keys that are missing, by key.
  private var lacking: [String: Diagnostic] = [:]
  /// Keys that unknown ones seem to mean; known once the reading is finished.
  public private(set) var meant: Set<String> = []

  /// A reader of one table.
  ///
  /// - Parameter hints: What to do about keys that people write here and that are none, by key.
  public init(_ table: TOMLTable, in file: SourceFile, subject: String, hints: [String: KeyHint] = [:]) {
    self.table = table
    self.file = file
    self.subject = subject
    self.hints = hints
  }

  /// A key's value of any type.
  public mutating func value(_ key: String) -> TOMLValue? {
    known.append(key)
    return table[key]
  }

  /// Keys that may be there, and are read from ``table``: too many to list, so that some words stand for them.
  public mutating func expect(_ keys: [String], listedAs words: String) { unlisted = (keys, words) }

  /// A key that must be there.
  public mutating func require(_ key: String, help: String) -> TOMLValue? {
    if let value = value(key) { return value }
    reportMissing(key, at: table.range, help: help)
    return nil
  }

  /// Adds a finding about a key that is missing, unless it turns out to be there under another name.
  public mutating func reportMissing(_ key: String, at range: Range<Int>, help: String) {
    let finding = Diagnostic("\(subject) lacks \"\(key)\"", in: file, at: range, help: help)
    lacking[key] = finding
    findings.append(finding)
  }

  /// A string.
  public mutating func string(_ key: String) -> String? {
    guard let value = value(key) else { return nil }
    if case .string(let text, _) = value.content { return text }
    return mismatch(key, value, "a string")
  }

  /// A string that must be there.
  public mutating func requiredString(_ key: String, help: String) -> String? {
    guard require(key, help: help) != nil else { return nil }
    return string(key)
  }

  /// A string of a list, or the one that stands in a list's place.
  public struct Element: Sendable {
    /// The string.
    public let text: String
    /// Its bytes in the file.
    public let range: Range<Int>
  }

  /// A string, or an array of one or more strings: an empty one would read as "anything", and nobody means that.
  public mutating func strings(_ key: String) -> [String]? { elements(key)?.map(\.text) }

  /// The same with the place of each string.
  public mutating func elements(_ key: String) -> [Element]? {
    guard let value = value(key) else { return nil }
    switch value.content {
    case .string(let text, _): return [Element(text: text, range: value.range)]
    case .array(let elements):
      if elements.isEmpty {
        report("\"\(key)\" names nothing", at: key, help: "leave the key out, or name something in its list")
        return nil
      }
      var all: [Element] = []
      for element in elements {
        guard case .string(let text, _) = element.content else {
          return mismatch(key, element, "a string or an array of strings")
        }
        all.append(Element(text: text, range: element.range))
      }
      return all
    default: return mismatch(key, value, "a string or an array of strings")
    }
  }

  /// The strings that a value holds, whatever else may be wrong with it.
  public static func elements(of value: TOMLValue) -> [Element] {
    switch value.content {
    case .string(let text, _): [Element(text: text, range: value.range)]
    case .array(let elements): elements.flatMap(elements(of:))
    default: []
    }
  }

  /// A whole number within bounds.
  public mutating func integer(_ key: String, in bounds: ClosedRange<Int>) -> Int? {
    guard let value = value(key) else { return nil }
    guard case .integer(let number) = value.content else { return mismatch(key, value, "a whole number") }
    guard bounds.contains(number) else {
      findings.append(
        Diagnostic(
          "\"\(key)\" must be from \(bounds.lowerBound) to \(bounds.upperBound)", in: file, at: value.range))
      return nil
    }
    return number
  }

  /// A number, whole or not.
  public mutating func number(_ key: String) -> Double? {
    guard let value = value(key) else { return nil }
    switch value.content {
    case .integer(let number): return Double(number)
    case .float(let number): return number
    default: return mismatch(key, value, "a number")
    }
  }

  /// A truth value.
  public mutating func boolean(_ key: String) -> Bool? {
    guard let value = value(key) else { return nil }
    if case .boolean(let truth) = value.content { return truth }
    return mismatch(key, value, "true or false")
  }

  /// A table.
  public mutating func table(_ key: String) -> TOMLTable? {
    guard let value = value(key) else { return nil }
    if case .table(let table) = value.content { return table }
    return mismatch(key, value, "a table")
  }

  /// An array of tables.
  public mutating func tables(_ key: String) -> [TOMLTable] {
    guard let value = value(key) else { return [] }
    guard case .array(let elements) = value.content else {
      guard case .table = value.content else {
        _ = mismatch(key, value, "an array of tables") as Never?
        return []
      }
      report(
        "\"\(key)\" wants an array of tables, not a table", at: key,
        help: "put two brackets round its name, [[…]]: there may be several")
      return []
    }
    var all: [TOMLTable] = []
    for element in elements {
      if case .table(let table) = element.content {
        all.append(table)
      } else {
        _ = mismatch(key, element, "an array of tables") as Never?
      }
    }
    return all
  }

  /// Adds a finding about a key's value, or about the table where the key is missing.
  public mutating func report(_ message: String, at key: String, help: String? = nil) {
    findings.append(Diagnostic(message, in: file, at: table[key]?.range ?? table.range, help: help))
  }

  /// Adds a finding about a place of the file.
  public mutating func report(_ message: String, at range: Range<Int>, help: String? = nil) {
    findings.append(Diagnostic(message, in: file, at: range, help: help))
  }

  /// Reports each key that nobody asked for. Call it last.
  public mutating func finish() {
    for entry in table.entries where !known.contains(entry.key) && !unlisted.keys.contains(entry.key) {
      let hint = hints[entry.key] ?? nearest(to: entry.key, among: known + unlisted.keys).map { .key($0) }
      let help: String
      switch hint {
      case .key(let key):
        help = "did you mean \"\(key)\"?"
        // One slip, one error.
        if meant.insert(key).inserted, let finding = lacking[key] { findings.removeAll { $0 == finding } }
      case .words(let words): help = words
      case nil: help = "known here: " + Set(known).sorted().joined(separator: ", ") + unlisted.words
      }
      findings.append(
        Diagnostic("unknown key \"\(entry.key)\" in \(subject)", in: file, at: entry.keyRange, help: help))
    }
  }

  private mutating func mismatch<Value>(_ key: String, _ value: TOMLValue, _ wanted: String) -> Value? {
    let message = "\"\(key)\" wants \(wanted), not \(value.kind)"
    findings.append(Diagnostic(message, in: file, at: value.range, help: value.help(for: wanted, key)))
    return nil
  }
}

extension TOMLValue {
  /// What to do where a value of another type is wanted and only its form is wrong.
  fileprivate func help(for wanted: String, _ key: String) -> String? {
    if wanted == "a table" { return "write it between braces, as: \(key) = { … = … }" }
    switch content {
    case .table where wanted.hasSuffix("an array of strings"): return "write it as: \(key) = [\"…\"]"
    case .array(let elements) where wanted == "a string" && elements.count == 1: return "write it without the brackets"
    case .integer, .float, .boolean: return wanted.hasPrefix("a string") ? "put it between quotes" : nil
    case .string(let text, _):
      guard wanted.hasSuffix("number") || wanted == "true or false" else { return nil }
      let isMeant = wanted == "true or false" ? ["true", "false"].contains(text) : Double(text) != nil
      return isMeant ? "write it without quotes" : "write \(wanted), without quotes"
    default: return nil
    }
  }
}
