/// PCRE2, expression after expression, over the whole text: the plain meaning of a set of rules.
public final class ReferenceMatcher: Matcher {
  /// The expressions, in the order in which matches name them.
  public let expressions: [Expression]
  /// Whether patterns run as machine code.
  public let usesJIT: Bool
  private let patterns: [CompiledExpression.Patterns]

  private var engine: Pattern.Engine { usesJIT ? .machineCode : .interpreter }

  /// A set of expressions, in order.
  ///
  /// - Parameter jit: Whether to compile to machine code. Where the system forbids that, all patterns are interpreted
  ///   and ``usesJIT`` is `false`. A single pattern of which PCRE2 can't make machine code is interpreted, whatever the
  ///   others are.
  public init(_ expressions: [CompiledExpression], jit: Bool = true) {
    self.expressions = expressions.map(\.expression)
    patterns = expressions.map(\.patterns)
    usesJIT = jit && Library.hasMachineCode
  }

  /// Frees machine code; see ``Matcher``.
  public func releaseMachineCode() { for pattern in patterns { pattern.releaseMachineCode() } }

  /// Finds every match of every enabled expression; see ``Matcher``.
  public func findMatches(
    in text: [UInt8], enabled: [Bool], using scratch: Scratch, into matches: inout Matches,
    shouldStop: () -> Bool
  ) throws(Interrupted) {
    matches.removeAll()
    scratch.lines.update(for: text)
    for index in patterns.indices where enabled.isEmpty || enabled[index] {
      if shouldStop() { throw Interrupted() }
      let admitted = AdmittedLines(expressions[index], text)
      switch expressions[index].subject {
      case .line(let minimum, let maximum):
        var search = LineSearch(
          expression: index, engine: engine, minimum...max(minimum, maximum), admitted: admitted)
        for line in scratch.lines.all where !search.isAbandoned {
          for place in 0..<patterns[index].count {
            let pattern = patterns[index][place]
            search.run(pattern, text.span, line.start..<line.end, characters: line.characters, scratch, &matches)
          }
        }
      case .document:
        var search = DocumentSearch(
          patterns[index][0], expression: index, engine: engine, isConfined: admitted.isConfined, admitted: admitted)
        try search.run(text.span, from: 0, through: text.count, scratch, &matches, shouldStop)
      }
    }
  }
}
