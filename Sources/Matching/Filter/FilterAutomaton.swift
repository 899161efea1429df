internal import CScan

/// Reads lines with all ``LineFilter``s of a ``FilterProgram`` at once: a state for each set of steps that some line has
/// led to, made when it is first needed.
///
/// One worker's own. What it finds depends on the program, the line and what stands round it, never on
/// texts or lines that were read before.
@safe final class FilterAutomaton {
  let program: FilterProgram
  let isLoose: Bool
  /// For each state and symbol what comes next: a row, or one of CScan's marks.
  private var rows: UnsafeMutablePointer<UInt32>
  private var capacity: Int
  /// Which two bytes at a line's start lead nowhere, as CScan notes it; `nil` where few lines are read.
  private let hopeless: UnsafeMutablePointer<UInt64>?
  private let gate: cscan_gate
  private let walk: UnsafeMutablePointer<cscan_walk>
  private var states = FilterStates()
  /// The content of the state that every line begins in, and whether that accepts a part.
  private let start: [UInt32]
  private let acceptsAtOnce: Bool
  private var closure: StepSet

  /// From so many numbers in ``rows`` on, all states are forgotten: 4 MiB.
  private static let most = 1 << 20

  /// - Parameter readsAll: Whether all lines of all texts are read with it.
  init(_ program: FilterProgram, isLoose: Bool, readsAll: Bool) {
    self.program = program
    self.isLoose = isLoose
    gate = program.gate.kernel(isLoose: isLoose)
    capacity = 64 * program.symbols.count
    unsafe rows = .allocate(capacity: capacity)
    unsafe hopeless = readsAll ? .allocate(capacity: cscan_hopeless_words) : nil
    unsafe hopeless?.initialize(repeating: 0, count: cscan_hopeless_words)
    unsafe walk = .allocate(capacity: 1)
    unsafe walk.initialize(to: cscan_walk())
    closure = StepSet(program)
    for part in program.parts { closure.add(part.start) }
    closure.finish(.other)
    start = closure.content
    acceptsAtOnce = !FilterState(content: start[...]).accepted.isEmpty
    _ = append(start)
  }

  deinit {
    unsafe rows.deallocate()
    unsafe hopeless?.deallocate()
    unsafe walk.deallocate()
  }

  private var stride: Int { program.symbols.count }
  /// The state and the line that the walk is in.
  private var state: Int { unsafe Int(walk.pointee.row) / stride }
  private var line: Int { unsafe walk.pointee.line }

  /// Begins to read a text.
  func begin() { unsafe cscan_walk_begin(walk) }

  /// The first line that is not read, or its place among those that are asked for.
  var unread: Int { unsafe walk.pointee.unread }

  /// Reads lines from ``unread`` on, up to `end`, and reports the parts that match from a line's start.
  ///
  /// - Parameter asked: The lines to be read, ascending, where not all of all texts are.
  func read(_ text: TextView, _ asked: [Int]?, until end: Int, _ report: (_ line: Int, _ part: UInt32) -> Void) {
    unsafe precondition((asked == nil) == (hopeless != nil))
    if unsafe !walk.pointee.is_walking, acceptsAtOnce {
      // A part that takes nothing matches in every line.
      for line in unread..<end { reportAccepted(by: 0, line: asked?[line] ?? line, report) }
    }
    while true {
      let event = unsafe program.symbols.ofByte.withUnsafeBufferPointer { symbols in
        guard let symbols = symbols.baseAddress else { return cscan_walk_done }
        guard let asked else { return unsafe text.walk(nil, until: end, gate, rows, symbols, hopeless, walk) }
        return unsafe asked.withUnsafeBufferPointer { asked in
          unsafe text.walk(asked.baseAddress, until: end, gate, rows, symbols, nil, walk)
        }
      }
      switch event {
      case cscan_walk_unknown:
        make(symbol: Int(program.symbols.ofByte[Int(text.byte(at: unsafe walk.pointee.at))]), text)
      case cscan_walk_accepts: reportAccepted(by: state, line: line, report)
      case cscan_walk_end:
        let symbol = program.symbols.end
        if unsafe rows[state * stride + symbol] == cscan_unknown { make(symbol: symbol, text) }
        let next = unsafe rows[state * stride + symbol]
        if next != cscan_dead { reportAccepted(by: Int(next & ~cscan_accepting) / stride, line: line, report) }
        unsafe walk.pointee.is_walking = false
      case cscan_walk_limit:
        for step in states[state].steps { report(line, program.partOfStep[Int(step)]) }
        unsafe walk.pointee.is_walking = false
      default: return
      }
    }
  }

  private func reportAccepted(by state: Int, line: Int, _ report: (_ line: Int, _ part: UInt32) -> Void) {
    for part in states[state].accepted { report(line, part) }
  }

  /// Makes what follows a state under a symbol.
  private func make(symbol: Int, _ text: TextView) {
    if (states.count + 2) * stride > Self.most {
      // Forgotten; the walk goes on from the state it is in, and begins anew along other lines.
      unsafe text.forget(walk)
      let here = Array(states[state].content)
      states.removeAll()
      _ = append(start)
      let number = number(of: here)
      unsafe walk.pointee.row = UInt32(number * stride)
    }
    let state = state
    let next: UInt32
    if symbol == program.symbols.continuation {
      next = UInt32(state * stride)
    } else {
      closure.advance(states[state], by: symbol, isLoose: isLoose)
      closure.finish(program.symbols.kind(symbol, isLoose: isLoose))
      if FilterState.isDead(closure.content) {
        next = cscan_dead
      } else {
        let number = number(of: closure.content)
        next = UInt32(number * stride) | (states[number].accepted.isEmpty ? 0 : cscan_accepting)
      }
    }
    unsafe rows[state * stride + symbol] = next
  }

  /// The number of a state, new or known.
  private func number(of content: [UInt32]) -> Int {
    states.number(of: content) ?? append(content)
  }

  /// Gives a state that has no number the next one, and a row in which nothing is known.
  private func append(_ content: [UInt32]) -> Int {
    let number = states.count
    if (number + 1) * stride > capacity {
      let room = UnsafeMutablePointer<UInt32>.allocate(capacity: capacity * 2)
      unsafe room.update(from: rows, count: number * stride)
      unsafe rows.deallocate()
      unsafe rows = room
      capacity *= 2
    }
    unsafe (rows + number * stride).initialize(repeating: cscan_unknown, count: stride)
    states.append(content)
    return number
  }
}
