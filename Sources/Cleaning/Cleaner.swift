public import Features
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
    var judge = try judge(text, context, scratch, shouldStop)
    if shouldStop() { throw Interrupted() }
    return Wishes(rulebook, text, &judge).settle(using: scratch)
  }

  /// What is measured of each line of a text, and the evidence against it by the rules that weigh; of a rulebook
  /// without evidence, no verdicts.
  public func measure(
    _ text: [UInt8], context: Context = Context(), using scratch: Scratch
  ) throws(Interrupted) -> Measured {
    var judge = try judge(text, context, scratch) { false }
    return Measured(features: judge.features(), verdicts: judge.verdicts(from: .min))
  }

  private func judge(
    _ text: [UInt8], _ context: Context, _ scratch: Scratch, _ shouldStop: () -> Bool
  ) throws(Interrupted) -> LineJudge {
    let admits = rulebook.rules.map { DocumentScope.admits($0.scope, context) }
    let enabled = admits.allSatisfy { $0 } ? [] : rulebook.ruleOfExpression.map { admits[$0] }
    var matches = Matches()
    try rulebook.matcher.findMatches(in: text, enabled: enabled, using: scratch, into: &matches, shouldStop: shouldStop)
    return LineJudge(rulebook, text, matches, admits: admits)
  }
}

/// What there is to say of the lines of a text before anything is decided.
public struct Measured: Sendable {
  /// The measured features, marks included.
  public let features: DocumentFeatures
  /// The evidence against each line that is not blank.
  public let verdicts: [Verdict]
}
