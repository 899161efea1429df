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
  private var states = FilterStates()
  private let start: FilterState
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
    closure = StepSet(program)
    for part in program.parts { closure.add(part.start) }
    start = closure.finish(.other)
    _ = number(of: start)
  }

  deinit {
    unsafe rows.deallocate()
    unsafe hopeless?.deallocate()
  }

  private var stride: Int { program.symbols.count }

  /// Reads lines from `walk.unread` on, up to `end`, and reports the parts that match from a line's start.
  func read(_ text: TextView, until end: Int, _ walk: inout cscan_walk, _ report: (_ line: Int, _ part: UInt32) -> Void)
  {
    if !walk.is_walking, !start.accepted.isEmpty {
      // A part that takes nothing matches in every line.
      for line in walk.unread..<end { reportAccepted(by: 0, line: line, report) }
    }
    while true {
      let event = unsafe program.symbols.ofByte.withUnsafeBufferPointer { symbols in
        guard let symbols = symbols.baseAddress else { return cscan_walk_done }
        return unsafe text.walk(until: end, gate, rows, symbols, hopeless, &walk)
      }
      switch event {
      case cscan_walk_unknown:
        make(symbol: Int(program.symbols.ofByte[Int(text.byte(at: walk.at))]), from: &walk, text)
      case cscan_walk_accepts: reportAccepted(by: Int(walk.row) / stride, line: walk.line, report)
      case cscan_walk_end:
        let symbol = program.symbols.end
        if unsafe rows[Int(walk.row) + symbol] == cscan_unknown { make(symbol: symbol, from: &walk, text) }
        let next = unsafe rows[Int(walk.row) + symbol]
        if next != cscan_dead { reportAccepted(by: Int(next & ~cscan_accepting) / stride, line: walk.line, report) }
        walk.is_walking = false
      case cscan_walk_limit:
        for step in states[Int(walk.row) / stride].steps { report(walk.line, program.partOfStep[Int(step)]) }
        walk.is_walking = false
      default: return
      }
    }
  }

  private func reportAccepted(by state: Int, line: Int, _ report: (_ line: Int, _ part: UInt32) -> Void) {
    for part in states[state].accepted { report(line, part) }
  }

  /// Makes what follows a state under a symbol.
  private func make(symbol: Int, from walk: inout cscan_walk, _ text: TextView) {
    if (states.all.count + 2) * stride > Self.most {
      // Forgotten; the walk goes on from the state it is in, and begins anew along other lines.
      text.forget(&walk)
      let here = states[Int(walk.row) / stride]
      states.removeAll()
      _ = number(of: start)
      walk.row = UInt32(number(of: here) * stride)
    }
    let state = Int(walk.row) / stride
    let next: UInt32
    if symbol == program.symbols.continuation {
      next = UInt32(state * stride)
    } else {
      closure.advance(states[state], by: symbol, isLoose: isLoose)
      let reached = closure.finish(program.symbols.kind(symbol, isLoose: isLoose))
      if reached.isDead {
        next = cscan_dead
      } else {
        next = UInt32(number(of: reached) * stride) | (reached.accepted.isEmpty ? 0 : cscan_accepting)
      }
    }
    unsafe rows[state * stride + symbol] = next
  }

  /// The number of a state, new or known.
  private func number(of state: FilterState) -> Int {
    if let known = states.number(of: state) { return known }
    let number = states.all.count
    if (number + 1) * stride > capacity {
      let room = UnsafeMutablePointer<UInt32>.allocate(capacity: capacity * 2)
      unsafe room.update(from: rows, count: number * stride)
      unsafe rows.deallocate()
      unsafe rows = room
      capacity *= 2
    }
    unsafe (rows + number * stride).initialize(repeating: cscan_unknown, count: stride)
    states.append(state)
    return number
  }
}
