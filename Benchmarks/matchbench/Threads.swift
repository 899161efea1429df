import Dispatch
import Synchronization

/// Runs the same work on several threads.
enum Threads {
  /// The sum of what each yields.
  static func sum(_ count: Int, _ work: @Sendable () -> Int) -> Int {
    let total = Atomic<Int>(0)
    DispatchQueue.concurrentPerform(iterations: count) { _ in
      total.add(work(), ordering: .relaxed)
    }
    return total.load(ordering: .relaxed)
  }
}
