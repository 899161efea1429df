internal import Files
internal import Glibc

/// Keeps the status file up to date: when something has changed, and at most once a second.
struct StatusFile {
  private static let interval = 1_000_000_000

  private let state: Directory
  /// So long a write that has failed is not tried again.
  private static let rest = 5_000_000_000

  /// The status that stands in all files; `nil` where that can't be told, since writing one has failed.
  private var written: Status?
  /// The status that was written last, or was to be.
  private(set) var attempted: Status?
  /// When something is written again, at the earliest.
  private(set) var nextWrite = 0

  init(_ state: Directory) { self.state = state }

  /// Writes the status if it has changed and its time has come.
  ///
  /// - Returns: When to come again, where something is still to be written.
  /// - Throws: What keeps a file from being written. The others are, and ``nextWrite`` is when to try again.
  mutating func update(_ status: Status, _ figures: Figures, isUrgent: Bool = false) throws(FileError) -> Int? {
    if status == written { return nil }
    if !wants(status), !isUrgent { return nextWrite }
    nextWrite = MonotonicClock.now + StatusFile.interval
    written = nil
    attempted = status
    var failure: FileError?
    let files: [(name: Path, bytes: [UInt8])] = [
      ("status.json", status.json(written: Int(time(nil)))), ("metrics.prom", Metrics.of(status, figures)),
    ]
    for file in files {
      do throws(FileError) {
        try write(file.name, file.bytes)
      } catch {
        failure = failure ?? error
      }
    }
    if let failure {
      nextWrite = MonotonicClock.now + StatusFile.rest
      throw failure
    }
    written = status
    return nil
  }

  /// Writes that everything waits, or that the service ends, as far as it can be written while the spool can't be opened.
  mutating func tell(_ state: Status.State, _ control: Control, _ fault: FileError? = nil) {
    control.status.state = state
    control.status.pausedBecause = fault?.description
    do throws(FileError) {
      _ = try update(control.status, control.figures, isUrgent: true)
    } catch {
      // The journal says the same.
    }
  }

  /// Whether a status would be written now.
  func wants(_ status: Status) -> Bool {
    guard status != written else { return false }
    // Whoever has asked for a reload waits for its outcome.
    let isAnswer = attempted.map { $0.reloads != status.reloads } ?? false
    return isAnswer || MonotonicClock.now >= nextWrite
  }

  private func write(_ name: Path, _ bytes: [UInt8]) throws(FileError) {
    let fresh = name.adding(".new")
    do {
      try state.writeAnew(fresh, bytes, sync: false)
      try state.replace(name, with: fresh)
    } catch let error where [.noSpace, .overQuota].contains(error.errno) {
      // The blocks that the old one has are enough to say that the disk is full.
      if try state.status(fresh) != nil { try state.remove(fresh) }
      try overwrite(name, bytes)
    }
  }

  private func overwrite(_ name: Path, _ bytes: [UInt8]) throws(FileError) {
    let old = try state.status(name)?.size ?? 0
    let padding = repeatElement(UInt8(ascii: "\n"), count: max(0, old - bytes.count))
    try state.openOrCreate(name).writeAll(bytes + padding)
  }
}
