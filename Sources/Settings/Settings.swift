public import Files

/// Everything that can be set, from the defaults, then the configuration file, then the command line.
public struct Settings: Sendable, Equatable {
  /// When published files are made durable.
  public enum Sync: String, Sendable, CaseIterable {
    /// A batch at once.
    case batch
    /// Each file by itself.
    case each
    /// Never.
    case off
  }

  /// What becomes of an original once its pair is committed.
  public enum Originals: String, Sendable, CaseIterable {
    /// It goes to archive/.
    case archive
    /// It is deleted.
    case delete
  }

  /// What to do with bytes that are not UTF-8.
  public enum Invalid: String, Sendable, CaseIterable {
    /// Find their character set and convert them.
    case legacy
    /// Put U+FFFD in their place.
    case replace
    /// The document has failed.
    case reject
  }

  /// The spool's folder; empty where none is set.
  public var spool: Path = .empty
  /// Folders of rule packs, in order; none means the shipped ones.
  public var rules: [Path] = []
  /// The profile that rules are used under; `nil`: the rules' default one.
  public var profile: String?
  /// What to do with bytes that are not UTF-8.
  public var invalid = Invalid.legacy
  /// The share of a text that may be removed, 0 to 1; `nil`: no bound.
  public var maximumRemoved: Double?
  /// How long a file must stay as it is before it is taken, in seconds.
  public var settle = 1.0
  /// When published files are made durable.
  public var sync = Sync.batch
  /// The most bytes of a document.
  public var maximumSize = 64 << 20
  /// The wall clock a document may take, in seconds, before one more for each MiB.
  public var budget = 2.0
  /// The memory that the cleaning of one large document may take, in bytes.
  public var memory = 1 << 30
  /// How many documents are cleaned at once.
  public var jobs = 1
  /// The most documents that are made durable at once.
  public var batch = 512
  /// How often the whole inbox is looked through, in seconds.
  public var rescan = 60.0
  /// How often folders without events are looked through, in seconds.
  public var poll = 5.0
  /// Whether to end when the inbox is drained.
  public var once = false
  /// What becomes of originals.
  public var originals = Originals.archive
  /// Whether a document is ready only when `NAME.done` stands beside it.
  public var marker = false
  /// File names to leave alone.
  public var ignore: [Path] = []

  /// The defaults, for a machine with so many processors.
  public init(processors: Int = 1) { jobs = max(1, processors) }
}
