internal import CScan

/// Reads lines with all ``LineFilter``s of a ``FilterProgram`` at once: a state for each set of steps that some line has
/// led to, made when it is first needed.
///
/// One worker's own. What it finds depends on the program, the line and what stands round it, never on
/// texts or lines that were read before.
@safe final class FilterAutomaton {
  let program: FilterProgram
  let isLoose: Bool
  /// For each state and symbol what comes next: a state, or one of CScan's marks.
  private var rows: UnsafeMutablePointer<UInt16>
  /// A row has room for so many symbols, a power of two.
  private let shift: Int
  private var capacity: Int
  /// Which two bytes at a line's start lead nowhere, as CScan notes it; `nil` where few lines are read.
  private let hopeless: UnsafeMutablePointer<UInt64>?
  private let gate: cscan_gate
  private let walk: UnsafeMutablePointer<cscan_walk>
  private var states = FilterStates()
  /// The content of the state that every line begins in, and whether that lets an expression through.
  private let start: [UInt32]
  private let acceptsAtOnce: Bool
  private var closure: StepSet

  /// From so many numbers in ``rows`` on, 2 MiB, or so many states, all states are forgotten.
  private static let (most, mostStates) = (1 << 20, Int(cscan_dead))

  /// - Parameter readsAll: Whether all lines of all texts are read with it.
  init(_ program: FilterProgram, isLoose: Bool, readsAll: Bool) {
    self.program = program
    self.isLoose = isLoose
    gate = program.gate.kernel(isLoose: isLoose)
    shift = Int.bitWidth - (program.symbols.count - 1).leadingZeroBitCount
    capacity = 64 << shift
    unsafe rows = .allocate(capacity: capacity)
    unsafe hopeless = readsAll ? .allocate(capacity: cscan_hopeless_words) : nil
    unsafe hopeless?.initialize(repeating: 0, count: cscan_hopeless_words)
    unsafe walk = .allocate(capacity: 1)
    unsafe walk.initialize(to: cscan_walk())
    closure = StepSet(program)
    for part in program.parts { closure.add(part.start) }
    closure.finish(.other)
    start = closure.content
    acceptsAtOnce = !FilterState(content: start[...]).complete.isEmpty
    _ = append(start)
  }

  deinit {
    unsafe rows.deallocate()
    unsafe hopeless?.deallocate()
    unsafe walk.deallocate()
  }

  /// The state and the line that the walk is in.
  private var state: Int { unsafe Int(walk.pointee.row) }
  private var line: Int { unsafe walk.pointee.line }

  /// Begins to read a text.
  func begin() { unsafe cscan_walk_begin(walk) }

  /// The first line that is not read, or its place among those that are asked for.
  var unread: Int { unsafe walk.pointee.unread }

  /// Reads lines from ``unread`` on, up to `end`, and reports the expressions, by their place in ``FilterProgram/owners``, all of
  /// whose parts match from a line's start; each once a line.
  ///
  /// - Parameter asked: The lines to be read, ascending, where not all of all texts are.
  func read(_ text: TextView, _ asked: [Int]?, until end: Int, _ report: (_ line: Int, _ owner: UInt32) -> Void) {
    unsafe precondition((asked == nil) == (hopeless != nil))
    if unsafe !walk.pointee.is_walking, acceptsAtOnce {
      // What takes nothing matches in every line.
      for line in unread..<end { reportComplete(by: 0, line: asked?[line] ?? line, report) }
    }
    while true {
      let event = unsafe program.symbols.ofByte.withUnsafeBufferPointer { symbols in
        guard let symbols = symbols.baseAddress else { return cscan_walk_done }
        guard let asked else {
          return unsafe text.walk(nil, until: end, gate, rows, shift: shift, symbols, hopeless, walk)
        }
        return unsafe asked.withUnsafeBufferPointer { asked in
          unsafe text.walk(asked.baseAddress, until: end, gate, rows, shift: shift, symbols, nil, walk)
        }
      }
      switch event {
      case cscan_walk_unknown:
        make(symbol: Int(program.symbols.ofByte[Int(text.byte(at: unsafe walk.pointee.at))]), text)
      case cscan_walk_accepts: reportComplete(by: state, line: line, report)
      case cscan_walk_end:
        let symbol = program.symbols.end
        if unsafe rows[state << shift + symbol] == cscan_unknown { make(symbol: symbol, text) }
        let next = unsafe rows[state << shift + symbol]
        if next != cscan_dead { reportComplete(by: Int(next & ~cscan_accepting), line: line, report) }
        unsafe walk.pointee.is_walking = false
      case cscan_walk_limit:
        // Whatever comes, they may match.
        for owner in program.owners(of: states[state].steps) { report(line, owner) }
        unsafe walk.pointee.is_walking = false
      default: return
      }
    }
  }

  private func reportComplete(by state: Int, line: Int, _ report: (_ line: Int, _ owner: UInt32) -> Void) {
    for owner in states[state].complete { report(line, owner) }
  }

  /// Makes what follows a state under a symbol.
  private func make(symbol: Int, _ text: TextView) {
    if (states.count + 2) << shift > Self.most || states.count + 2 > Self.mostStates {
      // Forgotten; the walk goes on from the state it is in, and begins anew along other lines.
      unsafe text.forget(walk)
      let here = Array(states[state].content)
      states.removeAll()
      _ = append(start)
      let number = number(of: here)
      unsafe walk.pointee.row = UInt32(number)
    }
    let state = state
    let next: UInt16
    if symbol == program.symbols.continuation {
      next = UInt16(state)
    } else {
      closure.advance(states[state], by: symbol, isLoose: isLoose)
      closure.finish(program.symbols.kind(symbol, isLoose: isLoose))
      if FilterState.isDead(closure.content) {
        next = cscan_dead
      } else {
        let number = number(of: closure.content)
        next = UInt16(number) | (states[number].complete.isEmpty ? 0 : cscan_accepting)
      }
    }
    unsafe rows[state << shift + symbol] = next
  }

  /// The number of a state, new or known.
  private func number(of content: [UInt32]) -> Int {
    states.number(of: content) ?? append(content)
  }

  /// Gives a state that has no number the next one, and a row in which nothing is known.
  private func append(_ content: [UInt32]) -> Int {
    let number = states.count
    if (number + 1) << shift > capacity {
      let room = UnsafeMutablePointer<UInt16>.allocate(capacity: capacity * 2)
      unsafe room.update(from: rows, count: number << shift)
      unsafe rows.deallocate()
      unsafe rows = room
      capacity *= 2
    }
    unsafe (rows + number << shift).initialize(repeating: cscan_unknown, count: 1 << shift)
    states.append(content)
    return number
  }
}
