internal import Arguments
internal import Cleaning
internal import Diagnostics
internal import Rulebook

/// `winnow rules test`
enum RulesTestCommand: Command {
  static let syntax = Syntax(
    command: "winnow rules test", operands: "[DIR]…", operandCount: 0...(.max),
    about: "Run the tests that stand beside the rules, byte for byte.",
    options: [Option("quiet", letter: "q", "Say nothing of packs whose tests all pass.")],
    notes: """
      DIR may be a rule file, too. Without it, the shipped packs. The tests of a pack run with all rules of that pack;
      those of a keep rule that holds nothing back there, with all rules that are named.
      A test is validated, noisy (removed what it should not), missing (left what it should remove) or idle (the text
      came out right, but the rule had no part in it). Of a rule that did too little, "why" says which of its conditions
      did not hold.
      Exit status: 0 all validated; 1 some are not, or there are none; 2 usage, or rules that can't be used.
      """)

  static func run(_ invocation: Invocation) throws -> ExitStatus {
    let source = RuleSource(reading: try RuleOptions.folders(invocation.operands), compilingAll: true)
    let all = try Rulebook(source, jit: false)
    let isAlone = source.packNames.count < 2
    var passed = 0
    var failed = 0
    for pack in source.packNames {
      let run = RuleTestRun(try Rulebook(source.only(pack: pack)), among: isAlone ? nil : all)
      let faults = run.results.filter { $0.verdict != .validated }
      for fault in faults { Console.complain(describe(fault, isAlone: isAlone) + "\n") }
      passed += run.results.count - faults.count
      failed += faults.count
      if !invocation.has("quiet") || !faults.isEmpty {
        try Console.print("\(pack): \(run.results.count - faults.count) validated, \(faults.count) not")
      }
    }
    if !invocation.has("quiet"), let untested = untested(all.rules) { try Console.print(untested) }
    try Console.print("\(passed) passed, \(failed) failed")
    if passed + failed == 0 {
      throw Failure(
        .faults,
        "winnow: there are no tests in these rules, so nothing was tested\n  help: below a rule, write [[rule.test]] with in = … and out = …, and another one with same = …"
      )
    }
    return failed == 0 ? .success : .faults
  }

  /// What has come of a test, and what kept the rule from doing more.
  ///
  /// - Parameter isAlone: Whether no rules of other packs are there.
  private static func describe(_ result: RuleTestRun.Result, isAlone: Bool) -> String {
    if let lineEnd = lineEnd(result) { return lineEnd.description }
    var reasons = result.reasons
    if isAlone, case .idle = result.verdict, result.isOfKeep {
      reasons.append(
        "no rule of this pack removes it; where one of another pack does, name that, too: winnow rules test Rules \(result.test.place.file.name)"
      )
    }
    if holdsEscapes(result.test.input) || holdsEscapes(result.test.output) {
      reasons.append(
        "a text holds \\n as two characters, as single quotes have it; between double quotes it is a line end")
    }
    return ([fault(result)] + reasons.map { "  why: \($0)" }).joined(separator: "\n")
  }

  /// Whether a text has a backslash and an n where a line end may be meant.
  private static func holdsEscapes(_ text: String) -> Bool {
    zip(text.utf8, text.utf8.dropFirst()).contains { $0 == UInt8(ascii: "\\") && $1 == UInt8(ascii: "n") }
  }

  private static func fault(_ result: RuleTestRun.Result) -> String {
    switch result.verdict {
    case .validated: return ""
    case .idle:
      return result.test.place.diagnostic(
        "idle: \(subject(result)) has no part in this test",
        help: "the text comes out right without it; show a case that needs the rule"
      ).description
    case .wrongValues(let found):
      return result.test.place.diagnostic(
        "\(subject(result)) finds other values than its test says: \(found)",
        help: result.isOfPack
          ? "\"finds\" lists every value that the rules of the pack find"
          : "\"finds\" lists every value that the rule must find; without it, the rule must find none"
      ).description
    case .wrongJudgement:
      return result.test.place.diagnostic(
        result.test.rejects
          ? "missing: \(subject(result)) does not reject this text"
          : "noisy: \(subject(result)) rejects a text that its test accepts"
      ).description
    case .noisy(let actual):
      return result.test.place.diagnostic(
        "noisy: \(subject(result))\(result.isOfPack ? "" : " or a neighbour") removed what it should not"
      )
      .description + "\n" + difference(result.test.output, actual)
    case .missing(let actual):
      return result.test.place.diagnostic("missing: \(subject(result)) left what it should remove")
        .description + "\n" + difference(result.test.output, actual)
    }
  }

  /// What is tested.
  private static func subject(_ result: RuleTestRun.Result) -> String {
    "\(result.isOfPack ? "pack" : "rule") \"\(result.rule)\""
  }

  /// What to write where only the line end at the text's end differs, which no rule is to blame for.
  private static func lineEnd(_ result: RuleTestRun.Result) -> Diagnostic? {
    let wanted = result.test.output
    switch result.verdict {
    case .missing(let actual) where actual == wanted + "\n":
      return result.test.place.diagnostic(
        "the text of \(subject(result)) ends with a line end, and \"out\" does not",
        help: "end \"out\" with \\n: what stays of a text keeps its last line end")
    case .noisy(let actual) where actual + "\n" == wanted:
      return result.test.place.diagnostic(
        "\"out\" ends with a line end, and the text of \(subject(result)) does not",
        help: "end \"in\" with \\n, too, or leave it out of \"out\"")
    default: return nil
    }
  }

  /// How many rules that remove have no test, and which; `nil` where all have one.
  private static func untested(_ rules: [Rule]) -> String? {
    let removing: Set<Rule.Action> = [.dropLine, .dropSpan, .dropBefore, .dropAfter]
    let ids = rules.filter { removing.contains($0.action) && $0.tests.isEmpty }.map(\.id)
    if ids.isEmpty { return nil }
    let names = ids.prefix(5).joined(separator: ", ") + (ids.count > 5 ? " and \(ids.count - 5) more" : "")
    return "\(Console.counted(ids.count, "rule")) without a test: \(names)"
  }

  /// Both texts line by line, what they begin and end with alike left out.
  private static func difference(_ expected: String, _ actual: String) -> String {
    let wanted = expected.split(separator: "\n", omittingEmptySubsequences: false)
    let got = actual.split(separator: "\n", omittingEmptySubsequences: false)
    let head = zip(wanted, got).prefix { $0.0 == $0.1 }.count
    let tail = zip(wanted.dropFirst(head).reversed(), got.dropFirst(head).reversed()).prefix { $0.0 == $0.1 }.count
    let minus = wanted[head..<(wanted.count - tail)].map { "  wanted | \(visible($0))" }
    let plus = got[head..<(got.count - tail)].map { "     got | \(visible($0))" }
    return (minus + plus).joined(separator: "\n")
  }

  /// A line with its tabs and form feeds, and its blanks at both ends, so that they can be seen.
  private static func visible(_ line: Substring) -> String {
    let isBlank = { (character: Character) in " \t\u{A0}\u{C}".contains(character) }
    let head = line.prefix(while: isBlank)
    let rest = line.dropFirst(head.count)
    let tail = rest.reversed().prefix(while: isBlank).count
    let sign = { (character: Character) in character == "\t" ? "→" : character == "\u{C}" ? "␌" : String(character) }
    let signs = { (text: Substring) in
      text.map { $0 == " " ? "·" : $0 == "\u{A0}" ? "⍽" : sign($0) }.joined()
    }
    return signs(head) + rest.dropLast(tail).map(sign).joined() + signs(rest.suffix(tail))
  }
}
