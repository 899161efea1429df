internal import CScan

/// One worker's search for the lines that filters let through.
struct FilterSearch {
  private let automaton: FilterAutomaton
  /// Each owner's.
  private let gates: [cscan_gate]
  /// How many lines were read so far, the last ones counting most, and how many of them let through.
  private var (read, passed) = (0, 0)
  /// For how many texts it was not asked.
  private var rested = 0

  /// How many lines are read between two questions whether to stop.
  private static let stretch = 1024

  /// - Parameter readsAll: Whether all lines of all texts are searched.
  init(_ program: FilterProgram, isLoose: Bool, readsAll: Bool) {
    automaton = FilterAutomaton(program, isLoose: isLoose, readsAll: readsAll)
    gates = program.owners.map { $0.gate.kernel(isLoose: isLoose) }
  }

  var program: FilterProgram { automaton.program }

  /// Whether nearly every line is let through, so that reading more of them is a waste. Which lines may hold a match is
  /// then for PCRE2 to find out.
  var isIdle: Bool { read >= Self.enough && passed > read - read / 8 }

  /// Whether it is idle for the text at hand, which is to be asked once: every so often, it reads all the same.
  mutating func rests() -> Bool {
    guard isIdle else { return false }
    rested += 1
    return rested % Self.rests != 0
  }

  private static let enough = 64
  private static let memory = 1_024
  private static let rests = 32

  /// Adds the lines in which a match may start; `false` where it was stopped.
  ///
  /// - Parameter asked: The lines that are searched, ascending; `nil` where all lines of all texts are.
  mutating func run(
    _ text: TextView, _ asked: [Int]?, _ enabled: [Bool], into candidates: inout [Candidate],
    _ shouldStop: () -> Bool
  ) -> Bool {
    let count = asked?.count ?? text.lines
    let known = candidates.count
    defer {
      read += count
      passed += candidates.count - known
      if read >= Self.memory { (read, passed) = (read / 2, passed / 2) }
    }
    automaton.begin()
    while automaton.unread < count {
      if shouldStop() { return false }
      automaton.read(text, asked, until: min(count, automaton.unread + Self.stretch)) { line, owner in
        let place = Int(owner)
        guard enabled.isEmpty || enabled[program.owners[place].expression],
          line == 0 || !program.owners[place].isFirstLineOnly, text.mayStart(inLine: line, gates[place])
        else {
          return
        }
        candidates.append(Candidate(expression: UInt32(program.owners[place].expression), lines: line...line))
      }
    }
    return true
  }
}
