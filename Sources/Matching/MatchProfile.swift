/// What matching cost, by tier and by expression; collected only when asked, for it takes time itself.
public struct MatchProfile: Sendable {
  /// The steps of the work.
  public enum Tier: String, CaseIterable, Sendable {
    /// Finding the lines.
    case lines
    /// Reading lines with the filters of expressions that have no telling literal.
    case filters
    /// Looking up both ends of every line.
    case lineEnds = "line-ends"
    /// Looking up the start of every word.
    case words
    /// Sampling the text for literals inside of lines.
    case innerLiterals = "inner-literals"
    /// Searching the whole text for literals too short to sample.
    case shortLiterals = "short-literals"
    /// PCRE2, where the index has pointed.
    case confirmation
    /// PCRE2, over the whole text, for expressions of which no literal is known to be in certain lines.
    case wholeTexts = "whole-texts"
  }

  /// What one expression cost.
  public struct Cost: Sendable {
    /// How many stretches of lines, or whole texts, PCRE2 was asked about.
    public var candidates = 0
    /// How many matches it found there.
    public var matches = 0
    /// How long that took.
    public var time = Duration.zero
  }

  /// How many texts were searched.
  public internal(set) var documents = 0
  /// How many bytes they had.
  public internal(set) var bytes = 0
  /// The time spent in each tier.
  public internal(set) var tiers: [Tier: Duration] = [:]
  /// The cost of each expression, by its place in the set.
  public internal(set) var costs: [Cost]

  /// A profile of a matcher's expressions, without costs as yet.
  public init(of matcher: some Matcher) {
    costs = Array(repeating: Cost(), count: matcher.expressions.count)
  }

  /// A stand-in that holds no memory.
  static let none = MatchProfile()

  private init() { costs = [] }

  /// How many candidates all expressions had.
  public var candidates: Int { costs.reduce(0) { $0 + $1.candidates } }

  /// The expressions that cost most, by place, the costliest first.
  public func costliest(_ count: Int) -> [Int] {
    Array(costs.indices.filter { costs[$0].candidates > 0 }.sorted { costs[$0].time > costs[$1].time }.prefix(count))
  }
}

/// Takes the time between steps, if there is a profile to write it to.
struct Stopwatch {
  private var profile: MatchProfile
  /// Asked first: most of the time nobody wants to know.
  let isRunning: Bool
  private var last: ContinuousClock.Instant?

  /// One that books nothing.
  static var stopped: Stopwatch { Stopwatch() }

  private init() {
    profile = .none
    isRunning = false
  }

  init(_ profile: MatchProfile) {
    self.profile = profile
    isRunning = true
    last = .now
  }

  /// Books the time since the last call.
  mutating func book(_ tier: MatchProfile.Tier) {
    if isRunning { _ = take(tier) }
  }

  /// Books the time since the last call, for one expression, too.
  mutating func book(
    _ tier: MatchProfile.Tier, expression: Int, candidates: Int, matches: Int
  ) {
    guard isRunning else { return }
    let time = take(tier)
    profile.costs[expression].candidates += candidates
    profile.costs[expression].matches += matches
    profile.costs[expression].time += time
  }

  /// Gives the profile back.
  consuming func finish() -> MatchProfile { profile }

  mutating func bookDocument(bytes: Int) {
    guard isRunning else { return }
    profile.documents += 1
    profile.bytes += bytes
  }

  private mutating func take(_ tier: MatchProfile.Tier) -> Duration {
    let now = ContinuousClock.now
    let time = last?.duration(to: now) ?? .zero
    last = now
    profile.tiers[tier, default: .zero] += time
    return time
  }
}
