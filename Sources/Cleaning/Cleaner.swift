public import Features
public import Matching
public import Rulebook

/// Cleans texts under one rulebook. Pure: what comes out depends on the text, its context and the rulebook alone.
public struct Cleaner: Sendable {
  /// The rules.
  public let rulebook: Rulebook
  private let plan: RulePlan

  /// A cleaner of one rulebook.
  public init(_ rulebook: Rulebook) {
    self.rulebook = rulebook
    plan = RulePlan(rulebook)
  }

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
    return Wishes(rulebook, plan, text, &judge).settle(using: scratch)
  }

  /// Cleans a text in which the rulebook's matcher has found what there is, for every rule: what cleaning does besides
  /// matching, so that its cost can be told apart.
  public func clean(_ text: [UInt8], found matches: Matches, using scratch: Scratch) -> Cleaned {
    var judge = LineJudge(rulebook, plan, text, matches, admits: [])
    return Wishes(rulebook, plan, text, &judge).settle(using: scratch)
  }

  /// What each rule finds in a text, whatever comes of it.
  public func findings(
    in text: [UInt8], context: Context = Context(), using scratch: Scratch
  ) throws(Interrupted) -> Findings {
    var judge = try judge(text, context, scratch) { false }
    let certain = Wishes(certain: rulebook, plan, text, &judge).certainRemovals()
    return Findings(certain: certain, matches: judge.matchCounts())
  }

  /// What is measured of each line of a text, and the evidence against it by the rules that weigh; of a rulebook
  /// without evidence, no verdicts.
  public func measure(
    _ text: [UInt8], context: Context = Context(), using scratch: Scratch
  ) throws(Interrupted) -> Measured {
    var judge = try judge(text, context, scratch) { false }
    _ = Wishes(certain: rulebook, plan, text, &judge)
    judge.measure()
    let weighing = judge.weighing()
    let verdicts = judge.verdicts(from: .min)
    return Measured(features: judge.features, verdicts: verdicts, weighing: weighing)
  }

  private func judge(
    _ text: [UInt8], _ context: Context, _ scratch: Scratch, _ shouldStop: () -> Bool
  ) throws(Interrupted) -> LineJudge {
    let admitted = plan.admitted(context, expressions: rulebook.ruleOfExpression.count)
    var matches = Matches()
    try rulebook.matcher.findMatches(
      in: text, enabled: admitted.expressions, using: scratch, into: &matches, shouldStop: shouldStop)
    return LineJudge(rulebook, plan, text, matches, admits: admitted.rules)
  }
}

/// What rules find in a text, each for itself.
public struct Findings: Sendable {
  /// What each rule that needs no evidence would take out by itself, what `keep` rules protect left out: one entry for
  /// each rule and stretch, in no order, without the blank lines that go along.
  public let certain: [Removal]
  /// How often each rule matches where its scope admits it; of a rule that weighs or marks, how many lines it holds of.
  public let matches: [Int]
}

/// What there is to say of the lines of a text before anything is decided.
public struct Measured: Sendable {
  /// The measured features, marks included.
  public let features: DocumentFeatures
  /// The evidence against each line that is not blank.
  public let verdicts: [Verdict]
  /// The same for weights that are not yet known; `nil` where no rule weighs.
  public let weighing: Weighing?
}
