internal import TOML

/// What to do about keys that people write where there are none such: other words for a key, and keys of another table.
enum KeyHints {
  /// In a rule file, outside of its tables.
  static let file = first(
    meant(["name": "pack", "id": "pack"]),
    all(ruleKeys, "it belongs to a rule: begin one above it with [[rule]]"))

  /// In a rule.
  static let rule = first(
    meant([
      "pattern": "match", "regex": "match", "regexp": "match", "re": "match", "name": "id", "action": "do",
      "because": "reason", "why": "reason", "comment": "reason", "description": "reason", "note": "reason",
      "replacement": "with", "replace": "with", "options": "flags", "phrases": "list",
    ]),
    whenKeys.mapValues(inWhen), whenWords.mapValues(inWhen),
    all(["in", "out", "same", "rejects", "finds"], "it belongs to a test: begin one above it with [[rule.test]]"),
    all(fileKeys, "it belongs to the file, and each [[rule]] lasts to the next one: write it above the first"))

  /// In `when`.
  static let when = first(meant(whenWords), all(ruleKeys, "it belongs to the rule, outside of \"when\""))

  /// In a table of `when` that speaks of the lines beside a line.
  static let neighbour = all(
    documentKeys, "write it in \"when\" itself: of lines beside the line only marks and measures can be asked for")

  /// In a test.
  static let test = first(
    meant([
      "input": "in", "before": "in", "output": "out", "after": "out", "expect": "out", "expected": "out",
      "keep": "same",
      "keeps": "same", "unchanged": "same", "stays": "same", "reject": "rejects", "extracts": "finds",
      "language": "lang",
      "host": "source", "url": "source",
    ]), all(ruleKeys, "it belongs to the rule: write it above its first [[rule.test]]"))

  private static let fileKeys = ["winnow", "pack", "version", "license", "disable"]
  private static let ruleKeys = [
    "id", "do", "match", "list", "flags", "when", "reason", "with", "also", "weight", "mark",
  ]
  private static let documentKeys = ["source", "lang", "path", "within", "min-line", "max-line", "repeat"]

  /// The keys of `when`, each by itself.
  private static let whenKeys = Dictionary(
    uniqueKeysWithValues: (documentKeys + ConditionReader.measuredNames + ["has", "lacks"]).map { ($0, $0) })

  /// Other words for keys of `when`.
  private static let whenWords = [
    "zone": "within", "part": "within", "where": "within", "position": "within", "place": "within", "section": "within",
    "host": "source", "site": "source", "domain": "source", "url": "source", "language": "lang", "folder": "path",
    "file": "path", "length": "max-line", "max-length": "max-line", "min-length": "min-line", "times": "repeat",
  ]

  private static func inWhen(_ key: String) -> KeyHint { .words("write it in \"when\", as: when = { \(key) = … }") }

  private static func meant(_ words: [String: String]) -> [String: KeyHint] { words.mapValues { .key($0) } }

  private static func all(_ keys: [String], _ help: String) -> [String: KeyHint] {
    Dictionary(uniqueKeysWithValues: keys.map { ($0, .words(help)) })
  }

  /// Of several hints for a key the first.
  private static func first(_ hints: [String: KeyHint]...) -> [String: KeyHint] {
    hints.reduce([:]) { $0.merging($1) { first, _ in first } }
  }
}
