internal import CScan

/// The candidate of an expression that was noted last, and in which text.
private struct Noted {
  let text: UInt32
  let first: UInt32
  let last: UInt32
  let alternative: UInt32

  static let nothing = Noted(text: 0, first: 0, last: 0, alternative: 0)

  /// Whether it is a candidate of a pattern in this text that ends with a line.
  func isOf(_ text: UInt32, _ branch: FlatBranch, last line: Int) -> Bool {
    self.text == text && last == line && alternative == branch.alternative
  }
}

/// One worker's buffers for asking a ``CandidateIndex``; used again for the next text.
struct CandidateSearch {
  /// What was found, by expression, then by first line; some may overlap.
  private(set) var candidates: [Candidate] = []
  /// The expressions that may match anywhere in this text, ascending.
  private(set) var anywhere: [Int] = []
  /// Where each line ends: at its line feed, or at the text's end. Only the first ``lines`` count.
  private(set) var lineEnds: [Int] = []
  /// The number of lines.
  private(set) var lines = 0
  /// The lines of the shadow, where one is needed: as many, but shorter.
  private var shadow: [UInt8] = []
  private var shadowEnds: [Int] = []
  private var finds: [cscan_occurrence]
  /// What filters have learnt of texts like the one at hand, and, apart, of the others: of shadows, or of texts that are none.
  private var filters: [FilterSearch] = []
  private var secondary: [(program: LazyFilterProgram, search: FilterSearch?)?] = []
  private var otherFilters: [FilterSearch] = []
  private var otherSecondary: [(program: LazyFilterProgram, search: FilterSearch?)?] = []
  private var unsifted: [Candidate] = []
  /// The lines that an expression's filter is asked about.
  private var asked: [Int] = []
  /// Remembered from one candidate to the next, for a line may have as many as it has bytes: a line's characters, those
  /// that are no blanks, what it is without blanks, where its last word ends, the blank lines before it.
  private var counted = (line: -1, characters: 0)
  private var solid = (line: -1, characters: 0)
  private var trimmed = (line: -1, range: 0..<0)
  private var lastWord = (line: -1, end: 0)
  private var blank = (line: -1, first: 0)
  /// For each expression the candidate noted last.
  private var noted: [Noted] = []
  /// Counts texts.
  private var textNumber: UInt32 = 0
  /// Whether the text looked at is a ``Shadow``: its s and k may be of no word.
  private var isLoose = false

  /// How many finds are looked at together, at least.
  private static let batch = 512

  /// Fresh buffers.
  init() { self.init(batch: Self.batch) }

  /// A stand-in that holds no memory.
  static var none: CandidateSearch { CandidateSearch(batch: 0) }

  private init(batch: Int) {
    finds = [cscan_occurrence](repeating: cscan_occurrence(), count: batch)
  }

  /// Whether an expression's candidates may be more than its filter lets through.
  func isIdle(_ expression: Int, _ index: CandidateIndex) -> Bool {
    let place = index.placeOfSecondary[expression]
    return place >= 0 && secondary[place]?.search?.isIdle ?? false
  }

  /// Where a line begins.
  func start(ofLine line: Int) -> Int { line == 0 ? 0 : lineEnds[line - 1] + 1 }

  /// Finds the candidates of a text.
  mutating func run(
    _ index: CandidateIndex, _ text: [UInt8], enabled: [Bool], _ stopwatch: inout Stopwatch, shouldStop: () -> Bool
  ) throws(Interrupted) {
    candidates.removeAll(keepingCapacity: true)
    anywhere.removeAll(keepingCapacity: true)
    (counted.line, solid.line, trimmed.line, lastWord.line, blank.line) = (-1, -1, -1, -1, -1)
    textNumber &+= 1
    if noted.count != index.placeOfSecondary.count || textNumber == 0 {
      noted = [Noted](repeating: .nothing, count: index.placeOfSecondary.count)
      textNumber = 1
    }
    var isDone = true
    let wasLoose = isLoose
    isLoose = LineEnds.find(in: text, into: &lineEnds, count: &lines)
    if isLoose != wasLoose {
      swap(&filters, &otherFilters)
      swap(&secondary, &otherSecondary)
    }
    if isLoose {
      Shadow.fill(&shadow, from: text)
      var count = 0
      _ = LineEnds.find(in: shadow, into: &shadowEnds, count: &count)
      TextView.with(shadow, shadowEnds, lines: lines, index.pool.bytes) { view in
        isDone = look(index, view, enabled, &stopwatch, shouldStop)
        if isDone { filterCandidates(index, view, &stopwatch) }
      }
    } else {
      TextView.with(text, lineEnds, lines: lines, index.pool.bytes) { view in
        isDone = look(index, view, enabled, &stopwatch, shouldStop)
        if isDone { filterCandidates(index, view, &stopwatch) }
      }
    }
    if !isDone { throw Interrupted() }
  }

  private mutating func look(
    _ index: CandidateIndex, _ text: TextView, _ enabled: [Bool], _ stopwatch: inout Stopwatch,
    _ shouldStop: () -> Bool
  ) -> Bool {
    stopwatch.book(.lines)
    if filters.count != index.filters.count || !zip(filters, index.filters).allSatisfy({ $0.program === $1 }) {
      filters = index.filters.map { FilterSearch($0, isLoose: isLoose, readsAll: true) }
    }
    for expression in index.firstLine where text.lines > 0 && (enabled.isEmpty || enabled[expression]) {
      candidates.append(Candidate(expression: UInt32(expression), lines: 0...0))
    }
    for place in filters.indices {
      guard filters[place].run(text, nil, enabled, into: &candidates, shouldStop) else { return false }
    }
    stopwatch.book(.filters)
    if finds.count < index.most { finds = [cscan_occurrence](repeating: cscan_occurrence(), count: index.most) }
    var line = 0
    while line < text.lines {
      if shouldStop() { return false }
      let count = text.findLineEnds(index, from: &line, loose: isLoose, into: &finds)
      for find in 0..<count { consider(finds[find], line: Int(finds[find].line), index, text, enabled) }
    }
    stopwatch.book(.lineEnds)
    for table in [index.words, isLoose ? index.firstWords : nil] {
      guard let table else { continue }
      var offset = 0
      while offset < text.count {
        if shouldStop() { return false }
        let count = text.findWords(table, from: &offset, loose: isLoose, into: &finds)
        for find in 0..<count {
          consider(finds[find], line: text.line(at: finds[find].literal), index, text, enabled)
        }
      }
    }
    stopwatch.book(.words)
    for table in index.grams {
      var offset = 0
      while offset < text.count {
        if shouldStop() { return false }
        let count = text.findGrams(table, from: &offset, into: &finds)
        for find in 0..<count {
          consider(finds[find], line: text.line(at: finds[find].literal), index, text, enabled)
        }
      }
    }
    stopwatch.book(.innerLiterals)
    for expression in index.anywhere where enabled.isEmpty || enabled[expression] { anywhere.append(expression) }
    for (expression, strings) in index.ifPresent where enabled.isEmpty || enabled[expression] {
      if strings.contains(where: { text.contains(index.pool.strings[Int($0)]) }) { anywhere.append(expression) }
    }
    stopwatch.book(.shortLiterals)
    return true
  }

  /// Sorts the candidates, and leaves only lines that the filters of their expressions let through.
  private mutating func filterCandidates(_ index: CandidateIndex, _ text: TextView, _ stopwatch: inout Stopwatch) {
    candidates.sort { $0.key < $1.key }
    if index.secondary.isEmpty { return }
    if secondary.count != index.secondary.count { secondary = Array(repeating: nil, count: index.secondary.count) }
    swap(&candidates, &unsifted)
    candidates.removeAll(keepingCapacity: true)
    var next = 0
    while next < unsifted.count {
      let expression = unsifted[next].expression
      let place = index.placeOfSecondary[expression]
      guard place >= 0 else {
        candidates.append(unsifted[next])
        next += 1
        continue
      }
      let program = index.secondary[place]
      if secondary[place]?.program !== program {
        secondary[place] = (program, program.made.map { FilterSearch($0, isLoose: isLoose, readsAll: false) })
      }
      let isIdle = secondary[place]?.search?.rests() ?? true
      asked.removeAll(keepingCapacity: true)
      while next < unsifted.count, unsifted[next].expression == expression {
        let lines = takeStretch(from: &next)
        if isIdle {
          candidates.append(Candidate(expression: UInt32(expression), lines: lines.lowerBound...lines.upperBound - 1))
        } else {
          asked.append(contentsOf: lines)
        }
      }
      // All at once: they are walked along together.
      if !asked.isEmpty { _ = secondary[place]?.search?.run(text, asked, [], into: &candidates) { false } }
    }
    stopwatch.book(.filters)
  }

  /// Takes a candidate and those after it that go on where it ends.
  private func takeStretch(from next: inout Int) -> Range<Int> {
    let expression = unsifted[next].expression
    var lines = Range(unsifted[next].lines)
    next += 1
    while next < unsifted.count, unsifted[next].expression == expression {
      let more = unsifted[next].lines
      if more.lowerBound > lines.upperBound { break }
      lines = lines.lowerBound..<max(lines.upperBound, more.upperBound + 1)
      next += 1
    }
    return lines
  }

  /// Checks a branch's other conditions and notes the lines in which a match may start.
  private mutating func consider(
    _ find: cscan_occurrence, line: Int, _ index: CandidateIndex, _ text: TextView, _ enabled: [Bool]
  ) {
    let branch = index.branches[Int(find.branch)]
    guard enabled.isEmpty || enabled[Int(branch.expression)] else { return }
    // One branch after the other finds the same line, and so does each of its words.
    let known = noted[Int(branch.expression)]
    if known.isOf(textNumber, branch, last: line), branch.lead == 0 || known.first == 0 { return }
    let (start, end) = (text.start(ofLine: line), text.end(ofLine: line))
    guard end - start >= Int(branch.minimumBytes) else { return }
    // A line feed folds to a star.
    guard find.literal + Int(find.length) <= end else { return }
    if branch.startsLine, find.literal != start { return }
    if branch.endsWord || branch.isLastWord || branch.charactersToEnd != .max {
      let after = find.literal + Int(find.length)
      // A shadow may show k for what is of no word.
      if branch.endsWord, !isLoose, text.isInWord(after) { return }
      if end - after > Int(branch.charactersToEnd) {
        if end - after > 4 * Int(branch.charactersToEnd) { return }
        if text.characters(after..<end) > Int(branch.charactersToEnd) { return }
      }
      if branch.isLastWord {
        if lastWord.line != line { lastWord = (line, text.lastWord(ofLine: line, loose: isLoose)) }
        if lastWord.end > after { return }
      }
    }
    if branch.first >= 0, branch.anchor != .first {
      guard index.firstSets[Int(branch.first)].contains(start < end ? text.byte(at: start) : 0x0A) else { return }
    }
    if branch.reachesEnd || !branch.prefixes.isEmpty || !branch.suffixes.isEmpty {
      let content = find.is_trimmed ? find.start..<find.end : content(ofLine: line, text)
      if branch.reachesEnd, find.literal + Int(find.length) < content.upperBound { return }
      guard holdsAny(branch.prefixes, at: { _ in content.lowerBound }, start..<end, index, text),
        holdsAny(branch.suffixes, at: { content.upperBound - $0 }, start..<end, index, text)
      else { return }
    }
    guard isShortEnough(branch, line, bytes: end - start, text) else { return }
    note(branch, line, text)
  }

  /// A line without the blanks at its ends.
  private mutating func content(ofLine line: Int, _ text: TextView) -> Range<Int> {
    if trimmed.line != line { trimmed = (line, text.trimmed(line: line)) }
    return trimmed.range
  }

  private func holdsAny(
    _ strings: Range<UInt32>, at place: (Int) -> Int, _ line: Range<Int>, _ index: CandidateIndex, _ text: TextView
  ) -> Bool {
    if strings.isEmpty { return true }
    return strings.contains { string in
      let string = index.pool.strings[Int(string)]
      let start = place(Int(string.length))
      return start >= line.lowerBound && start + Int(string.length) <= line.upperBound
        && text.holds(string.offset, length: Int(string.length), at: start)
    }
  }

  private mutating func isShortEnough(_ branch: FlatBranch, _ line: Int, bytes: Int, _ text: TextView) -> Bool {
    if bytes > Int(branch.maximumSolid), branch.maximumSolid != .max {
      if solid.line != line { solid = (line, text.solid(ofLine: line)) }
      if solid.characters > Int(branch.maximumSolid) { return false }
    }
    let maximum = Int(branch.maximumCharacters)
    if bytes <= maximum || branch.maximumCharacters == .max { return true }
    if bytes > 4 * maximum { return false }
    if counted.line != line { counted = (line, text.characters(ofLine: line)) }
    return counted.characters <= maximum
  }

  private mutating func note(_ branch: FlatBranch, _ line: Int, _ text: TextView) {
    var first = line
    switch branch.lead {
    case FlatBranch.blankLines: first = firstBlank(before: line, text)
    case FlatBranch.blankLinesAndOneMore: first = max(0, firstBlank(before: line, text) - 1)
    default: first = max(0, line - Int(branch.lead))
    }
    let known = noted[Int(branch.expression)]
    if known.isOf(textNumber, branch, last: line), known.first <= first { return }
    noted[Int(branch.expression)] = Noted(
      text: textNumber, first: UInt32(first), last: UInt32(line), alternative: branch.alternative)
    candidates.append(
      Candidate(expression: branch.expression, alternative: branch.alternative, lines: first...line))
  }

  /// The first of the blank lines right before a line, or the line itself.
  private mutating func firstBlank(before line: Int, _ text: TextView) -> Int {
    if blank.line == line { return blank.first }
    var first = line
    while first > 0, text.trimmed(line: first - 1).isEmpty { first -= 1 }
    blank = (line, first)
    return first
  }
}
