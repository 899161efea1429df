internal import Features
internal import Matching
internal import Rulebook

/// Why lines stay that a pack should remove, and which rules take those that should stay, in words: for the author of a test of
/// the pack as a whole.
struct PackHindrances {
  /// More than that is no help.
  private static let most = 3
  /// Of the rules that weigh, so many are named.
  private static let mostRules = 4

  private let rulebook: Rulebook
  private let text: [UInt8]
  private let measured: Measured
  /// How often each line should stay.
  private let staying: [ArraySlice<UInt8>: Int]

  /// - Parameters:
  ///   - measured: What is measured of the text.
  ///   - expected: The text that should come out.
  init(_ rulebook: Rulebook, _ text: [UInt8], _ measured: Measured, expected: [UInt8]) {
    self.rulebook = rulebook
    self.text = text
    self.measured = measured
    staying = Dictionary(grouping: expected.split(separator: 0x0A)) { $0 }.mapValues(\.count)
  }

  /// A sentence for each line that goes and should stay, or stays and should go, without a full stop.
  func all(_ cleaned: Cleaned) -> [String] {
    // What a rule writes anew neither goes nor stays.
    let lines = measured.features.lines.map { $0.start..<$0.end }.filter { line in
      !cleaned.replacements.contains { $0.range.overlaps(line) }
    }
    var staying = staying
    var reasons: [Int: String] = [:]
    // Those that stay first: of two lines that are the same, the one that stays is the one that should.
    for line in lines where !cleaned.removals.contains(where: { $0.range.overlaps(line) }) {
      if !take(line, from: &staying) { reasons[line.lowerBound] = reason(line, cleaned) }
    }
    for line in lines {
      if let removal = cleaned.removals.first(where: { $0.range.overlaps(line) }), take(line, from: &staying) {
        reasons[line.lowerBound] = taker(removal, line)
      }
    }
    return reasons.sorted { $0.key < $1.key }.prefix(Self.most).map(\.value)
  }

  /// Takes a line from those that should stay.
  ///
  /// - Returns: Whether it was one of them.
  private func take(_ line: Range<Int>, from staying: inout [ArraySlice<UInt8>: Int]) -> Bool {
    // Blank ends of a line are no part of it where it is measured.
    let written = Self.trimmed(text[line])
    let place = staying.first { $0.value > 0 && Self.trimmed($0.key).elementsEqual(written) }?.key
    guard let place else { return false }
    staying[place]? -= 1
    return true
  }

  private static func trimmed(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    let isBlank = { (byte: UInt8) in byte == 0x20 || byte == 0x09 }
    let rest = line.drop(while: isBlank)
    return rest.dropLast(rest.reversed().prefix(while: isBlank).count)
  }

  private func number(_ line: Range<Int>) -> Int { text[..<line.lowerBound].count { $0 == 0x0A } + 1 }

  private func taker(_ removal: Removal, _ line: Range<Int>) -> String {
    let names = removal.rules.prefix(Self.mostRules).map { "\"\(rulebook.rules[$0].id)\"" }
    let more = removal.rules.count > Self.mostRules ? " and \(removal.rules.count - Self.mostRules) more" : ""
    return "line \(number(line)) is taken by \(names.joined(separator: ", "))\(more)"
  }

  private func reason(_ line: Range<Int>, _ cleaned: Cleaned) -> String {
    let number = number(line)
    if let kept = cleaned.kept.first(where: { $0.range.overlaps(line) }) {
      return "rule \"\(rulebook.rules[kept.rule].id)\" keeps line \(number)"
    }
    let verdict = measured.verdicts.first { $0.range.lowerBound == line.lowerBound }
    guard let level = rulebook.evidence?.levels.first else {
      return "no rule takes line \(number), and the profile \"\(rulebook.profile)\" uses no evidence"
    }
    guard let verdict, !verdict.rules.isEmpty else { return "no rule takes line \(number) or weighs against it" }
    let weighty = verdict.rules.sorted { abs(weight($0)) > abs(weight($1)) }
    let names = weighty.prefix(Self.mostRules).map { "\(rulebook.rules[$0].id) \(Evidence.told(weight($0)))" }
    let more = weighty.count > Self.mostRules ? " and \(weighty.count - Self.mostRules) more" : ""
    guard verdict.sum < level.threshold else {
      return "the evidence against line \(number) is enough, but the profile does not use it in this text"
    }
    return
      "the evidence against line \(number) is \(Evidence.told(verdict.sum)), and \(Evidence.told(level.threshold)) is enough "
      + "(profile \(level.profile)): \(names.joined(separator: ", "))\(more)"
  }

  private func weight(_ rule: Int) -> Int { rulebook.rules[rule].weight ?? 0 }
}
