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
    let date = date(seconds / 86_400)
    let time = [seconds / 3600 % 24, seconds / 60 % 60, seconds % 60].map { padded($0) }
    return "\(padded(date.year, 4))-\(padded(date.month))-\(padded(date.day))T"
      + time.joined(separator: ":") + ".\(padded(milliseconds, 3))Z"
  }

  /// The date of a day after the first of 1970. Years are counted from March on, so that a leap day is the last.
  private static func date(_ days: Int) -> (year: Int, month: Int, day: Int) {
    let days = days + 719_468  // since 0000-03-01
    let era = days / 146_097
    let dayOfEra = days % 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let march = (5 * dayOfYear + 2) / 153
    let month = march < 10 ? march + 3 : march - 9
    return (era * 400 + yearOfEra + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * march + 2) / 5 + 1)
  }

  private static func padded(_ number: Int, _ width: Int = 2) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }
}
