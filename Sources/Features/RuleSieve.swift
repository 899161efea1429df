/// Tells for each line which of many rules all of whose tests hold, without asking rule after rule.
///
/// For each feature that some rule asks for, and each value of it, there is a row of bits: the rules that this value
/// does not exclude. What is left of the rows of all features of a line, is the rules that hold.
public struct RuleSieve: Sendable {
  /// The rows of one feature at one place.
  private struct Column: Sendable {
    let place: LineTest.Place
    let feature: Int
    /// The least and the greatest value that have rows of their own.
    let least: Int
    let greatest: Int
    /// The first of its rows; before them one for a line that does not exist.
    let base: Int
  }

  /// The rules that ask for marks at one place: those that don't, and for each mark those that it satisfies.
  private struct MarkColumn: Sendable {
    let place: LineTest.Place
    let base: Int
  }

  /// How many words of 64 rules there are.
  private let width: Int
  private var columns: [Column] = []
  private var markColumns: [MarkColumn] = []
  private var rows: [UInt64] = []

  /// - Parameter rules: The tests of each rule.
  public init(_ rules: [[LineTest]]) {
    width = (rules.count + 63) / 64
    for place in LineTest.Place.allCases {
      var tests: [[(rule: Int, ranges: [ClosedRange<Int>])]] = Array(repeating: [], count: Feature.count)
      var marked: [(rule: Int, marks: UInt64)] = []
      for (rule, those) in rules.enumerated() {
        for test in those where test.place == place {
          switch test.content {
          case .feature(let feature, let ranges): tests[Int(feature.rawValue)].append((rule, ranges))
          case .marks(let marks): marked.append((rule, marks))
          }
        }
      }
      for feature in Feature.allCases where !tests[Int(feature.rawValue)].isEmpty {
        add(place, feature, tests[Int(feature.rawValue)])
      }
      if !marked.isEmpty { add(place, marked) }
    }
  }

  private mutating func add(
    _ place: LineTest.Place, _ feature: Feature, _ tests: [(rule: Int, ranges: [ClosedRange<Int>])]
  ) {
    let bounds = tests.flatMap { $0.ranges.flatMap { [$0.lowerBound, $0.upperBound] } }
      .filter { $0 > Int.min && $0 < Int.max }
    let least = max(DocumentFeatures.none, (bounds.min() ?? 0) - 1)
    let greatest = min(DocumentFeatures.greatest, (bounds.max() ?? 0) + 1)
    columns.append(
      Column(
        place: place, feature: Int(feature.rawValue), least: least, greatest: greatest, base: rows.count / width + 1))
    addRow(without: tests.lazy.map { $0.rule })
    for value in least...max(least, greatest) {
      addRow(without: tests.lazy.filter { !$0.ranges.contains { $0.contains(value) } }.map { $0.rule })
    }
  }

  private mutating func add(_ place: LineTest.Place, _ tests: [(rule: Int, marks: UInt64)]) {
    markColumns.append(MarkColumn(place: place, base: rows.count / width))
    addRow(without: tests.lazy.map { $0.rule })
    for mark in 0..<UInt64(64) {
      let base = rows.count
      rows += repeatElement(0, count: width)
      for test in tests where test.marks & 1 << mark != 0 { rows[base + test.rule / 64] |= 1 << UInt64(test.rule % 64) }
    }
  }

  /// Adds a row of all rules but these.
  private mutating func addRow(without excluded: some Sequence<Int>) {
    let base = rows.count
    rows += repeatElement(.max, count: width)
    for rule in excluded { rows[base + rule / 64] &= ~(1 << UInt64(rule % 64)) }
  }

  /// Puts the rules that hold of a line into `bits`, 64 a word.
  ///
  /// - Parameter bits: As many words as ``firstBits`` has.
  public func sift(_ features: DocumentFeatures, line: Int, into bits: inout [UInt64]) {
    for word in 0..<width { bits[word] = .max }
    for column in columns {
      switch column.place {
      case .this: and(row(column, features, line), &bits)
      case .previous: and(row(column, features, line - 1), &bits)
      case .next: and(row(column, features, line + 1), &bits)
      case .near:
        let (before, after) = (row(column, features, line - 1) * width, row(column, features, line + 1) * width)
        for word in 0..<width { bits[word] &= rows[before + word] | rows[after + word] }
      case .under, .below: break
      }
    }
    for column in markColumns { and(marks(column.place, features, line), column.base, &bits) }
  }

  /// Words for ``sift(_:line:into:)`` to fill.
  public var firstBits: [UInt64] { Array(repeating: 0, count: width) }

  @inline(__always)
  private func row(_ column: Column, _ features: DocumentFeatures, _ line: Int) -> Int {
    guard line >= 0, line < features.lines.count else { return column.base - 1 }
    let value = Int(features.values[line * Feature.count + column.feature])
    return column.base + min(max(value, column.least), column.greatest) - column.least
  }

  @inline(__always)
  private func and(_ row: Int, _ bits: inout [UInt64]) {
    let start = row &* width
    for word in 0..<width { bits[word] &= rows[start &+ word] }
  }

  private func and(_ marks: UInt64, _ base: Int, _ bits: inout [UInt64]) {
    for word in 0..<width {
      var row = rows[base * width + word]
      var left = marks
      while left != 0 {
        row |= rows[(base + 1 + left.trailingZeroBitCount) * width + word]
        left &= left - 1
      }
      bits[word] &= row
    }
  }

  private func marks(_ place: LineTest.Place, _ features: DocumentFeatures, _ line: Int) -> UInt64 {
    func at(_ line: Int) -> UInt64 { features.marks.indices.contains(line) ? features.marks[line] : 0 }
    switch place {
    case .this: return at(line)
    case .previous: return at(line - 1)
    case .next: return at(line + 1)
    case .near: return at(line - 1) | at(line + 1)
    case .under:
      guard features.leaders.indices.contains(line), features.leaders[line] >= 0 else { return 0 }
      return 1 << UInt64(features.leaders[line])
    case .below: return features.marksAbove.indices.contains(line) ? features.marksAbove[line] : 0
    }
  }
}
