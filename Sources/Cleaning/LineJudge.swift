internal import Features
internal import Matching
internal import Rulebook

/// A line and the evidence against it.
public struct Verdict: Sendable, Equatable {
  /// The line's bytes, without its last line feed.
  public let range: Range<Int>
  /// The indices of the rules that weigh and hold of it, ascending.
  public let rules: [Int]
  /// The sum of their weights, in thousandths.
  public let sum: Int
}

/// Judges the lines of one text: what rules ask of them, which marks they bear, what evidence says. Measures the text
/// only once somebody asks.
struct LineJudge {
  let matches: Matches
  private let rulebook: Rulebook
  private let plan: RulePlan
  private let text: [UInt8]
  /// The text as it reads; `nil` where that is as it is written.
  private let reading: Reading?
  /// Which rules admit the document; empty where all do.
  private let admits: [Bool]
  /// The title that the document came with.
  private let title: String?
  private var lineScope: LineScope
  private var isMeasured = false
  /// What rules take that need no evidence, once that is known: disjoint and ascending; `nil` where no rule could.
  private var removed: [Range<Int>]?
  /// What this text has been taken from, if that was measured.
  private var whole: (text: [UInt8], features: DocumentFeatures, survivors: Survivors)?
  /// Whether that was measured as it reads: then nothing is known of its lines as they are written.
  private var wasRead = false
  /// The features of the text, marks included, once it has been measured.
  private(set) var features = DocumentFeatures()

  init(
    _ rulebook: Rulebook, _ plan: RulePlan, _ text: [UInt8], _ reading: Reading?, _ matches: Matches, admits: [Bool],
    title: String?
  ) {
    self.rulebook = rulebook
    self.plan = plan
    self.text = text
    self.reading = reading
    var matches = matches
    matches.favourText(text, rulebook, plan)
    self.matches = matches
    self.admits = admits
    self.title = title
    lineScope = LineScope(text)
  }

  /// A judge of what stays of the text. Rules that judge lines find there what they found before.
  func looking(at survivors: Survivors) -> LineJudge {
    var staying = Matches()
    for match in matches.found {
      guard plan.entries[rulebook.ruleOfExpression[match.expression]].action.judgesLines else { continue }
      guard let range = survivors.place(of: match.range) else { continue }
      staying.found.append(Match(expression: match.expression, range: range))
    }
    var judge = LineJudge(
      rulebook, plan, survivors.text, reading == nil ? nil : Reading(of: survivors.text), staying, admits: admits,
      title: title)
    judge.removed = removed
    if isMeasured { judge.whole = (text, features, survivors) }
    judge.wasRead = reading != nil
    return judge
  }

  /// Whether a rule's scope admits the place where a match starts.
  mutating func admits(rule: Int, _ match: Range<Int>) -> Bool {
    let entry = plan.entries[rule]
    if entry.asksForPlace {
      let checkLength = LineScope.checksLength(entry.action)
      guard lineScope.admits(rulebook.rules[rule].scope, match, checkLength: checkLength) else { return false }
    }
    guard entry.asksForFeatures else { return true }
    measure()
    guard let line = features.line(at: match.lowerBound) else { return false }
    return features.passes(rulebook.lineTests[rule], line: line)
  }

  /// Whether evidence has a say in the document.
  mutating func admits(_ evidence: Evidence) -> Bool {
    if evidence.rules.isEmpty { return false }
    if evidence.documentTests.isEmpty { return true }
    // Most texts are clean, and need not be measured to know it.
    if evidence.needsRemovals, let removed, removed.isEmpty { return false }
    measure()
    return features.passes(evidence.documentTests, line: 0)
  }

  /// Takes what rules take that need no evidence, before evidence is asked.
  mutating func setRemovals(_ regions: [Removal]) {
    removed = plan.removes ? regions.filter { !$0.rules.allSatisfy { rulebook.rules[$0].isWeak } }.map(\.range) : nil
    if isMeasured { giveRemovals() }
  }

  private mutating func giveRemovals() {
    // What has gone before counts for what stays, too: a text is not cleaner for having been looked at.
    let measured = whole?.features ?? features
    features.setRemovals(removed.map { measured.lineCount(in: $0) })
  }

  /// Measures the text, if that has not been done.
  mutating func measure() {
    guard !isMeasured else { return }
    isMeasured = true
    if let reading {
      features = DocumentFeatures(of: reading)
    } else if let (whole, known, survivors) = whole, !wasRead {
      features = DocumentFeatures(of: text, known: known, of: whole) { survivors.origin(of: $0) }
    } else {
      features = DocumentFeatures(of: text)
    }
    if let title { features.setTitle(title, in: reading?.text ?? text) }
    giveMarks()
    giveRemovals()
  }

  private mutating func giveMarks() {
    guard !rulebook.marks.names.isEmpty else { return }
    var marks = [UInt64](repeating: 0, count: features.lines.count)
    forEachMark { _, line, bit in marks[line] |= bit }
    features.setMarks(marks, leading: rulebook.marks.leading)
  }

  /// Tells of each rule that gives a mark, the line that gets it, and the mark's bit.
  private mutating func forEachMark(_ body: (_ rule: Int, _ line: Int, _ bit: UInt64) -> Void) {
    for giver in rulebook.marks.givers where !giver.isMatched && isAdmitted(giver.rule) {
      let tests = rulebook.lineTests[giver.rule]
      for line in features.lines.indices where features.passes(tests, line: line) { body(giver.rule, line, giver.bit) }
    }
    for match in matches.found {
      let rule = rulebook.ruleOfExpression[match.expression]
      let bit = plan.entries[rule].markBit
      guard bit != 0, let line = features.line(at: match.range.lowerBound), admits(rule: rule, match.range),
        features.passes(rulebook.lineTests[rule], line: line)
      else { continue }
      body(rule, line, bit)
    }
  }

  /// How often each rule matches where its scope admits it; of a rule that weighs or marks, how many lines it holds of.
  mutating func matchCounts() -> [Int] {
    var counts = [Int](repeating: 0, count: plan.entries.count)
    for match in matches.found {
      let rule = rulebook.ruleOfExpression[match.expression]
      guard !plan.entries[rule].action.judgesLines, admits(rule: rule, match.range) else { continue }
      counts[rule] += 1
    }
    for verdict in verdicts(from: .min) { for rule in verdict.rules { counts[rule] += 1 } }
    measure()
    forEachMark { rule, _, _ in counts[rule] += 1 }
    return counts
  }

  private func isAdmitted(_ rule: Int) -> Bool { admits.isEmpty || admits[rule] }

  /// The lines against which there is so much evidence, in thousandths, or more.
  mutating func verdicts(from threshold: Int) -> [Verdict] {
    guard let evidence = rulebook.evidence, var weighing = weighing() else { return [] }
    var verdicts: [Verdict] = []
    let lines = features.lines
    // Not held twice, or they would be copied when evidence is added.
    features = DocumentFeatures()
    weighing.weigh(evidence.weights) { line, sum, bits in
      guard sum >= threshold else { return }
      let range = lines[line].start..<lines[line].end
      verdicts.append(Verdict(range: range, rules: Weighing.places(bits).map { evidence.rules[$0] }, sum: sum))
    }
    features = weighing.features
    return verdicts
  }

  /// The lines and the rules that weigh; `nil` where none does.
  mutating func weighing() -> Weighing? {
    guard let evidence = rulebook.evidence, !evidence.rules.isEmpty else { return nil }
    measure()
    let width = evidence.matched.count
    let found = matchedBits(evidence)
    let admitted = admittedBits(evidence)
    return Weighing(evidence, features) { line, word in
      admitted[word] & (~evidence.matched[word] | found[line * width + word])
    }
  }

  /// Of each line, the rules that weigh and that have matched it.
  private mutating func matchedBits(_ evidence: Evidence) -> [UInt64] {
    let width = evidence.matched.count
    var bits = [UInt64](repeating: 0, count: features.lines.count * width)
    guard evidence.matched.contains(where: { $0 != 0 }) else { return bits }
    for match in matches.found {
      let rule = rulebook.ruleOfExpression[match.expression]
      let place = plan.entries[rule].weighs
      guard place >= 0, let line = features.line(at: match.range.lowerBound), admits(rule: rule, match.range) else {
        continue
      }
      bits[line * width + place / 64] |= 1 << UInt64(place % 64)
    }
    return bits
  }

  /// The rules that weigh and admit the document; the bits behind the last rule are not set.
  private func admittedBits(_ evidence: Evidence) -> [UInt64] {
    var bits = [UInt64](repeating: 0, count: evidence.matched.count)
    for (place, rule) in evidence.rules.enumerated() where isAdmitted(rule) {
      bits[place / 64] |= 1 << UInt64(place % 64)
    }
    return bits
  }
}
