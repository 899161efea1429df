/// Literals that may stand anywhere in a line, by grams of theirs at every alignment to the sampling of the text.
struct GramTable: Sendable {
  let keys: KeyTable
  /// How many bytes a gram has: 4 or 8.
  let width: Int
  /// The text is looked at every so many bytes. A literal of `stride + width - 1` bytes is never missed.
  let stride: Int

  /// At most one table for the long literals, one for those in between and one for the short ones.
  static func tables(_ literals: [(branch: UInt32, literal: UInt32, length: Int)], _ pool: [UInt8]) -> [GramTable] {
    let classes: [(lengths: ClosedRange<Int>, width: Int)] = [(12...Int.max, 8), (7...11, 4), (4...6, 4)]
    return classes.compactMap { lengths, width in
      let members = literals.filter { lengths.contains($0.length) }
      guard let shortest = members.map(\.length).min() else { return nil }
      return GramTable(members, pool, width, stride: min(8, shortest - width + 1))
    }
  }

  private init(
    _ literals: [(branch: UInt32, literal: UInt32, length: Int)], _ pool: [UInt8], _ width: Int, stride: Int
  ) {
    self.width = width
    self.stride = stride
    var entries: [KeyTable.Entry] = []
    entries.reserveCapacity(literals.count * stride)
    for (branch, literal, length) in literals {
      // As far to the end as possible: phrases differ there more than where they begin.
      let first = length - width - stride + 1
      for offset in first..<first + stride {
        let start = Int(literal) + offset
        entries.append(
          KeyTable.Entry(
            key: CandidateIndex.key(pool[start..<start + width]), branch: branch, literal: literal,
            length: UInt16(length), offset: UInt16(offset)))
      }
    }
    keys = KeyTable(entries)
  }
}
