internal import Matching
internal import Threads

/// What one thread needs to clean documents, one after the other. Not to be shared between threads at the same time.
public final class Worker {
  let scratch = Scratch()

  /// A worker of its own memory.
  public init() {}
}

/// Workers that are used again: a thread borrows one for a document and gives it back.
public final class Workers: Sendable {
  private let idle = Locked<[Loan]>([])

  /// A worker on its way from one thread to another; never in two hands.
  private struct Loan: @unchecked Sendable {  // the mutex hands each worker to one thread at a time
    let worker: Worker
  }

  /// None yet; as many come into being as are used at once.
  public init() {}

  /// Runs something with a worker that nobody else has.
  public func withWorker<Result>(_ body: (Worker) -> Result) -> Result {
    let loan = idle.withLock { $0.popLast() } ?? Loan(worker: Worker())
    defer { idle.withLock { $0.append(loan) } }
    return body(loan.worker)
  }
}
