internal import Files
internal import Formats

/// Documents that were taken a moment ago, and sidecars that have come since, too late for them.
///
/// Such a sidecar would speak for the next document of its name. But whoever sends that puts its sidecar first and the
/// document right behind: one that its document follows soon is that one's, whatever was taken before.
struct TakenNames {
  /// So long after its document a sidecar is thought to be that one's, in nanoseconds.
  private static let moment = 60_000_000_000
  /// So long it waits for another one.
  private static let patience = 10_000_000_000
  private static let capacity = 4_096

  private struct Taking {
    let time: Int
    let hadSidecar: Bool
  }

  private var taken: [Path: Taking] = [:]
  /// Those before, less what is forgotten.
  private var earlier: [Path: Taking] = [:]
  /// Sidecars, and when each is too late.
  private var late: [Path: Int] = [:]

  /// When the next sidecar is too late.
  var nextDue: Int? { late.values.min() }

  /// A document was claimed.
  mutating func take(_ document: Path, withSidecar hadSidecar: Bool) {
    if taken.count >= TakenNames.capacity { (earlier, taken) = (taken, [:]) }
    taken[document] = Taking(time: MonotonicClock.now, hadSidecar: hadSidecar)
    if !late.isEmpty { late[document.parent.appending(FileNames.sidecar(of: document.name))] = nil }
  }

  /// A sidecar has come.
  mutating func see(_ sidecar: Path) {
    let document = FileNames.removing(FileNames.sidecarEnding, from: sidecar)
    guard let taking = recent(document), !taking.hadSidecar, late.count < TakenNames.capacity else { return }
    late[sidecar] = MonotonicClock.now + TakenNames.patience
  }

  /// Takes out the sidecars that are too late by now.
  mutating func takeLate() -> [Path] {
    if late.isEmpty { return [] }
    let now = MonotonicClock.now
    let due = late.filter { $0.value <= now }.keys.sorted()
    for sidecar in due { late[sidecar] = nil }
    return due
  }

  /// Whether a document of the name was taken a moment ago.
  func wasTaken(_ document: Path) -> Bool { recent(document) != nil }

  /// Forgets what is no moment ago any more.
  mutating func rest() {
    earlier = [:]
    taken = taken.filter { recent($0.key) != nil }
  }

  private func recent(_ document: Path) -> Taking? {
    guard let taking = taken[document] ?? earlier[document], MonotonicClock.now - taking.time < TakenNames.moment else {
      return nil
    }
    return taking
  }
}
