/// The lines of one text in which a match of one expression may start, as its ``Requirement`` proves.
///
/// Both matchers mean the same by an inconclusive line: PCRE2 ran into a limit in it, *and* a match may start in it. The
/// index never looks at other lines; the reference asks here, once it has run into a limit.
final class AdmittedLines {
  private let text: [UInt8]
  private lazy var requirement = Requirement(expression)
  private let expression: Expression
  private var search: CandidateSearch?
  /// Where the candidates begin, ascending, and how far they and those before them reach.
  private var starts: [Int] = []
  private var reach: [Int] = []
  private var needless = 0

  init(_ expression: Expression, _ text: [UInt8]) {
    self.expression = expression
    self.text = text
  }

  /// Whether a match depends on its own line alone.
  var isConfined: Bool { requirement.isConfined }

  /// After so many limits in lines that can't match, the rest of those are no longer searched: each costs a good part of
  /// a second.
  var isProvenEnough: Bool { needless >= Limits.perDocument }

  /// Whether a limit that was hit in a line counts.
  func countsLimit(lineAt offset: Int) -> Bool {
    if contains(lineAt: offset) { return true }
    needless += 1
    return false
  }

  func contains(lineAt offset: Int) -> Bool {
    if search == nil {
      let found = find()
      for candidate in found.candidates {
        starts.append(found.start(ofLine: candidate.lines.lowerBound))
        reach.append(max(reach.last ?? 0, found.lineEnds[candidate.lines.upperBound]))
      }
      search = found
    }
    if search?.anywhere.isEmpty == false { return true }
    var (low, high) = (0, starts.count)
    while low < high {
      let middle = (low + high) / 2
      if starts[middle] <= offset { low = middle + 1 } else { high = middle }
    }
    return low > 0 && offset <= reach[low - 1]
  }

  private func find() -> CandidateSearch {
    var search = CandidateSearch()
    let index = CandidateIndex([requirement]) { _ in expression }
    // Nothing stops it, so nothing is thrown.
    var stopwatch = Stopwatch.stopped
    do { try search.run(index, text, enabled: [], &stopwatch, shouldStop: { false }) } catch {}
    return search
  }
}
