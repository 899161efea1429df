internal import CScan

/// Tells from a text which expressions may match in which of its lines, at nearly the same cost for any number of them.
final class CandidateIndex: Sendable {
  /// Literals at line ends, and first bytes.
  let lineTable: LineTable
  /// Literals at word starts.
  let words: WordTable?
  /// Literals at first words of lines, for a text whose ``Shadow`` does not tell which word is the first.
  let firstWords: WordTable?
  /// Literals inside of lines.
  let grams: [GramTable]
  let branches: [FlatBranch]
  let firstSets: [ByteSet]
  let pool: Pool
  /// The expressions that need one of a list of strings to be in the text.
  let ifPresent: [(expression: Int, strings: Range<UInt32>)]
  /// The expressions that may match anywhere.
  let anywhere: [Int]
  /// The filters of expressions that have no telling literal, read along all lines.
  let filters: [FilterProgram]
  /// The expressions that match in a text's first line only, and have no telling literal.
  let firstLine: [Int]
  /// The filters of expressions that have one, in the order of ``placeOfSecondary``.
  let secondary: [LazyFilterProgram]
  /// For each expression the place of its filter, or -1.
  let placeOfSecondary: [Int]
  /// The expressions of whose filters there are too many: their literals are looked for.
  let unfiltered: Set<Int>
  /// The greatest number of literals found in one go.
  let most: Int

  /// An index of expressions by their place in a set.
  ///
  /// - Parameters:
  ///   - requirements: What each of them requires.
  ///   - expressions: The expressions themselves.
  init(_ requirements: [Requirement], of expressions: (Int) -> Expression) {
    var placeOfSecondary = [Int](repeating: -1, count: requirements.count)
    var secondary: [LazyFilterProgram] = []
    var unfiltered: Set<Int> = []
    var firstLine: [Int] = []
    var ifPresent: [(expression: Int, strings: Range<UInt32>)] = []
    var builder = Builder()
    var filters = FilterPrograms()
    var anywhere: [Int] = []
    for (expression, requirement) in requirements.enumerated() {
      var places = requirement.places
      if let filter = requirement.filter {
        if case .filtered = places, !filter.isFirstLineOnly {
          let isAdded = requirement.steps.map { filters.add($0, isShort: filter.isShort, of: expression) } ?? false
          if !isAdded {
            unfiltered.insert(expression)
            places = requirement.withoutSteps ?? Requirement(expressions(expression), isLiteral: true).places
          }
        } else {
          placeOfSecondary[expression] = secondary.count
          secondary.append(LazyFilterProgram(of: expressions(expression), at: expression))
          if case .filtered = places { firstLine.append(expression) }
        }
      }
      switch places {
      case .filtered: break
      case .anywhere: anywhere.append(expression)
      case .ifPresent(let strings): ifPresent.append((expression, builder.pool.add(all: strings)))
      case .branches(let branches):
        for branch in branches { builder.add(branch, of: expression) }
      case .phrases(let whole, let phrases):
        for place in 0..<phrases.count { builder.add(phrases, place, of: whole, expression) }
      }
    }
    self.placeOfSecondary = placeOfSecondary
    self.secondary = secondary
    self.unfiltered = unfiltered
    self.firstLine = firstLine
    self.ifPresent = ifPresent
    self.anywhere = anywhere
    self.filters = filters.programs
    branches = builder.branches
    firstSets = builder.firstSets
    pool = builder.pool
    lineTable = LineTable(builder.byEnd, builder.byFirst)
    words = WordTable(builder.byWord)
    firstWords = WordTable(Array(builder.byEnd[Int(cscan_word8.rawValue)...Int(cscan_word1.rawValue)]))
    grams = GramTable.tables(builder.inner, builder.pool.bytes)
    most = max(lineTable.most, words?.most ?? 0, firstWords?.most ?? 0, grams.map(\.keys.most).max() ?? 0)
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
