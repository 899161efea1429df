internal import Features
internal import Matching
internal import Rulebook

/// What the rules would like to do to a text, and what comes of it: `keep` first, then the union of removals, then
/// replacements, then the seams.
struct Wishes {
  private let rulebook: Rulebook
  private let text: [UInt8]
  private var removals: [RuleSpan] = []
  private var keeps: [RuleSpan] = []
  private var replacements: [RuleSpan] = []
  private var extractions: [(match: Match, rule: Int)] = []
  private var rejectedBy: Int?
  private var undecided: [Undecided] = []
  /// What evidence wants gone. In removals, verdict `i` is a rule of its own that follows all others.
  private var verdicts: [Verdict] = []
  /// See ``Cleaned/judgedAs``.
  private var judgedAs: String?

  /// What rules want that need no evidence, which the judge is told of.
  init(certain rulebook: Rulebook, _ plan: RulePlan, _ text: [UInt8], _ judge: inout LineJudge) {
    self.rulebook = rulebook
    self.text = text
    add(judge.matches, plan, &judge)
    if rulebook.evidence != nil { judge.setRemovals(regions) }
  }

  /// What all rules want.
  init(_ rulebook: Rulebook, _ plan: RulePlan, _ text: [UInt8], _ judge: inout LineJudge) {
    self.init(certain: rulebook, plan, text, &judge)
    if let evidence = rulebook.evidence { weigh(evidence, &judge) }
  }

  /// What goes, as far as it is known.
  private var regions: [Removal] {
    var protection = Protection(keeps)
    return union(of: removals.filter { !protection.blocks($0) })
  }

  /// How often what stays is judged again.
  private static let furtherLooks = 4

  /// Takes the lines against which there is evidence enough. Where that is most of the prose, a more careful profile counts:
  /// an article of short paragraphs looks like a page of teasers, and a loss of all of it is the worst there is.
  private mutating func weigh(_ evidence: Evidence, _ judge: inout LineJudge) {
    guard judge.admits(evidence) else { return }
    let certain = removals.count
    for level in evidence.levels {
      weigh(evidence, level, &judge)
      guard let most = evidence.mostProse, takes(most, of: judge.features, certain: certain) else {
        if level != evidence.levels.first { judgedAs = level.profile }
        return
      }
      removals.removeSubrange(certain...)
      verdicts.removeAll()
    }
    judgedAs = Profile.certain
  }

  /// What is measured of a line depends on the lines round it, so what stays is judged again, until nothing more goes: else
  /// cleaning a clean text would take more.
  private mutating func weigh(_ evidence: Evidence, _ level: Evidence.Level, _ judge: inout LineJudge) {
    condemn(judge.verdicts(from: level.threshold))
    var protection = Protection(keeps)
    for _ in 0..<Self.furtherLooks {
      let regions = Seams.close(text.span, over: union(of: removals.filter { !protection.blocks($0) }))
      if regions.isEmpty { return }
      let survivors = Survivors(of: text, without: regions)
      var again = judge.looking(at: survivors)
      guard again.admits(evidence) else { return }
      let known = Set(verdicts.map(\.range))
      let further = again.verdicts(from: level.threshold)
        .map { Verdict(range: survivors.origin(of: $0.range), rules: $0.rules, sum: $0.sum) }
        .filter { !known.contains($0.range) }
      if further.isEmpty { return }
      condemn(further)
    }
  }

  /// Whether evidence takes so much of the prose that certain rules leave, or more.
  ///
  /// - Parameters:
  ///   - most: In percent of its bytes.
  ///   - certain: How many of the removals are those of certain rules: the first ones.
  private func takes(_ most: Int, of features: DocumentFeatures, certain: Int) -> Bool {
    if verdicts.isEmpty { return false }
    let left = prose(features, without: removals[..<certain])
    let taken = left - prose(features, without: removals[...])
    return left > 0 && taken * 100 >= left * most
  }

  /// How many bytes of prose some removals leave.
  private func prose(_ features: DocumentFeatures, without removals: ArraySlice<RuleSpan>) -> Int {
    var protection = Protection(keeps)
    let regions = union(of: removals.filter { !protection.blocks($0) })
    var (bytes, next) = (0, 0)
    for (index, line) in features.lines.enumerated() where features.isProse(index) {
      while next < regions.count, regions[next].range.upperBound <= line.start { next += 1 }
      if next < regions.count, regions[next].range.lowerBound <= line.start { continue }
      bytes += line.end - line.start
    }
    return bytes
  }

  private mutating func condemn(_ lines: [Verdict]) {
    for verdict in lines {
      removals.append(RuleSpan(range: withLineFeed(verdict.range), rule: rulebook.rules.count + verdicts.count))
      verdicts.append(verdict)
    }
  }

  private mutating func add(_ matches: Matches, _ plan: RulePlan, _ judge: inout LineJudge) {
    var firstOnly: [Int: RuleSpan] = [:]
    for match in matches.found {
      let index = rulebook.ruleOfExpression[match.expression]
      let rule = plan.entries[index]
      guard !rule.action.judgesLines, judge.admits(rule: index, match.range) else { continue }
      let span = RuleSpan(range: match.range, rule: index)
      switch rule.action {
      case .dropLine: removals.append(RuleSpan(range: withLineFeed(match.range), rule: index))
      case .dropSpan: removals.append(span)
      case .dropBefore, .dropAfter:
        let earlier = firstOnly[index]?.range.lowerBound ?? .max
        if match.range.lowerBound < earlier { firstOnly[index] = span }
      case .keep: keeps.append(span)
      case .replace: replacements.append(span)
      case .extract:
        extractions.append((match, index))
        if rule.alsoDrops { removals.append(span) }
      case .reject: rejectedBy = min(rejectedBy ?? index, index)
      case .weigh, .mark: break
      }
    }
    for (index, span) in firstOnly {
      let before = plan.entries[index].action == .dropBefore
      let range = before ? 0..<span.range.upperBound : span.range.lowerBound..<text.count
      removals.append(RuleSpan(range: range, rule: index))
    }
    undecided = matches.inconclusive.map {
      Undecided(range: $0.range, rule: rulebook.ruleOfExpression[$0.expression], reason: $0.reason)
    }
    .sorted { ($0.range.lowerBound, $0.rule) < ($1.range.lowerBound, $1.rule) }
  }

  private func withLineFeed(_ range: Range<Int>) -> Range<Int> {
    range.lowerBound..<min(range.upperBound + 1, text.count)
  }

  /// What rules that need no evidence take out, each rule's stretches by themselves.
  func certainRemovals() -> [Removal] {
    var protection = Protection(keeps)
    return removals.filter { $0.rule < rulebook.rules.count && !protection.blocks($0) && !$0.range.isEmpty }
      .map { Removal(range: $0.range, rules: [$0.rule]) }
  }

  func settle(using scratch: Scratch) -> Cleaned {
    var protection = Protection(keeps)
    var hits = [Int](repeating: 0, count: rulebook.rules.count)
    let wanted = removals.filter { !protection.blocks($0) }
    for span in wanted {
      if span.rule < hits.count {
        hits[span.rule] += 1
      } else {
        for rule in verdicts[span.rule - hits.count].rules { hits[rule] += 1 }
      }
    }
    let regions = Seams.close(text.span, over: union(of: wanted)).map {
      Removal(range: $0.range, rules: rules(of: $0.rules))
    }
    let (replaced, output) = settleEnd(
      settleReplacements(replacements.filter { !protection.blocks($0) }, regions), regions)
    for replacement in replaced { hits[replacement.rule] += 1 }
    let kept = protection.effective.map { Kept(range: $0.range, rule: $0.rule, blocked: rules(of: $0.blocked)) }
    for keep in kept { hits[keep.rule] += 1 }
    let extracted = extract(using: scratch)
    for found in extracted where hits[found.rule] == 0 {
      hits[found.rule] = extractions.count { $0.rule == found.rule }
    }
    if let rejectedBy { hits[rejectedBy] += 1 }
    return Cleaned(
      text: output, removals: regions, replacements: replaced, kept: kept, extracted: extracted,
      undecided: undecided, hits: hits.indices.compactMap { hits[$0] > 0 ? ($0, hits[$0]) : nil },
      rejectedBy: rejectedBy, judgedAs: judgedAs)
  }

  /// The rules themselves: for a verdict, those that made it.
  private func rules(of wanted: [Int]) -> [Int] {
    guard let last = wanted.last, last >= rulebook.rules.count else { return wanted }
    let count = rulebook.rules.count
    if wanted.count == 1 { return verdicts[last - count].rules }
    return Set(wanted.flatMap { $0 < count ? [$0] : verdicts[$0 - count].rules }).sorted()
  }

  /// The first value of each name, by place in the text, then by rule.
  private func extract(using scratch: Scratch) -> [Extracted] {
    var found: [Extracted] = []
    for (match, rule) in extractions {
      for group in rulebook.groups(of: match, in: text, using: scratch) where !group.range.isEmpty {
        found.append(Extracted(name: group.name, range: group.range, rule: rule))
      }
    }
    var names: Set<String> = []
    return found.sorted { ($0.range.lowerBound, $0.rule) < ($1.range.lowerBound, $1.rule) }
      .filter { names.insert($0.name).inserted }
  }

  /// Of replacements that overlap, the first by start, then by rule, wins; one that a removal overlaps is not applied.
  private func settleReplacements(_ spans: [RuleSpan], _ regions: [Removal]) -> [Replacement] {
    var result: [Replacement] = []
    var region = 0
    for span in spans.sorted(by: { ($0.range.lowerBound, $0.rule) < ($1.range.lowerBound, $1.rule) }) {
      while region < regions.count, regions[region].range.upperBound <= span.range.lowerBound { region += 1 }
      if region < regions.count, regions[region].range.overlaps(span.range) { continue }
      if let last = result.last, last.range.upperBound > span.range.lowerBound { continue }
      let text = Array((rulebook.rules[span.rule].replacement ?? "").utf8)
      result.append(Replacement(range: span.range, text: text, rule: span.rule))
    }
    return result
  }

  /// What stays ends in a line feed exactly if the text did, so a replacement at the end gains or loses its last line
  /// feeds; where even that is not enough, it is not applied.
  private func settleEnd(_ replaced: [Replacement], _ regions: [Removal]) -> ([Replacement], output: [UInt8]) {
    var replaced = replaced
    var output = staying(regions, replaced)
    let wanted = text.last == 0x0A
    while !output.isEmpty, (output.last == 0x0A) != wanted, let last = replaced.popLast() {
      let shortened = Array(last.text.reversed().drop { $0 == 0x0A }.reversed())
      if wanted {
        replaced.append(Replacement(range: last.range, text: last.text + [0x0A], rule: last.rule))
      } else if shortened.count < last.text.count {
        replaced.append(Replacement(range: last.range, text: shortened, rule: last.rule))
      }
      output = staying(regions, replaced)
    }
    return (replaced, output)
  }

  private func staying(_ regions: [Removal], _ replaced: [Replacement]) -> [UInt8] {
    if regions.isEmpty, replaced.isEmpty { return text }
    var out: [UInt8] = []
    out.reserveCapacity(text.count)
    var cursor = 0
    var next = 0
    func copy(upTo end: Int) {
      while next < replaced.count, replaced[next].range.lowerBound < end {
        out += text[cursor..<replaced[next].range.lowerBound]
        out += replaced[next].text
        cursor = replaced[next].range.upperBound
        next += 1
      }
      out += text[cursor..<max(cursor, end)]
      cursor = max(cursor, end)
    }
    for region in regions {
      copy(upTo: region.range.lowerBound)
      cursor = region.range.upperBound
    }
    copy(upTo: text.count)
    return out
  }
}
