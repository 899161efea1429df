extension DocumentFeatures {
  /// What a fragment takes from a stretch, in words of prose.
  private static let fragmentCost = 12
  /// What a short sentence gives to a stretch, in words of prose.
  private static let sentenceGain = 4
  /// Words of a line that count at most, so that one long line is not a core by itself.
  private static let proseLimit = 60

  /// The core: of all stretches of lines the one with the greatest sum, in which prose counts by its words and each
  /// fragment takes away (maximum subarray, Kadane). On a whole page it is the article, and teasers, comments and
  /// notices lie before or after it although they are prose. The first of equals.
  mutating func findCore() {
    var (best, sum, start) = (0, 0, 0)
    for line in facts.indices {
      if sum <= 0 { (sum, start) = (0, line) }
      switch kinds[line] {
      case .prose: sum += min(facts[line].allWords, Self.proseLimit)
      case .sentence: sum += Self.sentenceGain
      case .fragment: sum -= Self.fragmentCost
      }
      if sum > best {
        best = sum
        core = start..<(line + 1)
      }
    }
    for line in facts.indices {
      let place: CorePlace =
        core.isEmpty ? .none : line < core.lowerBound ? .before : line < core.upperBound ? .inside : .after
      set(.core, of: line, Int(place.rawValue))
      switch place {
      case .before: set(.coreDistance, of: line, core.lowerBound - line)
      case .after: set(.coreDistance, of: line, line - core.upperBound + 1)
      case .none, .inside: break
      }
    }
  }
}
