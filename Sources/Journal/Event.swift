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

  /// What an entry of the journal says of an event besides its message; the raw value is the field's name.
  public enum Field: String, Sendable, CaseIterable {
    /// The document's `id`, as its record has it.
    case id = "WINNOW_ID"
    /// The rule that did it.
    case rule = "WINNOW_RULE"
    /// One word on why, as in a reason file: `too-large`.
    case reason = "WINNOW_REASON"
    /// Bytes of documents, before.
    case bytesIn = "WINNOW_BYTES_IN"
    /// Bytes of documents, after.
    case bytesOut = "WINNOW_BYTES_OUT"
    /// How many documents it is about, where they are many.
    case count = "WINNOW_COUNT"
    /// The rulebook's hash.
    case rulebook = "WINNOW_RULEBOOK"
    /// How often rules have been read well.
    case generation = "WINNOW_GENERATION"
  }

  /// How much it matters.
  public let level: Level
  /// What kind of event it is.
  public let kind: Kind
  /// One line for a human.
  public let message: String
  /// The document it is about, relative to the inbox.
  public let document: Path?
  /// More, for machines.
  public let fields: [Field: String]
  /// Further lines for a human: what is wrong with a file, with carets.
  public let details: String

  /// An event.
  public init(
    _ level: Level, _ kind: Kind, _ message: String, document: Path? = nil, fields: [Field: String] = [:],
    details: String = ""
  ) {
    self.level = level
    self.kind = kind
    self.message = message
    self.document = document
    self.fields = fields
    self.details = details
  }

  /// The message on one line, whatever it was made from, and the lines of the details.
  public var lines: [String] {
    ([message[...]] + details.split(separator: "\n")).map { Event.printable($0) }
  }

  /// The text with what would move a cursor, begin a line or turn the direction of writing as `\xNN` and the like.
  private static func printable(_ text: Substring) -> String {
    var out = ""
    for scalar in text.unicodeScalars {
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator: out += "\\x" + String(scalar.value, radix: 16)
      default: out.unicodeScalars.append(scalar)
      }
    }
    return out
  }
}
