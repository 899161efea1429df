public import Files

/// Something in a spool that its invariant does not allow.
public struct Finding: Sendable, Hashable, CustomStringConvertible {
  /// The kinds of finding.
  public enum Kind: String, Sendable, CaseIterable {
    /// A record without its text.
    case textMissing = "text-missing"
    /// A text whose SHA-256 is not the one its record states.
    case textDiffers = "text-differs"
    /// A text without a record: a commit that was cut in two, or a consumer who removed the record first.
    case textAlone = "text-alone"
    /// A file named like a record that is none.
    case notARecord = "not-a-record"
    /// A record whose name or text's name does not belong to its document.
    case misnamed
    /// Two records for the same path, bytes and sidecar.
    case doubled
    /// An archived original whose bytes are not those that its record states.
    case originalDiffers = "original-differs"
    /// A claimed document, and no daemon runs: the next start takes it up.
    case inWork = "in-work"
    /// A temporary file, and no daemon runs.
    case temporary
    /// A document in failed/ without its reason.
    case reasonMissing = "reason-missing"
    /// A reason in failed/ without its document.
    case reasonAlone = "reason-alone"
    /// A folder or a file that could not be looked at, so that nobody knows what it holds.
    case unreadable
    /// Something that is no regular file.
    case notAFile = "not-a-file"
  }

  /// What kind it is.
  public let kind: Kind
  /// Where, relative to the spool.
  public let path: Path
  /// More for a human; may be empty.
  public let detail: String

  init(_ kind: Kind, _ path: Path, _ detail: String = "") {
    self.kind = kind
    self.path = path
    self.detail = detail
  }

  /// One line.
  public var description: String { "\(path): \(kind.rawValue)" + (detail.isEmpty ? "" : ", \(detail)") }
}
