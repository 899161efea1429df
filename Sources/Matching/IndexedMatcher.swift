/// Finds the matches of thousands of expressions at nearly the cost of a few: an index tells from literals which of them
/// may match in which lines, and PCRE2 is asked about those alone.
public final class IndexedMatcher: Matcher {
  /// The expressions, in the order in which matches name them.
  public let expressions: [Expression]
  /// Whether patterns run as machine code.
  public let usesJIT: Bool
  private let compiled: [CompiledExpression]
  private let stages: [Stage]

  /// A set of expressions, in order. An index is made for the first text, or by ``prepare()``.
  ///
  /// - Parameters:
  ///   - stages: For each expression the number of its stage, where not all are looked for in every text: those of one
  ///     stage share an index. Empty: all are of stage 0.
  ///   - jit: Whether patterns may run as machine code. Where the system forbids that, all patterns are interpreted and
  ///     ``usesJIT`` is `false`.
  public init(_ expressions: [CompiledExpression], stages: [Int] = [], jit: Bool = true) {
    precondition(stages.isEmpty || stages.count == expressions.count, "each expression has its stage")
    self.expressions = expressions.map(\.expression)
    compiled = expressions
    self.stages = (0...(stages.max() ?? 0)).map { stage in
      Stage(expressions.indices.filter { stages.isEmpty || stages[$0] == stage }, of: expressions)
    }
    usesJIT = jit && Library.hasMachineCode
  }

  /// How many stages there are.
  public var stageCount: Int { stages.count }

  /// Makes the indexes now, so that the first text need not wait for them.
  public func prepare() { for stage in stages { _ = stage.index } }

  /// Finds every match of every enabled expression; see ``Matcher``.
  public func findMatches(
    in text: [UInt8], enabled: [Bool], using scratch: Scratch, into matches: inout Matches,
    shouldStop: () -> Bool
  ) throws(Interrupted) {
    matches.removeAll()
    var stopwatch = Stopwatch.stopped
    for stage in stages.indices { try find(stage, text, enabled, scratch, &matches, &stopwatch, shouldStop) }
  }

  /// Finds every match of the enabled expressions of one stage, and adds them to others.
  ///
  /// - Parameter profile: Where there is one, what that cost is added to it.
  public func addMatches(
    ofStage stage: Int, in text: [UInt8], enabled: [Bool], using scratch: Scratch, to matches: inout Matches,
    profile: inout MatchProfile?, shouldStop: () -> Bool
  ) throws(Interrupted) {
    // Moved, not copied: it has an entry for every expression.
    var stopwatch = profile.take().map { Stopwatch($0) } ?? .stopped
    defer { if stopwatch.isRunning { profile = stopwatch.finish() } }
    if stage == 0 { stopwatch.bookDocument(bytes: text.count) }
    try find(stage, text, enabled, scratch, &matches, &stopwatch, shouldStop)
  }

  /// Finds every match of every expression and adds to a profile what that cost.
  public func findMatches(
    in text: [UInt8], using scratch: Scratch, into matches: inout Matches, profile: inout MatchProfile
  ) throws(Interrupted) {
    var taken: MatchProfile? = profile
    profile = MatchProfile.none
    defer { profile = taken ?? profile }
    matches.removeAll()
    for stage in stages.indices {
      try addMatches(
        ofStage: stage, in: text, enabled: [], using: scratch, to: &matches, profile: &taken, shouldStop: { false })
    }
  }

  private func find(
    _ number: Int, _ text: [UInt8], _ enabled: [Bool], _ scratch: Scratch, _ matches: inout Matches,
    _ stopwatch: inout Stopwatch, _ shouldStop: () -> Bool
  ) throws(Interrupted) {
    let stage = stages[number]
    if stage.places.isEmpty { return }
    // Taken out, so that the buffers are this call's alone.
    var search = CandidateSearch.none
    scratch.exchange(&search, forStage: number)
    defer { scratch.exchange(&search, forStage: number) }
    let index = stage.index
    try search.run(
      index.candidates, text, enabled: stage.enabled(enabled), &stopwatch, shouldStop: shouldStop)
    var next = 0
    while next < search.candidates.count {
      // It was the one before that took the time.
      if shouldStop() {
        throw Interrupted(expression: next > 0 ? stage.places[search.candidates[next - 1].expression] : nil)
      }
      let start = next
      let member = search.candidates[start].expression
      var lines = 0
      while next < search.candidates.count, search.candidates[next].expression == member {
        lines += search.candidates[next].lines.count
        next += 1
      }
      let known = matches.found.count
      let expression = stage.places[member]
      try confirm(
        index, member, expression, start..<next, search, text, scratch, &matches, shouldStop)
      stopwatch.book(
        .confirmation, expression: expression, candidates: lines, matches: matches.found.count - known)
    }
    // The last one's time may be what has run out; who asks next could not tell whose it was.
    if next > 0, shouldStop() { throw Interrupted(expression: stage.places[search.candidates[next - 1].expression]) }
    for member in search.anywhere {
      if search.lines == 0 { break }
      let known = matches.found.count
      let expression = stage.places[member]
      try confirmAnywhere(index, member, expression, search, text, scratch, &matches, shouldStop)
      stopwatch.book(.wholeTexts, expression: expression, candidates: 1, matches: matches.found.count - known)
    }
  }

  /// Frees machine code; see ``Matcher``.
  public func releaseMachineCode() { for expression in compiled { expression.patterns.releaseMachineCode() } }

  /// In which lines a limit counts, where the search looks at more than the expression's filter lets through.
  private func admitted(
    _ index: Stage.Index, _ member: Int, _ expression: Int, _ lines: borrowing CandidateSearch, _ text: [UInt8]
  ) -> AdmittedLines? {
    let isFiltered = index.traits[member].isFiltered && !lines.isIdle(member, index.candidates)
    return isFiltered ? nil : AdmittedLines(expressions[expression], text)
  }

  private var engine: Pattern.Engine { usesJIT ? .machineCode : .interpreter }

  /// Asks PCRE2 about an expression's candidates.
  private func confirm(
    _ index: Stage.Index, _ member: Int, _ expression: Int, _ candidates: Range<Int>,
    _ lines: borrowing CandidateSearch,
    _ bytes: [UInt8], _ scratch: Scratch, _ matches: inout Matches, _ shouldStop: () -> Bool
  ) throws(Interrupted) {
    let (text, patterns) = (bytes.span, compiled[expression].patterns)
    let admitted = admitted(index, member, expression, lines, bytes)
    switch (expressions[expression].subject, patterns) {
    case (.line(let minimum, let maximum), .ofPhrases(let phrases)):
      var search = LineSearch(
        expression: expression, engine: engine, minimum...max(minimum, maximum), admitted: admitted)
      for candidate in lines.candidates[candidates] {
        let pattern = phrases[Int(candidate.alternative)]
        run(&search, pattern, candidate.lines.lowerBound, lines, text, scratch, &matches)
      }
    case (.line(let minimum, let maximum), .one(let pattern)):
      var search = LineSearch(
        expression: expression, engine: engine, minimum...max(minimum, maximum), admitted: admitted)
      var next = 0
      for candidate in candidates {
        let those = lines.candidates[candidate].lines
        while next <= those.upperBound {
          next = max(next, those.lowerBound)
          run(&search, pattern, next, lines, text, scratch, &matches)
          next += 1
        }
      }
    case (.document, _) where index.traits[member].isConfined:
      var search = DocumentSearch(
        patterns[0], expression: expression, engine: engine, isConfined: true, admitted: admitted)
      var next = 0
      for candidate in candidates {
        let those = lines.candidates[candidate].lines
        while max(next, those.lowerBound) <= those.upperBound, !search.isAbandoned {
          let line = max(next, those.lowerBound)
          search.run(text, line: lines.start(ofLine: line), lines.lineEnds[line], scratch, &matches)
          next = line + 1
        }
      }
    case (.document, _):
      var search = DocumentSearch(
        patterns[0], expression: expression, engine: engine, isConfined: false,
        leadingRun: index.traits[member].leadingRun,
        admitted: admitted)
      var next = 0
      for candidate in candidates {
        let those = lines.candidates[candidate].lines
        let first = max(next, those.lowerBound)
        if first > those.upperBound { continue }
        try search.run(
          text, from: lines.start(ofLine: first), through: lines.lineEnds[those.upperBound], scratch, &matches,
          shouldStop)
        next = those.upperBound + 1
      }
    }
  }

  private func confirmAnywhere(
    _ index: Stage.Index, _ member: Int, _ expression: Int, _ lines: borrowing CandidateSearch, _ bytes: [UInt8],
    _ scratch: Scratch, _ matches: inout Matches, _ shouldStop: () -> Bool
  ) throws(Interrupted) {
    let (text, pattern) = (bytes.span, compiled[expression].patterns[0])
    let admitted = admitted(index, member, expression, lines, bytes)
    switch expressions[expression].subject {
    case .line(let minimum, let maximum):
      var search = LineSearch(
        expression: expression, engine: engine, minimum...max(minimum, maximum), admitted: admitted)
      for line in 0..<lines.lines where !search.isAbandoned {
        if line & 0xFF == 0, shouldStop() { throw Interrupted(expression: expression) }
        run(&search, pattern, line, lines, text, scratch, &matches)
      }
    case .document:
      var search = DocumentSearch(
        pattern, expression: expression, engine: engine, isConfined: index.traits[member].isConfined,
        leadingRun: index.traits[member].leadingRun, admitted: admitted)
      try search.run(text, from: 0, through: text.count, scratch, &matches, shouldStop)
    }
  }

  private func run(
    _ search: inout LineSearch, _ pattern: Pattern, _ line: Int, _ lines: borrowing CandidateSearch,
    _ text: Span<UInt8>, _ scratch: Scratch, _ matches: inout Matches
  ) {
    let range = lines.start(ofLine: line)..<lines.lineEnds[line]
    // A character has one to four bytes: most lines need no counting.
    guard range.count >= search.lengths.lowerBound, range.count / 4 <= search.lengths.upperBound else { return }
    let isSure = range.count <= search.lengths.upperBound && (range.count + 3) / 4 >= search.lengths.lowerBound
    let characters = isSure ? search.lengths.lowerBound : LineEnds.characters(text, range)
    search.run(pattern, text, range, characters: characters, scratch, &matches)
  }
}
