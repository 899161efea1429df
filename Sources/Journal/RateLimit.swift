/// Bounds how many events of a kind are written: a burst, then so many a second. What is left out is counted.
struct RateLimit {
  /// How many of a kind may come at once.
  static let burst = 1_000
  /// How many of a kind may come each second for ever.
  static let perSecond = 20

  private struct Bucket {
    var tokens = Double(RateLimit.burst)
    var filled: Int
    var suppressed = 0
  }

  private var buckets: [Event.Kind: Bucket] = [:]

  /// Whether an event may be written now.
  ///
  /// - Parameter now: Nanoseconds on a monotonic clock.
  /// - Returns: How many of the kind were left out just before this one; `nil` where this one is left out, too.
  mutating func admit(_ kind: Event.Kind, at now: Int) -> Int? {
    var bucket = buckets[kind] ?? Bucket(filled: now)
    let earned = Double(now - bucket.filled) * Double(RateLimit.perSecond) / 1e9
    bucket.tokens = min(Double(RateLimit.burst), bucket.tokens + earned)
    bucket.filled = now
    defer { buckets[kind] = bucket }
    guard bucket.tokens >= 1 else {
      bucket.suppressed += 1
      return nil
    }
    bucket.tokens -= 1
    defer { bucket.suppressed = 0 }
    return bucket.suppressed
  }

  /// What has been left out and not been told yet.
  mutating func takeSuppressed() -> [(kind: Event.Kind, count: Int)] {
    let left = buckets.filter { $0.value.suppressed > 0 }.map { (kind: $0.key, count: $0.value.suppressed) }
    for (kind, _) in left { buckets[kind]?.suppressed = 0 }
    return left.sorted { $0.kind.rawValue < $1.kind.rawValue }
  }
}
