internal import Glibc

/// When something was said, as RFC 3339 writes it, in UTC: `2026-11-30T09:14:36.042Z`.
enum TimeStamp {
  /// Of this moment, by the clock on the wall.
  static var now: String {
    var time = timespec()
    unsafe clock_gettime(CLOCK_REALTIME, &time)
    return text(seconds: time.tv_sec, milliseconds: time.tv_nsec / 1_000_000)
  }

  /// - Parameter seconds: Since the beginning of 1970.
  static func text(seconds: Int, milliseconds: Int) -> String {
    var (seconds, parts) = unsafe (time_t(seconds), tm())
    unsafe gmtime_r(&seconds, &parts)
    let date = unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: 32) { text in
      let count = unsafe strftime(text.baseAddress, text.count, "%Y-%m-%dT%H:%M:%S", &parts)
      return unsafe String(decoding: text[..<count].map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
    let fraction = String(milliseconds)
    return "\(date).\(String(repeating: "0", count: max(0, 3 - fraction.count)))\(fraction)Z"
  }
}
