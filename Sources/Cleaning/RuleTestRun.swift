internal import Matching
public import Rulebook

/// The inline tests of one pack, run with the rules of that pack and through the same cleaner as documents.
public struct RuleTestRun: Sendable {
  /// What a test has shown.
  public enum Verdict: Sendable, Equatable {
    /// The rule does what its test says.
    case validated
    /// It removed what it should not.
    case noisy(actual: String)
    /// It left what it should remove.
    case missing(actual: String)
    /// The text came out right, but the rule had no part in it.
    case idle
    /// It found other values than it should; `found` lists them.
    case wrongValues(found: String)
    /// It rejected the document, or did not, against its test.
    case wrongJudgement
  }

  /// A test and its verdict.
  public struct Result: Sendable {
    /// The rule's id; of a test of the pack as a whole, the pack's name.
    public let rule: String
    /// Whether it is a test of the pack as a whole.
    public var isOfPack = false
    /// Whether it is a test of a rule that keeps.
    public var isOfKeep = false
    /// The test.
    public let test: RuleTest
    /// What it has shown.
    public let verdict: Verdict
    /// What kept the rule from having its say, where it should have had one: a sentence each, without a full stop.
    public var reasons: [String] = []
  }

  /// All tests of the pack, in the order of rule ids and, in a rule, of the file.
  public let results: [Result]

  /// Runs all tests of a rulebook that holds one pack.
  ///
  /// - Parameter all: The rules of other packs, too, where there are others: a keep rule that has nothing to hold back in its own
  ///   pack is tested among them.
  public init(_ rulebook: Rulebook, among all: Rulebook? = nil) {
    let cleaners = Cleaners(rulebook)
    let scratch = Scratch()
    var allCleaners: Cleaners?
    let ofRules = rulebook.rules.enumerated().flatMap { index, rule in
      var results = RuleTestRun.results(rule, at: index, cleaners, scratch)
      if rule.action == .keep, !results.contains(where: { $0.verdict == .validated }), let all,
        let place = all.rules.firstIndex(where: { $0.id == rule.id })
      {
        let cleaners = allCleaners ?? Cleaners(all)
        allCleaners = cleaners
        let together = RuleTestRun.results(rule, at: place, cleaners, scratch)
        if together.contains(where: { $0.verdict != .idle }) { results = together }
      }
      // A keep rule shows what it is worth in one of its tests; the others may be about where it must not act.
      if rule.action == .keep, results.contains(where: { $0.verdict == .validated }) {
        results = results.map {
          $0.verdict == .idle ? Result(rule: $0.rule, test: $0.test, verdict: .validated) : $0
        }
      }
      return results
    }
    let ofPacks = rulebook.packTests.map { pack, test in
      let cleaner = cleaners.cleaner(of: test)
      let verdict = RuleTestRun.verdict(test, of: nil, cleaner, scratch)
      return Result(
        rule: pack, isOfPack: true, test: test, verdict: verdict,
        reasons: verdict == .validated ? [] : RuleTestRun.reasons(test, cleaner, scratch))
    }
    results = ofRules + ofPacks
  }

  /// The tests of one rule.
  private static func results(_ rule: Rule, at index: Int, _ cleaners: Cleaners, _ scratch: Scratch) -> [Result] {
    rule.tests.map { test in
      let cleaner = cleaners.cleaner(of: test)
      let verdict = verdict(test, of: index, cleaner, scratch)
      return Result(
        rule: rule.id, isOfKeep: rule.action == .keep, test: test, verdict: verdict,
        reasons: isLack(verdict, test) ? reasons(test, of: index, cleaner, scratch) : [])
    }
  }

  private static func verdict(_ test: RuleTest, of index: Int?, _ cleaner: Cleaner, _ scratch: Scratch) -> Verdict {
    let context = Context(source: test.source, language: test.language, path: test.path, title: test.title)
    let cleaned: Cleaned
    do {
      cleaned = try cleaner.clean(Array(test.input.utf8), context: context, using: scratch)
    } catch {
      return .idle  // cannot be: nothing asked the cleaner to stop
    }
    let rejects = index == nil ? cleaned.rejectedBy != nil : cleaned.rejectedBy == index
    if test.rejects != rejects { return .wrongJudgement }
    let expected = Array(test.output.utf8)
    guard cleaned.text == expected else {
      let actual = String(decoding: cleaned.text, as: UTF8.self)
      return cleaned.text.count > expected.count ? .missing(actual: actual) : .noisy(actual: actual)
    }
    let found = values(cleaned, Array(test.input.utf8), by: index)
    let mustFind = index.map { cleaner.rulebook.rules[$0].action == .extract } ?? false
    if test.finds != found, !test.finds.isEmpty || mustFind {
      let list = found.sorted { $0.key < $1.key }.map { "\($0.key) = \"\($0.value)\"" }.joined(separator: ", ")
      return .wrongValues(found: list.isEmpty ? "nothing" : list)
    }
    guard let index else { return .validated }
    let takesPart = cleaned.hits.contains { $0.rule == index }
    let mustTakePart = cleaner.rulebook.rules[index].action == .keep || !test.isSame || test.rejects
    return mustTakePart && !takesPart ? .idle : .validated
  }

  /// Whether a rule did less than its test says.
  private static func isLack(_ verdict: Verdict, _ test: RuleTest) -> Bool {
    switch verdict {
    case .missing, .idle, .wrongValues: true
    case .wrongJudgement: test.rejects
    case .validated, .noisy: false
    }
  }

  private static func reasons(_ test: RuleTest, of index: Int, _ cleaner: Cleaner, _ scratch: Scratch) -> [String] {
    let context = Context(source: test.source, language: test.language, path: test.path, title: test.title)
    let text = Array(test.input.utf8)
    do {
      let cleaned = try cleaner.clean(text, context: context, using: scratch)
      let measured = try cleaner.measure(text, context: context, using: scratch)
      var hindrances = Hindrances(cleaner.rulebook, index, text, measured, expected: Array(test.output.utf8))
      return hindrances.all(cleaned, context, using: scratch)
    } catch {
      return []  // cannot be: nothing asked the cleaner to stop
    }
  }

  /// Why the rules of a pack do less or more than a test of it as a whole says.
  private static func reasons(_ test: RuleTest, _ cleaner: Cleaner, _ scratch: Scratch) -> [String] {
    if test.rejects { return [] }
    let context = Context(source: test.source, language: test.language, path: test.path, title: test.title)
    let text = Array(test.input.utf8)
    do {
      let cleaned = try cleaner.clean(text, context: context, using: scratch)
      if let rule = cleaned.rejectedBy { return ["rule \"\(cleaner.rulebook.rules[rule].id)\" rejects it"] }
      let measured = try cleaner.measure(text, context: context, using: scratch)
      return PackHindrances(cleaner.rulebook, text, measured, expected: Array(test.output.utf8)).all(cleaned)
    } catch {
      return []  // cannot be: nothing asked the cleaner to stop
    }
  }

  /// What one rule found, by name; without one what all did: of a name that two find, the first, as in a record.
  private static func values(_ cleaned: Cleaned, _ text: [UInt8], by index: Int?) -> [String: String] {
    var values: [String: String] = [:]
    for found in cleaned.extracted where found.rule == index ?? found.rule && values[found.name] == nil {
      values[found.name] = String(decoding: text[found.range], as: UTF8.self)
    }
    return values
  }
}

/// The cleaners of the profiles that tests ask for, each made once.
private final class Cleaners {
  private let rulebook: Rulebook
  private var byProfile: [String: Cleaner]

  init(_ rulebook: Rulebook) {
    self.rulebook = rulebook
    byProfile = [rulebook.profile: Cleaner(rulebook)]
  }

  func cleaner(of test: RuleTest) -> Cleaner {
    let profile = test.profile ?? rulebook.profile
    if let cleaner = byProfile[profile] { return cleaner }
    let cleaner = Cleaner(rulebook.under(profile))
    byProfile[profile] = cleaner
    return cleaner
  }
}
