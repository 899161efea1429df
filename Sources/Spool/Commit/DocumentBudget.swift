internal import Files
internal import Threads

/// What the cleaning of one document may take: time, and memory where it is large.
///
/// What a small document takes is bounded by its size: some hundred times that at most. Large ones are cleaned one at a time, so that what the process
/// grows by meanwhile is theirs.
final class DocumentBudget {
  /// Documents from this size on count as large.
  static let large = 1 << 20
  /// Which limit was passed.
  enum Passed {
    case time
    case memory
  }

  private let deadline: Int
  private let mostResident: Int?
  private var nextLook = 0
  private(set) var passed: Passed?

  init(_ options: Options, bytes: Int) {
    deadline = MonotonicClock.now + options.budget(bytes: bytes)
    guard bytes >= DocumentBudget.large else {
      mostResident = nil
      return
    }
    // What an earlier one has freed must not hide what this one takes.
    ProcessMemory.release()
    mostResident = ProcessMemory.resident.map { $0 + options.memory }
  }

  /// Whether the document has taken more than it may.
  func isSpent() -> Bool {
    let now = MonotonicClock.now
    if now > deadline { passed = .time }
    if let mostResident, now >= nextLook {
      nextLook = now + 5_000_000
      if let resident = ProcessMemory.resident, resident > mostResident { passed = .memory }
    }
    return passed != nil
  }
}

/// Lets one thread at a time clean a large document.
final class LargeDocuments: Sendable {
  private let one = Locked(())

  func alone<Result>(bytes: Int, _ work: () -> sending Result) -> sending Result {
    bytes < DocumentBudget.large ? work() : one.withLock { _ in work() }
  }
}
