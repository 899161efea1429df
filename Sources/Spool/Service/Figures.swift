/// What a service counts for its metrics, besides what stands in its status; since it began.
struct Figures {
  /// The upper ends of the histogram's steps, in milliseconds; one more counts all above.
  static let steps = [5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 60_000]

  /// Bytes that rules took out, as they stood in the text.
  private(set) var bytesRemoved = 0
  /// Places where a rule ran into a limit and gave no answer.
  private(set) var inconclusive = 0
  /// How often each rule had its way.
  private(set) var hits: [String: Int] = [:]
  /// The words that a reason of a failed document may have.
  static let reasons = [
    "budget", "crash", "max-removed", "memory", "not-a-file", "not-text", "not-utf8", "place", "sidecar", "too-large",
    "unreadable",
  ]

  /// Documents in failed/ by the word in their reason. Each word has its figure from the start: who watches how it grows
  /// would not see the first step of one that appears with it.
  private(set) var failures = Dictionary(uniqueKeysWithValues: reasons.map { ($0, 0) })
  /// Documents in failed/ by the rule that rejected them.
  private(set) var rejections: [String: Int] = [:]
  /// How many documents took so long from claim to archive: one number a step, not summed up.
  private(set) var durations = Array(repeating: 0, count: steps.count + 1)
  /// All their times, in nanoseconds.
  private(set) var totalDuration = 0
  /// How many documents were done in each second of the last minute, by the second on the monotonic clock.
  private var recent: [(second: Int, count: Int)] = []

  mutating func count(_ document: Committed, at now: Int) {
    bytesRemoved += document.bytesRemoved
    inconclusive += document.inconclusive
    for hit in document.hits { hits[hit.rule, default: 0] += hit.count }
    let duration = max(0, now - document.claim.taken)
    let step = Figures.steps.firstIndex { duration <= $0 * 1_000_000 } ?? Figures.steps.count
    durations[step] += 1
    totalDuration += duration
  }

  mutating func count(_ refusal: Refusal) {
    switch refusal.kind {
    case .rejected: rejections[refusal.what, default: 0] += 1
    case .failed: failures[refusal.what, default: 0] += 1
    }
  }

  /// Notes how many documents are done now, and tells how many were in the last minute.
  mutating func done(_ count: Int, at now: Int) -> Int {
    let second = now / 1_000_000_000
    if let last = recent.last, last.second == second {
      recent[recent.count - 1].count += count
    } else {
      recent.append((second, count))
    }
    recent.removeAll { second - $0.second >= 60 }
    return recent.reduce(0) { $0 + $1.count }
  }
}
