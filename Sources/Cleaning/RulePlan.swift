internal import Features
internal import Rulebook

/// What cleaning asks of every rule for every document and match, laid out flat once: a rule itself is a large value,
/// dear to copy.
struct RulePlan: Sendable {
  /// One rule.
  struct Entry: Sendable {
    let action: Rule.Action
    /// Of an `extract`: whether what it matched is removed, too.
    let alsoDrops: Bool
    /// Whether its scope speaks of the place of a match in the text; rules that are shown lines have been shown only
    /// those of their length.
    let asksForPlace: Bool
    /// Whether it asks for features of the line in which a match starts, before it has its say.
    let asksForFeatures: Bool
    /// Whether what it matches makes rules matter that only support others: it would take or replace that, or asks for
    /// features, which may be marks.
    let needsSupport: Bool
    /// The bit of the mark that it gives to lines it matches; 0 where it gives none so.
    let markBit: UInt64
    /// Its place among the rules that weigh; -1 where it is none of them.
    let weighs: Int
  }

  /// Rules that ask the same of documents.
  struct Group: Sendable {
    let scope: DocumentScope
    let rules: [Int]
    let expressions: [Int]
  }

  /// One for each rule.
  let entries: [Entry]
  /// Whether there is a rule that takes something and needs no evidence for it.
  let removes: Bool
  /// The rules that don't admit every document.
  let groups: [Group]

  init(_ rulebook: Rulebook) {
    var bits = [UInt64](repeating: 0, count: rulebook.rules.count)
    for giver in rulebook.marks.givers where giver.isMatched { bits[giver.rule] |= giver.bit }
    var places = [Int](repeating: -1, count: rulebook.rules.count)
    for (place, rule) in (rulebook.evidence?.rules ?? []).enumerated() { places[rule] = place }
    entries = rulebook.rules.enumerated().map { index, rule in
      let action = rule.action
      let asksForFeatures = !rulebook.lineTests[index].isEmpty && !action.judgesLines
      return Entry(
        action: action, alsoDrops: rule.alsoDrops,
        asksForPlace: LineScope.isNarrow(rule.scope, checkLength: LineScope.checksLength(action)),
        asksForFeatures: asksForFeatures, needsSupport: rule.removes || action == .replace || asksForFeatures,
        markBit: bits[index], weighs: places[index])
    }
    removes = rulebook.rules.contains(where: \.removes)
    var rules: [DocumentScope: [Int]] = [:]
    for (index, rule) in rulebook.rules.enumerated() {
      if let scope = DocumentScope(rule.scope) { rules[scope, default: []].append(index) }
    }
    var expressions = [[Int]](repeating: [], count: rulebook.rules.count)
    for (expression, rule) in rulebook.ruleOfExpression.enumerated() { expressions[rule].append(expression) }
    groups = rules.map { scope, rules in
      Group(scope: scope, rules: rules, expressions: rules.flatMap { expressions[$0] })
    }
  }

  /// Which rules admit a document, and which expressions are to be looked for; each empty where it is all of them.
  func admitted(_ context: Context, expressions: Int) -> (rules: [Bool], expressions: [Bool]) {
    var admitted: (rules: [Bool], expressions: [Bool]) = ([], [])
    let lettered = context.source.map(HostSpelling.letters)
    for group in groups where !group.scope.admits(context, lettered: lettered) {
      if admitted.rules.isEmpty {
        admitted.rules = Array(repeating: true, count: entries.count)
        admitted.expressions = Array(repeating: true, count: expressions)
      }
      for rule in group.rules { admitted.rules[rule] = false }
      for expression in group.expressions { admitted.expressions[expression] = false }
    }
    return admitted
  }
}
