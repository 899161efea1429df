public import Rulebook

/// What each rule does on a set of texts.
public struct RuleProfile: Sendable {
  /// The figures of one rule.
  public struct Figures: Sendable, Equatable {
    /// How often it had its way.
    public internal(set) var hits = 0
    /// In how many texts it had its way.
    public internal(set) var documents = 0
    /// Bytes in removals that it had a part in.
    public internal(set) var bytes = 0
    /// Bytes in removals that it made alone: what would stay without it.
    public internal(set) var aloneBytes = 0
    /// How often a `keep` rule held it back.
    public internal(set) var blocked = 0
    /// Lines of labelled texts in its removals that people kept.
    public internal(set) var goldLines = 0
    /// Lines of labelled texts in its removals that were judged.
    public internal(set) var judgedLines = 0
  }

  /// What the figures say of a rule.
  public enum Remark: String, Sendable {
    /// It never matched.
    case dead
    /// Whatever it removed, others removed as well.
    case redundant
    /// Whatever it matched, `keep` rules held it back.
    case shadowed
  }

  /// One for each rule of the rulebook.
  public private(set) var figures: [Figures]
  /// How many texts were seen.
  public private(set) var documents = 0
  private let rulebook: Rulebook

  /// No texts yet.
  public init(_ rulebook: Rulebook) {
    self.rulebook = rulebook
    figures = Array(repeating: Figures(), count: rulebook.rules.count)
  }

  /// Adds a text and what cleaning has made of it.
  ///
  /// - Parameter labels: One byte a line (`K`, `R`, `?`, `M`, `-`), where people have judged the text.
  public mutating func add(_ text: [UInt8], _ cleaned: Cleaned, labels: [UInt8]?) {
    documents += 1
    for hit in cleaned.hits {
      figures[hit.rule].hits += hit.count
      figures[hit.rule].documents += 1
    }
    for removal in cleaned.removals {
      for rule in removal.rules { figures[rule].bytes += removal.range.count }
      if removal.rules.count == 1, let only = removal.rules.first { figures[only].aloneBytes += removal.range.count }
    }
    for kept in cleaned.kept { for rule in kept.blocked { figures[rule].blocked += 1 } }
    if let labels { judge(text, cleaned, labels) }
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
    if figures.hits == 0 { return figures.blocked > 0 ? .shadowed : .dead }
    let removes: Set<Rule.Action> = [.dropLine, .dropSpan, .dropBefore, .dropAfter]
    if removes.contains(rulebook.rules[rule].action), figures.aloneBytes == 0 { return .redundant }
    return nil
  }
}
