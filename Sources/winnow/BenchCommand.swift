internal import Arguments
internal import Cleaning
internal import Features
internal import Files
internal import Formats
internal import Glibc
internal import JSON
internal import Matching
internal import Rulebook
internal import Threads

/// `winnow bench`
enum BenchCommand: Command {
  static let syntax = Syntax(
    command: "winnow bench", operands: "FILE|DIR…", operandCount: 1...(.max),
    about: """
      Measure the engine on your rules and texts, in memory.
      MB are 10⁶ bytes of input; each figure is the median of several rounds over all texts.
      """,
    options: RuleOptions.all + [
      Option("jobs", letter: "j", value: "N", "Threads. Default: 1."),
      Option("json", "Print one JSON object and nothing else."),
    ],
    notes: """
      cleaning: matching, evidence, seams, everything between text and clean text. matching: the search for rules alone;
      those that only keep, weigh or mark are looked for where another finds something.
      judging: everything but matching: features, evidence, seams.
      features: measuring lines alone, which rules that weigh or test lines need.
      apart: work that comes before, reading files and telling the language, and is no part of the other figures.
      candidates: places that the index has PCRE2 look at; the fewer, the faster.
      tier: a step of the search, and its share of the time. lines: finding them; filters: for rules without a telling literal;
      line-ends, words, inner-literals, short-literals: looking up literals there; confirmation: PCRE2 where the index has
      pointed; whole-texts: PCRE2 for rules that no literal is known of.
      Exit status: 0 all well; 1 a text could not be read; 2 usage, or rules that can't be used.
      """)

  static func run(_ invocation: Invocation) throws -> ExitStatus {
    let threads = try invocation.integer("jobs", in: 1...256) ?? 1
    let loadStart = MonotonicClock.now
    let rulebook = try RuleOptions.rulebook(invocation)
    let check = MonotonicClock.now - loadStart
    rulebook.matcher.prepare()
    let load = MonotonicClock.now - loadStart
    let readStart = MonotonicClock.now
    let (items, status) = try TextFiles.read(invocation.operands)
    let read = MonotonicClock.now - readStart
    let texts = items.map(\.document.text)
    let steps = BenchSteps()
    let bytes = items.reduce(0) { $0 + $1.bytes }
    let cleaner = Cleaner(rulebook)
    let cleaning = steps.median("cleaning", texts, threads) { index, scratch, _ in
      do { _ = try cleaner.clean(texts[index], using: scratch) } catch { return }
    }
    let matching = steps.median("matching", texts, threads) { index, scratch, matches in
      var profile: MatchProfile?
      do { try cleaner.find(in: texts[index], using: scratch, into: &matches, profile: &profile) } catch { return }
    }
    steps.show("matching, to be judged")
    let found = try find(cleaner, texts)
    let judging = steps.median("judging", texts, threads) { index, scratch, _ in
      _ = cleaner.clean(texts[index], found: found[index], using: scratch)
    }
    let features = steps.median("features", texts, threads) { index, _, _ in
      _ = DocumentFeatures(of: texts[index])
    }
    let language = steps.median("language", texts, threads) { index, _, _ in
      _ = Document.language(of: texts[index])
    }
    steps.show("the cost of each rule")
    let profile = try profile(cleaner, texts)
    let report = BenchReport(
      rulebook: rulebook, documents: items.count, bytes: bytes, threads: threads, checkNanoseconds: check,
      loadNanoseconds: load,
      readNanoseconds: read, cleaningNanoseconds: cleaning, matchingNanoseconds: matching,
      judgingNanoseconds: judging, featuresNanoseconds: features, languageNanoseconds: language,
      profile: profile)
    steps.hide()
    try invocation.has("json") ? Console.write(report.json) : Console.print(report.text)
    return status
  }

  private static func find(_ cleaner: Cleaner, _ texts: [[UInt8]]) throws -> [Matches] {
    let scratch = Scratch()
    return try texts.map { text in
      var matches = Matches()
      var profile: MatchProfile?
      try cleaner.find(in: text, using: scratch, into: &matches, profile: &profile)
      return matches
    }
  }

  private static func profile(_ cleaner: Cleaner, _ texts: [[UInt8]]) throws -> MatchProfile {
    let scratch = Scratch()
    var matches = Matches()
    // Once without: a worker has learnt from other texts before.
    var profile: MatchProfile?
    for text in texts { try cleaner.find(in: text, using: scratch, into: &matches, profile: &profile) }
    let none = MatchProfile(of: cleaner.rulebook.matcher)
    profile = none
    for text in texts { try cleaner.find(in: text, using: scratch, into: &matches, profile: &profile) }
    return profile ?? none
  }
}
