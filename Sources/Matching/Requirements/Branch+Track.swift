extension Branch {
  /// The best sign of one way through a pattern; empty where any line may hold a match.
  ///
  /// - Parameter isLine: Whether the pattern is shown lines.
  static func branches(of track: Track, isLine: Bool) -> [Branch] {
    let layout = Layout(track.pieces, isLine: isLine)
    var best: (branches: [Branch], score: Int, index: Int)?
    for (index, piece) in track.pieces.enumerated() {
      guard case .literal(let literal) = piece else { continue }
      // Most literals are shorter than the best one so far: that tells without a closer look.
      if let best, bestScore(of: literal, at: index, layout) <= best.score { continue }
      let branches = anchored(literal, at: index, layout)
      var score = Int.max
      for branch in branches { score = min(score, branch.score) }
      if best.map({ score > $0.score }) ?? true { best = (branches, score, index) }
    }
    let first = layout.startsWithLine ? layout.firstBytes() : nil
    if let (branches, _, index) = best, first == nil || !branches.contains(where: \.isWeak) {
      return branches.map { $0.with(layout, first, anchoredAt: index) }
    } else if let first, !first.isOpen, first.set.count < manyBytes {
      // `^` and a known first byte.
      return [Branch(anchor: .first).with(layout, first, anchoredAt: 0)]
    } else if let (branches, _, index) = best {
      return branches.map { $0.with(layout, first, anchoredAt: index) }
    }
    return []
  }

  /// From so many possible first bytes on, the first byte tells nothing.
  private static let manyBytes = 250
  /// Of so many strings, those are left out that another one covers; of more, finding these would take longer than it saves.
  private static let fewStrings = 12

  /// Whether the literal is too short for sampling, or far from the match's start: it says more of the whole text than
  /// of a line.
  var isWeak: Bool {
    lead == .anyBefore || (anchor == .inner && literals.shortest < 4)
  }

  /// The score that a literal's shortest string has at best; see ``score``.
  private static func bestScore(of literal: Track.Literal, at index: Int, _ layout: Layout) -> Int {
    let shortest = literal.strings.shortest
    let isAtEdge =
      layout.startGap(before: index) != nil || layout.reachesEnd(after: index) || layout.isFirstWord(index)
    return isAtEdge ? 3 * min(shortest, 8) + 16 : 2 * min(shortest, 15)
  }

  /// The best way to find a literal.
  private static func anchored(_ literal: Track.Literal, at index: Int, _ layout: Layout) -> [Branch] {
    let strings = literal.strings
    var branch = Branch(anchor: .start, lead: layout.lead(before: index))
    branch.reachesEnd = layout.reachesEnd(after: index)
    branch.isLastWord = layout.isLastWord(index)
    branch.charactersToEnd = layout.charactersToEnd(after: index)
    if let gap = layout.startGap(before: index) {
      let trimmed = strings.trimmedAtStart(0x20)
      branch.startsLine = !gap && !strings.beginsAny(with: 0x20)
      if !trimmed.hasEmpty { return branch.with(trimmed, of: literal) }
    } else if branch.reachesEnd {
      // A whole line is best found by its start.
      let kept = shortest(strings.trimmedAtEnd(0x20)) { $0.reversed().starts(with: $1.reversed()) }
      if !kept.hasEmpty { return [Branch(anchor: .end, literals: kept, lead: branch.lead)] }
    }
    branch.reachesEnd = false
    return branch.within(literal, isFirstWord: layout.isFirstWord(index))
  }

  /// The ways to find a literal that stands at neither end of its line: by the words that begin with it, or anywhere.
  private func within(_ literal: Track.Literal, isFirstWord: Bool) -> [Branch] {
    let strings = literal.strings
    let anchor = { (string: Range<Int>) -> Anchor in
      let first = strings.bytes[string.lowerBound]
      if ByteSet.alphanumerics.contains(first) {
        return isFirstWord ? .firstWord : literal.afterBoundary ? .word : .inner
      }
      // An underscore, which folds to 0x7F, is of a word.
      return first == 0x20 || first == 0x7F ? .inner : .word
    }
    let anchors = strings.ranges.map(anchor)
    let first = anchors[0]
    var branch = self
    if anchors.allSatisfy({ $0 == first }) {
      branch.anchor = first
      return branch.with(strings, of: literal)
    }
    var branches: [Branch] = []
    for wanted in [Anchor.firstWord, .word, .inner] where anchors.contains(wanted) {
      branch.anchor = wanted
      branches += branch.with(strings.filtered { anchor($0) == wanted }, of: literal)
    }
    return branches
  }

  /// Itself with literals: those at a word's end, and others.
  private func with(_ strings: Strings, of literal: Track.Literal) -> [Branch] {
    let endsWord = { (string: Range<Int>) in ByteSet.alphanumerics.contains(strings.bytes[string.upperBound - 1]) }
    let atEnd = literal.beforeBoundary ? strings.filtered(endsWord) : Strings()
    let others = atEnd.isEmpty ? strings : strings.filtered { !endsWord($0) }
    var branches: [Branch] = []
    if !atEnd.isEmpty {
      var branch = self
      branch.endsWord = true
      branch.literals = atEnd
      branches.append(branch)
    }
    if !others.isEmpty {
      var branch = self
      // What is known of the text after a string is not true of that after a shorter one.
      let isOpen = !reachesEnd && !isLastWord && charactersToEnd == .max
      branch.literals = !isOpen ? others : Self.shortest(others, covers: anchor == .inner ? Self.contains : Self.begins)
      branches.append(branch)
    }
    return branches
  }

  /// The strings without those that another one covers, such as `comments` where `comment` is one, too.
  private static func shortest(
    _ strings: Strings, covers: (ArraySlice<UInt8>, ArraySlice<UInt8>) -> Bool
  ) -> Strings {
    if strings.count == 1 || strings.count > fewStrings { return strings }
    let bytes = strings.bytes
    var kept: [Range<Int>] = []
    for string in strings.ranges.sorted(by: { $0.count < $1.count })
    where !kept.contains(where: { covers(bytes[string], bytes[$0]) }) {
      kept.append(string)
    }
    return strings.picked(kept)
  }

  private static func begins(_ string: ArraySlice<UInt8>, _ part: ArraySlice<UInt8>) -> Bool {
    string.starts(with: part)
  }

  private static func contains(_ string: ArraySlice<UInt8>, _ part: ArraySlice<UInt8>) -> Bool {
    guard string.count >= part.count else { return false }
    return (string.startIndex...string.endIndex - part.count).contains { string[$0...].starts(with: part) }
  }

  /// How rare the sign may be, and how cheap to find; only for comparison.
  private var score: Int {
    let length = literals.shortest
    var score = -2 * (literals.count.bitWidth - literals.count.leadingZeroBitCount)
    switch anchor {
    case .start, .end: score += 3 * min(length, 8) + (reachesEnd ? 8 : 0) + (startsLine ? 2 : 0) + 8
    case .firstWord: score += 3 * min(length, 8) + (endsWord ? 4 : 0) + 8
    case .word: score += 2 * min(length, 15) + (endsWord ? 2 : 0) - (length < 3 ? 8 : 0)
    case .inner: score += 2 * min(length, 15) - (length < 4 ? 16 : 0)
    case .first: break
    }
    switch lead {
    case .lines(0): break
    case .lines, .blankLines: score -= 2
    case .anyBefore: score -= 16
    }
    return score
  }

  /// Itself with what else must hold in the line of the literal.
  private func with(_ layout: Layout, _ bytes: FirstBytes?, anchoredAt index: Int) -> Branch {
    var result = self
    guard lead == .lines(0) else { return result }
    if anchor != .start, let bytes, !bytes.isOpen, bytes.set.count < Self.manyBytes { result.first = bytes.set }
    guard layout.staysInLine else { return result }
    result.minimumBytes = layout.total.bytes
    if layout.startsWithLine, layout.endsWithLine { result.maximumCharacters = layout.total.characters }
    for (other, piece) in layout.pieces.enumerated() where other != index {
      guard case .literal(let literal) = piece, literal.strings.count <= Self.fewStrings else { continue }
      if anchor != .start, result.prefixes.isEmpty, other < index || anchor == .first,
        layout.startGap(before: other) != nil
      {
        let trimmed = literal.strings.trimmedAtStart(0x20)
        if !trimmed.hasEmpty { result.prefixes = trimmed }
      }
      if anchor != .end, result.suffixes.isEmpty, other > index, layout.reachesEnd(after: other) {
        let trimmed = literal.strings.trimmedAtEnd(0x20)
        if !trimmed.hasEmpty { result.suffixes = trimmed }
      }
    }
    return result
  }
}
