/// An expression that PCRE2 accepts.
public struct CompiledExpression: Sendable {
  /// The expression.
  public let expression: Expression
  let pattern: Pattern

  /// Compiles an expression, without machine code as yet.
  ///
  /// - Throws: ``PatternError`` with the place in the pattern.
  public init(_ expression: Expression) throws(PatternError) {
    self.expression = expression
    pattern = try Pattern(expression)
  }
}
