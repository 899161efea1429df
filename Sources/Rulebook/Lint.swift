internal import Diagnostics
internal import Matching

/// Advice about rules that work and probably do not do what was meant, or cost more than they need to.
struct Lint {
  let rules: [RuleFile.CheckedRule]
  let values = RuleValues()

  init(_ rules: [RuleFile.CheckedRule]) { self.rules = rules }

  func findings() -> [Diagnostic] {
    let looks = [
      nestedRepetition, noLiteral, quantifierWithoutMinimum, joinedWords, longerThanItsLine, idleKeep, emptyLines,
      acrossLines, runningAcrossLines, nothingAtAll, anyText, everyLine, findsItself, meansNoGroup, lostToComment,
      writtenWithSlashes, regexesInList, unknownLanguages, oddHosts, tooMuchAsked, hasAndLacks,
      amidSentences, leavesEmptyLine,
    ]
    return rules.flatMap { rule in looks.flatMap { $0(rule) } } + needless()
  }

  /// A finding about a rule.
  ///
  /// - Parameters:
  ///   - key: Where it stands: the keys that lead to the value. The rule's header where there is none.
  ///   - text: Of a list the string that is meant.
  func warning(
    _ rule: RuleFile.CheckedRule, _ message: String, help: String, at key: [String] = ["match"], text: String? = nil
  ) -> Diagnostic {
    (values.place(of: key, text: text, in: rule) ?? rule.place)
      .diagnostic("rule \"\(rule.rule.id)\" \(message)", help: help, severity: .warning)
  }

  private func nestedRepetition(_ rule: RuleFile.CheckedRule) -> [Diagnostic] {
    guard rule.compiled.contains(where: \.facts.hasNestedRepetition) else { return [] }
    return [
      warning(
        rule, "repeats without end what repeats without end: hostile text can make it run into its limits",
        help: "make the inner part possessive (…++ or (?>…)), or bound it ({1,80})")
    ]
  }

  private func noLiteral(_ rule: RuleFile.CheckedRule) -> [Diagnostic] {
    guard !rule.rule.hasWhen, rule.compiled.contains(where: { !$0.facts.hasLiteral }), everyLine(rule).isEmpty else {
      return []
    }
    return [
      warning(
        rule, "has no fixed text that each match must hold, so it is tried on every line",
        help: "give it a word that is always there; 'winnow rules profile' shows what it costs")
    ]
  }

  /// `{,n}` is four characters in PCRE2 10.42 and a quantifier from 10.43 on.
  private func quantifierWithoutMinimum(_ rule: RuleFile.CheckedRule) -> [Diagnostic] {
    guard rule.rule.expressions.contains(where: { holdsOpenQuantifier($0.pattern) }) else { return [] }
    return [
      warning(rule, "has {,n}, which means itself in PCRE2 10.42 and a quantifier later", help: "write {0,n} or \\{,n}")
    ]
  }

  private func holdsOpenQuantifier(_ pattern: String) -> Bool {
    let bytes = Array(pattern.utf8)
    for index in bytes.indices.dropLast(2)
    where bytes[index] == UInt8(ascii: "{") && bytes[index + 1] == UInt8(ascii: ",") {
      if index > 0, bytes[index - 1] == UInt8(ascii: "\\") { continue }
      let digits = bytes[(index + 2)...].prefix { 0x30...0x39 ~= $0 }
      let after = index + 2 + digits.count
      if !digits.isEmpty, after < bytes.count, bytes[after] == UInt8(ascii: "}") { return true }
    }
    return false
  }

  private func joinedWords(_ rule: RuleFile.CheckedRule) -> [Diagnostic] {
    for expression in rule.rule.expressions where expression.options.contains(.extended) {
      guard let (first, second) = FreeSpacing.joinedWords(in: expression.pattern) else { continue }
      return [
        warning(
          rule, "asks for \"\(first)\(second)\": with the flag x, a plain blank between two words does not count",
          help: "write \(first)\\h\(second), or leave the x out of flags")
      ]
    }
    return []
  }

  private func longerThanItsLine(_ rule: RuleFile.CheckedRule) -> [Diagnostic] {
    for compiled in rule.compiled {
      guard case .line(_, let maximum) = compiled.expression.subject else { continue }
      let longest = compiled.expression.phrases?.texts.map(\.unicodeScalars.count).max()
      let needed = longest ?? compiled.facts.minimumLength
      if needed > maximum {
        let message = "needs lines of \(needed) characters and is shown none longer than \(maximum)"
        let help = "raise the bound: when = { max-line = \(needed) }"
        // Of thousands of phrases, the one that is too long is not found by its length.
        let phrase = values.list(of: rule)?.phrases.first { $0.text.unicodeScalars.count == needed }
        guard longest != nil, let phrase, let file = values.list(of: rule)?.file else {
          return [warning(rule, message, help: help)]
        }
        return [
          Diagnostic("rule \"\(rule.rule.id)\" \(message)", in: file, at: phrase.range, help: help, severity: .warning)
        ]
      }
    }
    return []
  }

  /// Paragraphs would come out without a blank line between them.
  private func emptyLines(_ rule: RuleFile.CheckedRule) -> [Diagnostic] {
    guard rule.rule.action == .dropLine, rule.compiled.contains(where: \.facts.matchesEmptyLine),
      everyLine(rule).isEmpty
    else { return [] }
    return [
      warning(
        rule, "matches empty lines, and takes those between all paragraphs",
        help: "let it ask for a character that is always there")
    ]
  }

  private func acrossLines(_ rule: RuleFile.CheckedRule) -> [Diagnostic] {
    guard rule.compiled.contains(where: \.facts.needsLineFeed) else { return [] }
    return [
      warning(
        rule, "asks for a line end, and is shown lines one by one, without theirs: it never matches",
        help: "use do = \"drop-span\", which is shown the whole text")
    ]
  }

  private func runningAcrossLines(_ rule: RuleFile.CheckedRule) -> [Diagnostic] {
    guard rule.compiled.contains(where: \.facts.runsAcrossLines) else { return [] }
    return [
      warning(
        rule,
        "repeats without end across line ends: where what follows is missing, it looks from each beginning to the text's end",
        help: "bound it, as .{0,2000}? or [^#]{0,2000}, or let it stop at line ends: [^\\n]*")
    ]
  }

  private func nothingAtAll(_ rule: RuleFile.CheckedRule) -> [Diagnostic] {
    guard rule.compiled.contains(where: \.facts.takesNothing) else { return [] }
    return [
      warning(
        rule, "can match nothing but places between characters, which count as no match: it never does anything",
        help: "let it ask for a character that is always there")
    ]
  }

  func anyText(_ rule: RuleFile.CheckedRule) -> [Diagnostic] {
    let removing: Set<Rule.Action> = [.dropSpan, .dropBefore, .dropAfter, .replace]
    guard removing.contains(rule.rule.action), rule.compiled.contains(where: \.facts.takesAnyText) else { return [] }
    return [
      warning(
        rule, "can take the whole of any text", help: "let it begin with what is always there, and bound what follows")
    ]
  }

  /// Cleaning a clean text must change nothing.
  private func findsItself(_ rule: RuleFile.CheckedRule) -> [Diagnostic] {
    guard let replacement = rule.rule.replacement, rule.compiled.contains(where: { $0.matches(in: replacement) }) else {
      return []
    }
    return [
      warning(
        rule, "matches what it puts in place, so that cleaning a text again would change it again",
        help: "let it ask for what the replacement lacks", at: ["with"])
    ]
  }

  private func idleKeep(_ rule: RuleFile.CheckedRule) -> [Diagnostic] {
    guard rule.rule.action == .keep else { return [] }
    let acting: Set<Rule.Action> = [.dropLine, .dropSpan, .dropBefore, .dropAfter, .replace, .extract]
    guard !rules.contains(where: { acting.contains($0.rule.action) || $0.rule.weight ?? 0 > 0 }) else { return [] }
    return [
      warning(
        rule, "keeps text that no rule removes",
        help: """
          there is no rule that it could hold back; name the folder of the packs that it is for, too: \
          winnow rules check Rules \(rule.rule.file)
          """, at: ["do"])
    ]
  }

  /// Rules that look for the same thing in the same places to the same end, and the first of their kind.
  private func twins() -> [Int: Int] {
    var first: [String: Int] = [:]
    var twins: [Int: Int] = [:]
    for (index, rule) in rules.map(\.rule).enumerated() {
      guard let only = rule.expressions.first, rule.expressions.count == 1, rule.action != .extract else { continue }
      let key = "\(rule.action) \(only.options.rawValue) \(only.pattern) \(rule.scope)"
      if let earlier = first[key] { twins[index] = earlier } else { first[key] = index }
    }
    return twins
  }

  /// Rules that could go without a difference, as far as that can be told without a text.
  private func needless() -> [Diagnostic] {
    let twins = twins()
    let covered = Dictionary(uniqueKeysWithValues: CoveredRules(rules).all())
    return rules.indices.compactMap { index in
      let rule = rules[index]
      if let twin = twins[index] {
        let other = rules[twin].rule
        // Two rules of one id are an error of their own.
        guard other.id != rule.rule.id else { return nil }
        return warning(
          rule, "does what rule \"\(other.id)\" does",
          help: "the other one is at \(other.file):\(other.line); drop one of them", at: [])
      }
      guard let cover = covered[index] else { return nil }
      let other = rules[cover].rule
      guard other.id != rule.rule.id else { return nil }
      return warning(
        rule, "removes nothing that rule \"\(other.id)\" would leave",
        help: "the other one is at \(other.file):\(other.line); drop this one, or let it say what it adds", at: [])
    }
  }
}

extension Rule {
  var hasWhen: Bool { scope != Scope() }
}
