import Foundation
import Testing

/// For tests that mostly wait, for a service or a clock.
///
/// Swift's own pool has a thread for each processor, and a test that waits holds one of them: two such tests would keep all
/// others waiting on a machine with two. These have threads of their own, a few, so that the services they run do not
/// make each other slow.
public struct Waiting: SuiteTrait, TestScoping {
  /// Runs the whole suite, and what comes between its tests, on these threads.
  public func provideScope(
    for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
  ) async throws {
    try await withTaskExecutorPreference(WaitingThreads.shared) { try await function() }
  }
}

extension Trait where Self == Waiting {
  /// Runs the suite's tests, which mostly wait, on threads of their own.
  public static var waiting: Self { Waiting() }
}

private final class WaitingThreads: TaskExecutor {
  static let shared = WaitingThreads()
  private static let count = 6

  private let queue: OperationQueue = {
    let queue = OperationQueue()
    queue.maxConcurrentOperationCount = count
    return queue
  }()

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    queue.addOperation { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
  }
}
