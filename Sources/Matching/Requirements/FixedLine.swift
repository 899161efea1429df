/// A pattern that stands for a few whole lines, blanks around them apart: what every phrase of a list is, and most of a
/// large rule set. Its sign is known without looking for the best one.
struct FixedLine {
  /// The sign of all these lines.
  let branch: Branch

  /// Longer lines are left to the search for the best sign; in bytes.
  private static let length = 1_000

  /// `nil` where the expression is no phrase.
  init?(_ expression: Expression) {
    guard expression.subject.isLine, let phrase = expression.phrase else { return nil }
    var strings = Strings()
    for scalar in phrase.unicodeScalars {
      guard strings.append(scalar.value, caseless: expression.options.contains(.caseless)) else { return nil }
    }
    self.init(strings, hasStartGap: true, hasEndGap: true)
  }

  /// `nil` where a pattern that is shown lines stands for more.
  init?(_ node: Node) {
    var strings = Strings()
    var (hasStartGap, hasEndGap) = (false, false)
    let nodes: [Node]
    if case .sequence(let parts) = node { nodes = parts } else { nodes = [node] }
    for node in nodes {
      switch node {
      case .repetition(.set(let set), minimum: 0, _) where set.isBlank && !set.takesLineFeed:
        if strings.all[0].isEmpty { hasStartGap = true } else { hasEndGap = true }
      case .string(let string, _):
        guard !hasEndGap, strings.append([string.map { $0 | 0x20 }]) else { return nil }
      case .character(let value, let caseless):
        guard !hasEndGap, strings.append(value, caseless: caseless) else { return nil }
      default: return nil
      }
    }
    self.init(strings, hasStartGap: hasStartGap, hasEndGap: hasEndGap)
  }

  private init?(_ strings: Strings, hasStartGap: Bool, hasEndGap: Bool) {
    let strings = strings.all
    guard let first = strings[0].first, first != 0x20, strings[0].last != 0x20 else { return nil }
    var branch = Branch(anchor: .start, literals: strings)
    branch.startsLine = !hasStartGap
    branch.reachesEnd = true
    branch.minimumBytes = strings.reduce(Int.max) { min($0, $1.count) }
    if !hasEndGap {
      branch.charactersToEnd = 0
      if !hasStartGap {
        branch.maximumCharacters = strings.reduce(0) { most, string in max(most, string.count { $0 & 0xC0 != 0x80 }) }
      }
    }
    self.branch = branch
  }

  /// The folded strings that a line may be, as they grow.
  private struct Strings {
    var all: [[UInt8]] = [[]]

    /// Appends a character and those that match it; `false` where they are not known or too many.
    mutating func append(_ character: UInt32, caseless: Bool) -> Bool {
      // Most characters are of one string.
      if all.count == 1, (0x20..<0x7F).contains(character) {
        all[0].append(UInt8(character) | 0x20)
        return all[0].count <= FixedLine.length
      }
      guard let more = Fold.strings(of: character, caseless: caseless) else { return false }
      return append(more)
    }

    /// Appends one of several strings; `false` where there are too many.
    mutating func append(_ more: [[UInt8]]) -> Bool {
      if all.count == 1, more.count == 1 {
        all[0] += more[0]
      } else {
        guard all.count * more.count <= Track.breadth else { return false }
        all = all.flatMap { head in more.map { head + $0 } }
      }
      return all[0].count <= FixedLine.length
    }
  }
}
