internal import Files
internal import Matching
internal import Threads

/// What `winnow bench` measures one after the other, told on a terminal while it does.
final class BenchSteps {
  private var line = StatusLine()

  /// A figure is the median of this many rounds, each at least this long.
  private static let rounds = 5
  private static let roundTime = 200_000_000

  /// The median time of a round over all texts, shared out to threads.
  ///
  /// - Parameter what: What is measured, for who waits. It is told between rounds, so that it costs none of their time.
  func median(
    _ what: String, _ texts: [[UInt8]], _ threads: Int,
    _ body: @escaping @Sendable (Int, Scratch, inout Matches) -> Void
  ) -> Int {
    let group = WorkerGroup(count: threads)
    // Each thread takes pieces of about equal size; many of them, so that none ends much later than the others.
    let pieces = min(texts.count, group.count * 8)
    // As a service does it: a worker keeps its scratch memory from text to text.
    let scratches = Scratches(count: group.count)
    let round = {
      group.forEach(pieces) { piece, worker in
        let scratch = scratches.all[worker]
        var matches = Matches()
        for index in stride(from: piece, to: texts.count, by: pieces) { body(index, scratch, &matches) }
      }
    }
    show("\(what), once to warm up")
    round()
    var times: [Int] = []
    for number in 1...Self.rounds {
      show("\(what), round \(number) of \(Self.rounds)")
      let start = MonotonicClock.now
      var count = 0
      repeat {
        round()
        count += 1
      } while MonotonicClock.now - start < Self.roundTime
      times.append((MonotonicClock.now - start) / count)
    }
    return times.sorted()[Self.rounds / 2]
  }

  /// Tells what is done now.
  func show(_ what: String) {
    line.hide()
    line = StatusLine()
    line.show("measuring \(what)")
  }

  func hide() { line.hide() }

  /// One for each worker.
  private final class Scratches: @unchecked Sendable {  // a worker uses its own alone
    let all: [Scratch]

    init(count: Int) { all = (0..<count).map { _ in Scratch() } }
  }
}
