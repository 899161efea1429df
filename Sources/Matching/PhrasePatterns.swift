internal import Threads

/// The patterns of phrases, each made when it is first needed: of thousands of phrases most are never met.
final class PhrasePatterns: Sendable {
  private let phrases: Phrases
  private let options: Expression.Options
  private let subject: Expression.Subject
  private let made = Locked<[Int: Pattern]>([:])

  init(_ phrases: Phrases, options: Expression.Options, subject: Expression.Subject) {
    self.phrases = phrases
    self.options = options
    self.subject = subject
  }

  /// How many there are.
  var count: Int { phrases.count }

  /// The pattern of one phrase.
  subscript(place: Int) -> Pattern {
    made.withLock { made in
      if let known = made[place] { return known }
      let pattern: Pattern
      do {
        pattern = try Pattern(literal(place))
      } catch {
        preconditionFailure("PCRE2 refuses what it was not asked: \(error)")
      }
      made[place] = pattern
      return pattern
    }
  }

  /// One phrase as a pattern.
  private func literal(_ place: Int) -> Expression {
    Expression(literal: phrases[place], isSound: true, options: options, subject: subject)
  }

  /// Forgets the patterns, with their machine code: they are made again when they are needed. No thread may be matching.
  func release() { made.withLock { $0.removeAll() } }
}
