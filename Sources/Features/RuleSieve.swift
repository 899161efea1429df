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
    let all = rules.enumerated().flatMap { rule, tests in tests.map { (rule: rule, test: $0) } }
    for place in LineTest.Place.allCases {
      for feature in Feature.allCases {
        let tests = all.compactMap { rule, test -> (rule: Int, ranges: [ClosedRange<Int>])? in
          guard test.place == place, case .feature(feature, let ranges) = test.content else { return nil }
          return (rule, ranges)
        }
        if !tests.isEmpty { add(place, feature, tests) }
      }
      let marked = all.compactMap { rule, test -> (rule: Int, marks: UInt64)? in
        guard test.place == place, case .marks(let marks) = test.content else { return nil }
        return (rule, marks)
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
    rows += row { rule in !tests.contains { $0.rule == rule } }
    for value in least...max(least, greatest) {
      rows += row { rule in
        tests.allSatisfy { test in test.rule != rule || test.ranges.contains { $0.contains(value) } }
      }
    }
  }

  private mutating func add(_ place: LineTest.Place, _ tests: [(rule: Int, marks: UInt64)]) {
    markColumns.append(MarkColumn(place: place, base: rows.count / width))
    rows += row { rule in !tests.contains { $0.rule == rule } }
    for mark in 0..<UInt64(64) {
      rows += row { rule in tests.contains { $0.rule == rule && $0.marks & 1 << mark != 0 } }
    }
  }

  private func row(_ holds: (Int) -> Bool) -> [UInt64] {
    (0..<width).map { word in
      (0..<64).reduce(UInt64(0)) { $0 | (holds(word * 64 + $1) ? 1 << UInt64($1) : 0) }
    }
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
