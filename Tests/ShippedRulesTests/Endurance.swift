import Files
import Glibc

@testable import Matching

/// One pattern, tried with hostile texts: whether its work stays within bounds and grows with the text alone.
struct Endurance {
  /// The texts' size in bytes.
  static let size = 100_000
  /// What a document of this size gets, in nanoseconds: two seconds, and one a MiB.
  static let budget = 2_000_000_000 + size * 1_000_000_000 / (1 << 20)
  /// Below this the growth can't be told from noise, in nanoseconds.
  static let floor = 50_000_000
  /// How many times as long four times the text may take: 4 is linear, 16 is quadratic.
  static let growth = 8

  private let expression: CompiledExpression
  private let scratch = Scratch()

  init(_ expression: Expression) throws {
    self.expression = try CompiledExpression(expression)
    // Machine code is made at the first match.
    _ = spent(on: [0x61])
  }

  /// What is wrong, if anything is.
  func fault(with text: HostileText) -> String? {
    let whole = text.bytes(Self.size)
    let (time, limit) = spent(on: whole)
    if let limit { return limit }
    guard time > Self.floor else { return nil }
    // Whatever else runs on the machine can only add to a time: the least of some counts.
    let quarter = text.bytes(Self.size / 4)
    var (long, short) = (time, Int.max)
    for _ in 0..<4 {
      short = min(short, spent(on: quarter).time)
      if long <= short * Self.growth { return nil }
      long = min(long, spent(on: whole).time)
    }
    return "took \(long / 1_000_000) ms for \(Self.size) bytes, and \(short / 1_000_000) ms for a quarter of them"
  }

  /// The processor time of this thread, and what is wrong apart from its growth.
  private func spent(on text: [UInt8]) -> (time: Int, limit: String?) {
    var matches = Matches()
    let start = Self.now
    // This clock costs nothing to ask, and goes on while others have the processor.
    let stop = MonotonicClock.now + 4 * Self.budget
    do {
      try search(text, &matches) { MonotonicClock.now > stop }
    } catch {
      return (Self.now - start, "was stopped after \((Self.now - start) / 1_000_000) ms")
    }
    let time = Self.now - start
    if time > Self.budget { return (time, "took \(time / 1_000_000) ms") }
    return (time, matches.inconclusive.first.map { "ran into a limit (\($0.reason.rawValue))" })
  }

  /// PCRE2 alone, and every limit counts: what the index knows of a pattern could hide that it is slow from a text that
  /// has no place for it.
  private func search(_ text: [UInt8], _ matches: inout Matches, _ shouldStop: () -> Bool) throws(Interrupted) {
    switch expression.expression.subject {
    case .line(let minimum, let maximum):
      var search = LineSearch(expression: 0, engine: .machineCode, minimum...maximum)
      scratch.lines.update(for: text)
      for line in scratch.lines.all where !search.isAbandoned {
        if shouldStop() { throw Interrupted() }
        for place in 0..<expression.patterns.count {
          let pattern = expression.patterns[place]
          search.run(pattern, text.span, line.start..<line.end, characters: line.characters, scratch, &matches)
        }
      }
    case .document:
      var search = DocumentSearch(expression.patterns[0], expression: 0, engine: .machineCode, isConfined: false)
      try search.run(text.span, from: 0, through: text.count, scratch, &matches, shouldStop)
    }
  }

  private static var now: Int {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return time.tv_sec * 1_000_000_000 + time.tv_nsec
  }
}
