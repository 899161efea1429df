extension DocumentFeatures {
  /// How many marks a set of rules may use.
  public static let markLimit = 64

  /// Takes the marks that rules have given to lines, and measures what follows from them.
  ///
  /// - Parameters:
  ///   - marks: A bit a mark for each line.
  ///   - leading: The marks that lead: what follows such a line stands under it, up to the next prose, and below it, until
  ///     two lines of prose in a row say that the article goes on. A mark leads only from a line of at most ten words that
  ///     heads no text of the article itself; one sentence or prose line in its first lines does not end it.
  public mutating func setMarks(_ marks: [UInt64], leading: UInt64) {
    self.marks = marks
    // How many lines before each bear a mark: a run may be as long as the document.
    var before = [0]
    before.reserveCapacity(marks.count + 1)
    for mark in marks { before.append(before[before.count - 1] + (mark == 0 ? 0 : 1)) }
    func marked(_ range: Range<Int>) -> Int { before[range.upperBound] - before[range.lowerBound] }
    for line in facts.indices {
      set(.marks, of: line, marks[line].nonzeroBitCount)
      let near = max(0, line - 4)..<min(facts.count, line + 5)
      let own = marks[line] == 0 ? 0 : 1
      set(.marksNear, of: line, marked(near) - own)
      let run = runs[line]
      set(.runMarks, of: line, run.isEmpty ? Self.none : percent(marked(run) - own, of: run.count - 1))
      let block = blocks[line]
      set(.blockMarks, of: line, percent(marked(block) - own, of: block.count - 1))
    }
    let fragments = facts.indices.reduce(0) { $0 + (kinds[$1] == .fragment ? 1 : 0) }
    let bearing = facts.indices.reduce(0) { $0 + (kinds[$1] == .fragment && marks[$1] != 0 ? 1 : 0) }
    let share = max(0, percent(bearing, of: fragments))
    for line in facts.indices { set(.documentMarks, of: line, share) }
    lead(leading)
  }

  /// The marks of a line; a bit a mark.
  public func marks(of line: Int) -> UInt64 { marks.indices.contains(line) ? marks[line] : 0 }

  /// The mark under which a line stands, by number.
  public func leader(of line: Int) -> Int? {
    leaders.indices.contains(line) && leaders[line] >= 0 ? leaders[line] : nil
  }

  /// So many lines of prose in a row, and the article goes on: what led above them leads no longer.
  private static let articleAgain = 2

  private mutating func lead(_ leading: UInt64) {
    leaders = Array(repeating: -1, count: facts.count)
    marksAbove = Array(repeating: 0, count: facts.count)
    var leader = -1
    var above: UInt64 = 0
    var distance = 0
    var prose = 0
    for line in facts.indices {
      leaders[line] = leader
      marksAbove[line] = above
      set(.underLines, of: line, leader < 0 ? 0 : distance)
      if kinds[line] != .fragment, marks[line] == 0, leader >= 0 {
        if distance <= 3, facts[line].allWords < 60 { distance += 2 } else { leader = -1 }
      }
      prose = kinds[line] == .prose && marks[line] & leading == 0 ? prose + 1 : 0
      if prose >= Self.articleAgain { above = 0 }
      let leads = marks[line] & leading
      if leads != 0, facts[line].allWords <= 10, !headsText(line, leading: leading) {
        above |= leads
        leader = leads.trailingZeroBitCount
        distance = 1
      } else if leader >= 0 {
        distance += 1
      }
    }
  }

  /// Whether a line is the heading of the article's own text, or the first half of a sentence, and leads no list: the line
  /// after it is prose, or goes on in small letters to the end of a sentence.
  private func headsText(_ line: Int, leading: UInt64) -> Bool {
    let next = line + 1
    guard next < facts.count else { return false }
    if kinds[next] == .prose { return marks[next] & leading == 0 }
    return kinds[next] == .sentence && facts[next].starts == .lower
  }
}
