internal import Files

/// A document that has been taken from the inbox and stands in a level of work.
struct Claim: Sendable, Hashable {
  /// Where it stood, relative to the inbox.
  let path: Path
  /// Its size when it was taken; for measuring out batches.
  let size: Int
  /// The level of work that it stands in.
  var level = 0
  /// When it was taken, or found again, on the monotonic clock.
  var taken = MonotonicClock.now

  var folder: Path { path.parent }
  var name: Path { path.name }
}
