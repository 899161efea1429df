internal import CLinux
internal import Glibc

/// A signal that a service answers.
public enum Signal: Sendable {
  /// SIGTERM: end.
  case terminate
  /// SIGINT: end, from a keyboard.
  case interrupt
  /// SIGHUP: read rules and settings anew.
  case hangUp

  var number: Int32 {
    switch self {
    case .terminate: SIGTERM
    case .interrupt: SIGINT
    case .hangUp: SIGHUP
    }
  }
}

/// Signals as something to read: signalfd(2). While it lives they interrupt nothing.
public final class SignalReader: Sendable {
  /// The number to wait for with ``Readiness``.
  public let number: Int32
  private let signals: [Signal]

  /// Reads these signals. They are blocked in the calling thread and in those it starts from now on, so make it
  /// before other threads.
  ///
  /// SIGPIPE and SIGIO are ignored as well: the first comes back as an error of the write, the second follows a lease. So are
  /// SIGUSR1 and SIGUSR2, which mean nothing and would end the process.
  public init(_ signals: [Signal]) throws(FileError) {
    winnow_ignore_idle_signals()
    let numbers = signals.map(\.number)
    number = unsafe winnow_signalfd(numbers, Int32(numbers.count))
    self.signals = signals
    guard number >= 0 else { throw FileError("read", "signals", .current) }
  }

  deinit { close(number) }

  /// The next signal that waits; `nil` where none does.
  public func next() throws(FileError) -> Signal? {
    let code = winnow_signalfd_read(number)
    guard code >= 0 else { throw FileError("read", "signals", .current) }
    return signals.first { $0.number == code }
  }
}
