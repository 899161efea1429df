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
  /// A bit for each step: sorts many of them.
  private var bits: [UInt64]

  init(_ program: FilterProgram) {
    self.program = program
    reached = [UInt32](repeating: 0, count: program.steps.count)
    acceptedWhen = [UInt32](repeating: 0, count: program.parts.count)
    bits = [UInt64](repeating: 0, count: program.steps.count / 64 + 1)
    begin()
  }

  private mutating func begin() {
    round += 1
    waiting.removeAll(keepingCapacity: true)
    accepted.removeAll(keepingCapacity: true)
  }

  /// Adds a step and those it leads to without taking anything.
  mutating func add(_ step: UInt32) {
    let steps = program.steps
    var next: UInt32? = step
    while let step = next {
      next = nil
      if reached[Int(step)] != round {
        reached[Int(step)] = round
        switch steps[Int(step)] {
        case .take, .check, .boundary: waiting.append(step)
        case .split(let first, let second):
          stack.append(second)
          next = first
        case .accept:
          let part = program.partOfStep[Int(step)]
          if acceptedWhen[Int(part)] != round {
            acceptedWhen[Int(part)] = round
            accepted.append(part)
          }
        }
      }
      next = next ?? stack.popLast()
    }
  }

  /// Collects what a symbol leads to from a state.
  mutating func advance(_ state: FilterState, by symbol: Int, isLoose: Bool) {
    begin()
    let (steps, symbols) = (program.steps, program.symbols)
    var taking = state.steps
    if let prior = state.prior {
      // First what is asked of the symbol, which may lead to more steps that take it.
      let kind = symbols.kind(symbol, isLoose: isLoose)
      for step in taking { add(step) }
      var next = 0
      while next < waiting.count {
        switch steps[Int(waiting[next])] {
        case .check(let set, let then) where symbols.has(set, symbol, isLoose: isLoose): add(then)
        case .boundary(let then) where kind != prior || kind == .unsure: add(then)
        default: break
        }
        next += 1
      }
      taking = waiting[...]
      let done = accepted
      begin()
      for part in done {
        acceptedWhen[Int(part)] = round
        accepted.append(part)
      }
    }
    if symbol == symbols.end { return }
    for step in taking {
      if case .take(let set, let then) = steps[Int(step)], symbols.has(set, symbol, isLoose: isLoose) { add(then) }
    }
  }

  /// The state that was collected. Steps of parts that have matched are left out.
  ///
  /// - Parameter kind: What the symbol that led to it is to a word.
  mutating func finish(_ kind: Symbols.Kind) -> FilterState {
    let (steps, partOfStep) = (program.steps, program.partOfStep)
    accepted.sort()
    var content: [UInt32] = [0, UInt32(accepted.count)]
    content.reserveCapacity(2 + accepted.count + waiting.count)
    content += accepted
    var asks = false
    if !accepted.isEmpty { waiting.removeAll { acceptedWhen[Int(partOfStep[Int($0)])] == round } }
    for step in waiting {
      switch steps[Int(step)] {
      // Behind a question another one may stand.
      case .boundary, .check: asks = true
      default: break
      }
    }
    if waiting.count < bits.count / 8 {
      content += waiting.sorted()
    } else {
      for step in waiting { bits[Int(step / 64)] |= 1 << UInt64(step % 64) }
      for word in bits.indices where bits[word] != 0 {
        var left = bits[word]
        while left != 0 {
          content.append(UInt32(word * 64 + left.trailingZeroBitCount))
          left &= left - 1
        }
        bits[word] = 0
      }
    }
    if asks { content[0] = kind.rawValue + 1 }
    return FilterState(content)
  }
}
