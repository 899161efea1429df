public import Files
internal import Formats

/// How a spool is worked; times are nanoseconds.
public struct Options: Sendable, Equatable {
  /// When files are made durable.
  public enum Durability: String, Sendable, CaseIterable {
    /// A batch at once, with one syncfs(2).
    case batch
    /// Each file, with fsync(2).
    case each
    /// Never: a power loss may lose what was committed last.
    case off
  }

  /// How long a file that a scan found must stay as it is.
  public var settle = 1_000_000_000
  /// When files are made durable.
  public var durability = Durability.batch
  /// Documents with more bytes go to failed/.
  public var maximumSize = 64 << 20
  /// The wall clock a document may take, before what its size adds: one second a MiB.
  public var budget = 2_000_000_000
  /// The memory that the cleaning of one large document may take, in bytes.
  public var memory = 1 << 30
  /// How many documents are cleaned at once.
  public var jobs = 1
  /// The most documents that are made durable at once.
  public var batch = 512
  /// How often the whole inbox is looked at, events or not.
  public var rescan = 60_000_000_000
  /// How often folders are looked at that have no events.
  public var poll = 5_000_000_000
  /// After so much time without a document, what was learnt from those before is given back with the memory it takes.
  public var restAfter = 60_000_000_000
  /// End when the inbox is drained.
  public var once = false
  /// Whether originals go to archive/ or are deleted after the commit.
  public var keepsOriginals = true
  /// A document is ready when `NAME.done` stands beside it, and only then.
  public var needsMarker = false
  /// File names to leave alone: patterns with `*` and `?`.
  public var ignored: [Path] = []

  /// The defaults.
  public init() {}

  /// The most bytes of a file that may be a record of these documents: sixteen times theirs, and room for what does not grow
  /// with them. The record of one that is "Advertisement" in each line has nine times its bytes. One of "Ad" alone has more
  /// than thirty: what reads it is not to take that much memory, so after a crash such a pair is not known as the document's
  /// own. Where fewer bytes are allowed than by default, more may have been before.
  var largestRecord: Int {
    let room = 16 << 20
    let largest = max(maximumSize, Options().maximumSize)
    return largest > (Int.max - room) / 16 ? .max : largest * 16 + room
  }

  func budget(bytes: Int) -> Int { TimeBudget.time(fixed: budget, bytes: bytes) }
}
