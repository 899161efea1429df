internal import CScan

extension CandidateIndex {
  /// What an index is made of, as it is collected.
  struct Builder {
    var branches: [FlatBranch] = []
    var firstSets: [ByteSet] = []
    var pool = Pool()
    /// Literals at line ends, by CScan's kinds.
    var byEnd = [[cscan_entry]](repeating: [], count: 8)
    /// The branches that a line's first byte points to.
    var byFirst = [[UInt32]](repeating: [], count: 256)
    /// Literals inside of lines.
    var inner: [GramTable.Literal] = []

    mutating func add(_ branch: Branch, of expression: Int) {
      let index = UInt32(branches.count)
      branches.append(flat(branch, of: expression))
      switch branch.anchor {
      case .start, .end:
        for literal in branch.literals { addEnd(literal, branch.anchor, index) }
      case .inner:
        for literal in branch.literals {
          let string = PooledString(offset: pool.add(literal), length: UInt32(literal.count))
          inner.append(GramTable.Literal(branch: index, string: string))
        }
      case .first:
        for byte in branch.first?.members ?? [] { byFirst[Int(byte)].append(index) }
      }
    }

    private mutating func flat(_ branch: Branch, of expression: Int) -> FlatBranch {
      let lead: Int32 =
        switch branch.lead {
        case .lines(let count): Int32(count)
        case .blankLines(let andOneMore): andOneMore ? FlatBranch.blankLinesAndOneMore : FlatBranch.blankLines
        case .anyBefore: .max
        }
      var flat = FlatBranch(
        expression: UInt32(expression), minimumBytes: UInt32(clamping: branch.minimumBytes),
        maximumCharacters: UInt32(clamping: branch.maximumCharacters), prefixes: pool.add(all: branch.prefixes),
        suffixes: pool.add(all: branch.suffixes), lead: lead, anchor: branch.anchor, startsLine: branch.startsLine,
        reachesEnd: branch.reachesEnd)
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

    /// The longest key that fits the literal: its first or last 8, 4, 2 bytes or one.
    private mutating func addEnd(_ literal: [UInt8], _ anchor: Branch.Anchor, _ branch: UInt32) {
      let width = literal.count >= 8 ? 8 : literal.count >= 4 ? 4 : literal.count >= 2 ? 2 : 1
      let part = anchor == .start ? literal.prefix(width) : literal.suffix(width)
      let kind = Int(anchor == .start ? cscan_start8 : cscan_end8) + (3 - width.trailingZeroBitCount)
      byEnd[kind].append(
        cscan_entry(
          key: CandidateIndex.key(part), branch: branch, literal: pool.add(literal), length: UInt16(literal.count),
          offset: 0))
    }
  }
}
