internal import CScan

/// One worker's search for the lines that filters let through.
struct FilterSearch {
  private let automaton: FilterAutomaton
  /// For each owner the line of which a part was last reported, and the parts reported of it.
  private var lines: [Int]
  private var bits: [UInt8]

  /// How many lines are read between two questions whether to stop.
  private static let stretch = 1024

  /// - Parameter readsAll: Whether all lines of all texts are searched.
  init(_ program: FilterProgram, isLoose: Bool, readsAll: Bool) {
    automaton = FilterAutomaton(program, isLoose: isLoose, readsAll: readsAll)
    lines = [Int](repeating: -1, count: program.owners.count)
    bits = [UInt8](repeating: 0, count: program.owners.count)
  }

  var program: FilterProgram { automaton.program }
  var isLoose: Bool { automaton.isLoose }

  /// Adds the lines in which a match may start; `false` where it was stopped.
  mutating func run(
    _ text: TextView, _ range: Range<Int>, _ enabled: [Bool], into candidates: inout [Candidate],
    _ shouldStop: () -> Bool
  ) -> Bool {
    for index in lines.indices { lines[index] = -1 }
    var walk = cscan_walk()
    walk.line = range.lowerBound
    while walk.line < range.upperBound {
      if shouldStop() { return false }
      automaton.read(text, until: min(range.upperBound, walk.line + Self.stretch), &walk) { line, part in
        let part = program.parts[Int(part)]
        let place = Int(part.owner)
        if lines[place] != line {
          lines[place] = line
          bits[place] = 0
        }
        let owner = program.owners[place]
        guard bits[place] & part.bit == 0 else { return }
        bits[place] |= part.bit
        guard bits[place] == owner.all, enabled.isEmpty || enabled[owner.expression],
          text.mayStart(inLine: line, owner.gate), mayFollow(line, owner, text)
        else {
          return
        }
        candidates.append(Candidate(expression: UInt32(owner.expression), lines: line...line))
      }
    }
    return true
  }

  /// Whether what stands before a line allows a match in it.
  private func mayFollow(_ line: Int, _ owner: FilterProgram.Owner, _ text: TextView) -> Bool {
    if line == 0 { return true }
    if owner.isFirstLineOnly { return false }
    let before = text.start(ofLine: line - 1)..<text.end(ofLine: line - 1)
    if before.isEmpty || owner.notAfter.isEmpty { return true }
    let last = text.byte(at: before.upperBound - 1)
    // A shadow shows s and k for characters that may be none of the unwanted.
    if isLoose, last == UInt8(ascii: "k") || last == UInt8(ascii: "s") { return true }
    return !owner.notAfter.contains(last)
  }
}
