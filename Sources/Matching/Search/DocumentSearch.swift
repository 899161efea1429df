/// The search of one document-wide expression: leftmost, non-overlapping, non-empty matches.
///
/// What it finds is defined line by line: starts within a line are tried up to its line feed, from the line's start or
/// the last match's end. A line in which PCRE2 runs into a limit is given up from there on, and noted, if a match may
/// start in it at all (see ``AdmittedLines``). One PCRE2 call covers the starts of many lines; only where it runs into a
/// limit are they gone through one by one.
struct DocumentSearch {
  let pattern: Pattern
  let expression: Int
  let engine: Pattern.Engine
  /// Whether a line by itself may be shown without what follows it; see ``Confinement``.
  let isConfined: Bool
  /// Line after line is searched where it is given, and those that can't match are passed over; see ``Node/leadingRun``.
  let leadingRun: ByteSet?
  /// In which lines a limit counts; `nil` where the search is for those lines only.
  var admitted: AdmittedLines?
  private var position = 0
  private var limits = 0

  init(
    _ pattern: Pattern, expression: Int, engine: Pattern.Engine, isConfined: Bool, leadingRun: ByteSet? = nil,
    admitted: AdmittedLines? = nil
  ) {
    self.pattern = pattern
    self.expression = expression
    self.engine = engine
    self.isConfined = isConfined
    self.leadingRun = leadingRun
    self.admitted = admitted
  }

  /// Whether so many limits were hit that the rest of the document is not searched.
  var isAbandoned: Bool { limits >= Limits.perDocument }

  /// Searches for matches that start at `first` or later, and at `last` or before: a line's start, a line's end.
  /// Stretches must ascend.
  mutating func run(
    _ text: Span<UInt8>, from first: Int, through last: Int, _ scratch: Scratch, _ matches: inout Matches,
    _ shouldStop: () -> Bool
  ) throws(Interrupted) {
    position = max(position, first)
    if leadingRun != nil { return try runByLine(text, until: last, scratch, &matches, shouldStop) }
    while position <= last, position < text.count, !isAbandoned {
      if shouldStop() { throw Interrupted(expression: expression) }
      let windowEnd = last - position <= Limits.window ? last : characterStart(text, position + Limits.window)
      switch pattern.firstMatch(in: text, from: position, lastStart: windowEnd, engine, scratch) {
      case .match(let range): note(range, &matches)
      case .none: position = windowEnd >= text.count ? text.count : characterStart(text, windowEnd + 1, forward: true)
      case .inconclusive: try runByLine(text, until: windowEnd, scratch, &matches, shouldStop)
      }
    }
  }

  /// Searches one line, whose line feed, or the text's end, is at `end`.
  mutating func run(
    _ text: Span<UInt8>, line start: Int, _ end: Int, _ scratch: Scratch, _ matches: inout Matches
  ) {
    position = max(position, start)
    if let admitted, admitted.isProvenEnough, !admitted.contains(lineAt: position) {
      position = end + 1
      return
    }
    let shown = isConfined ? min(end + 1, text.count) : text.count
    let subject = text.extracting(0..<shown)
    while position <= end, position < text.count {
      switch pattern.firstMatch(in: subject, from: position, lastStart: end, engine, scratch) {
      case .match(let range): note(range, &matches)
      case .none: position = passRun(text, from: position, lineEnd: end) + 1
      case .inconclusive(let reason):
        if admitted?.countsLimit(lineAt: position) ?? true { giveUp(end, text.count, reason, &matches) }
        position = end + 1
      }
    }
  }

  private mutating func runByLine(
    _ text: Span<UInt8>, until last: Int, _ scratch: Scratch, _ matches: inout Matches, _ shouldStop: () -> Bool
  ) throws(Interrupted) {
    while position <= last, position < text.count, !isAbandoned {
      if shouldStop() { throw Interrupted(expression: expression) }
      var end = position
      while end < text.count, text[end] != 0x0A { end += 1 }
      run(text, line: position, end, scratch, &matches)
    }
  }

  /// The end of the last line in which no match can start, as none does at `start` or later in its line.
  private func passRun(_ text: Span<UInt8>, from start: Int, lineEnd: Int) -> Int {
    // Where a match before ended within the line, no line's start was tried.
    guard let leadingRun, start == 0 || text[start - 1] == 0x0A else { return lineEnd }
    var end = start
    while end < text.count, leadingRun.contains(text[end]) { end += 1 }
    // A line that begins right behind the run begins in it, too.
    while end < text.count, text[end] != 0x0A { end += 1 }
    return max(end, lineEnd)
  }

  private mutating func note(_ range: Range<Int>, _ matches: inout Matches) {
    matches.found.append(Match(expression: expression, range: range))
    position = max(range.upperBound, position + 1)
  }

  private mutating func giveUp(_ end: Int, _ count: Int, _ reason: Inconclusive.Reason, _ matches: inout Matches) {
    limits += 1
    matches.inconclusive.append(
      Inconclusive(
        expression: expression, range: position..<(isAbandoned ? count : end),
        reason: isAbandoned ? .abandoned : reason))
  }

  /// The nearest offset at which a character starts, backward or forward.
  private func characterStart(_ text: Span<UInt8>, _ offset: Int, forward: Bool = false) -> Int {
    var offset = offset
    while offset < text.count, offset > 0, text[offset] & 0xC0 == 0x80 { offset += forward ? 1 : -1 }
    return min(offset, text.count)
  }
}
