internal import Threads

/// Finds the matches of thousands of expressions at nearly the cost of a few: an index tells from literals which of them
/// may match in which lines, and PCRE2 is asked about those alone.
public final class IndexedMatcher: Matcher {
  /// The expressions, in the order in which matches name them.
  public let expressions: [Expression]
  /// Whether patterns run as machine code.
  public let usesJIT: Bool
  private let compiled: [CompiledExpression]
  private let made = Locked<Index?>(nil)

  /// What is learnt of the expressions before the first text.
  private final class Index: Sendable {
    let traits: [Traits]
    let candidates: CandidateIndex

    init(_ expressions: [CompiledExpression]) {
      let requirements = IndexedMatcher.requirements(expressions)
      candidates = CandidateIndex(requirements) { expressions[$0].expression }
      let unfiltered = candidates.unfiltered
      traits = requirements.enumerated().map { expression, requirement in
        Traits(
          isConfined: requirement.isConfined, isFiltered: !unfiltered.contains(expression),
          leadingRun: requirement.leadingRun)
      }
    }
  }

  /// What a search has to know of an expression.
  private struct Traits {
    /// See ``Confinement``.
    let isConfined: Bool
    /// Whether its candidates are all that its filter lets through, and no more.
    let isFiltered: Bool
    /// See ``Node/leadingRun``.
    let leadingRun: ByteSet?
  }

  /// A set of expressions, in order. The index is made for the first text, or by ``prepare()``.
  ///
  /// - Parameter jit: Whether patterns may run as machine code. Where the system forbids that, all patterns are
  ///   interpreted and ``usesJIT`` is `false`.
  public init(_ expressions: [CompiledExpression], jit: Bool = true) {
    self.expressions = expressions.map(\.expression)
    compiled = expressions
    usesJIT = jit && Library.hasMachineCode
  }

  /// Makes the index now, so that the first text need not wait for it.
  public func prepare() { _ = index }

  /// The index; whichever thread comes first makes it, with the help of others, while those that come later wait.
  private var index: Index {
    made.withLock { made in
      if let made { return made }
      let index = Index(compiled)
      made = index
      return index
    }
  }

  /// What each expression requires. Several threads share the work where there is some: a large pattern takes
  /// milliseconds, a phrase next to nothing.
  private static func requirements(_ expressions: [CompiledExpression]) -> [Requirement] {
    let size = expressions.reduce(0) { $0 + $1.expression.cost }
    let group = size < cheap ? WorkerGroup(count: 1) : .forLoading()
    // The largest first, so that none is begun last, when the other threads have nothing to do; phrases many at a time.
    let order = expressions.indices.sorted { expressions[$0].expression.cost > expressions[$1].expression.cost }
    let patterns = order.prefix { expressions[$0].expression.cost > 0 }.count
    let stretches = (order.count - patterns + phrases - 1) / phrases
    let results = group.map(patterns + stretches) { task, _ in
      let first = patterns + (task - patterns) * phrases
      let places = task < patterns ? order[task..<task + 1] : order[first..<min(order.count, first + phrases)]
      return places.map { Requirement(expressions[$0].expression) }
    }
    var requirements = [Requirement](repeating: Requirement(), count: expressions.count)
    for (place, requirement) in zip(order, results.joined()) { requirements[place] = requirement }
    return requirements
  }

  /// Less than so many bytes of patterns are not worth a thread.
  private static let cheap = 4_096
  /// How many phrases are one task.
  private static let phrases = 256

  /// Finds every match of every enabled expression; see ``Matcher``.
  public func findMatches(
    in text: [UInt8], enabled: [Bool], using scratch: Scratch, into matches: inout Matches,
    shouldStop: () -> Bool
  ) throws(Interrupted) {
    var stopwatch = Stopwatch.stopped
    try find(in: text, enabled, scratch, &matches, &stopwatch, shouldStop)
  }

  /// Finds every match of every enabled expression and adds to a profile what that cost.
  public func findMatches(
    in text: [UInt8], enabled: [Bool] = [], using scratch: Scratch, into matches: inout Matches,
    profile: inout MatchProfile, shouldStop: () -> Bool = { false }
  ) throws(Interrupted) {
    // Moved, not copied: it has an entry for every expression.
    var taken = MatchProfile.none
    swap(&taken, &profile)
    var stopwatch = Stopwatch(consume taken)
    defer { profile = stopwatch.finish() }
    try find(in: text, enabled, scratch, &matches, &stopwatch, shouldStop)
  }

  private func find(
    in text: [UInt8], _ enabled: [Bool], _ scratch: Scratch, _ matches: inout Matches, _ stopwatch: inout Stopwatch,
    _ shouldStop: () -> Bool
  ) throws(Interrupted) {
    matches.removeAll()
    stopwatch.bookDocument(bytes: text.count)
    // Taken out, so that the buffers are this call's alone.
    var search = CandidateSearch.none
    swap(&search, &scratch.search)
    defer { swap(&search, &scratch.search) }
    let index = index
    try search.run(index.candidates, text, enabled: enabled, &stopwatch, shouldStop: shouldStop)
    var next = 0
    while next < search.candidates.count {
      // It was the one before that took the time.
      if shouldStop() { throw Interrupted(expression: next > 0 ? search.candidates[next - 1].expression : nil) }
      let start = next
      let expression = search.candidates[start].expression
      var lines = 0
      while next < search.candidates.count, search.candidates[next].expression == expression {
        lines += search.candidates[next].lines.count
        next += 1
      }
      let known = matches.found.count
      try confirm(
        index, expression, start..<next, search, text, scratch, &matches, shouldStop)
      stopwatch.book(
        .confirmation, expression: expression, candidates: lines, matches: matches.found.count - known)
    }
    for expression in search.anywhere {
      if search.lines == 0 { break }
      let known = matches.found.count
      try confirmAnywhere(index, expression, search, text, scratch, &matches, shouldStop)
      stopwatch.book(.wholeTexts, expression: expression, candidates: 1, matches: matches.found.count - known)
    }
  }

  /// Frees machine code; see ``Matcher``.
  public func releaseMachineCode() { for expression in compiled { expression.patterns.releaseMachineCode() } }

  /// In which lines a limit counts, where the search looks at more than the expression's filter lets through.
  private func admitted(
    _ index: Index, _ expression: Int, _ lines: borrowing CandidateSearch, _ text: [UInt8]
  ) -> AdmittedLines? {
    let isFiltered = index.traits[expression].isFiltered && !lines.isIdle(expression, index.candidates)
    return isFiltered ? nil : AdmittedLines(expressions[expression], text)
  }

  private var engine: Pattern.Engine { usesJIT ? .machineCode : .interpreter }

  /// Asks PCRE2 about an expression's candidates.
  private func confirm(
    _ index: Index, _ expression: Int, _ candidates: Range<Int>, _ lines: borrowing CandidateSearch, _ bytes: [UInt8],
    _ scratch: Scratch, _ matches: inout Matches, _ shouldStop: () -> Bool
  ) throws(Interrupted) {
    let (text, patterns) = (bytes.span, compiled[expression].patterns)
    let admitted = admitted(index, expression, lines, bytes)
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
    case (.document, _) where index.traits[expression].isConfined:
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
        leadingRun: index.traits[expression].leadingRun,
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
    _ index: Index, _ expression: Int, _ lines: borrowing CandidateSearch, _ bytes: [UInt8], _ scratch: Scratch,
    _ matches: inout Matches, _ shouldStop: () -> Bool
  ) throws(Interrupted) {
    let (text, pattern) = (bytes.span, compiled[expression].patterns[0])
    let admitted = admitted(index, expression, lines, bytes)
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
        pattern, expression: expression, engine: engine, isConfined: index.traits[expression].isConfined,
        leadingRun: index.traits[expression].leadingRun, admitted: admitted)
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

extension Expression {
  /// How much work it is to understand: the pattern's length, or nothing to speak of where it is made of phrases.
  fileprivate var cost: Int {
    switch content {
    case .pattern(let pattern, isLiteral: false): pattern.utf8.count + 1
    case .pattern, .phrases: 0
    }
  }
}
