/// An expression that PCRE2 accepts.
public struct CompiledExpression: Sendable {
  /// The expression.
  public let expression: Expression
  /// What PCRE2 is asked: whether any of these matches.
  let patterns: Patterns

  /// The patterns of an expression.
  enum Patterns {
    case one(Pattern)
    case ofPhrases(PhrasePatterns)

    /// One of them; of a pattern there is but one.
    subscript(place: Int) -> Pattern {
      switch self {
      case .one(let pattern): pattern
      case .ofPhrases(let patterns): patterns[place]
      }
    }

    /// How many there are.
    var count: Int {
      switch self {
      case .one: 1
      case .ofPhrases(let patterns): patterns.count
      }
    }

    /// Frees machine code; see ``LazyMachineCode/release()``.
    func releaseMachineCode() {
      switch self {
      case .one(let pattern): pattern.releaseMachineCode()
      case .ofPhrases(let patterns): patterns.release()
      }
    }
  }

  /// Compiles an expression, without machine code as yet.
  ///
  /// - Parameter atOnce: Whether PCRE2 is asked now. Otherwise a pattern that it is sure to accept is compiled when it is
  ///   first needed, where nobody could be told that it was not.
  /// - Throws: ``PatternError`` with the place in the pattern.
  public init(_ expression: Expression, atOnce: Bool = false) throws(PatternError) {
    let patterns: Patterns =
      if let phrases = expression.phrases {
        .ofPhrases(PhrasePatterns(phrases, options: expression.options, subject: expression.subject))
      } else {
        .one(try Pattern(expression, atOnce: atOnce))
      }
    self.init(expression, patterns)
  }

  /// Any of some texts; see ``Expression/init(phrases:options:subject:)``.
  public init(phrases: Phrases, options: Expression.Options, subject: Expression.Subject) {
    let expression = Expression(phrases: phrases, options: options, subject: subject)
    self.init(expression, .ofPhrases(PhrasePatterns(phrases, options: expression.options, subject: subject)))
  }

  private init(_ expression: Expression, _ patterns: Patterns) {
    self.expression = expression
    self.patterns = patterns
  }
}
