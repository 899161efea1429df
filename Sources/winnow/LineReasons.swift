internal import Cleaning
internal import Matching
internal import Rulebook

/// What becomes of the lines of a text and why, in words.
struct LineReasons {
  /// So many characters of a line are shown.
  private static let shown = 60
  /// Of the rules that weigh for a line's removal and against it, so many are named.
  private static let few = 8
  /// So many lines are named for which evidence is heard.
  private static let fewOpeners = 3

  private let cleaner: Cleaner
  private let text: [UInt8]
  private let context: Context
  private let account: Account
  private let scratch = Scratch()
  /// The number of each line, from 1, by where it starts.
  private let numbers: [Int: Int]

  init(_ cleaner: Cleaner, _ text: [UInt8], _ context: Context) throws {
    self.cleaner = cleaner
    self.text = text
    self.context = context
    account = try cleaner.account(of: text, context: context, using: scratch)
    var numbers = [0: 1]
    for (offset, byte) in text.enumerated() where byte == 0x0A { numbers[offset + 1] = numbers.count + 1 }
    self.numbers = numbers
  }

  private var rulebook: Rulebook { cleaner.rulebook }

  // MARK: all lines

  /// A row for each line that is not blank.
  func table(shownAs path: String) -> String {
    let gone = account.lines.count { $0.fate == .goes }
    var out =
      "\(Console.plain(path)): \(gone) of \(Console.counted(account.lines.count, "line")) \(gone == 1 ? "goes" : "go")"
    out += " (profile \(rulebook.profile)\(enough))\n"
    out += rejection
    out += evidenceNote
    let width = String(numbers.count).count
    let counts = account.level != nil
    for line in account.lines {
      let number = String(numbers[line.range.lowerBound] ?? 0)
      let figure = line.verdict.map { counts ? Evidence.told($0.sum) : "(\(Evidence.told($0.sum)))" } ?? ""
      out += String(repeating: " ", count: max(0, width - number.count)) + number + " " + Self.mark(line.fate) + " "
      if rulebook.evidence != nil { out += String(repeating: " ", count: max(0, 7 - figure.count)) + figure + "  " }
      out += beginning(line.range) + "\n"
    }
    return String(out.dropLast())
  }

  /// What is said first of a document that is no article.
  private var rejection: String {
    guard let rule = account.rejectedBy.map({ rulebook.rules[$0] }) else { return "" }
    let reason = rule.reason.map { ": \(Console.plain($0))" } ?? ""
    return "\(Console.plain(rule.id)) rejects the document, so no text comes of it\(reason)\n"
  }

  private static func mark(_ fate: LineAccount.Fate) -> String {
    switch fate {
    case .goes: "-"
    case .losesPart, .rewritten: "~"
    case .kept: "="
    case .stays: " "
    }
  }

  private var enough: String { account.level.map { ", \(Evidence.told($0.threshold)) is enough" } ?? "" }

  /// What is particular about the evidence in this text.
  private var evidenceNote: String {
    if !account.silence.isEmpty {
      return "evidence has no say in this text: \(account.silence.joined(separator: "; "))\n"
    }
    if let level = account.level, level.profile != rulebook.profile {
      return
        "judged as under \(level.profile): under \(rulebook.profile), evidence would have taken most of the prose\n"
    }
    if account.level == nil, rulebook.evidence != nil {
      return "evidence has no say in this text: it would have taken most of the prose\n"
    }
    return openers
  }

  /// What rules take for which evidence is heard, where it would not be otherwise.
  private var openers: String {
    guard rulebook.evidence?.needsRemovals == true else { return "" }
    let openers = account.lines.compactMap { line -> String? in
      let rule = line.rules.first { rulebook.rules[$0].removes && !rulebook.rules[$0].isWeak }
      guard line.fate == .goes, let rule, let number = numbers[line.range.lowerBound] else { return nil }
      return "line \(number) (\(Console.plain(rulebook.rules[rule].id)))"
    }
    if openers.isEmpty { return "" }
    let more = openers.count > Self.fewOpeners ? ["\(openers.count - Self.fewOpeners) more"] : []
    return "evidence is heard as rules take \((openers.prefix(Self.fewOpeners) + more).joined(separator: ", "))\n"
  }

  private func holds(_ range: Range<Int>, _ number: Int) -> Bool {
    guard let first = numbers[range.lowerBound], first <= number else { return false }
    return number <= first + text[range].count { $0 == 0x0A }
  }

  private func beginning(_ range: Range<Int>) -> String {
    // A link that is written over several lines begins on the first.
    let line = Console.plain(String(decoding: text[range].prefix { $0 != 0x0A }, as: UTF8.self))
    return line.count > Self.shown ? line.prefix(Self.shown - 1) + "…" : line
  }

  // MARK: one line

  /// All that is to be said of a line; `nil` where it is blank or there is none.
  ///
  /// - Parameter number: From 1.
  func details(ofLine number: Int) throws -> String? {
    guard let line = account.lines.first(where: { holds($0.range, number) }) else { return nil }
    var lines = rejection.isEmpty ? [] : [String(rejection.dropLast())]
    lines.append("line \(number) \(Self.word(line.fate)): \(beginning(line.range))")
    let weighing = Set(line.verdict?.rules ?? [])
    lines += line.rules.filter { rulebook.rules[$0].action != .weigh }
      .flatMap { Explanation.told(rulebook.rules[$0], indent: "  ") }
    if line.fate == .kept {
      let held = line.heldBack.filter { !weighing.contains($0) && rulebook.rules[$0].action != .weigh }
      let evidence = held.count < line.heldBack.count ? ["evidence"] : []
      let names = held.map { Console.plain(rulebook.rules[$0].id) } + evidence
      lines.append("    holds back: \(names.joined(separator: ", "))")
    }
    lines += evidence(line)
    if line.fate != .goes {
      for refusal in try cleaner.refusals(at: line.range, of: text, context: context, using: scratch)
      where !line.rules.contains(refusal.rule) {
        lines.append("  \(Console.plain(rulebook.rules[refusal.rule].id)) matches, but may not take it:")
        lines += refusal.reasons.map { "    " + Console.plain($0) }
      }
    }
    return lines.joined(separator: "\n")
  }

  private static func word(_ fate: LineAccount.Fate) -> String {
    switch fate {
    case .goes: "goes"
    case .losesPart: "loses a part"
    case .rewritten: "is written anew"
    case .kept: "is kept"
    case .stays: "stays"
    }
  }

  private func evidence(_ line: LineAccount) -> [String] {
    guard let verdict = line.verdict, !verdict.rules.isEmpty else { return [] }
    if account.level == nil {
      return ["  evidence \(Evidence.told(verdict.sum)), which does not count: \(evidenceNote.dropLast())"]
    }
    let weights = verdict.rules.map { ($0, rulebook.rules[$0].weight ?? 0) }
      .sorted { (abs($1.1), $0.0) < (abs($0.1), $1.0) }
    var lines = ["  evidence \(Evidence.told(verdict.sum))\(enough):"]
    for side in [weights.filter { $0.1 > 0 }, weights.filter { $0.1 < 0 }] {
      lines += side.prefix(Self.few).map { rule, weight in
        let reason = rulebook.rules[rule].reason.map { "  \(Console.plain($0))" } ?? ""
        return "    \(Evidence.told(weight)) \(Console.plain(rulebook.rules[rule].id))\(reason)"
      }
      if side.count > Self.few {
        let rest = side.dropFirst(Self.few).reduce(0) { $0 + $1.1 }
        lines.append("    \(Evidence.told(rest)) in \(side.count - Self.few) more")
      }
    }
    return lines
  }

  // MARK: one rule

  /// What keeps a rule from having its say.
  func hindrances(of rule: Int) throws -> String {
    let sentences = try cleaner.hindrances(of: rule, in: text, context: context, using: scratch)
    let id = Console.plain(rulebook.rules[rule].id)
    if sentences.isEmpty { return "\(id): nothing keeps it from having its say" }
    return sentences.map { "\(id): \(Console.plain($0))" }.joined(separator: "\n")
  }
}
