internal import Files

/// The time that cleaning one document may take, by the clock on the wall: a fixed part, and one second a MiB.
///
/// It begins to run when it is first asked, which is once rules are ready that the first document waits for.
public final class TimeBudget {
  private let time: Int
  private var deadline: Int?

  /// - Parameters:
  ///   - fixed: The part that does not depend on the size, in nanoseconds.
  ///   - bytes: The document's size.
  public init(fixed: Int, bytes: Int) {
    time = Self.time(fixed: fixed, bytes: bytes)
  }

  /// The time of a document of so many bytes, in nanoseconds.
  public static func time(fixed: Int, bytes: Int) -> Int {
    let (whole, rest) = bytes.quotientAndRemainder(dividingBy: 1 << 20)
    return fixed + whole * 1_000_000_000 + rest * 1_000_000_000 / (1 << 20)
  }

  /// Whether the time is up.
  public func isSpent() -> Bool {
    let now = MonotonicClock.now
    guard let deadline else {
      deadline = now + time
      return false
    }
    return now > deadline
  }
}
