internal import Features
internal import Matching
internal import Rulebook

/// Which places of a text a rule's scope admits: by the line in which a match starts. Lines are looked at only once a
/// rule asks for it.
struct LineScope {
  private let text: [UInt8]
  private var cachedLines: [Lines.Line]?
  private var cachedProse: Range<Int>?
  private var cachedCounts: [ArraySlice<UInt8>: Int]?

  init(_ text: [UInt8]) { self.text = text }

  /// Whether the bounds of a line's length are still to be checked for an action's matches: rules that are shown lines
  /// have been shown only those of their length.
  static func checksLength(_ action: Rule.Action) -> Bool { action != .dropLine && !action.judgesLines }

  /// Whether a scope does not admit every place.
  static func isNarrow(_ scope: Scope, checkLength: Bool) -> Bool {
    checkLength && (scope.minimumLine != nil || scope.maximumLine != nil) || !scope.within.isEmpty
      || scope.repeats != nil
  }

  /// - Parameter checkLength: Whether the bounds of the line's length are still to be checked.
  mutating func admits(_ scope: Scope, _ match: Range<Int>, checkLength: Bool) -> Bool {
    guard Self.isNarrow(scope, checkLength: checkLength) else { return true }
    let all = lines()
    guard let index = line(at: match.lowerBound, all) else { return true }
    let line = all[index]
    if checkLength, line.characters < scope.minimumLine ?? 0 || line.characters > scope.maximumLine ?? .max {
      return false
    }
    if !scope.within.isEmpty, !scope.within.contains(where: { admits($0, index, all) }) { return false }
    if let repeats = scope.repeats, occurrences(of: line, all) < repeats { return false }
    return true
  }

  /// What there is to say of the line in which a match starts.
  struct Place {
    /// From 1.
    let line: Int
    /// Of the text.
    let count: Int
    let characters: Int
    let part: Scope.Part
    /// How often the line stands in the text.
    let occurrences: Int
  }

  /// The place where a match starts.
  mutating func place(of match: Range<Int>) -> Place? {
    let all = lines()
    guard let index = line(at: match.lowerBound, all) else { return nil }
    let part = Scope.Part.allCases.first { admits(.part($0), index, all) }
    return Place(
      line: index + 1, count: all.count, characters: all[index].characters, part: part ?? .head,
      occurrences: occurrences(of: all[index], all))
  }

  private mutating func lines() -> [Lines.Line] {
    if let cachedLines { return cachedLines }
    let lines = Lines(of: text).all
    cachedLines = lines
    return lines
  }

  private func line(at offset: Int, _ lines: [Lines.Line]) -> Int? {
    var low = 0
    var high = lines.count
    while low < high {
      let middle = (low + high) / 2
      if lines[middle].end < offset { low = middle + 1 } else { high = middle }
    }
    return low < lines.count ? low : nil
  }

  private mutating func admits(_ within: Scope.Within, _ index: Int, _ lines: [Lines.Line]) -> Bool {
    switch within {
    case .lines(let low, let high):
      let first = low > 0 ? low - 1 : lines.count + low
      let last = high > 0 ? high - 1 : lines.count + high
      return first <= index && index <= last
    case .percent(let low, let high):
      return index * 100 >= low * lines.count && index * 100 < high * lines.count
    case .part(let part):
      let prose = proseLines(lines)
      switch part {
      case .head: return index < prose.lowerBound
      case .tail: return index >= prose.upperBound
      case .body: return prose.contains(index)
      }
    }
  }

  /// From the first prose line to after the last; a text without prose is all head.
  private mutating func proseLines(_ lines: [Lines.Line]) -> Range<Int> {
    if let cachedProse { return cachedProse }
    let isProse = { (line: Lines.Line) in Prose.isProse(text.span.extracting(line.start..<line.end)) }
    let first = lines.firstIndex(where: isProse) ?? lines.count
    let last = lines.lastIndex(where: isProse) ?? lines.count
    let range = first..<min(max(first, last + 1), lines.count)
    cachedProse = range
    return range
  }

  private mutating func occurrences(of line: Lines.Line, _ lines: [Lines.Line]) -> Int {
    if let cachedCounts { return cachedCounts[text[line.start..<line.end]] ?? 0 }
    var counts: [ArraySlice<UInt8>: Int] = [:]
    for line in lines { counts[text[line.start..<line.end], default: 0] += 1 }
    cachedCounts = counts
    return counts[text[line.start..<line.end]] ?? 0
  }
}
