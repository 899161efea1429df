public import Files

/// One thing that happened, for operators and for machines.
public struct Event: Sendable {
  /// How much it matters; the numbers are those of syslog(3).
  public enum Level: Int, Sendable, Comparable {
    /// Something failed that a person must look at.
    case error = 3
    /// Something is not as it should be.
    case warning = 4
    /// Something rare and worth knowing.
    case notice = 5
    /// Everyday work.
    case info = 6

    /// The graver is less.
    public static func < (left: Level, right: Level) -> Bool { left.rawValue < right.rawValue }
  }

  /// How much it matters.
  public let level: Level
  /// A fixed word for this kind of event, as `cleaned`.
  public let kind: String
  /// One line for a human.
  public let message: String
  /// The document it is about, relative to the inbox.
  public let document: Path?

  /// An event.
  public init(_ level: Level, _ kind: String, _ message: String, document: Path? = nil) {
    self.level = level
    self.kind = kind
    self.message = message
    self.document = document
  }

  /// The message on one line, whatever it was made from: control characters become `\xNN`.
  public var line: String { Path(message).description }
}
