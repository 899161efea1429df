import Dispatch
import Matching
import Synchronization

/// Runs the same work on several threads.
enum Threads {
  /// The sum of what each yields; there are as many threads as scratches.
  static func sum(_ scratches: [Scratch], _ work: @Sendable (Scratch) -> Int) -> Int {
    let total = Atomic<Int>(0)
    let each = Own(scratches)
    DispatchQueue.concurrentPerform(iterations: scratches.count) { thread in
      total.add(work(each.all[thread]), ordering: .relaxed)
    }
    return total.load(ordering: .relaxed)
  }

  private struct Own: @unchecked Sendable {  // each thread takes one
    let all: [Scratch]
    init(_ all: [Scratch]) { self.all = all }
  }
}
