internal import Matching

/// A stretch of text that one rule wants to act on.
struct RuleSpan: Equatable {
  let range: Range<Int>
  let rule: Int
}

/// Protection by `keep` rules.
struct Protection {
  private let keeps: [RuleSpan]
  /// A tree of greatest ends: leaf `i` is the end of `keeps[i]`, a node the greater of the two below it. It tells which
  /// keeps a span overlaps without asking those that end before it; one may hold the whole text, and thousands follow.
  private let ends: [Int]
  private let leaves: Int
  private var blocked: [Set<Int>]

  init(_ spans: [RuleSpan]) {
    keeps = spans.sorted {
      ($0.range.lowerBound, $0.range.upperBound, $0.rule) < ($1.range.lowerBound, $1.range.upperBound, $1.rule)
    }
    var leaves = 1
    while leaves < keeps.count { leaves *= 2 }
    var ends = [Int](repeating: -1, count: 2 * leaves)
    for (index, keep) in keeps.enumerated() { ends[leaves + index] = keep.range.upperBound }
    for node in (1..<leaves).reversed() { ends[node] = max(ends[2 * node], ends[2 * node + 1]) }
    (self.leaves, self.ends) = (leaves, ends)
    blocked = Array(repeating: [], count: keeps.count)
  }

  /// Whether a `keep` overlaps the span by a byte; all that do remember whom they held back.
  mutating func blocks(_ span: RuleSpan) -> Bool {
    if keeps.isEmpty || span.range.isEmpty { return false }
    return block(span, before: firstStarting(atOrAfter: span.range.upperBound), node: 1, 0..<leaves)
  }

  /// Asks the keeps below a node, of those that start before the span's end.
  private mutating func block(_ span: RuleSpan, before count: Int, node: Int, _ range: Range<Int>) -> Bool {
    if range.lowerBound >= count || ends[node] <= span.range.lowerBound { return false }
    if node >= leaves {
      guard keeps[range.lowerBound].range.overlaps(span.range) else { return false }
      blocked[range.lowerBound].insert(span.rule)
      return true
    }
    let middle = (range.lowerBound + range.upperBound) / 2
    let left = block(span, before: count, node: 2 * node, range.lowerBound..<middle)
    let right = block(span, before: count, node: 2 * node + 1, middle..<range.upperBound)
    return left || right
  }

  private func firstStarting(atOrAfter offset: Int) -> Int {
    var low = 0
    var high = keeps.count
    while low < high {
      let middle = (low + high) / 2
      if keeps[middle].range.lowerBound < offset { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// The protections that held something back, ascending.
  var effective: [Kept] {
    zip(keeps, blocked).filter { !$0.1.isEmpty }
      .map { Kept(range: $0.0.range, rule: $0.0.rule, blocked: $0.1.sorted()) }
  }
}

/// Makes one of what overlaps; regions that only touch stay apart.
func union(of spans: [RuleSpan]) -> [Removal] {
  let sorted = spans.filter { !$0.range.isEmpty }
    .sorted { ($0.range.lowerBound, $0.range.upperBound) < ($1.range.lowerBound, $1.range.upperBound) }
  var regions: [Removal] = []
  var next = 0
  while next < sorted.count {
    var range = sorted[next].range
    var rules = [sorted[next].rule]
    next += 1
    while next < sorted.count, sorted[next].range.lowerBound < range.upperBound {
      range = range.lowerBound..<max(range.upperBound, sorted[next].range.upperBound)
      rules.append(sorted[next].rule)
      next += 1
    }
    if rules.count > 1 { rules = Set(rules).sorted() }
    regions.append(Removal(range: range, rules: rules))
  }
  return regions
}
