internal import Features
internal import Matching
internal import Rulebook

/// What keeps a rule from having its say in a text, in words: for the author of a test that does not come out.
struct Hindrances {
  /// More than that is no help.
  private static let most = 3

  private let rulebook: Rulebook
  private let index: Int
  private let rule: Rule
  private let text: [UInt8]
  private let features: DocumentFeatures
  private let verdicts: [Verdict]
  private var scope: LineScope
  /// The lines that should stay.
  private let staying: Set<[UInt8]>
  /// Whether all of the text should.
  private let staysWhole: Bool

  /// - Parameters:
  ///   - index: The rule.
  ///   - measured: What is measured of the text.
  ///   - expected: The text that should come out.
  init(_ rulebook: Rulebook, _ index: Int, _ text: [UInt8], _ measured: Measured, expected: [UInt8]) {
    self.rulebook = rulebook
    self.index = index
    rule = rulebook.rules[index]
    self.text = text
    features = measured.features
    verdicts = measured.verdicts
    scope = LineScope(text)
    staysWhole = text == expected
    staying = Set(expected.split(separator: 0x0A).map(Array.init))
  }

  /// A sentence for each, without a full stop.
  mutating func all(_ cleaned: Cleaned, _ context: Context, using scratch: Scratch) -> [String] {
    if let other = DocumentScope(rule.scope)?.hindrance(context) { return [other] }
    let keepers = cleaned.kept.filter { $0.blocked.contains(index) }.map {
      "rule \"\(rulebook.rules[$0.rule].id)\" keeps what begins in line \(number(of: $0.range.lowerBound))"
    }
    if !keepers.isEmpty { return Array(keepers.prefix(Self.most)) }
    let limits = cleaned.undecided.filter { $0.rule == index }
    if !limits.isEmpty {
      let effect = rule.action == .keep ? ": all from there on is kept" : ""
      return limits.prefix(Self.most).map {
        "the pattern ran into a limit in line \(number(of: $0.range.lowerBound)) (\($0.reason.rawValue))\(effect)"
      }
    }
    let isMatched = !rule.expressions.isEmpty
    let places = isMatched ? matches(using: scratch) { $0 } : features.lines.map { $0.start..<$0.end }
    if places.isEmpty {
      return [partial(using: scratch) ?? "the pattern matches nothing in this text"] + slips(using: scratch)
    }
    let meant = places.filter { !staying.contains(lineText(at: $0.lowerBound)) }
    var found: [String] = []
    var seen: Set<Int> = []
    for place in meant.isEmpty ? places : meant {
      let line = number(of: place.lowerBound)
      guard seen.insert(line).inserted, found.count < Self.most else { continue }
      let reasons = scope.hindrances(rule.scope, place, shown: lengths) + conditions(at: place.lowerBound)
      if reasons.isEmpty {
        if let lack = lackOfEvidence(at: place.lowerBound) ?? precedence(at: place, cleaned) {
          found.append(lack)
        }
        continue
      }
      let head = isMatched ? "the pattern matches line \(line), but " : "it does not hold of line \(line): "
      found.append(head + reasons.joined(separator: "; "))
    }
    return found
  }

  /// What the rule's conditions say against a place that its pattern matches: a clause each; none where they hold.
  mutating func reasons(against match: Range<Int>, _ context: Context) -> [String] {
    if let other = DocumentScope(rule.scope)?.hindrance(context) { return [other] }
    return scope.hindrances(rule.scope, match, shown: lengths) + conditions(at: match.lowerBound)
  }

  /// What is missing where a rule that weighs holds of a line, and the line stays.
  private func lackOfEvidence(at offset: Int) -> String? {
    guard rule.action == .weigh else { return nil }
    guard let level = rulebook.evidence?.levels.first else {
      return "the profile \"\(rulebook.profile)\" uses no evidence"
    }
    let verdict = verdicts.first { $0.range.contains(offset) || $0.range.lowerBound == offset }
    guard let sum = verdict?.sum, sum < level.threshold else { return nil }
    return
      "the evidence against line \(number(of: offset)) is \(Evidence.told(sum)), and \(Evidence.told(level.threshold)) is enough "
      + "(profile \(level.profile))"
  }

  /// What has the place where a rule would put something else.
  private func precedence(at place: Range<Int>, _ cleaned: Cleaned) -> String? {
    guard rule.action == .replace else { return nil }
    let here = "what it would replace in line \(number(of: place.lowerBound))"
    if let removal = cleaned.removals.first(where: { $0.range.overlaps(place) }) {
      let names = removal.rules.prefix(Self.most).map { "\"\(rulebook.rules[$0].id)\"" }
      return "\(here) is removed, by \(names.joined(separator: ", ")), and a removal comes first"
    }
    let other = cleaned.replacements.first { $0.range.overlaps(place) && ($0.rule != index || $0.range != place) }
    return other.map {
      "\(here) is replaced by \"\(rulebook.rules[$0.rule].id)\", which begins sooner or is named first"
    }
  }

  /// The lengths of lines that the rule is shown.
  private var lengths: ClosedRange<Int> {
    if case .line(let minimum, let maximum)? = rule.expressions.first?.subject {
      return minimum...max(minimum, maximum)
    }
    let minimum = rule.scope.minimumLine ?? 0
    return minimum...max(minimum, rule.scope.maximumLine ?? .max)
  }

  /// Where a pattern matches that must match a whole line, and does not.
  private func partial(using scratch: Scratch) -> String? {
    guard case .line? = rule.expressions.first?.subject else { return nil }
    let place = matches(using: scratch) { _ in .document }.first
    return place.map {
      "the pattern matches a part of line \(number(of: $0.lowerBound)), and must match all of it"
    } ?? "the pattern matches no line of this text"
  }

  /// What would let a pattern match that matches nothing, where that is a small thing which does not show.
  private func slips(using scratch: Scratch) -> [String] {
    let flags: [(options: Expression.Options, name: String)] = [
      (.caseless, "i"), (.unicodeProperties, "u"), ([.caseless, .unicodeProperties], "iu"),
    ]
    for flag in flags {
      let places = matches(using: scratch, with: flag.options) { $0 }
      let isSpared = { (place: Range<Int>) in staying.contains(lineText(at: place.lowerBound)) }
      guard let place = places.first(where: { !isSpared($0) }) ?? (staysWhole ? places.first : nil) else { continue }
      return ["it would match line \(number(of: place.lowerBound)) with flags = \"\(flag.name)\""]
    }
    let breaks = text.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated().first {
      ($0.element.first == 0x0C || $0.element.last == 0x0C) && !staying.contains(Array($0.element))
    }
    guard let line = breaks?.offset, case .line? = rule.expressions.first?.subject else { return [] }
    return ["line \(line + 1) has a form feed at its edge, which the pattern must match, too: \\f?"]
  }

  /// Where the rule's patterns match, by place, whatever the length of the lines.
  private func matches(
    using scratch: Scratch, with more: Expression.Options = [], _ shown: (Expression.Subject) -> Expression.Subject
  ) -> [Range<Int>] {
    do {
      let compiled = try rule.expressions.compactMap { expression throws(PatternError) -> CompiledExpression? in
        let options = expression.options.union(more)
        var subject = shown(expression.subject)
        if case .line = subject { subject = .line(minimum: 0, maximum: Self.longestLine) }
        if let phrases = expression.phrases {
          guard case .line = subject else { return nil }
          return CompiledExpression(phrases: phrases, options: options, subject: subject)
        }
        return try CompiledExpression(Expression(expression.pattern, options: options, subject: subject))
      }
      let matcher = ReferenceMatcher(compiled, jit: false)
      var matches = Matches()
      try matcher.findMatches(in: text, enabled: [], using: scratch, into: &matches) { false }
      if let reading = Reading(of: text) {
        var read = Matches()
        try matcher.findMatches(in: reading.text, enabled: [], using: scratch, into: &read) { false }
        matches.add(read, in: reading) { _ in rule.action }
      }
      return matches.found.map(\.range).sorted { $0.lowerBound < $1.lowerBound }
    } catch {
      return []  // cannot be: the rule has been compiled before, and nothing asks to stop
    }
  }

  private static let longestLine = 1_000_000_000

  // MARK: measured conditions

  private func conditions(at offset: Int) -> [String] {
    guard let line = features.line(at: offset) else { return [] }
    return rulebook.lineTests[index].filter { !features.passes([$0], line: line) }.map { fact($0, line) }
  }

  private func fact(_ test: LineTest, _ line: Int) -> String {
    switch test.place {
    case .this: return value(test.content, line) + " there"
    case .previous: return neighbour(test.content, line - 1, "before")
    case .next: return neighbour(test.content, line + 1, "after")
    case .near:
      return neighbour(test.content, line - 1, "before") + " and " + neighbour(test.content, line + 1, "after")
    case .under:
      return "it is under \(features.leader(of: line).map { "\"\(rulebook.marks.names[$0])\"" } ?? "no mark")"
    case .below: return "no line above it has the mark that \"below\" asks for"
    }
  }

  private func neighbour(_ content: LineTest.Content, _ line: Int, _ which: String) -> String {
    guard features.lines.indices.contains(line) else { return "there is no line \(which) it" }
    return "\(value(content, line)) in the line \(which) it"
  }

  private func value(_ content: LineTest.Content, _ line: Int) -> String {
    switch content {
    case .marks:
      let bits = features.marks(of: line)
      let names = rulebook.marks.names.indices.filter { bits & 1 << UInt64($0) != 0 }.map { rulebook.marks.names[$0] }
      return "\"mark\" is \(names.isEmpty ? "none" : names.joined(separator: ", "))"
    case .feature(let feature, _):
      let value = features.value(feature, of: line)
      if feature.isTrait { return value == 1 ? "there is \"\(feature.name)\"" : "there is no \"\(feature.name)\"" }
      let name = feature == .zone ? "within" : feature.name
      let number = value == DocumentFeatures.none ? "none" : "\(value)"
      return "\"\(name)\" is \(feature.word(for: value) ?? number)"
    }
  }

  // MARK: lines

  /// A line's number, from 1.
  private func number(of offset: Int) -> Int { text[..<offset].count { $0 == 0x0A } + 1 }

  private func lineText(at offset: Int) -> [UInt8] {
    let start = text[..<offset].lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
    return Array(text[start...].prefix { $0 != 0x0A })
  }
}

extension DocumentScope {
  /// Why it does not admit a document; `nil` where it does.
  func hindrance(_ context: Context) -> String? {
    for (key, value, admits) in checks(context) where !admits {
      return value.map { "\"\(key)\" of the rule does not hold of the document's, \"\($0)\"" }
        ?? "the rule asks for \"\(key)\", and the document has none"
    }
    return nil
  }
}

extension LineScope {
  /// What the scope says against the place where a match starts, measured conditions left out.
  ///
  /// - Parameter shown: The lengths of lines that the rule is shown.
  mutating func hindrances(_ scope: Scope, _ match: Range<Int>, shown lengths: ClosedRange<Int>) -> [String] {
    guard let place = place(of: match) else { return [] }
    var found: [String] = []
    if place.characters < lengths.lowerBound {
      found.append("it has \(place.characters) characters, and \"min-line\" is \(lengths.lowerBound)")
    }
    if place.characters > lengths.upperBound {
      let standard = scope.maximumLine == nil ? ", where none is named" : ""
      found.append("it has \(place.characters) characters, and \"max-line\" is \(lengths.upperBound)\(standard)")
    }
    var narrow = Scope()
    narrow.within = scope.within
    if !admits(narrow, match, checkLength: false) {
      let isByPart = scope.within.contains { if case .part = $0 { true } else { false } }
      let line = "line \(place.line) of \(place.count) is not \"within\""
      found.append(isByPart ? "\"within\" is \(place.part.rawValue) there" : line)
    }
    if let repeats = scope.repeats, place.occurrences < repeats {
      let times = place.occurrences == 1 ? "once" : "\(place.occurrences) times"
      found.append("it stands there \(times), and \"repeat\" is \(repeats)")
    }
    return found
  }
}
