internal import Files
internal import Glibc

/// Keeps the status file up to date: when something has changed, and at most once a second.
struct StatusFile {
  private static let interval = 1_000_000_000

  private let state: Directory
  /// The status that was written last.
  private(set) var written: Status?
  private var nextWrite = 0

  init(_ state: Directory) { self.state = state }

  /// Writes the status if it has changed and its time has come.
  ///
  /// - Returns: When to come again, where something is still to be written.
  mutating func update(_ status: Status, _ figures: Figures, isUrgent: Bool = false) throws(FileError) -> Int? {
    if status == written { return nil }
    if !wants(status), !isUrgent { return nextWrite }
    nextWrite = MonotonicClock.now + StatusFile.interval
    written = status
    try write("status.json", status.json(written: Int(time(nil))))
    try write("metrics.prom", Metrics.of(status, figures))
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
    let isAnswer = written.map { $0.reloads != status.reloads } ?? false
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
