extension Branch {
  /// The best sign of one way through a pattern, or `nil` where any line may hold a match.
  init?(_ track: Track) {
    let pieces = track.pieces
    let layout = Layout(pieces)
    var best: (branch: Branch, score: Int, index: Int)?
    for (index, piece) in pieces.enumerated() {
      guard case .literal(let strings) = piece else { continue }
      for branch in Self.anchored(strings, at: index, layout) {
        let score = branch.score
        if best.map({ score > $0.score }) ?? true { best = (branch, score, index) }
      }
    }
    let first = layout.startsWithLine ? layout.firstBytes() : nil
    if let (branch, _, index) = best, !branch.isWeak || first == nil {
      self = branch
      addConditions(of: layout, first, anchoredAt: index)
    } else if let first, !first.isOpen, first.set.count < Self.manyBytes {
      // `^` and a known first byte.
      self.init(anchor: .first)
      addConditions(of: layout, first, anchoredAt: 0)
    } else if let (branch, _, index) = best {
      self = branch
      addConditions(of: layout, first, anchoredAt: index)
    } else {
      return nil
    }
  }

  /// From so many possible first bytes on, the first byte tells nothing.
  private static let manyBytes = 250

  /// Whether the literal is too short for sampling, or far from the match's start: it says more of the whole text than
  /// of a line.
  var isWeak: Bool {
    lead == .anyBefore || (anchor == .inner && literals.contains { $0.count < 4 })
  }

  /// The ways to find a literal.
  private static func anchored(_ strings: [[UInt8]], at index: Int, _ layout: Layout) -> [Branch] {
    var branches: [Branch] = []
    let lead = layout.lead(before: index)
    let reachesEnd = layout.reachesEnd(after: index)
    if let gap = layout.startGap(before: index) {
      let trimmed = withoutLeadingSpaces(strings)
      var branch = Branch(anchor: .start, lead: lead)
      branch.startsLine = !gap && !strings.contains { $0.first == 0x20 }
      branch.reachesEnd = reachesEnd
      branch.literals = branch.reachesEnd ? trimmed : shortest(trimmed) { $0.starts(with: $1) }
      branches.append(branch)
    }
    // A whole line is best found by its start.
    if reachesEnd, branches.isEmpty {
      let trimmed = withoutTrailingSpaces(strings)
      branches.append(
        Branch(
          anchor: .end, literals: shortest(trimmed) { $0.reversed().starts(with: $1.reversed()) }, lead: lead))
    }
    branches.removeAll { $0.literals.contains([]) }
    if branches.isEmpty {
      branches.append(Branch(anchor: .inner, literals: shortest(strings, covers: contains), lead: lead))
    }
    return branches
  }

  private static func withoutLeadingSpaces(_ strings: [[UInt8]]) -> [[UInt8]] {
    guard strings.contains(where: { $0.first == 0x20 }) else { return strings }
    return strings.map { Array($0.drop { $0 == 0x20 }) }
  }

  private static func withoutTrailingSpaces(_ strings: [[UInt8]]) -> [[UInt8]] {
    guard strings.contains(where: { $0.last == 0x20 }) else { return strings }
    return strings.map { string in Array(string[..<(string.lastIndex { $0 != 0x20 }.map { $0 + 1 } ?? 0)]) }
  }

  /// The strings without those that another one covers, such as `comments` where `comment` is one, too.
  private static func shortest(_ strings: [[UInt8]], covers: ([UInt8], [UInt8]) -> Bool) -> [[UInt8]] {
    if strings.count == 1 { return strings }
    var kept: [[UInt8]] = []
    for string in strings.sorted(by: { $0.count < $1.count }) where !kept.contains(where: { covers(string, $0) }) {
      kept.append(string)
    }
    return kept
  }

  private static func contains(_ string: [UInt8], _ part: [UInt8]) -> Bool {
    guard string.count >= part.count else { return false }
    return (0...string.count - part.count).contains { string[$0...].starts(with: part) }
  }

  /// How rare the sign may be, and how cheap to find; only for comparison.
  private var score: Int {
    let length = literals.map(\.count).min() ?? 0
    var score = -2 * (literals.count.bitWidth - literals.count.leadingZeroBitCount)
    switch anchor {
    case .start, .end: score += 3 * min(length, 8) + (reachesEnd ? 8 : 0) + (startsLine ? 2 : 0) + 8
    case .inner: score += 2 * min(length, 15) - (length < 4 ? 16 : 0)
    case .first: break
    }
    switch lead {
    case .lines(0): break
    case .lines, .blankLines: score -= 2
    case .anyBefore: score -= 16
    }
    return score
  }

  /// What else must hold in the line of the literal.
  private mutating func addConditions(of layout: Layout, _ bytes: FirstBytes?, anchoredAt index: Int) {
    guard lead == .lines(0) else { return }
    if anchor != .start, let bytes, !bytes.isOpen, bytes.set.count < Self.manyBytes { first = bytes.set }
    guard layout.staysInLine else { return }
    minimumBytes = layout.total.bytes
    if layout.startsWithLine, layout.endsWithLine { maximumCharacters = layout.total.characters }
    for (other, piece) in layout.pieces.enumerated() where other != index {
      guard case .literal(let strings) = piece else { continue }
      if anchor != .start, prefixes.isEmpty, other < index || anchor == .first, layout.startGap(before: other) != nil {
        let trimmed = Self.withoutLeadingSpaces(strings)
        if !trimmed.contains([]) { prefixes = trimmed }
      }
      if anchor != .end, suffixes.isEmpty, other > index, layout.reachesEnd(after: other) {
        let trimmed = Self.withoutTrailingSpaces(strings)
        if !trimmed.contains([]) { suffixes = trimmed }
      }
    }
  }
}
