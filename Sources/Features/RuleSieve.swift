/// Tells for each line which of many rules all of whose tests hold, without asking rule after rule.
///
/// For each feature that some rule asks for, and each value of it, there is a row of bits: the rules that this value
/// does not exclude. What is left of the rows of all features of a line, is the rules that hold.
public struct RuleSieve: Sendable {
  /// The rows of one feature.
  private struct Column: Sendable {
    let feature: Int32
    /// The least and the greatest value that have rows of their own.
    let least: Int32
    let greatest: Int32
    /// The first of its rows; before them one for a line that does not exist.
    let base: Int32
  }

  /// The rules that ask for marks at one place: those that don't, and for each mark those that it satisfies.
  private struct MarkColumn: Sendable {
    let place: LineTest.Place
    let base: Int
  }

  /// The bits of 256 rules.
  private typealias Row = SIMD4<UInt64>

  /// How many words of 64 rules there are, and how many rows stand for one row of all rules.
  private let width: Int
  private let groups: Int
  /// The columns of each place that asks for features.
  private var own: [Column] = []
  private var previous: [Column] = []
  private var next: [Column] = []
  private var near: [Column] = []
  private var markColumns: [MarkColumn] = []
  private var rows: [Row] = []

  /// - Parameter rules: The tests of each rule.
  public init(_ rules: [[LineTest]]) {
    width = (rules.count + 63) / 64
    groups = (width + 3) / 4
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
    let column = Column(
      feature: Int32(feature.rawValue), least: Int32(least), greatest: Int32(greatest), base: Int32(rowCount + 1))
    switch place {
    case .this: own.append(column)
    case .previous: previous.append(column)
    case .next: next.append(column)
    case .near: near.append(column)
    case .under, .below: return
    }
    addRow(without: tests.lazy.map { $0.rule })
    for value in least...max(least, greatest) {
      addRow(without: tests.lazy.filter { !$0.ranges.contains { $0.contains(value) } }.map { $0.rule })
    }
  }

  private mutating func add(_ place: LineTest.Place, _ tests: [(rule: Int, marks: UInt64)]) {
    markColumns.append(MarkColumn(place: place, base: rowCount))
    addRow(without: tests.lazy.map { $0.rule })
    for mark in 0..<UInt64(64) {
      addRow(of: tests.lazy.filter { $0.marks & 1 << mark != 0 }.map { $0.rule })
    }
  }

  private var rowCount: Int { groups == 0 ? 0 : rows.count / groups }

  private mutating func addRow(of rules: some Sequence<Int>) {
    let base = rows.count
    rows += repeatElement(Row(repeating: 0), count: groups)
    for rule in rules { rows[base + rule / 256][rule / 64 % 4] |= 1 << UInt64(rule % 64) }
  }

  /// Adds a row of all rules but these.
  private mutating func addRow(without excluded: some Sequence<Int>) {
    let base = rows.count
    rows += repeatElement(Row(repeating: .max), count: groups)
    for rule in excluded { rows[base + rule / 256][rule / 64 % 4] &= ~(1 << UInt64(rule % 64)) }
  }

  /// Puts the rules that hold of a line into `bits`, 64 a word.
  ///
  /// - Parameter bits: As many words as ``firstBits`` has.
  public func sift(_ features: DocumentFeatures, line: Int, into bits: inout [UInt64]) {
    let (before, after) = (values(features, line - 1), values(features, line + 1))
    for group in 0..<groups {
      var held = Row(repeating: .max)
      and(own, values(features, line), features, group, &held)
      and(previous, before, features, group, &held)
      and(next, after, features, group, &held)
      for column in near {
        held &= row(column, before, features, group) | row(column, after, features, group)
      }
      for column in markColumns { and(marks(column.place, features, line), column.base, group, &held) }
      for word in 0..<min(4, width - 4 * group) { bits[4 * group + word] = held[word] }
    }
  }

  /// Words for ``sift(_:line:into:)`` to fill.
  public var firstBits: [UInt64] { Array(repeating: 0, count: width) }

  /// Where the values of a line begin; -1 where there is no such line.
  private func values(_ features: DocumentFeatures, _ line: Int) -> Int {
    line >= 0 && line < features.lines.count ? line * Feature.count : -1
  }

  @inline(__always)
  private func row(_ column: Column, _ values: Int, _ features: DocumentFeatures, _ group: Int) -> Row {
    guard values >= 0 else { return rows[(Int(column.base) &- 1) &* groups &+ group] }
    let value = Int32(features.values[values &+ Int(column.feature)])
    let row = column.base &+ min(max(value, column.least), column.greatest) &- column.least
    return rows[Int(row) &* groups &+ group]
  }

  @inline(__always)
  private func and(
    _ columns: [Column], _ values: Int, _ features: DocumentFeatures, _ group: Int, _ held: inout Row
  ) {
    for column in columns { held &= row(column, values, features, group) }
  }

  private func and(_ marks: UInt64, _ base: Int, _ group: Int, _ held: inout Row) {
    var row = rows[base * groups + group]
    var left = marks
    while left != 0 {
      row |= rows[(base + 1 + left.trailingZeroBitCount) * groups + group]
      left &= left - 1
    }
    held &= row
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
