/// PCRE2, expression after expression, over the whole text: the plain meaning of a set of rules.
public final class ReferenceMatcher: Matcher {
  public let expressions: [Expression]
  public let usesJIT: Bool
  private let patterns: [Pattern]

  /// A set of expressions, in order.
  ///
  /// - Parameter jit: Whether to compile to machine code. Where the system forbids that, all patterns are interpreted
  ///   and ``usesJIT`` is `false`.
  public init(_ expressions: [CompiledExpression], jit: Bool = true) {
    self.expressions = expressions.map(\.expression)
    patterns = expressions.map(\.pattern)
    usesJIT = jit && patterns.allSatisfy { $0.compileJIT() }
    if !usesJIT { for pattern in patterns { pattern.interpret() } }
  }

  public func findMatches(
    in text: [UInt8], enabled: [Bool], using scratch: Scratch, into matches: inout Matches,
    shouldStop: () -> Bool
  ) throws(Interrupted) {
    matches.removeAll()
    scratch.lines.update(for: text)
    for index in patterns.indices where enabled.isEmpty || enabled[index] {
      if shouldStop() { throw Interrupted() }
      switch expressions[index].subject {
      case .line(let minimum, let maximum):
        matchLines(index, minimum...max(minimum, maximum), text, scratch, &matches)
      case .document:
        try matchDocument(index, text, scratch, &matches, shouldStop)
      }
    }
  }

  private func matchLines(
    _ index: Int, _ lengths: ClosedRange<Int>, _ text: [UInt8], _ scratch: Scratch, _ matches: inout Matches
  ) {
    var limits = 0
    for line in scratch.lines.all where lengths.contains(line.characters) {
      let range = line.start..<line.end
      switch patterns[index].matches(line: text.span.extracting(range), using: scratch) {
      case .match: matches.found.append(Match(expression: index, range: range))
      case .none: break
      case .inconclusive(let reason):
        limits += 1
        let abandoned = limits == Limits.perDocument
        matches.inconclusive.append(
          Inconclusive(
            expression: index, range: abandoned ? line.start..<text.count : range,
            reason: abandoned ? .abandoned : reason))
        if abandoned { return }
      }
    }
  }

  private func matchDocument(
    _ index: Int, _ text: [UInt8], _ scratch: Scratch, _ matches: inout Matches, _ shouldStop: () -> Bool
  ) throws(Interrupted) {
    var search = DocumentSearch(pattern: patterns[index], expression: index)
    try search.run(text.span, scratch, &matches, shouldStop)
  }
}
