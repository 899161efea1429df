internal import Diagnostics
internal import Matching

/// Rules that remove lines by fixed phrases, each of which another rule that removes lines matches as well: nothing would
/// change without them.
struct CoveredRules {
  private let rules: [RuleFile.CheckedRule]

  init(_ rules: [RuleFile.CheckedRule]) { self.rules = rules }

  /// The places in ``rules`` of rules that are covered, each with that of the first rule that covers it.
  func all() -> [(Int, Int)] {
    let lines = rules.indices.filter { rules[$0].rule.action == .dropLine }
    let phrases = lines.compactMap { rule -> (rule: Int, phrases: [String])? in
      let texts = rules[rule].rule.expressions.flatMap { expression in
        expression.phrases.map { $0.texts.map(Optional.some) } ?? [FixedPhrase(expression)?.text]
      }
      let known = texts.compactMap { $0 }
      return known.count == texts.count && !known.isEmpty ? (rule, known) : nil
    }
    guard lines.count > 1, !phrases.isEmpty else { return [] }
    let (text, ownerOfLine) = page(phrases)
    let found = matches(lines, in: text, lines: ownerOfLine.count)
    // From what was found, not from all rules: of those there may be thousands.
    var met = [Set<Int>?](repeating: nil, count: phrases.count)
    for (line, owner) in ownerOfLine.enumerated() {
      met[owner] = met[owner]?.intersection(found[line]) ?? found[line].subtracting([phrases[owner].rule])
    }
    let covers = met.map { $0 ?? [] }
    var taken: Set<Int> = []
    return zip(phrases, covers).compactMap { owner, covers in
      // Of two rules that cover each other, the first stays.
      let cover = covers.sorted().first { !taken.contains($0) && reaches($0, whatever: owner.rule) }
      guard let cover else { return nil }
      taken.insert(owner.rule)
      return (owner.rule, cover)
    }
  }

  /// Whether a rule applies wherever another one does, and in either case where the other one matches in either case.
  private func reaches(_ cover: Int, whatever covered: Int) -> Bool {
    let (wide, narrow) = (rules[cover].rule, rules[covered].rule)
    let isCaseless = { (rule: Rule) in rule.expressions.allSatisfy { $0.options.contains(.caseless) } }
    let mayVary = narrow.expressions.contains { $0.options.contains(.caseless) }
    return (wide.scope == narrow.scope || wide.scope == Scope()) && (isCaseless(wide) || !mayVary)
  }

  /// All phrases, a line each, and whose each line is.
  private func page(_ phrases: [(rule: Int, phrases: [String])]) -> (text: [UInt8], ownerOfLine: [Int]) {
    var text: [UInt8] = []
    var owners: [Int] = []
    for (owner, entry) in phrases.enumerated() {
      for phrase in entry.phrases {
        text += Array(phrase.utf8) + [0x0A]
        owners.append(owner)
      }
    }
    return (text, owners)
  }

  /// The rules that match each line.
  private func matches(_ lines: [Int], in text: [UInt8], lines count: Int) -> [Set<Int>] {
    let owners = lines.flatMap { rule in rules[rule].compiled.map { _ in rule } }
    let matcher = IndexedMatcher(lines.flatMap { rules[$0].compiled }, jit: false)
    var matches = Matches()
    do { try matcher.findMatches(in: text, enabled: [], using: Scratch(), into: &matches, shouldStop: { false }) } catch
    {
      return Array(repeating: [], count: count)
    }
    var lineOfStart = [0: 0]
    for (offset, byte) in text.enumerated() where byte == 0x0A { lineOfStart[offset + 1] = lineOfStart.count }
    var found = [Set<Int>](repeating: [], count: count)
    for match in matches.found {
      guard let line = lineOfStart[match.range.lowerBound], line < count else { continue }
      found[line].insert(owners[match.expression])
    }
    return found
  }
}

/// What an expression matches where that is one phrase, case and blanks at its ends aside.
struct FixedPhrase {
  let text: String

  init?(_ expression: Expression) {
    var pattern = Substring(expression.pattern)
    let blanks = Expression.blanks
    if pattern.hasPrefix(blanks), pattern.hasSuffix(blanks), pattern.utf8.count >= 2 * blanks.utf8.count {
      pattern = pattern.dropFirst(blanks.count).dropLast(blanks.count)
    }
    var text = ""
    var isQuoted = false
    for character in pattern {
      if isQuoted {
        // A backslash before a letter or a digit is a class or a reference.
        guard character.isASCII, !character.isLetter, !character.isNumber else { return nil }
        text.append(character)
        isQuoted = false
      } else if character == "\\" {
        isQuoted = true
      } else if "^$.[|()?*+{".contains(character) {
        return nil
      } else if expression.options.contains(.extended), character.isWhitespace || character == "#" {
        return nil
      } else {
        text.append(character)
      }
    }
    guard !isQuoted, !text.isEmpty else { return nil }
    self.text = text
  }
}
