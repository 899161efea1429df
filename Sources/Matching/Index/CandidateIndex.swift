internal import CScan

/// Tells from a text which expressions may match in which of its lines, at nearly the same cost for any number of them.
struct CandidateIndex: Sendable {
  /// Literals at line ends, by CScan's kinds.
  private(set) var ends: [KeyTable] = []
  /// What is asked of every line before those.
  private(set) var lineFilters = LineFilters([], [])
  /// The branches that a line's first byte points to.
  private(set) var byFirst: [[UInt32]] = []
  /// Literals inside of lines.
  private(set) var grams: [GramTable] = []
  private(set) var branches: [FlatBranch] = []
  private(set) var firstSets: [ByteSet] = []
  private(set) var pool = Pool()
  /// The expressions that need one of a list of strings to be in the text.
  private(set) var ifPresent: [(expression: Int, strings: Range<UInt32>)] = []
  /// The expressions that may match anywhere.
  private(set) var anywhere: [Int] = []

  /// An index of expressions by their place in a set.
  init(_ requirements: [(expression: Int, requirement: Requirement)]) {
    var byEnd = [[KeyTable.Entry]](repeating: [], count: 8)
    var inner: [(branch: UInt32, literal: UInt32, length: Int)] = []
    var firsts = [[UInt32]](repeating: [], count: 256)
    var hasFirst = false
    for (expression, requirement) in requirements {
      switch requirement.places {
      case .anywhere: anywhere.append(expression)
      case .ifPresent(let strings): ifPresent.append((expression, pool.add(all: strings)))
      case .branches(let list):
        for branch in list {
          let index = add(branch, of: expression)
          switch branch.anchor {
          case .start, .end:
            for literal in branch.literals {
              let (kind, entry) = endEntry(literal, branch.anchor, index)
              byEnd[kind].append(entry)
            }
          case .inner:
            for literal in branch.literals { inner.append((index, pool.add(literal), literal.count)) }
          case .first:
            hasFirst = true
            for byte in branch.first?.members ?? [] { firsts[Int(byte)].append(index) }
          }
        }
      }
    }
    ends = byEnd.map { KeyTable($0) }
    if hasFirst { byFirst = firsts }
    lineFilters = LineFilters(ends, byFirst)
    grams = GramTable.tables(inner, pool.bytes)
  }

  private mutating func add(_ branch: Branch, of expression: Int) -> UInt32 {
    let lead: Int32 =
      switch branch.lead {
      case .lines(let count): Int32(count)
      case .blankLines(let andOneMore): andOneMore ? FlatBranch.blankLinesAndOneMore : FlatBranch.blankLines
      case .anyBefore: Int32.max
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
        flat.first = Int32(firstSets.count)
        firstSets.append(first)
      }
    }
    branches.append(flat)
    return UInt32(branches.count - 1)
  }

  /// The longest key that fits the literal: its first or last 8, 4, 2 bytes or one.
  private mutating func endEntry(
    _ literal: [UInt8], _ anchor: Branch.Anchor, _ branch: UInt32
  ) -> (kind: Int, entry: KeyTable.Entry) {
    let width = literal.count >= 8 ? 8 : literal.count >= 4 ? 4 : literal.count >= 2 ? 2 : 1
    let part = anchor == .start ? literal.prefix(width) : literal.suffix(width)
    let kind = (anchor == .start ? Int(cscan_start8) : Int(cscan_end8)) + (3 - width.trailingZeroBitCount)
    let entry = KeyTable.Entry(
      key: Self.key(part), branch: branch, literal: pool.add(literal), length: UInt16(literal.count), offset: 0)
    return (kind, entry)
  }

  /// A key as the kernels load it, little-endian.
  static func key(_ bytes: some Sequence<UInt8>) -> UInt64 {
    var key: UInt64 = 0
    var shift: UInt64 = 0
    for byte in bytes {
      key |= UInt64(byte) &<< shift
      shift += 8
    }
    return key
  }
}
