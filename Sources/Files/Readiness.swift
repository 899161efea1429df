internal import CLinux
internal import Glibc

/// Waits until something can be read.
public enum Readiness {
  /// Waits until one of the open files has something to read, or the time is over: poll(2).
  ///
  /// - Parameters:
  ///   - numbers: At most 16 file numbers.
  ///   - deadline: On ``MonotonicClock``; `nil` waits for ever.
  public static func wait(for numbers: [Int32], until deadline: Int?) throws(FileError) {
    var timeout: Int32 = -1
    if let deadline {
      let left = max(0, deadline - MonotonicClock.now)
      // Rounded up: waking a moment too early would mean waking twice.
      timeout = Int32(clamping: (left + 999_999) / 1_000_000)
    }
    let result = unsafe winnow_poll(numbers, Int32(numbers.count), timeout)
    guard result >= 0 else { throw FileError("wait for", "events", .current) }
  }
}
