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
    let admitted = admitted(context)
    var matches = Matches()
    var profile: MatchProfile?
    let reading = Reading(of: text)
    try find(admitted.expressions, text, reading, scratch, &matches, &profile, shouldStop)
    var judge = LineJudge(rulebook, plan, text, reading, matches, admits: admitted.rules, title: context.title)
    if shouldStop() { throw Interrupted() }
    return Wishes(rulebook, plan, text, &judge).settle(using: scratch)
  }

  /// Finds what cleaning has to know of a text: rules that only support others are asked where those others find something.
  ///
  /// - Parameters:
  ///   - matches: Emptied, then filled.
  ///   - profile: Where there is one, what that cost is added to it.
  public func find(
    in text: [UInt8], context: Context = Context(), using scratch: Scratch, into matches: inout Matches,
    profile: inout MatchProfile?
  ) throws(Interrupted) {
    matches.removeAll()
    try find(admitted(context).expressions, text, Reading(of: text), scratch, &matches, &profile) { false }
  }

  /// Cleans a text in which ``find(in:context:using:into:profile:)`` has found what there is: what cleaning does besides
  /// matching, so that its cost can be told apart.
  public func clean(_ text: [UInt8], found matches: Matches, using scratch: Scratch) -> Cleaned {
    var judge = LineJudge(rulebook, plan, text, Reading(of: text), matches, admits: [], title: nil)
    return Wishes(rulebook, plan, text, &judge).settle(using: scratch)
  }

  /// What each rule finds in a text, whatever comes of it.
  public func findings(
    in text: [UInt8], context: Context = Context(), using scratch: Scratch
  ) throws(Interrupted) -> Findings {
    var judge = try judge(text, context, scratch)
    let certain = Wishes(certain: rulebook, plan, text, &judge).certainRemovals()
    let undecided = Set(judge.matches.inconclusive.map { rulebook.ruleOfExpression[$0.expression] })
    return Findings(certain: certain, matches: judge.matchCounts(), undecided: undecided.sorted())
  }

  /// What is measured of each line of a text, and the evidence against it by the rules that weigh; of a rulebook
  /// without evidence, no verdicts.
  public func measure(
    _ text: [UInt8], context: Context = Context(), using scratch: Scratch
  ) throws(Interrupted) -> Measured {
    var judge = try judge(text, context, scratch)
    _ = Wishes(certain: rulebook, plan, text, &judge)
    judge.measure()
    let weighing = judge.weighing()
    let verdicts = judge.verdicts(from: .min)
    return Measured(features: judge.features, verdicts: verdicts, weighing: weighing)
  }

  /// A judge that knows what every rule finds.
  private func judge(
    _ text: [UInt8], _ context: Context, _ scratch: Scratch
  ) throws(Interrupted) -> LineJudge {
    let admitted = admitted(context)
    var matches = Matches()
    let reading = Reading(of: text)
    var profile: MatchProfile?
    for stage in 0..<rulebook.matcher.stageCount {
      try find(stage, admitted.expressions, text, reading, scratch, &matches, &profile) { false }
    }
    return LineJudge(rulebook, plan, text, reading, matches, admits: admitted.rules, title: context.title)
  }

  private func admitted(_ context: Context) -> (rules: [Bool], expressions: [Bool]) {
    plan.admitted(context, expressions: rulebook.ruleOfExpression.count)
  }

  private func find(
    _ enabled: [Bool], _ text: [UInt8], _ reading: Reading?, _ scratch: Scratch, _ matches: inout Matches,
    _ profile: inout MatchProfile?, _ shouldStop: () -> Bool
  ) throws(Interrupted) {
    for stage in 0..<rulebook.matcher.stageCount {
      if stage > 0, !needsSupport(matches) { return }
      try find(stage, enabled, text, reading, scratch, &matches, &profile, shouldStop)
    }
  }

  /// Finds what the rules of a stage match in the text, and what those that only support others match in it as it reads:
  /// these are all of the last stage.
  private func find(
    _ stage: Int, _ enabled: [Bool], _ text: [UInt8], _ reading: Reading?, _ scratch: Scratch, _ matches: inout Matches,
    _ profile: inout MatchProfile?, _ shouldStop: () -> Bool
  ) throws(Interrupted) {
    try rulebook.matcher.addMatches(
      ofStage: stage, in: text, enabled: enabled, using: scratch, to: &matches, profile: &profile,
      shouldStop: shouldStop)
    guard let reading, stage == rulebook.matcher.stageCount - 1 else { return }
    var read = Matches()
    // Not added to the profile: its figures are per document and byte, and this is the same document again.
    var uncounted: MatchProfile?
    try rulebook.matcher.addMatches(
      ofStage: stage, in: reading.text, enabled: enabled, using: scratch, to: &read, profile: &uncounted,
      shouldStop: shouldStop)
    matches.add(read, in: reading) { plan.entries[rulebook.ruleOfExpression[$0]].action }
  }

  /// Whether rules that only support others matter. Most texts are clean, and most rules' work is in vain there.
  private func needsSupport(_ matches: Matches) -> Bool {
    matches.found.contains { plan.entries[rulebook.ruleOfExpression[$0.expression]].needsSupport }
  }
}

/// What rules find in a text, each for itself.
public struct Findings: Sendable {
  /// What each rule that needs no evidence would take out by itself, what `keep` rules protect left out: one entry for
  /// each rule and stretch, in no order, without the blank lines that go along.
  public let certain: [Removal]
  /// How often each rule matches where its scope admits it; of a rule that weighs or marks, how many lines it holds of.
  public let matches: [Int]
  /// The indices of the rules that gave no answer somewhere, ascending.
  public let undecided: [Int]
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
