internal import Features
public import Matching
public import Rulebook

/// What becomes of a line, and what the rules say of it.
public struct LineAccount: Sendable, Equatable {
  /// What becomes of it.
  public enum Fate: Sendable, Equatable {
    /// All of it goes.
    case goes
    /// A part of it goes.
    case losesPart
    /// Other text takes its place, or that of a part.
    case rewritten
    /// A `keep` rule holds back others.
    case kept
    /// Nothing touches it.
    case stays
  }

  /// The line's bytes, without its last line feed.
  public let range: Range<Int>
  /// What becomes of it.
  public let fate: Fate
  /// The indices of the rules that did so, ascending.
  public let rules: [Int]
  /// Of a line that is kept: the indices of the rules that are held back, ascending.
  public let heldBack: [Int]
  /// The evidence against it; `nil` where no rule weighs.
  public let verdict: Verdict?
}

/// What becomes of each line of a text, and why.
public struct Account: Sendable {
  /// The lines that are not blank, in order.
  public let lines: [LineAccount]
  /// What evidence must reach here; `nil` where it has no say.
  public let level: Evidence.Level?
  /// Why evidence has no say here though the profile uses it: a clause each.
  public let silence: [String]
  /// The rule by which the document is no article, whatever becomes of its lines.
  public let rejectedBy: Int?
}

/// A rule that matches in a line and does not have its say there.
public struct Refusal: Sendable, Equatable {
  /// The rule's index.
  public let rule: Int
  /// What its conditions say against the line: a clause each.
  public let reasons: [String]
}

extension Cleaner {
  /// Tells of each line what becomes of it, and why.
  public func account(
    of text: [UInt8], context: Context = Context(), using scratch: Scratch
  ) throws(Interrupted) -> Account {
    let cleaned = try clean(text, context: context, using: scratch)
    let measured = try measure(text, context: context, using: scratch)
    let verdicts = Dictionary(measured.verdicts.map { ($0.range.lowerBound, $0) }) { first, _ in first }
    let removals = Overlaps(cleaned.removals.map(\.range))
    let replacements = Overlaps(cleaned.replacements.map(\.range))
    let keeps = Overlaps(cleaned.kept.map(\.range))
    let lines = measured.features.lines.map { line in
      let range = line.start..<line.end
      return account(
        range, verdicts[line.start], removals: removals.of(range).map { cleaned.removals[$0] },
        replacements: replacements.of(range).map { cleaned.replacements[$0] },
        keeps: keeps.of(range).map { cleaned.kept[$0] })
    }
    guard let evidence = rulebook.evidence, let first = evidence.levels.first else {
      return Account(lines: lines, level: nil, silence: [], rejectedBy: cleaned.rejectedBy)
    }
    let failing = evidence.documentTests.filter { !measured.features.passes([$0], line: 0) }
    let silence = lines.isEmpty ? [] : failing.map { clause($0, measured) }
    let level = cleaned.judgedAs.map { name in evidence.levels.first { $0.profile == name } } ?? first
    return Account(
      lines: lines, level: silence.isEmpty ? level : nil, silence: silence, rejectedBy: cleaned.rejectedBy)
  }

  private func account(
    _ line: Range<Int>, _ verdict: Verdict?, removals: [Removal], replacements: [Replacement], keeps: [Kept]
  ) -> LineAccount {
    var (fate, rules, heldBack) = (LineAccount.Fate.stays, [Int](), [Int]())
    if !removals.isEmpty {
      let gone = removals.reduce(0) { $0 + $1.range.clamped(to: line).count }
      (fate, rules) = (gone == line.count ? .goes : .losesPart, Set(removals.flatMap(\.rules)).sorted())
    } else if let change = replacements.first {
      (fate, rules) = (.rewritten, [change.rule])
    } else if !keeps.isEmpty {
      (fate, rules) = (.kept, Set(keeps.map(\.rule)).sorted())
      heldBack = Set(keeps.flatMap(\.blocked)).sorted()
    }
    return LineAccount(range: line, fate: fate, rules: rules, heldBack: heldBack, verdict: verdict)
  }

  private func clause(_ test: LineTest, _ measured: Measured) -> String {
    guard case .feature(let feature, let ranges) = test.content else { return "" }
    let value = measured.features.value(feature, of: 0)
    // That there might have been nothing to measure is no help where there is.
    let others = ranges.filter { $0.upperBound != DocumentFeatures.none }
    let wanted = (value == DocumentFeatures.none || others.isEmpty ? ranges : others).map { range in
      if range.upperBound == DocumentFeatures.none { return "none" }
      if range.lowerBound == range.upperBound { return "\(range.lowerBound)" }
      if range.upperBound >= DocumentFeatures.greatest { return "at least \(range.lowerBound)" }
      return range.lowerBound <= 0 ? "at most \(range.upperBound)" : "\(range.lowerBound) to \(range.upperBound)"
    }
    let shown = value == DocumentFeatures.none ? "none" : "\(value)"
    return "\(feature.name) is \(shown), and the profile asks for \(wanted.joined(separator: " or "))"
  }

  /// The rules that match in a line and would take something there, did their conditions hold.
  public func refusals(
    at line: Range<Int>, of text: [UInt8], context: Context = Context(), using scratch: Scratch
  ) throws(Interrupted) -> [Refusal] {
    var matches = Matches()
    try rulebook.matcher.findMatches(in: text, enabled: [], using: scratch, into: &matches) { false }
    let measured = try measure(text, context: context, using: scratch)
    var refusals: [Int: [String]] = [:]
    for match in matches.found where match.range.overlaps(line) {
      let rule = rulebook.ruleOfExpression[match.expression]
      guard rulebook.rules[rule].removes, refusals[rule] == nil else { continue }
      var hindrances = Hindrances(rulebook, rule, text, measured, expected: [])
      let reasons = hindrances.reasons(against: match.range, context)
      if !reasons.isEmpty { refusals[rule] = reasons }
    }
    return refusals.map { Refusal(rule: $0.key, reasons: $0.value) }.sorted { $0.rule < $1.rule }
  }

  /// What keeps a rule from having its say in a text: a sentence each, without a full stop; none where nothing does.
  public func hindrances(
    of rule: Int, in text: [UInt8], context: Context = Context(), using scratch: Scratch
  ) throws(Interrupted) -> [String] {
    let cleaned = try clean(text, context: context, using: scratch)
    let measured = try measure(text, context: context, using: scratch)
    var hindrances = Hindrances(rulebook, rule, text, measured, expected: [])
    return hindrances.all(cleaned, context, using: scratch)
  }
}

/// Tells which of some ranges a range overlaps, without asking those that end before it.
private struct Overlaps {
  private let ranges: [Range<Int>]
  /// The greatest end of each range and those before it.
  private let ends: [Int]

  /// - Parameter ranges: Ascending by where they start.
  init(_ ranges: [Range<Int>]) {
    self.ranges = ranges
    var greatest = 0
    ends = ranges.map { range in
      greatest = max(greatest, range.upperBound)
      return greatest
    }
  }

  /// The places of those that it overlaps, ascending.
  func of(_ range: Range<Int>) -> [Int] {
    var low = 0
    var high = ends.count
    while low < high {
      let middle = (low + high) / 2
      if ends[middle] <= range.lowerBound { low = middle + 1 } else { high = middle }
    }
    return ranges.indices[low...].prefix { ranges[$0].lowerBound < range.upperBound }
      .filter { ranges[$0].overlaps(range) }
  }
}
