internal import Arguments
internal import Files
internal import Formats
internal import Matching
internal import Rulebook

/// `winnow rules verify`
enum RulesVerifyCommand: Command {
  static let syntax = Syntax(
    command: "winnow rules verify", operands: "FILE|DIR…", operandCount: 1...(.max),
    about: """
      Prove the index on your rules and texts: what it finds is what PCRE2 finds, rule by rule, byte for byte.
      A difference is a fault of Winnow, not of the rules; please report it.
      """,
    options: RuleOptions.all,
    notes: "Exit status: 0 no difference; 1 a difference, or a text that can't be read; 2 usage, or unusable rules.")

  static func run(_ invocation: Invocation) throws -> ExitStatus {
    let rulebook = try RuleOptions.rulebook(invocation)
    let reference = rulebook.reference()
    let scratch = Scratch()
    var indexed = Matches()
    var plain = Matches()
    var found = 0
    var faults = 0
    let (items, status) = try TextFiles.read(invocation.operands)
    var line = StatusLine()
    let total = items.reduce(0) { $0 + $1.bytes }
    var done = 0
    for (number, item) in items.enumerated() {
      let text = item.document.text
      // Most of the time goes into the rules one by one: each of them looks at all of the text.
      let start = MonotonicClock.now
      let show = { (what: String) in
        line.show(
          "\(StatusLine.bar(done, of: total)) text \(number + 1) of \(items.count), \(what), "
            + "\((MonotonicClock.now - start) / 1_000_000_000) s")
        return false
      }
      try rulebook.matcher.findMatches(in: text, enabled: [], using: scratch, into: &indexed) { show("by the index") }
      try reference.findMatches(in: text, enabled: [], using: scratch, into: &plain) { show("rule by rule") }
      done += item.bytes
      let (left, right) = (indexed.sorted(), plain.sorted())
      found += right.found.count
      if left == right { continue }
      faults += 1
      line.hide()
      Console.complain("winnow: \(item.path): the index differs from PCRE2")
      for match in Set(left.found).symmetricDifference(right.found).sorted().prefix(10) {
        let rule = rulebook.rules[rulebook.ruleOfExpression[match.expression]].id
        let side = right.found.contains(match) ? "PCRE2 alone" : "the index alone"
        Console.complain("  \(side) finds \(rule) at bytes \(match.range.lowerBound)–\(match.range.upperBound)")
      }
      if left.inconclusive != right.inconclusive { Console.complain("  they hit limits in different places") }
    }
    line.hide()
    let counts = [
      Console.counted(rulebook.rules.count, "rule"), Console.counted(rulebook.ruleOfExpression.count, "pattern"),
      Console.counted(items.count, "text"), Console.counted(found, "match", "matches"),
    ]
    let differing = Console.counted(faults, "text differs", "texts differ")
    try Console.print(counts.joined(separator: ", ") + ": " + (faults == 0 ? "no difference" : differing))
    return faults == 0 ? status : .faults
  }
}
