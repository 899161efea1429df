/// A pattern that stands for a few whole lines, blanks around them apart: what every phrase of a list is, and most of a
/// large rule set. Its sign is known without looking for the best one.
struct FixedLine {
  /// The sign of all these lines.
  let branch: Branch

  /// Longer lines are left to the search for the best sign; in bytes.
  static let length = 1_000
  /// How many starts, and how many ends, are looked for at most; and from how many bytes on several are long enough to tell.
  private static let (mostStarts, mostEnds) = (8, 4)
  private static let (longStart, longEnd) = (8, 4)

  /// A character as it is matched, or bytes of one case.
  private enum Part {
    case character(UInt32, caseless: Bool)
    case bytes([UInt8])

    /// The folded strings that match; `nil` where they are not known.
    var strings: Strings? {
      switch self {
      case .character(let value, let caseless): Fold.strings(of: value, caseless: caseless)
      case .bytes(let bytes): Strings(bytes.map { $0 | 0x20 })
      }
    }

    /// The least number of bytes that match. Two bytes match one for U+017F alone, and three for U+212A.
    var leastBytes: Int {
      switch self {
      case .character(let value, _): value < 0x80 || value == 0x17F || value == 0x212A ? 1 : 2
      case .bytes(let bytes): bytes.count
      }
    }
  }

  /// A phrase with blanks round it; `nil` where its sign is not known.
  init?(phrase: String, isCaseless: Bool) {
    self.init(
      phrase.unicodeScalars.map { .character($0.value, caseless: isCaseless) }, hasStartGap: true, hasEndGap: true)
  }

  /// `nil` where a pattern that is shown lines stands for more.
  init?(_ node: Node) {
    var parts: [Part] = []
    var (hasStartGap, hasEndGap) = (false, false)
    let nodes: [Node]
    if case .sequence(let all) = node { nodes = all } else { nodes = [node] }
    for node in nodes {
      switch node {
      case .repetition(.set(let set), minimum: 0, _) where set.isBlank && !set.takesLineFeed:
        if parts.isEmpty { hasStartGap = true } else { hasEndGap = true }
      case .string(let string, _) where !hasEndGap: parts.append(.bytes(string))
      case .character(let value, let caseless) where !hasEndGap: parts.append(.character(value, caseless: caseless))
      default: return nil
      }
    }
    self.init(parts, hasStartGap: hasStartGap, hasEndGap: hasEndGap)
  }

  /// Letters whose cases have other bytes multiply what a line may be. Of a line of many such letters its start and its end
  /// are looked for, which tell it from nearly all others.
  private init?(_ parts: [Part], hasStartGap: Bool, hasEndGap: Bool) {
    guard parts.count <= Self.length else { return nil }
    var starts = Strings.empty
    var next = 0
    while next < parts.count {
      // Most characters are of one string.
      if case .character(let value, _) = parts[next], starts.append(character: value) {
        // Done.
      } else {
        guard let more = parts[next].strings else { return nil }
        if more.count == 1, starts.firstLength < Self.longStart || starts.count == 1 {
          starts.append(toEach: more.bytes[...])
        } else {
          if starts.count * more.count > Self.mostStarts || starts.firstLength >= Self.longStart { break }
          starts = starts.followed(by: more)
        }
      }
      next += 1
    }
    guard starts.firstLength > 0, starts.bytes[0] != 0x20, starts.firstLength <= Self.length else { return nil }
    var branch = Branch(anchor: .start, literals: starts)
    branch.startsLine = !hasStartGap
    branch.minimumBytes = starts.shortest
    if next < parts.count {
      var ends = Strings.empty
      for part in parts[next...].reversed() {
        guard ends.firstLength < Self.longEnd, let more = part.strings, ends.count * more.count <= Self.mostEnds else {
          break
        }
        ends = more.followed(by: ends)
      }
      guard ends.firstLength > 0, ends.bytes[ends.firstLength - 1] != 0x20 else { return nil }
      branch.suffixes = ends
      branch.minimumBytes += parts[next...].reduce(0) { $0 + $1.leastBytes }
    } else {
      guard starts.bytes[starts.firstLength - 1] != 0x20 else { return nil }
      branch.reachesEnd = true
      if !hasEndGap {
        branch.charactersToEnd = 0
        if !hasStartGap {
          branch.maximumCharacters = starts.ranges.reduce(0) { most, string in
            max(most, starts.bytes[string].count { $0 & 0xC0 != 0x80 })
          }
        }
      }
    }
    self.branch = branch
  }
}
