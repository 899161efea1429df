/// A pattern that stands for a few whole lines, blanks around them apart: what every phrase of a list is, and most of a
/// large rule set. Its sign is known without looking for the best one.
struct FixedLine {
  /// The sign of all these lines.
  let branch: Branch

  /// Longer lines are left to the search for the best sign.
  private static let length = 1_000

  /// `nil` where the pattern of whole lines stands for more.
  init?(_ node: Node) {
    var strings: [[UInt8]] = [[]]
    var (hasStartGap, hasEndGap) = (false, false)
    func append(_ more: [[UInt8]]) -> Bool {
      if strings.count == 1, more.count == 1 {
        strings[0] += more[0]
      } else {
        guard strings.count * more.count <= Track.breadth else { return false }
        strings = strings.flatMap { head in more.map { head + $0 } }
      }
      return strings[0].count <= Self.length
    }
    let nodes: [Node]
    if case .sequence(let parts) = node { nodes = parts } else { nodes = [node] }
    for node in nodes {
      switch node {
      case .repetition(.set(let set), minimum: 0, _) where set.isBlank && !set.takesLineFeed:
        if strings[0].isEmpty { hasStartGap = true } else { hasEndGap = true }
      case .string(let string, _):
        guard !hasEndGap, append([string.map { $0 | 0x20 }]) else { return nil }
      case .character(let value, let caseless):
        guard !hasEndGap, let more = Fold.strings(of: value, caseless: caseless), append(more) else { return nil }
      default: return nil
      }
    }
    guard let first = strings[0].first, first != 0x20, strings[0].last != 0x20 else { return nil }
    var branch = Branch(anchor: .start, literals: strings)
    branch.startsLine = !hasStartGap
    branch.reachesEnd = true
    branch.minimumBytes = strings.map(\.count).min() ?? 0
    if !hasEndGap {
      branch.charactersToEnd = 0
      if !hasStartGap {
        branch.maximumCharacters = strings.map { $0.count { $0 & 0xC0 != 0x80 } }.max() ?? 0
      }
    }
    self.branch = branch
  }
}
