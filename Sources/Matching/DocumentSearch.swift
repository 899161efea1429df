/// The search of one document-wide expression: leftmost, non-overlapping, non-empty matches.
///
/// One PCRE2 call tries starts within a window. Where it runs into a limit, the window is searched again line by line,
/// so that only the lines in which the limit is really hit are given up.
struct DocumentSearch {
  let pattern: Pattern
  let expression: Int
  private var limits = 0

  init(pattern: Pattern, expression: Int) {
    self.pattern = pattern
    self.expression = expression
  }

  mutating func run(
    _ text: Span<UInt8>, _ scratch: Scratch, _ matches: inout Matches, _ shouldStop: () -> Bool
  ) throws(Interrupted) {
    var position = 0
    while position < text.count {
      if shouldStop() { throw Interrupted() }
      let last = characterStart(text, min(position + Limits.window, text.count))
      switch pattern.firstMatch(in: text, from: position, lastStart: last, using: scratch) {
      case .match(let range):
        matches.found.append(Match(expression: expression, range: range))
        position = max(range.upperBound, position + 1)
      case .none: position = last == text.count ? text.count : characterStart(text, last + 1, forward: true)
      case .inconclusive(let reason):
        try runByLine(text, &position, until: last, reason, scratch, &matches, shouldStop)
        if limits >= Limits.perDocument { return }
      }
    }
  }

  private mutating func runByLine(
    _ text: Span<UInt8>, _ position: inout Int, until last: Int, _ reason: Inconclusive.Reason, _ scratch: Scratch,
    _ matches: inout Matches, _ shouldStop: () -> Bool
  ) throws(Interrupted) {
    while position <= last, position < text.count {
      if shouldStop() { throw Interrupted() }
      var lineEnd = position
      while lineEnd < text.count, text[lineEnd] != 0x0A { lineEnd += 1 }
      switch pattern.firstMatch(in: text, from: position, lastStart: lineEnd, using: scratch) {
      case .match(let range):
        matches.found.append(Match(expression: expression, range: range))
        position = max(range.upperBound, position + 1)
      case .none: position = lineEnd + 1
      case .inconclusive(let reason):
        limits += 1
        let abandoned = limits == Limits.perDocument
        matches.inconclusive.append(
          Inconclusive(
            expression: expression, range: position..<(abandoned ? text.count : lineEnd),
            reason: abandoned ? .abandoned : reason))
        if abandoned { return }
        position = lineEnd + 1
      }
    }
  }

  /// The nearest offset at which a character starts, backward or forward.
  private func characterStart(_ text: Span<UInt8>, _ offset: Int, forward: Bool = false) -> Int {
    var offset = offset
    while offset < text.count, offset > 0, text[offset] & 0xC0 == 0x80 { offset += forward ? 1 : -1 }
    return min(offset, text.count)
  }
}
