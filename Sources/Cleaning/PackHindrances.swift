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
    var staying = staying
    var found: [String] = []
    for line in measured.features.lines where found.count < Self.most {
      let range = line.start..<line.end
      let removal = cleaned.removals.first { $0.range.overlaps(range) }
      // Blank ends of a line are no part of it where it is measured.
      let place = staying.keys.first { Self.trimmed($0).elementsEqual(Self.trimmed(text[range])) }
      let mayStay = place.flatMap { staying[$0] } ?? 0 > 0
      if let removal {
        if mayStay { found.append(taker(removal, range)) }
      } else if let place, mayStay {
        staying[place]? -= 1
      } else {
        found.append(reason(range, cleaned))
      }
    }
    return found
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
    let names = weighty.prefix(Self.mostRules).map { "\(rulebook.rules[$0].id) \(figure(weight($0)))" }
    let more = weighty.count > Self.mostRules ? " and \(weighty.count - Self.mostRules) more" : ""
    guard verdict.sum < level.threshold else {
      return "the evidence against line \(number) is enough, but the profile does not use it in this text"
    }
    return
      "the evidence against line \(number) is \(figure(verdict.sum)), and \(figure(level.threshold)) is enough "
      + "(profile \(level.profile)): \(names.joined(separator: ", "))\(more)"
  }

  private func weight(_ rule: Int) -> Int { rulebook.rules[rule].weight ?? 0 }

  private func figure(_ thousandths: Int) -> String { (thousandths < 0 ? "" : "+") + "\(Double(thousandths) / 1000)" }
}
