internal import CScan

extension CandidateIndex {
  /// What an index is made of, as it is collected.
  struct Builder {
    var branches: [FlatBranch] = []
    var firstSets: [ByteSet] = []
    var pool = Pool()
    /// Literals at line ends, by CScan's kinds.
    var byEnd = [[cscan_entry]](repeating: [], count: Int(cscan_first.rawValue))
    /// Literals at word starts, by the width of their keys.
    var byWord = [[cscan_entry]](repeating: [], count: 4)
    /// The branches that a line's first byte points to.
    var byFirst = [[UInt32]](repeating: [], count: 256)
    /// Literals inside of lines.
    var inner: [GramTable.Literal] = []
    /// What a phrase folds to.
    private var folded: [UInt8] = []

    /// Adds one phrase of an expression.
    ///
    /// Phrases are looked at one by one, as they are added: what is known of all of them would take more memory for a
    /// moment than the index does for ever.
    mutating func add(_ phrases: Phrases, _ alternative: Int, of whole: Expression, _ expression: Int) {
      if addWhole(phrases.bytes(alternative), alternative, whole.subject.longestLine, expression) { return }
      let phrase = phrases[alternative]
      if let line = FixedLine(phrase: phrase, isCaseless: whole.options.contains(.caseless)) {
        var branch = line.branch
        branch.maximumCharacters = min(branch.maximumCharacters, whole.subject.longestLine)
        add(branch, of: expression, alternative)
        return
      }
      let literal = Expression(literal: phrase, isSound: true, options: whole.options, subject: whole.subject)
      if case .branches(let branches) = Requirement(literal, isLiteral: true).places {
        for branch in branches { add(branch, of: expression, alternative) }
      } else {
        // Any line that is long enough: a character has a byte at least.
        let least = phrase.unicodeScalars.count
        add(Branch(anchor: .first, first: .all, minimumBytes: least), of: expression, alternative)
      }
    }

    /// Adds a phrase that folds to one string, whatever its case: what ``FixedLine`` makes of it, without the detour, for most
    /// phrases are such. `false`, and nothing done, for others.
    private mutating func addWhole(
      _ phrase: ArraySlice<UInt8>, _ alternative: Int, _ longestLine: Int, _ expression: Int
    ) -> Bool {
      folded.removeAll(keepingCapacity: true)
      guard Fold.append(utf8: phrase, to: &folded), folded.count <= FixedLine.length, let first = folded.first,
        first != 0x20, folded[folded.count - 1] != 0x20
      else { return false }
      let none = UInt32(pool.strings.count)
      let branch = FlatBranch(
        expression: UInt32(expression), alternative: UInt32(alternative), minimumBytes: UInt32(folded.count),
        maximumCharacters: UInt32(clamping: longestLine), prefixes: none..<none, suffixes: none..<none, lead: 0,
        anchor: .start, startsLine: false, reachesEnd: true, endsWord: false, isLastWord: false, charactersToEnd: .max)
      let index = UInt32(branches.count)
      branches.append(branch)
      let (kind, entry) = entry(folded[...], folded.prefix(8), index)
      byEnd[Int(cscan_start8.rawValue) + kind].append(entry)
      return true
    }

    /// Adds a branch.
    ///
    /// - Parameter alternative: Which of the expression's patterns it is a sign of.
    mutating func add(_ branch: Branch, of expression: Int, _ alternative: Int = 0) {
      let index = UInt32(branches.count)
      branches.append(flat(branch, of: expression, alternative))
      switch branch.anchor {
      case .start:
        for literal in branch.literals.slices {
          let (kind, entry) = entry(literal, literal.prefix(8), index)
          byEnd[Int(cscan_start8.rawValue) + kind].append(entry)
        }
      case .end:
        for literal in branch.literals.slices {
          let (kind, entry) = entry(literal, literal.suffix(8), atEnd: true, index)
          byEnd[Int(cscan_end8.rawValue) + kind].append(entry)
        }
      case .firstWord:
        for literal in branch.literals.slices {
          let (kind, entry) = entry(literal, literal.prefix(8), index)
          byEnd[Int(cscan_word8.rawValue) + kind].append(entry)
        }
      case .word:
        for literal in branch.literals.slices {
          let (kind, entry) = entry(literal, literal.prefix(8), index)
          byWord[kind].append(entry)
        }
      case .inner:
        for literal in branch.literals.slices {
          let string = PooledString(offset: pool.add(literal), length: UInt32(literal.count))
          inner.append(GramTable.Literal(branch: index, string: string))
        }
      case .first:
        for byte in branch.first?.members ?? [] { byFirst[Int(byte)].append(index) }
      }
    }

    private mutating func flat(_ branch: Branch, of expression: Int, _ alternative: Int) -> FlatBranch {
      let lead: Int32 =
        switch branch.lead {
        case .lines(let count): Int32(count)
        case .blankLines(let andOneMore): andOneMore ? FlatBranch.blankLinesAndOneMore : FlatBranch.blankLines
        case .anyBefore: .max
        }
      var flat = FlatBranch(
        expression: UInt32(expression), alternative: UInt32(alternative),
        minimumBytes: UInt32(clamping: branch.minimumBytes),
        maximumCharacters: UInt32(clamping: branch.maximumCharacters),
        maximumSolid: UInt32(clamping: branch.maximumSolid), prefixes: pool.add(all: branch.prefixes),
        suffixes: pool.add(all: branch.suffixes), lead: lead, anchor: branch.anchor, startsLine: branch.startsLine,
        reachesEnd: branch.reachesEnd, endsWord: branch.endsWord, isLastWord: branch.isLastWord,
        charactersToEnd: UInt32(clamping: branch.charactersToEnd))
      if let first = branch.first {
        if let known = firstSets.firstIndex(of: first) {
          flat.first = Int32(known)
        } else if firstSets.count < 256 {
          // More would take longer to compare than they save; without, a candidate more goes to PCRE2.
          flat.first = Int32(firstSets.count)
          firstSets.append(first)
        }
      }
      return flat
    }

    /// An entry with the longest key that fits the literal: its first or last 8, 4, 2 bytes or one; and which of these.
    private mutating func entry(
      _ literal: ArraySlice<UInt8>, _ part: ArraySlice<UInt8>, atEnd: Bool = false, _ branch: UInt32
    ) -> (kind: Int, entry: cscan_entry) {
      let width = literal.count >= 8 ? 8 : literal.count >= 4 ? 4 : literal.count >= 2 ? 2 : 1
      let entry = cscan_entry(
        key: CandidateIndex.key(atEnd ? part.suffix(width) : part.prefix(width)), branch: branch,
        literal: pool.add(literal), length: UInt16(literal.count), offset: 0)
      return (3 - width.trailingZeroBitCount, entry)
    }
  }
}
