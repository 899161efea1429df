public import Rulebook

/// What each rule does on a set of texts.
public struct RuleProfile: Sendable {
  /// The figures of one rule.
  public struct Figures: Sendable, Equatable {
    /// How often it matched where its scope admits it; of a rule that weighs or marks, how many lines it held of.
    public internal(set) var matches = 0
    /// How often it had its way.
    public internal(set) var hits = 0
    /// In how many texts it had its way.
    public internal(set) var documents = 0
    /// Bytes in removals that it had a part in.
    public internal(set) var bytes = 0
    /// Bytes that no other rule that needs no evidence takes: what would stay without it.
    public internal(set) var aloneBytes = 0
    /// How often a `keep` rule held it back.
    public internal(set) var blocked = 0
    /// In how many texts it ran into a limit.
    public internal(set) var undecided = 0
    /// Lines of labelled texts in its removals that people kept.
    public internal(set) var goldLines = 0
    /// Lines of labelled texts in its removals that were judged.
    public internal(set) var judgedLines = 0
  }

  /// What the figures say of a rule.
  public enum Remark: String, Sendable {
    /// It never matched.
    case dead
    /// It weighs, and the profile asks for no evidence.
    case unasked = "not asked"
    /// Whatever it removed, other rules that need no evidence removed as well.
    case redundant
    /// Whatever it removed, one other rule removed as well; see ``RuleProfile/cover(_:)``.
    case covered
    /// Whatever it matched, `keep` rules held it back.
    case shadowed
    /// A `keep` rule that matched where no rule wanted anything.
    case idle
  }

  /// One for each rule of the rulebook.
  public private(set) var figures: [Figures]
  /// The rules each of which has taken all that a rule took; `nil` while that rule has taken nothing.
  private var covers: [Set<Int>?]
  /// How many texts were seen.
  public private(set) var documents = 0
  private let rulebook: Rulebook

  /// No texts yet.
  public init(_ rulebook: Rulebook) {
    self.rulebook = rulebook
    figures = Array(repeating: Figures(), count: rulebook.rules.count)
    covers = Array(repeating: nil, count: rulebook.rules.count)
  }

  /// Adds a text and what cleaning has made of it.
  ///
  /// - Parameters:
  ///   - findings: What ``Cleaner/findings(in:context:using:)`` says of the text.
  ///   - labels: One byte a line (`K`, `R`, `?`, `M`, `-`), where people have judged the text.
  public mutating func add(_ text: [UInt8], _ cleaned: Cleaned, _ findings: Findings, labels: [UInt8]?) {
    documents += 1
    for (rule, count) in findings.matches.enumerated() { figures[rule].matches += count }
    for rule in findings.undecided { figures[rule].undecided += 1 }
    for hit in cleaned.hits {
      figures[hit.rule].hits += hit.count
      figures[hit.rule].documents += 1
    }
    for removal in cleaned.removals {
      for rule in removal.rules { figures[rule].bytes += removal.range.count }
    }
    compare(findings.certain)
    for kept in cleaned.kept { for rule in kept.blocked { figures[rule].blocked += 1 } }
    if let labels { judge(text, cleaned, labels) }
  }

  /// Which rules have taken what others took, too.
  private mutating func compare(_ removals: [Removal]) {
    let spans = removals.flatMap { removal in removal.rules.map { RuleSpan(range: removal.range, rule: $0) } }
      .sorted { ($0.range.lowerBound, $1.range.upperBound) < ($1.range.lowerBound, $0.range.upperBound) }
    var furthest = 0
    let furthestEnd = spans.map { span in
      furthest = max(furthest, span.range.upperBound)
      return furthest
    }
    for (index, span) in spans.enumerated() {
      var around: Set<Int> = []
      var other = index - 1
      while other >= 0, furthestEnd[other] >= span.range.upperBound {
        if spans[other].range.upperBound >= span.range.upperBound { around.insert(spans[other].rule) }
        other -= 1
      }
      other = index + 1
      while other < spans.count, spans[other].range == span.range {
        around.insert(spans[other].rule)
        other += 1
      }
      around.remove(span.rule)
      covers[span.rule] = covers[span.rule]?.intersection(around) ?? around
    }
    countAlone(spans)
  }

  /// Adds up, for each rule, the bytes that no other rule takes.
  private mutating func countAlone(_ spans: [RuleSpan]) {
    let bounds = Set(spans.flatMap { [$0.range.lowerBound, $0.range.upperBound] }).sorted()
    var open: [RuleSpan] = []
    var next = 0
    for (start, end) in zip(bounds, bounds.dropFirst()) {
      open.removeAll { $0.range.upperBound <= start }
      while next < spans.count, spans[next].range.lowerBound <= start {
        open.append(spans[next])
        next += 1
      }
      if let first = open.first, open.allSatisfy({ $0.rule == first.rule }) {
        figures[first.rule].aloneBytes += end - start
      }
    }
  }

  private mutating func judge(_ text: [UInt8], _ cleaned: Cleaned, _ labels: [UInt8]) {
    var line = 0
    var start = 0
    var next = 0
    while start < text.count, line < labels.count, next < cleaned.removals.count {
      let end = text[start...].firstIndex(of: 0x0A) ?? text.count
      while next < cleaned.removals.count, cleaned.removals[next].range.upperBound <= start { next += 1 }
      if next < cleaned.removals.count, cleaned.removals[next].range.lowerBound <= start {
        let label = labels[line]
        if label == UInt8(ascii: "K") || label == UInt8(ascii: "R") {
          for rule in cleaned.removals[next].rules {
            figures[rule].judgedLines += 1
            if label == UInt8(ascii: "K") { figures[rule].goldLines += 1 }
          }
        }
      }
      start = end + 1
      line += 1
    }
  }

  /// What the figures of a rule say.
  public func remark(_ rule: Int) -> Remark? {
    let figures = figures[rule]
    if figures.matches == 0, figures.hits == 0 {
      return rulebook.evidence == nil && rulebook.rules[rule].action == .weigh ? .unasked : .dead
    }
    if figures.hits == 0, figures.blocked > 0 { return .shadowed }
    if figures.hits == 0, rulebook.rules[rule].action == .keep { return .idle }
    guard let covers = covers[rule], figures.aloneBytes == 0 else { return nil }
    return covers.isEmpty ? .redundant : .covered
  }

  /// A rule that has taken all that a rule took; of several, the one with most hits, then the first by id.
  public func cover(_ rule: Int) -> Int? {
    covers[rule]?.min { (figures[$1].hits, $0) < (figures[$0].hits, $1) }
  }
}
