internal import CScan

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
  private var hits: [cscan_hit]
  private var sampled: [cscan_gram]
  /// Remembered from one candidate to the next: a line's characters, the blank lines before a line.
  private var counted = (line: -1, characters: 0)
  private var blank = (line: -1, first: 0)

  /// How many chance hits are looked at together.
  private static let batch = 512

  /// Fresh buffers.
  init() { self.init(batch: Self.batch) }

  /// A stand-in that holds no memory.
  static let none = CandidateSearch(batch: 0)

  private init(batch: Int) {
    hits = [cscan_hit](repeating: cscan_hit(), count: batch)
    sampled = [cscan_gram](repeating: cscan_gram(), count: batch)
  }

  /// Where a line begins.
  func start(ofLine line: Int) -> Int { line == 0 ? 0 : lineEnds[line - 1] + 1 }

  /// Finds the candidates of a text.
  mutating func run(
    _ index: CandidateIndex, _ text: [UInt8], enabled: [Bool], shouldStop: () -> Bool
  ) throws(Interrupted) {
    candidates.removeAll(keepingCapacity: true)
    anywhere.removeAll(keepingCapacity: true)
    counted.line = -1
    blank.line = -1
    var isDone = true
    if LineEnds.find(in: text, into: &lineEnds, count: &lines) {
      Shadow.fill(&shadow, from: text)
      var count = 0
      _ = LineEnds.find(in: shadow, into: &shadowEnds, count: &count)
      TextView.with(shadow, shadowEnds, lines: lines, index.pool.bytes) { view in
        isDone = look(index, view, enabled, shouldStop)
      }
    } else {
      TextView.with(text, lineEnds, lines: lines, index.pool.bytes) { view in
        isDone = look(index, view, enabled, shouldStop)
      }
    }
    if !isDone { throw Interrupted() }
    candidates.sort { $0.key < $1.key }
  }

  private mutating func look(
    _ index: CandidateIndex, _ text: TextView, _ enabled: [Bool], _ shouldStop: () -> Bool
  ) -> Bool {
    var line = 0
    while line < text.lines {
      if shouldStop() { return false }
      let count = text.findLineEnds(index, from: &line, into: &hits)
      for hit in 0..<count { resolve(hits[hit], index, text, enabled) }
    }
    for table in index.grams {
      var offset = 0
      while offset < text.count {
        if shouldStop() { return false }
        let count = text.findGrams(table, from: &offset, into: &sampled)
        for gram in 0..<count { resolve(sampled[gram], table.keys, index, text, enabled) }
      }
    }
    for expression in index.anywhere where enabled.isEmpty || enabled[expression] { anywhere.append(expression) }
    for (expression, strings) in index.ifPresent where enabled.isEmpty || enabled[expression] {
      if strings.contains(where: { text.contains(index.pool.strings[Int($0)]) }) { anywhere.append(expression) }
    }
    return true
  }

  /// A line end whose key may be known.
  private mutating func resolve(_ hit: cscan_hit, _ index: CandidateIndex, _ text: TextView, _ enabled: [Bool]) {
    let line = Int(hit.line)
    if hit.kind == cscan_first {
      for branch in index.byFirst[Int(hit.key)] {
        consider(index.branches[Int(branch)], line: line, blanksTrimmed: nil, literal: nil, index, text, enabled)
      }
      return
    }
    let table = index.ends[Int(hit.kind)]
    let isStart = hit.kind < cscan_end8
    for place in table.candidates(hit.key) {
      let entry = table.entries[place]
      guard entry.key == hit.key else { continue }
      let length = Int(entry.length)
      let start = isStart ? hit.start : hit.end - length
      guard start >= text.start(ofLine: line), start + length <= text.end(ofLine: line),
        text.holds(entry.literal, length: length, at: start)
      else { continue }
      consider(
        index.branches[Int(entry.branch)], line: line, blanksTrimmed: hit.start..<hit.end,
        literal: start..<start + length, index, text, enabled)
    }
  }

  /// A sampled gram that may be known.
  private mutating func resolve(
    _ gram: cscan_gram, _ table: KeyTable, _ index: CandidateIndex, _ text: TextView, _ enabled: [Bool]
  ) {
    for place in table.candidates(gram.key) {
      let entry = table.entries[place]
      guard entry.key == gram.key else { continue }
      let start = gram.offset - Int(entry.offset)
      guard start >= 0, start + Int(entry.length) <= text.count,
        text.holds(entry.literal, length: Int(entry.length), at: start)
      else { continue }
      consider(
        index.branches[Int(entry.branch)], line: text.line(at: start), blanksTrimmed: nil,
        literal: start..<start + Int(entry.length), index, text, enabled)
    }
  }

  /// Checks a branch's other conditions and notes the lines in which a match may start.
  private mutating func consider(
    _ branch: FlatBranch, line: Int, blanksTrimmed: Range<Int>?, literal: Range<Int>?, _ index: CandidateIndex,
    _ text: TextView, _ enabled: [Bool]
  ) {
    guard enabled.isEmpty || enabled[Int(branch.expression)] else { return }
    let (start, end) = (text.start(ofLine: line), text.end(ofLine: line))
    guard end - start >= Int(branch.minimumBytes) else { return }
    if branch.first >= 0, branch.anchor != .first {
      guard index.firstSets[Int(branch.first)].contains(start < end ? text.byte(at: start) : 0x0A) else { return }
    }
    if branch.startsLine, let literal, literal.lowerBound != start { return }
    if branch.reachesEnd || !branch.prefixes.isEmpty || !branch.suffixes.isEmpty {
      let content = blanksTrimmed ?? text.trimmed(line: line)
      if branch.reachesEnd, branch.anchor == .start, let literal, literal.upperBound < content.upperBound { return }
      guard holdsAny(branch.prefixes, at: { _ in content.lowerBound }, start..<end, index, text),
        holdsAny(branch.suffixes, at: { content.upperBound - $0 }, start..<end, index, text)
      else { return }
    }
    guard isShortEnough(branch, line, bytes: end - start, text) else { return }
    note(branch, line, text)
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
    candidates.append(Candidate(expression: branch.expression, lines: first...line))
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
