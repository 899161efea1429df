/// A ``Branch`` as the index keeps it: numbers only, its strings in a common pool.
struct FlatBranch: Sendable {
  /// The expression's place in the set.
  var expression: UInt32
  /// Which of the expression's patterns it is a sign of.
  var alternative: UInt32
  var minimumBytes: UInt32
  var maximumCharacters: UInt32
  var maximumSolid = UInt32.max
  /// Which set of first bytes, or -1.
  var first: Int32 = -1
  var prefixes: Range<UInt32>
  var suffixes: Range<UInt32>
  /// How many lines before the literal's own a match may start; or one of the following.
  var lead: Int32
  var anchor: Branch.Anchor
  var startsLine: Bool
  var reachesEnd: Bool
  var endsWord: Bool
  var isLastWord: Bool
  var charactersToEnd: UInt32

  static let blankLines: Int32 = -1
  static let blankLinesAndOneMore: Int32 = -2
}

/// A literal in the pool.
struct PooledString: Sendable {
  var offset: UInt32
  var length: UInt32
}

/// Literals of all branches, one after the other; equal ones are kept once.
struct Pool: Sendable {
  private(set) var bytes: [UInt8] = []
  private(set) var strings: [PooledString] = []

  mutating func add(_ string: ArraySlice<UInt8>) -> UInt32 {
    let offset = UInt32(bytes.count)
    bytes += string
    return offset
  }

  /// Adds strings as neighbours.
  mutating func add(all list: Strings) -> Range<UInt32> {
    let start = UInt32(strings.count)
    for string in list.slices { strings.append(PooledString(offset: add(string), length: UInt32(string.count))) }
    return start..<UInt32(strings.count)
  }
}
