internal import CSystemd
internal import Glibc

/// The service manager that waits to hear from this process: sd_notify(3).
public struct ServiceManager: Sendable {
  /// How long the manager waits for a sign of life before it ends the process, in nanoseconds; `nil`: it does not watch.
  public let watchdog: Int?

  /// The manager that the environment names (`NOTIFY_SOCKET`); `nil` where none listens.
  public init?() {
    guard unsafe getenv("NOTIFY_SOCKET") != nil else { return nil }
    var microseconds: UInt64 = 0
    watchdog = unsafe sd_watchdog_enabled(0, &microseconds) > 0 ? Int(clamping: microseconds) * 1_000 : nil
  }

  /// Tells the manager something.
  ///
  /// - Parameter assignments: As `READY=1`; a line end in one becomes a blank, so that it can't begin another.
  public func tell(_ assignments: [String]) throws(SystemdError) {
    let lines = assignments.map { line in String(line.map { $0.isNewline ? " " : $0 }) }
    let result = unsafe sd_notify(0, lines.joined(separator: "\n"))
    if result < 0 { throw SystemdError(result) }
  }
}
