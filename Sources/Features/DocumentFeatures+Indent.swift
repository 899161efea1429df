extension DocumentFeatures {
  /// How many prose lines must begin in the same column before a text has a margin.
  private static let marginLines = 3
  /// How far converters set a page off, in blanks, at most; programs and changelogs indent by more.
  private static let widestMargin = 4

  /// Marks the lines that are indented.
  ///
  /// Items of a list are not, if it is one: converters indent those of a menu, and people those of an article. Under a margin a
  /// typed bullet will do to tell.
  mutating func findIndented() {
    margin = findMargin()
    for line in facts.indices {
      let bullet = facts[line].bullet
      let isItem = bullet == .printed || margin != nil && bullet == .typed
      if facts[line].indent >= (margin ?? 0) + 2, !isItem {
        facts[line].traits.insert(.indented)
      } else {
        facts[line].traits.remove(.indented)
      }
    }
  }

  private func findMargin() -> Int? {
    var columns = Array(repeating: 0, count: Self.widestMargin + 1)
    for line in facts.indices where kinds[line] == .prose && facts[line].bullet == .none {
      if facts[line].indent <= Self.widestMargin { columns[facts[line].indent] += 1 }
    }
    guard let most = columns.max(), most >= Self.marginLines, most * 2 > proseCount[facts.count] else { return nil }
    return columns.firstIndex(of: most)
  }

  /// Percent of the lines that are indented; 0 under a margin, where that tells of nothing but lists.
  var indentedShare: Int {
    if margin != nil { return 0 }
    return percent(facts.reduce(0) { $0 + ($1.traits.contains(.indented) ? 1 : 0) }, of: facts.count)
  }
}
