/// The search of one line expression: whole lines, each by itself.
struct LineSearch {
  let expression: Int
  let engine: Pattern.Engine
  /// How many characters a line has that is shown to the pattern.
  let lengths: ClosedRange<Int>
  /// In which lines a limit counts; `nil` where the search is for those lines only.
  var admitted: AdmittedLines?
  private var limits = 0
  /// The start of the last line that matched.
  private var matched = -1

  init(
    expression: Int, engine: Pattern.Engine, _ lengths: ClosedRange<Int>, admitted: AdmittedLines? = nil
  ) {
    self.expression = expression
    self.engine = engine
    self.lengths = lengths
    self.admitted = admitted
  }

  /// Whether so many limits were hit that the rest of the document is not searched.
  var isAbandoned: Bool { limits >= Limits.perDocument }

  /// Searches one line, given without its line feed, for one of the expression's patterns. Lines must ascend; a line of
  /// which one pattern has matched is not searched for another.
  mutating func run(
    _ pattern: Pattern, _ text: Span<UInt8>, _ line: Range<Int>, characters: Int, _ scratch: Scratch,
    _ matches: inout Matches
  ) {
    guard lengths.contains(characters), !isAbandoned, line.lowerBound != matched else { return }
    if let admitted, admitted.isProvenEnough, !admitted.contains(lineAt: line.lowerBound) { return }
    switch pattern.matches(line: text.extracting(line), engine, scratch) {
    case .match:
      matches.found.append(Match(expression: expression, range: line))
      matched = line.lowerBound
    case .none: break
    case .inconclusive(let reason):
      guard admitted?.countsLimit(lineAt: line.lowerBound) ?? true else { return }
      limits += 1
      matches.inconclusive.append(
        Inconclusive(
          expression: expression, range: isAbandoned ? line.lowerBound..<text.count : line,
          reason: isAbandoned ? .abandoned : reason))
    }
  }
}
