extension DocumentFeatures {
  /// The blocks: what stands between blank lines.
  mutating func findBlocks() {
    var start = 0
    blocks.reserveCapacity(facts.count)
    for line in facts.indices where blankBefore[line + 1] {
      for _ in start...line { blocks.append(start..<(line + 1)) }
      start = line + 1
    }
  }

  /// The runs: unbroken stretches of fragments, over blank lines.
  mutating func findRuns() {
    var line = 0
    runs.reserveCapacity(facts.count)
    while line < kinds.count {
      var end = line
      while end < kinds.count, kinds[end] == .fragment { end += 1 }
      if end == line {
        runs.append(line..<line)
        line += 1
      } else {
        for _ in line..<end { runs.append(line..<end) }
        line = end
      }
    }
  }

  /// What runs and blocks are like.
  mutating func measureStretches() {
    var line = 0
    while line < facts.count {
      if runs[line].isEmpty {
        for feature in [Feature.runTopic, .runFirstEnds] { set(feature, of: line, Self.none) }
        line += 1
      } else {
        measureRun(runs[line])
        line = runs[line].upperBound
      }
    }
    line = 0
    while line < facts.count {
      measureBlock(blocks[line])
      line = blocks[line].upperBound
    }
  }

  private func sum(_ range: Range<Int>, _ value: (Int) -> Int) -> Int {
    var sum = 0
    for line in range { sum += value(line) }
    return sum
  }

  private func holdsDigit(_ line: Int) -> Int { facts[line].digits > 0 ? 1 : 0 }

  private mutating func measureRun(_ run: Range<Int>) {
    let words = sum(run) { facts[$0].allWords } * 10 / run.count
    let titles = percent(sum(run) { facts[$0].isTitleCase ? 1 : 0 }, of: run.count)
    let digits = sum(run) { holdsDigit($0) }
    let changes = sum(run.dropFirst()) { abs(facts[$0].allWords - facts[$0 - 1].allWords) }
    let spread = run.count > 1 ? changes / (run.count - 1) : 0
    let (hits, longWords) = (sum(run) { topicHits[$0] }, sum(run) { facts[$0].longWords.count })
    let first = facts[run.lowerBound]
    for line in run {
      set(.run, of: line, run.count)
      set(.runPlace, of: line, line - run.lowerBound + 1)
      set(.runRest, of: line, run.upperBound - line - 1)
      set(.runWords, of: line, words)
      set(.runTitleCase, of: line, titles)
      set(.runDigits, of: line, percent(digits - holdsDigit(line), of: run.count - 1))
      set(.runSpread, of: line, spread)
      set(.runFirstEnds, of: line, Int(first.ends.rawValue))
      set(.runFirstWords, of: line, first.allWords)
      set(.runTopic, of: line, percent(hits - topicHits[line], of: longWords - facts[line].longWords.count))
    }
  }

  private mutating func measureBlock(_ block: Range<Int>) {
    let digits = sum(block) { holdsDigit($0) }
    let prose = proseCount[block.upperBound] - proseCount[block.lowerBound]
    let (hits, longWords) = (sum(block) { topicHits[$0] }, sum(block) { facts[$0].longWords.count })
    for line in block {
      set(.block, of: line, block.count)
      set(.blockProse, of: line, prose)
      set(.blockDigits, of: line, percent(digits - holdsDigit(line), of: block.count - 1))
      set(.blockTopic, of: line, percent(hits - topicHits[line], of: longWords - facts[line].longWords.count))
    }
  }

  /// Where each line stands relative to prose.
  mutating func measurePlaces() {
    let prose = prose
    var since = 99
    var intro = Self.none
    for line in facts.indices {
      let zone: Zone = line < prose.lowerBound ? .head : line >= prose.upperBound ? .tail : .body
      set(.zone, of: line, Int(zone.rawValue))
      set(.proseBefore, of: line, proseCount[line])
      set(.proseAfter, of: line, proseCount[facts.count] - proseCount[line + 1])
      set(.proseNear, of: line, proseShare(line, 5))
      set(.proseWide, of: line, proseShare(line, 15))
      set(.sinceSentence, of: line, since)
      set(.intro, of: line, intro)
      if kinds[line] != .fragment || facts[line].ends == .colon { intro = Int(facts[line].ends.rawValue) }
      since = kinds[line] == .fragment ? min(99, since + 1) : 1
    }
    var until = 99
    for line in facts.indices.reversed() {
      set(.untilSentence, of: line, until)
      until = kinds[line] == .fragment ? min(99, until + 1) : 1
    }
  }

  private func proseShare(_ line: Int, _ reach: Int) -> Int {
    let range = max(0, line - reach)..<min(facts.count, line + reach + 1)
    return percent(proseCount[range.upperBound] - proseCount[range.lowerBound], of: range.count)
  }

  /// How long a line is that is broken off, in characters.
  private static let brokenLength = 40...130

  /// Whether a line ends in mid-sentence and the next, with no blank line between, goes on with a small letter, or, in a
  /// script without cases, as a paragraph does that is set in lines of one width.
  ///
  /// - Parameter set: The lines of blocks that are set so.
  private func breaksOff(_ line: Int, set: [Bool]) -> Bool {
    guard line + 1 < facts.count, Self.brokenLength.contains(facts[line].characters), !blankBefore[line + 1],
      !facts[line].ends.isMark, facts[line].ends != .colon
    else { return false }
    let next = facts[line + 1].starts
    return next == .lower || next == .letter && set[line]
  }

  /// Of each line, whether its block is set in lines.
  private var linesOfSetBlocks: [Bool] {
    var result: [Bool] = []
    result.reserveCapacity(facts.count)
    while result.count < facts.count {
      let block = blocks[result.count]
      result += repeatElement(isSet(block), count: block.upperBound - result.count)
    }
    return result
  }

  /// Whether a block is a paragraph that is set in lines: all but the last nearly as long as the longest, and sentences
  /// end within them.
  private func isSet(_ block: Range<Int>) -> Bool {
    let longest = block.reduce(0) { max($0, facts[$1].characters) }
    return block.count >= 3 && Self.brokenLength.contains(longest) && block.contains { facts[$0].sentences > 0 }
      && block.dropLast().allSatisfy { facts[$0].characters * 4 >= longest * 3 }
  }

  /// What is the same for all lines of a document, and how its paragraphs are broken.
  mutating func measureDocument() {
    let prose = prose
    let fragments = percent(sum(facts.indices) { kinds[$0] == .fragment ? 1 : 0 }, of: facts.count)
    let inner = percent(sum(prose) { kinds[$0] == .fragment ? 1 : 0 }, of: facts.count)
    let words = sum(facts.indices) { facts[$0].allWords }
    let indented = indentedShare
    let code = percent(sum(facts.indices) { facts[$0].traits.contains(.code) ? 1 : 0 }, of: facts.count)
    let long = sum(facts.indices) { facts[$0].characters >= Self.brokenLength.lowerBound ? 1 : 0 }
    let setLines = linesOfSetBlocks
    let broken = max(0, percent(sum(facts.indices) { breaksOff($0, set: setLines) ? 1 : 0 }, of: long))
    let longest = facts.reduce(0) { max($0, $1.allWords) }
    let proseWords = percent(sum(facts.indices) { kinds[$0] == .prose ? facts[$0].allWords : 0 }, of: words)
    for line in facts.indices {
      set(.documentLines, of: line, facts.count)
      set(.documentProse, of: line, proseCount[facts.count])
      set(.documentFragments, of: line, fragments)
      set(.documentProseWords, of: line, proseWords)
      set(.documentInner, of: line, inner)
      set(.documentLongest, of: line, longest)
      set(.documentPages, of: line, pages)
      set(.documentIndented, of: line, indented)
      set(.documentCode, of: line, code)
      set(.documentBroken, of: line, broken)
      for feature in [Feature.evidenceNear, .evidenceWide, .documentEvidence] { set(feature, of: line, Self.none) }
      set(.broken, of: line, breaksOff(line, set: setLines) || line > 0 && breaksOff(line - 1, set: setLines) ? 1 : 0)
    }
  }
}
