internal import Glibc

/// A message to systemd that did not arrive.
public struct SystemdError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The operating system's error number, positive.
  public let code: Int32

  init(_ result: Int32) { code = -result }

  /// The system's words for it.
  public var description: String { unsafe "systemd can't be told: \(String(cString: strerror(code)))" }
}
