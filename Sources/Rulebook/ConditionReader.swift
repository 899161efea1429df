internal import Diagnostics
internal import Features
internal import TOML

/// Reads what a `when` table asks of measured features and marks: of the line itself, and in tables of its own of the
/// lines beside it.
struct ConditionReader {
  private static let traits: [(name: String, feature: Feature)] = Feature.allCases.filter(\.isTrait).map {
    ($0.name, $0)
  }

  /// What can be measured of a line, by name.
  private static let measured = Dictionary(
    uniqueKeysWithValues: Feature.allCases.filter { !$0.isTrait && $0 != .zone }.map { ($0.name, $0) })
  static let measuredNames = measured.keys.sorted()

  /// The conditions that stand in a `when` table, tables of neighbours included.
  static func conditions(_ reader: inout TableReader) -> [Scope.Condition] {
    var conditions = conditions(&reader, .this)
    for (key, place) in [("previous", LineTest.Place.previous), ("next", .next), ("near", .near)] {
      guard let table = reader.table(key) else { continue }
      if table.entries.isEmpty {
        reader.report("\"\(key)\" asks nothing", at: key, help: "leave the key out, or say what a line must be like")
      }
      var inner = TableReader(table, in: reader.file, subject: "\"\(key)\"", hints: KeyHints.neighbour)
      conditions += ConditionReader.conditions(&inner, place)
      inner.finish()
      reader.findings += inner.findings
    }
    for (key, place) in [("under", LineTest.Place.under), ("below", .below)] {
      if let names = reader.strings(key) { conditions.append(.marked(place, names)) }
    }
    return conditions
  }

  /// What a table asks of the document as a whole.
  static func documentTests(_ reader: inout TableReader) -> [LineTest] {
    var tests: [LineTest] = []
    for feature in Feature.allCases where feature.isOfDocument {
      guard let value = reader.value(feature.name), let ranges = ranges(value, feature, &reader) else { continue }
      tests.append(LineTest(.this, .feature(feature, ranges)))
    }
    return tests
  }

  /// The place of the first condition of a kind in a `when` table, tables of neighbours included.
  static func place(in table: TOMLTable, where isMeant: (String) -> Bool) -> Range<Int>? {
    for entry in table.entries {
      if isMeant(entry.key) { return entry.value.range }
      if case .table(let inner) = entry.value.content, let place = place(in: inner, where: isMeant) { return place }
    }
    return nil
  }

  /// Whether a key's condition can't be told before marks are given.
  static func needsMarks(_ key: String) -> Bool {
    ["mark", "under", "below"].contains(key) || measured[key]?.needsMarks == true
  }

  /// Whether a key's condition asks what rules take that need no evidence.
  static func needsRemovals(_ key: String) -> Bool { measured[key]?.needsRemovals == true }

  /// Whether a key's condition asks what evidence stands round a line.
  static func needsEvidence(_ key: String) -> Bool { measured[key]?.needsEvidence == true }

  /// The marks that a `when` table asks for, tables of neighbours included.
  static func marks(in table: TOMLTable) -> [TableReader.Element] {
    table.entries.flatMap { entry -> [TableReader.Element] in
      switch (entry.key, entry.value.content) {
      case ("previous", .table(let inner)), ("next", .table(let inner)), ("near", .table(let inner)): marks(in: inner)
      case ("mark", _), ("under", _), ("below", _): TableReader.elements(of: entry.value)
      default: []
      }
    }
  }

  private static func conditions(_ reader: inout TableReader, _ place: LineTest.Place) -> [Scope.Condition] {
    var conditions: [Scope.Condition] = []
    // A table has few keys, and there are many features.
    reader.expect(measuredNames, listedAs: "; and what 'winnow rules measure' shows of a line")
    for entry in reader.table.entries {
      guard let feature = measured[entry.key] else { continue }
      if let ranges = ranges(entry.value, feature, &reader) {
        conditions.append(.measured(LineTest(place, .feature(feature, ranges))))
      }
    }
    for (key, value) in [("has", 1), ("lacks", 0)] {
      for element in reader.elements(key) ?? [] {
        if let trait = traits.first(where: { $0.name == element.text }) {
          conditions.append(.measured(LineTest(place, .feature(trait.feature, [value...value]))))
        } else {
          reportUnknown(element, traits.map(\.name), key, &reader)
        }
      }
    }
    if let names = reader.strings("mark") { conditions.append(.marked(place, names)) }
    return conditions
  }

  private static func ranges(_ value: TOMLValue, _ feature: Feature, _ reader: inout TableReader) -> [ClosedRange<Int>]?
  {
    if case .integer(let number) = value.content, feature.words.isEmpty {
      if number >= 0 { return [number...number] }
      reportNegative("\(number)", at: value.range, &reader)
      return nil
    }
    var ranges: [ClosedRange<Int>] = []
    for element in reader.elements(feature.name) ?? [] {
      let text = element.text
      let found = feature.words.isEmpty ? range(text).map { [$0] } : feature.values(of: text)
      if let found {
        ranges += found
      } else if feature.words.isEmpty, text.hasPrefix("-") {
        reportNegative(text, at: element.range, &reader)
      } else if feature.words.isEmpty, let (low, high) = reversed(text) {
        reader.report("\"\(text)\" is reversed", at: element.range, help: "write it as \"\(high)..\(low)\"")
      } else if feature.words.isEmpty {
        reader.report(
          "\"\(text)\" is no range", at: element.range,
          help: "write it as \"4\", \"1..3\", \"4..\", \"..3\" or \"none\""
        )
      } else {
        reportUnknown(element, feature.words, feature.name, &reader)
      }
    }
    return ranges.isEmpty ? nil : ranges
  }

  /// What is measured is 0 and more; there is no -1 that stands for something.
  private static func reportNegative(_ text: String, at range: Range<Int>, _ reader: inout TableReader) {
    reader.report(
      "\"\(text)\" is below 0, and nothing that is measured is", at: range,
      help: "where there is nothing to measure, ask for \"none\"")
  }

  private static func reportUnknown(
    _ element: TableReader.Element, _ known: [String], _ key: String, _ reader: inout TableReader
  ) {
    reader.report(
      "\"\(element.text)\" is nothing that \"\(key)\" knows", at: element.range,
      help: nearest(to: element.text, among: known).map { "did you mean \"\($0)\"?" }
        ?? "it knows: \(known.joined(separator: ", "))")
  }

  /// Both ends of a range of which the first is the greater one.
  static func reversed(_ text: some StringProtocol) -> (Int, Int)? {
    let ends = text.split(separator: ".", omittingEmptySubsequences: false)
    guard ends.count == 3, ends[1].isEmpty, let low = Int(ends[0]), let high = Int(ends[2]), low > high else {
      return nil
    }
    return (low, high)
  }

  private static func range(_ text: String) -> ClosedRange<Int>? {
    if text == "none" { return DocumentFeatures.none...DocumentFeatures.none }
    let ends = text.split(separator: ".", omittingEmptySubsequences: false)
    if ends.count == 1 { return Int(text).flatMap { $0 < 0 ? nil : $0...$0 } }
    guard ends.count == 3, ends[1].isEmpty, !(ends[0].isEmpty && ends[2].isEmpty) else { return nil }
    // What there is nothing to measure of is below every range.
    guard let low = ends[0].isEmpty ? 0 : Int(ends[0]), let high = ends[2].isEmpty ? .max : Int(ends[2]) else {
      return nil
    }
    return 0 <= low && low <= high ? low...high : nil
  }
}
