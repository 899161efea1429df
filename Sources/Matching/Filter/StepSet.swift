/// The steps that are reached together, while they are collected.
struct StepSet {
  private let program: FilterProgram
  /// When each step was last reached, and each part last accepted.
  private var reached: [UInt32]
  private var acceptedWhen: [UInt32]
  private var round: UInt32 = 0
  /// Steps that take a character or ask for what follows.
  private var waiting: [UInt32] = []
  private var accepted: [UInt32] = []
  private var stack: [UInt32] = []

  init(_ program: FilterProgram) {
    self.program = program
    reached = [UInt32](repeating: 0, count: program.steps.count)
    acceptedWhen = [UInt32](repeating: 0, count: program.parts.count)
    begin()
  }

  private mutating func begin() {
    round += 1
    waiting.removeAll(keepingCapacity: true)
    accepted.removeAll(keepingCapacity: true)
  }

  /// Adds a step and those it leads to without taking anything.
  mutating func add(_ step: UInt32) {
    stack.append(step)
    while let step = stack.popLast() {
      if reached[Int(step)] == round { continue }
      reached[Int(step)] = round
      switch program.steps[Int(step)] {
      case .take, .check, .boundary: waiting.append(step)
      case .split(let first, let second):
        stack.append(second)
        stack.append(first)
      case .accept:
        let part = program.partOfStep[Int(step)]
        if acceptedWhen[Int(part)] != round {
          acceptedWhen[Int(part)] = round
          accepted.append(part)
        }
      }
    }
  }

  /// Collects what a symbol leads to from some steps.
  mutating func advance(_ steps: ArraySlice<UInt32>, from prior: Symbols.Kind, by symbol: Int, isLoose: Bool) {
    begin()
    // First what is asked of the symbol, which may lead to more steps that take it.
    let kind = program.symbols.kind(symbol, isLoose: isLoose)
    for step in steps { add(step) }
    var next = 0
    while next < waiting.count {
      switch program.steps[Int(waiting[next])] {
      case .check(let set, let then) where program.symbols.has(set, symbol, isLoose: isLoose): add(then)
      case .boundary(let then) where kind != prior || kind == .unsure: add(then)
      default: break
      }
      next += 1
    }
    let taking = waiting
    let done = accepted
    begin()
    for part in done {
      acceptedWhen[Int(part)] = round
      accepted.append(part)
    }
    if symbol == program.symbols.end { return }
    for step in taking {
      if case .take(let set, let then) = program.steps[Int(step)], program.symbols.has(set, symbol, isLoose: isLoose) {
        add(then)
      }
    }
  }

  /// The state: see ``FilterAutomaton``. Steps of parts that have matched are left out.
  mutating func finish(_ kind: Symbols.Kind) -> [UInt32] {
    var content: [UInt32] = [0, UInt32(accepted.count)]
    content += accepted.sorted()
    var mayAskForBoundary = false
    for step in waiting where acceptedWhen[Int(program.partOfStep[Int(step)])] != round {
      content.append(step)
      switch program.steps[Int(step)] {
      // Behind a question another one may stand.
      case .boundary, .check: mayAskForBoundary = true
      default: break
      }
    }
    content[(2 + accepted.count)...].sort()
    if mayAskForBoundary { content[0] = kind.rawValue }
    return content
  }
}
