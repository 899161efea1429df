internal import CScan

/// Literals that may stand anywhere in a line, by grams of theirs at every alignment to the sampling of the text.
struct GramTable: Sendable {
  /// A literal of a branch, in the pool.
  struct Literal {
    var branch: UInt32
    var string: PooledString
  }

  let keys: KeyTable
  /// How many bytes a gram has.
  let width: Int
  /// The text is looked at every so many bytes. A literal of `stride + width - 1` bytes is never missed.
  let stride: Int

  /// At most one table for the long literals, one for those in between and one for the short ones.
  static func tables(_ literals: [Literal], _ pool: [UInt8]) -> [GramTable] {
    // The wider the stride, the faster; the wider the gram, the fewer chance hits.
    let classes: [(lengths: ClosedRange<UInt32>, width: Int)] = [(11...UInt32.max, 6), (7...10, 4), (4...6, 3)]
    return classes.compactMap { lengths, width in
      let members = literals.filter { lengths.contains($0.string.length) }
      guard let shortest = members.map(\.string.length).min() else { return nil }
      return GramTable(members, pool, width, stride: min(16, Int(shortest) - width + 1))
    }
  }

  private init(_ literals: [Literal], _ pool: [UInt8], _ width: Int, stride: Int) {
    self.width = width
    self.stride = stride
    var entries: [cscan_entry] = []
    entries.reserveCapacity(literals.count * stride)
    for literal in literals {
      // As far to the end as possible: phrases differ there more than where they begin.
      let first = Int(literal.string.length) - width - stride + 1
      for offset in first..<first + stride {
        let start = Int(literal.string.offset) + offset
        entries.append(
          cscan_entry(
            key: CandidateIndex.key(pool[start..<start + width]), branch: literal.branch,
            literal: literal.string.offset, length: UInt16(literal.string.length), offset: UInt16(offset)))
      }
    }
    keys = KeyTable(entries)
  }
}
