internal import Matching

/// A stretch of text that one rule wants to act on.
struct RuleSpan: Equatable {
  let range: Range<Int>
  let rule: Int
}

/// Protection by `keep` rules.
struct Protection {
  private let keeps: [RuleSpan]
  /// The greatest end among `keeps[0...i]`: tells how far back an overlap can lie.
  private let furthestEnd: [Int]
  private var blocked: [Set<Int>]

  init(_ spans: [RuleSpan]) {
    keeps = spans.sorted {
      ($0.range.lowerBound, $0.range.upperBound, $0.rule) < ($1.range.lowerBound, $1.range.upperBound, $1.rule)
    }
    var furthest = 0
    furthestEnd = keeps.map { span in
      furthest = max(furthest, span.range.upperBound)
      return furthest
    }
    blocked = Array(repeating: [], count: keeps.count)
  }

  /// Whether a `keep` overlaps the span by a byte; all that do remember whom they held back.
  mutating func blocks(_ span: RuleSpan) -> Bool {
    guard !keeps.isEmpty else { return false }
    var index = firstStarting(atOrAfter: span.range.upperBound) - 1
    var found = false
    while index >= 0, furthestEnd[index] > span.range.lowerBound {
      if keeps[index].range.overlaps(span.range) {
        blocked[index].insert(span.rule)
        found = true
      }
      index -= 1
    }
    return found
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
