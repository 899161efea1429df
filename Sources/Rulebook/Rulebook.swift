public import Diagnostics
internal import Digest
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
  /// Finds what the rules look for. Expression `i` belongs to rule `ruleOfExpression[i]`.
  public let matcher: any Matcher
  private let compiled: [CompiledExpression]
  /// The rule that each expression of the matcher belongs to.
  public let ruleOfExpression: [Int]
  /// Identifies rules, profile, Winnow, PCRE2 and whether it runs as machine code: 64 hexadecimal digits.
  public let hash: String
  /// Findings that don't stop anybody: warnings.
  public let warnings: [Diagnostic]

  /// Loads rule folders.
  ///
  /// - Parameters:
  ///   - folders: Folders with rule files, or single rule files.
  ///   - profile: The profile's name; `certain` is the only one so far.
  ///   - jit: Whether patterns may run as machine code.
  /// - Throws: ``DiagnosticList`` with every error of every file, a TOML syntax error ending its file.
  public convenience init(
    loading folders: [Path], profile: String = "certain", jit: Bool = true
  ) throws(DiagnosticList) {
    let source = RuleSource(reading: folders)
    try self.init(source, profile: profile, jit: jit)
  }

  /// Builds a rulebook from rules that have been read.
  ///
  /// - Throws: ``DiagnosticList`` where the source has errors.
  public init(_ source: RuleSource, profile: String = "certain", jit: Bool = true) throws(DiagnosticList) {
    guard !source.findings.contains(where: { $0.severity == .error }) else { throw DiagnosticList(source.findings) }
    let sorted = source.rules.sorted { $0.rule.id < $1.rule.id }
    rules = sorted.map(\.rule)
    packs = source.packs
    self.profile = profile
    warnings = source.findings
    ruleOfExpression = sorted.enumerated().flatMap { index, checked in checked.compiled.map { _ in index } }
    compiled = sorted.flatMap(\.compiled)
    matcher = IndexedMatcher(compiled, jit: jit)
    hash = Rulebook.hash(rules, packs: packs, profile: profile, jit: matcher.usesJIT)
  }

  /// The named groups of a match that took part in it, by their place in the text.
  public func groups(
    of match: Match, in text: [UInt8], using scratch: Scratch
  ) -> [(name: String, range: Range<Int>)] {
    compiled[match.expression].groups(in: text, at: match.range.lowerBound, using: scratch)
  }

  private static func hash(_ rules: [Rule], packs: [Pack], profile: String, jit: Bool) -> String {
    var hash = SHA256()
    for field in [Version.winnow, Library.pcre2Version, Library.unicodeVersion, jit ? "jit" : "interpreter", profile] {
      hash.update(field: field)
    }
    for pack in packs {
      hash.update(field: pack.name)
      hash.update(field: pack.version)
    }
    for rule in rules { hash.update(field: rule.fingerprint) }
    return hash.finish()
  }
}

/// The version of Winnow.
public enum Version {
  /// As `0.1.0`.
  public static let winnow = "0.1.0"
}

extension Rule {
  /// Everything of the rule that has a say in what it does to a document, and nothing else.
  var fingerprint: String {
    var parts = [id, action.rawValue, alsoDrops ? "also-drop" : "", replacement.map { "with \($0)" } ?? ""]
    for expression in expressions {
      parts += [expression.pattern, String(expression.options.rawValue), "\(expression.subject)"]
    }
    parts += ["source"] + scope.sources + ["lang"] + scope.languages + ["path"] + scope.paths
    parts.append(
      "\(String(describing: scope.within)) \(String(describing: scope.minimumLine)) "
        + "\(String(describing: scope.maximumLine)) \(String(describing: scope.repeats))")
    return parts.joined(separator: "\u{0}")
  }
}
