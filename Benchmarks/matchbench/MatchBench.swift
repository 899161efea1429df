import Glibc
import Matching

/// Measures the matching engine alone, on texts in memory: prints one JSON object.
@main struct MatchBench {
  static func main() {
    guard let options = Options(CommandLine.arguments) else {
      print(
        "usage: matchbench --rules FILE --texts DIR [--limit N] [--seconds S] [--threads N] [--reference] [--check]")
      exit(2)
    }
    let texts = Files.texts(in: options.texts, limit: options.limit)
    let clock = ContinuousClock()
    var matcher: (any Matcher)?
    let load = clock.measure {
      let expressions = Files.lines(of: options.rules).compactMap { pattern in
        do {
          return try CompiledExpression(Expression(pattern, options: .caseless, subject: .document))
        } catch {
          print("pattern not accepted: \(pattern): \(error)")
          exit(1)
        }
      }
      if options.isReference {
        matcher = ReferenceMatcher(expressions)
      } else {
        let indexed = IndexedMatcher(expressions)
        indexed.prepare()
        matcher = indexed
      }
    }
    guard let matcher, let first = texts.first else { exit(1) }
    let firstDocument = clock.measure { _ = run(matcher, [first], Scratch()) }
    if options.isCheck { check(matcher, texts) }
    var best: [Double] = []
    var matches = 0
    let bytes = texts.reduce(0) { $0 + $1.count }
    // As a service does it: each thread keeps its scratch memory from text to text.
    let scratches = (0..<options.threads).map { _ in Scratch() }
    for scratch in scratches { _ = run(matcher, texts, scratch) }
    let deadline = clock.now + .seconds(options.seconds)
    repeat {
      let time = clock.measure { matches = run(matcher, texts, scratches) }
      best.append(Double(bytes * options.threads) / 1e6 / seconds(time))
    } while clock.now < deadline
    best.sort()
    let rate = best[best.count / 2]
    if options.isProfile, let indexed = matcher as? IndexedMatcher { profile(indexed, texts) }
    print(
      """
      {"rules": \(matcher.expressions.count), "documents": \(texts.count), "bytes": \(bytes), \
      "threads": \(options.threads), "mb_per_second": \(round(rate * 10) / 10), "best_mb_per_second": \(round((best.last ?? 0) * 10) / 10), \
      "documents_per_second": \((rate * 1e6 * Double(texts.count) / Double(bytes)).rounded()), \
      "matches": \(matches), "load_ms": \(round(seconds(load) * 1e4) / 10), \
      "first_document_ms": \(round(seconds(firstDocument) * 1e4) / 10), "rss_kib": \(Files.residentKiB)}
      """)
  }

  private static func seconds(_ time: Duration) -> Double {
    Double(time.components.seconds) + Double(time.components.attoseconds) * 1e-18
  }

  private static func run(_ matcher: any Matcher, _ texts: [[UInt8]], _ scratches: [Scratch]) -> Int {
    if scratches.count == 1 { return run(matcher, texts, scratches[0]) }
    return Threads.sum(scratches) { run(matcher, texts, $0) } / scratches.count
  }

  /// All texts once; the number of matches.
  private static func run(_ matcher: any Matcher, _ texts: [[UInt8]], _ scratch: Scratch) -> Int {
    var matches = Matches()
    var count = 0
    for text in texts {
      do {
        try matcher.findMatches(in: text, enabled: [], using: scratch, into: &matches, shouldStop: { false })
      } catch { exit(1) }
      count += matches.found.count
    }
    return count
  }

  /// Prints what each tier cost, and the costliest expressions.
  private static func profile(_ matcher: IndexedMatcher, _ texts: [[UInt8]]) {
    var profile = MatchProfile(of: matcher)
    let scratch = Scratch()
    var matches = Matches()
    for text in texts {
      do { try matcher.findMatches(in: text, using: scratch, into: &matches, profile: &profile) } catch { exit(1) }
    }
    print("candidates a document: \(Double(profile.candidates) / Double(max(profile.documents, 1)))")
    for tier in MatchProfile.Tier.allCases { print("\(tier.rawValue): \(profile.tiers[tier] ?? .zero)") }
    for place in profile.costliest(10) {
      let cost = profile.costs[place]
      print(
        "\(cost.time), \(cost.candidates) candidates, \(cost.matches) matches: \(matcher.expressions[place].pattern)")
    }
  }

  /// Compares with the reference, and fails where they differ.
  private static func check(_ matcher: any Matcher, _ texts: [[UInt8]]) {
    let expressions = matcher.expressions.compactMap { expression in
      do { return try CompiledExpression(expression) } catch { return nil }
    }
    let reference = ReferenceMatcher(expressions)
    let scratch = Scratch()
    var (expected, found) = (Matches(), Matches())
    for text in texts {
      do {
        try reference.findMatches(in: text, enabled: [], using: scratch, into: &expected, shouldStop: { false })
        try matcher.findMatches(in: text, enabled: [], using: scratch, into: &found, shouldStop: { false })
      } catch { exit(1) }
      if expected.sorted() != found.sorted() {
        print("the index differs from the reference")
        exit(1)
      }
    }
  }
}
