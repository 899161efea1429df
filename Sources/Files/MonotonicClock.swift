internal import CLinux

/// The monotonic clock: it knows no date, and nobody sets it.
public enum MonotonicClock {
  /// Nanoseconds since some moment in the past.
  public static var now: Int { Int(winnow_monotonic_ns()) }
}
