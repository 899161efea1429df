public import Matching
public import Rulebook

/// Cleans texts under one rulebook. Pure: what comes out depends on the text, its context and the rulebook alone.
public struct Cleaner: Sendable {
  /// The rules.
  public let rulebook: Rulebook

  /// A cleaner of one rulebook.
  public init(_ rulebook: Rulebook) { self.rulebook = rulebook }

  /// Cleans one text.
  ///
  /// - Parameters:
  ///   - text: Valid UTF-8 with LF line ends.
  ///   - context: What is known of the document besides its text.
  ///   - scratch: The calling worker's own.
  ///   - shouldStop: Asked every now and then; `true` ends the work.
  /// - Throws: `Interrupted` once `shouldStop` has answered `true`.
  public func clean(
    _ text: [UInt8], context: Context = Context(), using scratch: Scratch, shouldStop: () -> Bool = { false }
  ) throws(Interrupted) -> Cleaned {
    var matches = Matches()
    try rulebook.matcher.findMatches(
      in: text, enabled: enabledExpressions(context), using: scratch, into: &matches, shouldStop: shouldStop)
    var wishes = Wishes(rulebook, text)
    wishes.add(matches)
    return wishes.settle(using: scratch)
  }

  /// Which expressions belong to rules whose scope admits the document; empty where all do.
  private func enabledExpressions(_ context: Context) -> [Bool] {
    let admits = rulebook.rules.map { DocumentScope.admits($0.scope, context) }
    return admits.allSatisfy { $0 } ? [] : rulebook.ruleOfExpression.map { admits[$0] }
  }
}
