public import Diagnostics
internal import Digest
public import Features
public import Files
public import Matching

/// All rules of a run, checked and compiled, in the order of their ids. Immutable; shared by all workers.
public final class Rulebook: Sendable {
  /// A pack that is part of a rulebook.
  public struct Pack: Sendable, Hashable {
    /// Its name.
    public let name: String
    /// Its version; of several files of one pack that state different ones, the first by file name.
    public let version: String
  }

  /// The rules, by id.
  public let rules: [Rule]
  /// The packs, by name.
  public let packs: [Pack]
  /// The name of the profile.
  public let profile: String
  /// Finds what the rules look for. Expression `i` belongs to rule `ruleOfExpression[i]`. Its stage 1 holds the rules that
  /// keep, weigh and mark, which have no say in a text of which no other rule wants to take or replace anything; where
  /// evidence may speak by itself, all are of stage 0.
  public let matcher: IndexedMatcher
  /// The rule that each expression of the matcher belongs to.
  public let ruleOfExpression: [Int]
  /// What each rule asks of a line.
  public let lineTests: [[LineTest]]
  /// The marks that rules give to lines.
  public let marks: Marks
  /// The rules that weigh and what their evidence must reach; `nil` where the profile goes by certain rules alone.
  public let evidence: Evidence?
  /// Identifies rules, profile, Winnow, PCRE2 and whether it runs as machine code: 64 hexadecimal digits.
  public let hash: String
  /// Findings that don't stop anybody: warnings.
  public let warnings: [Diagnostic]
  /// Tests of packs as wholes.
  public let packTests: [(pack: String, test: RuleTest)]

  private let compiled: [CompiledExpression]
  private let source: RuleSource
  private let wantsJIT: Bool

  /// Loads rule folders.
  ///
  /// - Parameters:
  ///   - folders: Folders with rule files, or single rule files.
  ///   - profile: The profile's name; `nil`: the default one.
  ///   - jit: Whether patterns may run as machine code.
  /// - Throws: ``DiagnosticList`` with every error of every file, a TOML syntax error ending its file.
  public convenience init(
    loading folders: [Path], profile: String? = nil, jit: Bool = true
  ) throws(DiagnosticList) {
    let source = RuleSource(reading: folders)
    try self.init(source, profile: profile, jit: jit)
  }

  /// Builds a rulebook from rules that have been read.
  ///
  /// - Throws: ``DiagnosticList`` where the source has errors.
  public convenience init(_ source: RuleSource, profile: String? = nil, jit: Bool = true) throws(DiagnosticList) {
    guard !source.findings.contains(where: { $0.severity == .error }) else { throw DiagnosticList(source.findings) }
    self.init(sound: source, profile: profile ?? source.defaultProfile, jit: jit)
  }

  /// The plain meaning of the same expressions, against which the index is checked.
  public func reference() -> ReferenceMatcher { ReferenceMatcher(compiled, jit: matcher.usesJIT) }

  /// The same rules under another profile.
  ///
  /// - Parameter jit: Whether they may run as machine code; `nil`: as these.
  public func under(_ profile: String, jit: Bool? = nil) -> Rulebook {
    Rulebook(sound: source, profile: profile, jit: jit ?? wantsJIT)
  }

  /// The rules as `rules fit` wants them: those that weigh are all heard, and none has a say.
  public static func weighing(_ source: RuleSource) throws(DiagnosticList) -> Rulebook {
    guard !source.findings.contains(where: { $0.severity == .error }) else { throw DiagnosticList(source.findings) }
    let never = Evidence.Level(profile: Profile.certain, threshold: .max)
    return Rulebook(sound: source, profile: Profile.certain, jit: true, levels: [never])
  }

  /// The same rules with other weights for those that weigh, in thousandths, and other thresholds; `rules fit` tries models
  /// so. The hash is that of no rules that stand in files.
  ///
  /// - Parameter thresholds: Of all profiles.
  public func trying(weights: [Int], thresholds: [Evidence.Level]) -> Rulebook {
    let levels = Self.levels(
      thresholds.filter { $0.profile == profile }, thresholds.max { $0.threshold < $1.threshold })
    return Rulebook(sound: source, profile: profile, jit: wantsJIT, levels: levels, weights: weights)
  }

  /// A profile's own level, then the most careful one of all, where that is another.
  private static func levels(_ own: [Evidence.Level], _ careful: Evidence.Level?) -> [Evidence.Level] {
    guard let first = own.first, let careful, careful.threshold > first.threshold else { return own }
    return [first, careful]
  }

  private init(
    sound source: RuleSource, profile: String, jit: Bool, levels: [Evidence.Level]? = nil, weights: [Int]? = nil
  ) {
    let sorted = source.rules.sorted { $0.rule.id < $1.rule.id }
    let rules = sorted.map(\.rule)
    let marks = Marks(rules)
    let lineTests = rules.map { rule in rule.conditions.map { marks.lineTest($0) } }
    self.rules = rules
    self.marks = marks
    self.lineTests = lineTests
    self.source = source
    self.profile = profile
    wantsJIT = jit
    packs = source.packs
    warnings = source.findings
    packTests = source.packTests
    let own = source.threshold(of: profile).map { [Evidence.Level(profile: profile, threshold: $0)] } ?? []
    let heard = levels ?? Self.levels(own, source.mostCareful)
    evidence =
      heard.isEmpty
      ? nil
      : Evidence(
        rules, lineTests, levels: heard, mostProse: source.mostProse(of: profile),
        documentTests: source.documentTests(of: profile), weights: weights)
    // Without evidence, nobody asks what the rules that weigh would find.
    let isSilent = evidence == nil
    let active = sorted.enumerated().filter { !(isSilent && $0.element.rule.action == .weigh) }
    ruleOfExpression = active.flatMap { index, checked in checked.compiled.map { _ in index } }
    let compiled = active.flatMap(\.element.compiled)
    self.compiled = compiled
    let isStaged = evidence.map { $0.needsRemovals && rules.contains(where: \.removes) } ?? true
    let stages = ruleOfExpression.map { isStaged && rules[$0].action.supports ? 1 : 0 }
    matcher = IndexedMatcher(compiled, stages: stages, jit: jit)
    hash = Self.hash(
      sorted.map(\.fingerprint), packs: packs, profile: profile, evidence: evidence, jit: matcher.usesJIT)
  }

  /// The named groups of a match that took part in it, by their place in the text.
  public func groups(
    of match: Match, in text: [UInt8], using scratch: Scratch
  ) -> [(name: String, range: Range<Int>)] {
    compiled[match.expression].groups(in: text, at: match.range.lowerBound, using: scratch)
  }

  private static func hash(
    _ fingerprints: [String], packs: [Pack], profile: String, evidence: Evidence?, jit: Bool
  ) -> String {
    var hash = SHA256()
    for field in [Version.winnow, Library.pcre2Version, Library.unicodeVersion, jit ? "jit" : "interpreter", profile] {
      hash.update(field: field)
    }
    hash.update(field: evidence.map { LineTest.spelled($0.documentTests) } ?? "")
    let levels = (evidence?.levels ?? []).map { "\($0.profile) \($0.threshold)" }
    hash.update(field: levels.joined(separator: ", "))
    // Nobody can set 0: no bound is something else than all of the prose.
    hash.update(field: "\(evidence?.mostProse ?? 0)")
    for pack in packs {
      hash.update(field: pack.name)
      hash.update(field: pack.version)
    }
    for fingerprint in fingerprints { hash.update(field: fingerprint) }
    return hash.finish()
  }
}

/// The version of Winnow.
public enum Version {
  /// As `0.1.0`.
  public static let winnow = "0.1.0"
}
