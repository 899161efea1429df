public import Files
internal import JSON

/// What a running service says of itself in `.winnow/status.json`.
public struct Status: Sendable, Equatable {
  /// What the service is about.
  public enum State: String, Sendable {
    /// Documents are taken as they come.
    case running
    /// A fault of the disk or the system makes everything wait.
    case paused
    /// It has ended in order.
    case stopped
  }

  /// What it is about.
  public var state = State.running
  /// Documents in the inbox that it knows of, those that can't be taken as well. A huge inbox is looked at piece by piece,
  /// and this counts a piece.
  public var waiting = 0
  /// Since when the document waits that has waited longest of them, in seconds since 1970.
  public internal(set) var oldestWaiting: Int?
  /// Documents in the inbox that the system forbids to take, and why; some of them.
  public internal(set) var unclaimed: [String] = []
  /// Folders in the inbox, and entries, that can't be looked at, and why; some of them.
  public internal(set) var outOfReach: [String] = []
  /// Documents that had no marker when the inbox was looked through last, where they need one.
  public internal(set) var unmarked = 0
  /// Documents in failed/ when it was looked through last.
  public internal(set) var inFailed = 0
  /// Whether the inbox is being looked through, so that more may wait than are known.
  public var scanning = false
  /// Claimed documents that are not done.
  public var inWork = 0
  /// How many of them stay for a fault of their own, each tried again ever more rarely.
  public internal(set) var parked = 0
  /// The first of those, and why each stays.
  public internal(set) var staying: [String] = []
  /// Pairs committed since the service began.
  public var cleaned = 0
  /// Documents that had their record already.
  public var repeated = 0
  /// Documents that a rule rejected.
  public var rejected = 0
  /// Documents that could not be cleaned.
  public var failed = 0
  /// Bytes of cleaned documents, before.
  public var bytesIn = 0
  /// Bytes of cleaned documents, after.
  public var bytesOut = 0
  /// Documents done, well or not, in the minute before the last one.
  public var lastMinute = 0
  /// Why it is paused.
  public var pausedBecause: String?
  /// Folders of the outbox whose documents wait, as nothing can be put there, and why; some of them.
  public internal(set) var foldersWaiting: [String] = []
  /// Folders that are looked at every few seconds because they have no events.
  public var polledFolders = 0
  /// Identifies rules, profile and library versions.
  public var rulebook = ""
  /// How many rules there are.
  public var rules = 0
  /// Whether rules run as machine code; without, PCRE2's interpreter runs them.
  public var machineCode = false
  /// How often rules have been read well, from 1.
  public var generation = 1
  /// How often a reload was asked for and answered, well or not.
  public var reloads = 0
  /// Why the last reading of the rules was refused.
  public var reloadRefused: String?
  /// The names of settings that have new values which take effect at the next start.
  public internal(set) var needsRestart: [String] = []
  /// Whether a document is ready only when `NAME.done` stands beside it.
  public internal(set) var needsMarker = false
  /// Names that are left alone, as patterns.
  public internal(set) var ignored: [Path] = []
  /// The service's process.
  public var process = 0
  /// When a status file was written, in seconds since 1970; 0: not from a file. The clock may have been set since.
  public private(set) var written = 0

  /// What to do where documents can't be taken.
  public static let unclaimedHelp =
    "its folder has to be writable for the service: its group the service's, mode 2770, no sticky bit"

  init() {}

  mutating func describe(_ processor: Processor, _ options: Options) {
    needsMarker = options.needsMarker
    ignored = options.ignored
    rulebook = processor.rulebookHash
    rules = processor.ruleCount
    machineCode = processor.usesMachineCode
  }

  /// Reads a status file; `nil` where the bytes are none.
  public init?(_ bytes: [UInt8]) {
    let value: JSONValue
    do {
      value = try JSONValue(parsing: bytes)
    } catch {
      return nil
    }
    guard let state = value["state"]?.string.flatMap(State.init) else { return nil }
    func count(_ name: String) -> Int { value[name]?.integer ?? 0 }
    self.state = state
    waiting = count("waiting")
    oldestWaiting = value["oldest_waiting"]?.integer
    unclaimed = (value["unclaimed"]?.array ?? []).compactMap(\.string)
    outOfReach = (value["out_of_reach"]?.array ?? []).compactMap(\.string)
    unmarked = count("unmarked")
    inFailed = count("in_failed")
    scanning = value["scanning"]?.boolean ?? false
    inWork = count("in_work")
    parked = count("parked")
    staying = (value["staying"]?.array ?? []).compactMap(\.string)
    cleaned = count("cleaned")
    repeated = count("repeated")
    rejected = count("rejected")
    failed = count("failed")
    bytesIn = count("bytes_in")
    bytesOut = count("bytes_out")
    lastMinute = count("last_minute")
    pausedBecause = value["paused_because"]?.string
    foldersWaiting = (value["folders_waiting"]?.array ?? []).compactMap(\.string)
    polledFolders = count("polled_folders")
    rulebook = value["rulebook"]?["hash"]?.string ?? ""
    rules = value["rulebook"]?["rules"]?.integer ?? 0
    machineCode = value["rulebook"]?["machine_code"]?.boolean ?? false
    generation = value["rulebook"]?["generation"]?.integer ?? 0
    reloads = value["rulebook"]?["reloads"]?.integer ?? 0
    reloadRefused = value["rulebook"]?["refused"]?.string
    needsRestart = (value["needs_restart"]?.array ?? []).compactMap(\.string)
    needsMarker = value["marker"]?.boolean ?? false
    ignored = (value["ignored"]?.array ?? []).compactMap { $0.string.map { Path($0) } }
    process = count("process")
    written = count("written")
  }

  /// The file's bytes.
  ///
  /// - Parameter written: The time, in seconds since 1970.
  func json(written: Int) -> [UInt8] {
    var writer = JSONWriter()
    writer.beginObject(lines: true)
    func member(_ name: String, _ value: JSONValue) {
      writer.name(name)
      writer.value(value)
    }
    member("winnow", .integer(1))
    member("process", .integer(process))
    member("written", .integer(written))
    member("state", .string(state.rawValue))
    member("paused_because", pausedBecause.map(JSONValue.string) ?? .null)
    member("folders_waiting", .array(foldersWaiting.map(JSONValue.string)))
    member("waiting", .integer(waiting))
    member("oldest_waiting", oldestWaiting.map(JSONValue.integer) ?? .null)
    member("unclaimed", .array(unclaimed.map(JSONValue.string)))
    member("out_of_reach", .array(outOfReach.map(JSONValue.string)))
    member("unmarked", .integer(unmarked))
    member("in_failed", .integer(inFailed))
    member("scanning", .boolean(scanning))
    member("in_work", .integer(inWork))
    member("parked", .integer(parked))
    member("staying", .array(staying.map(JSONValue.string)))
    member("cleaned", .integer(cleaned))
    member("repeated", .integer(repeated))
    member("rejected", .integer(rejected))
    member("failed", .integer(failed))
    member("bytes_in", .integer(bytesIn))
    member("bytes_out", .integer(bytesOut))
    member("last_minute", .integer(lastMinute))
    member("polled_folders", .integer(polledFolders))
    member("needs_restart", .array(needsRestart.map(JSONValue.string)))
    member("marker", .boolean(needsMarker))
    member("ignored", .array(ignored.compactMap { $0.utf8.map(JSONValue.string) }))
    let refused = reloadRefused.map(JSONValue.string) ?? .null
    member(
      "rulebook",
      .object([
        .init("hash", .string(rulebook)), .init("rules", .integer(rules)),
        .init("machine_code", .boolean(machineCode)), .init("generation", .integer(generation)),
        .init("reloads", .integer(reloads)), .init("refused", refused),
      ]))
    writer.end()
    writer.finish()
    return writer.bytes
  }
}
