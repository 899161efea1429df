public import Diagnostics
public import Features
public import Matching

/// One rule: what it looks for, what it does with it, and where it applies.
public struct Rule: Sendable {
  /// What a rule does with what it finds.
  public enum Action: String, Sendable, CaseIterable {
    /// Removes whole lines.
    case dropLine = "drop-line"
    /// Removes any matched text.
    case dropSpan = "drop-span"
    /// Removes everything up to the end of its first match.
    case dropBefore = "drop-before"
    /// Removes everything from the start of its first match.
    case dropAfter = "drop-after"
    /// Protects what it matches from every removal and replacement.
    case keep
    /// Puts named groups into the record.
    case extract
    /// Puts another text in place of what it matches.
    case replace
    /// Says that the document is no article.
    case reject
    /// Adds its weight to the evidence against the lines it holds of.
    case weigh
    /// Gives a mark to lines, for the conditions of other rules.
    case mark

    /// Whether it speaks of lines by what they are, so that it may do without a regex.
    public var judgesLines: Bool { self == .weigh || self == .mark }
    /// Whether it only says something of what other rules want.
    public var supports: Bool { self == .keep || judgesLines }
    /// Whether it takes what it matches, or what stands before or after that.
    public var drops: Bool { self == .dropLine || self == .dropSpan || self == .dropBefore || self == .dropAfter }
  }

  /// `pack/rule`.
  public let id: String
  /// What it does.
  public let action: Action
  /// One line: why this is boilerplate, or where the phrase comes from.
  public let reason: String?
  /// What it looks for; more than one for a list of phrases.
  public let expressions: [Expression]
  /// Where it applies.
  public let scope: Scope
  /// Of an `extract`: whether what it matched is removed, too.
  public let alsoDrops: Bool
  /// Of a `replace`: the text to put in.
  public let replacement: String?
  /// Of a `weigh`: what it adds to the evidence that its lines are boilerplate, in thousandths; may be negative.
  public let weight: Int?
  /// Where the weight stands, to write another there.
  public let weightPlace: SourcePlace?
  /// Of a `weigh`: whether fitting leaves the weight alone, and does not learn from the lines that it holds of.
  public let isFixed: Bool
  /// Of one that drops: whether what it takes says nothing of the rest of the text, and does not count where evidence asks
  /// what goes without it.
  public let isWeak: Bool
  /// Of a `mark`: the mark's name.
  public let mark: String?
  /// Of a `mark`: whether the lines that follow stand under it, up to the next prose.
  public let leads: Bool
  /// The tests that stand beside it.
  public let tests: [RuleTest]
  /// The file it stands in, as it is shown.
  public let file: String
  /// The line it begins on, from 1.
  public let line: Int
}

extension Rule {
  /// Whether it takes something.
  public var removes: Bool { action.drops || alsoDrops }

  /// What it asks of lines; for a rule that judges lines, the part of the document that it asks for is one more feature.
  var conditions: [Scope.Condition] {
    let parts = scope.within.compactMap { within -> ClosedRange<Int>? in
      guard case .part(let part) = within, let value = Feature.zone.values(of: part.rawValue) else { return nil }
      return value.first
    }
    guard action.judgesLines, !parts.isEmpty, parts.count == scope.within.count else { return scope.conditions }
    return scope.conditions + [.measured(LineTest(.this, .feature(.zone, parts)))]
  }
}

/// Where a rule applies; what is `nil` or empty does not narrow it.
public struct Scope: Sendable, Hashable {
  /// A part of a document, relative to its prose.
  public enum Part: String, Sendable, CaseIterable {
    /// Before the first prose line.
    case head
    /// Between the first and the last prose line.
    case body
    /// After the last prose line.
    case tail
  }

  /// A stretch of a document in lines.
  public enum Within: Sendable, Hashable {
    /// Relative to the prose.
    case part(Part)
    /// Line numbers, from 1; negative ones count from the end.
    case lines(Int, Int)
    /// Percent of the lines, 0 to 100.
    case percent(Int, Int)
  }

  /// Host globs of the document's source.
  public var sources: [String] = []
  /// Languages (ISO 639-1); a document whose language is undetermined is of every language.
  public var languages: [String] = []
  /// Globs of the document's path.
  public var paths: [String] = []
  /// Where the match starts: in one of these.
  public var within: [Within] = []
  /// The least length of the line in which the match starts, in characters.
  public var minimumLine: Int?
  /// The greatest length of the line in which the match starts, in characters.
  public var maximumLine: Int?
  /// How often the line must occur in the document at least.
  public var repeats: Int?
  /// What must hold of the line in which the match starts, and of the lines beside it.
  public var conditions: [Condition] = []

  /// Something that must hold of a line.
  public enum Condition: Sendable, Hashable {
    /// A measured feature.
    case measured(LineTest)
    /// One of some marks.
    case marked(LineTest.Place, [String])

    /// Whether it can't be told before marks are given.
    var needsMarks: Bool {
      switch self {
      case .marked: true
      case .measured(let test):
        if case .feature(let feature, _) = test.content { feature.needsMarks } else { true }
      }
    }

    /// Whether it can't be told before it is known what rules take that need no evidence.
    var needsRemovals: Bool { if case .measured(let test) = self { test.needsRemovals } else { false } }

    /// Whether it can't be told before it is known what lines show by themselves.
    var needsEvidence: Bool { if case .measured(let test) = self { test.needsEvidence } else { false } }
  }

  /// Everywhere.
  public init() {}
}

/// An inline test of a rule.
public struct RuleTest: Sendable {
  /// The text that goes in.
  public let input: String
  /// The text that must come out, to the byte; equal to the input for a `same` test.
  public let output: String
  /// Whether the test says that nothing may happen.
  public var isSame: Bool { input == output }
  /// The document's source, where the test sets one.
  public let source: String?
  /// The document's language, where the test sets one.
  public let language: String?
  /// The document's path, where the test sets one.
  public let path: String?
  /// The document's title, where the test sets one.
  public let title: String?
  /// The profile, where the test sets one; else the default one of the pack.
  public let profile: String?
  /// Of a rule that extracts: the values that must be found, by name.
  public let finds: [String: String]
  /// Of a rule that rejects: whether the document must be rejected.
  public let rejects: Bool
  /// Its header.
  public let place: SourcePlace
  /// The profile's value, where the test sets one.
  let profilePlace: SourcePlace?
}
