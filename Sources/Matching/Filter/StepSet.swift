/// The steps that are reached together, while they are collected.
///
/// Its lists are as long as they can get from the start: an automaton is made step by step while lines are read, and asking
/// each array for each step whether it may be written to took a third of the time that a new text takes.
@safe struct StepSet: ~Copyable {
  /// A list of numbers that never grows beyond its room.
  @safe private struct List {
    private let numbers: UnsafeMutablePointer<UInt32>
    private(set) var count = 0

    init(room: Int) { unsafe numbers = .allocate(capacity: max(room, 1)) }

    func free() { unsafe numbers.deallocate() }

    /// Safe, as no number is added twice in a round, and there is room for each.
    @inline(__always)
    mutating func append(_ number: UInt32) {
      unsafe (numbers + count).initialize(to: number)
      count &+= 1
    }

    mutating func removeLast() -> UInt32? {
      if count == 0 { return nil }
      count &-= 1
      return unsafe numbers[count]
    }

    mutating func removeAll() { count = 0 }

    var elements: UnsafeMutableBufferPointer<UInt32> { unsafe UnsafeMutableBufferPointer(start: numbers, count: count) }

    func sort() {
      var elements = unsafe elements
      unsafe elements.sort()
    }

    subscript(place: Int) -> UInt32 { unsafe elements[place] }

    mutating func removeAll(where isUnwanted: (UInt32) -> Bool) {
      var left = 0
      for place in 0..<count where unsafe !isUnwanted(numbers[place]) {
        unsafe numbers[left] = numbers[place]
        left += 1
      }
      count = left
    }
  }

  private let program: FilterProgram
  /// When each step was last reached, and each part last accepted.
  private let reached: UnsafeMutablePointer<UInt32>
  private let acceptedWhen: UnsafeMutablePointer<UInt32>
  private var round: UInt32 = 0
  /// Steps that take a character or ask for what follows.
  private var waiting: List
  /// Those of the state that is left, while what it leads to is collected.
  private var asked: List
  private var accepted: List
  /// The parts that had been accepted before, of expressions of which others had not.
  private var acceptedBefore: List
  private var stack: List
  /// For each expression the bits of the parts that have been accepted, and of those that some step is of.
  private let acceptedBits: UnsafeMutablePointer<UInt8>
  private let waitingBits: UnsafeMutablePointer<UInt8>
  /// The expressions all of whose parts have been accepted.
  private var complete: List
  /// What ``finish(_:)`` has put together: a state's ``FilterState/content``.
  private(set) var content: [UInt32] = []
  /// A bit for each step: sorts many of them.
  private var bits: [UInt64]

  init(_ program: FilterProgram) {
    self.program = program
    let (steps, parts, owners) = (program.steps.count, program.parts.count, program.owners.count)
    unsafe reached = .allocate(capacity: steps)
    unsafe reached.initialize(repeating: 0, count: steps)
    unsafe acceptedWhen = .allocate(capacity: parts)
    unsafe acceptedWhen.initialize(repeating: 0, count: parts)
    waiting = List(room: steps)
    asked = List(room: steps)
    accepted = List(room: parts)
    acceptedBefore = List(room: parts)
    stack = List(room: steps)
    unsafe acceptedBits = .allocate(capacity: owners)
    unsafe acceptedBits.initialize(repeating: 0, count: owners)
    unsafe waitingBits = .allocate(capacity: owners)
    unsafe waitingBits.initialize(repeating: 0, count: owners)
    complete = List(room: owners)
    bits = [UInt64](repeating: 0, count: steps / 64 + 1)
    begin()
  }

  deinit {
    unsafe reached.deallocate()
    unsafe acceptedWhen.deallocate()
    waiting.free()
    asked.free()
    accepted.free()
    acceptedBefore.free()
    stack.free()
    unsafe acceptedBits.deallocate()
    unsafe waitingBits.deallocate()
    complete.free()
  }

  private mutating func begin() {
    round += 1
    waiting.removeAll()
    accepted.removeAll()
    acceptedBefore.removeAll()
  }

  /// Adds a step and those it leads to without taking anything.
  mutating func add(_ step: UInt32) {
    var next: UInt32? = step
    while let step = next {
      next = nil
      if unsafe reached[Int(step)] != round {
        unsafe reached[Int(step)] = round
        switch program.steps[Int(step)] {
        case .take, .choose, .check, .boundary: waiting.append(step)
        case .split(let first, let second):
          stack.append(second)
          next = first
        case .accept: accept(program.partOfStep[Int(step)])
        }
      }
      next = next ?? stack.removeLast()
    }
  }

  private mutating func accept(_ part: UInt32) {
    if unsafe acceptedWhen[Int(part)] == round { return }
    unsafe acceptedWhen[Int(part)] = round
    accepted.append(part)
  }

  /// Collects what a symbol leads to from a state.
  mutating func advance(_ state: FilterState, by symbol: Int, isLoose: Bool) {
    begin()
    for part in state.accepted { acceptedBefore.append(part) }
    guard let prior = state.prior else { return take(symbol, isLoose, from: state.steps.span) }
    // First what is asked of the symbol, which may lead to more steps that take it. A state's own steps lead nowhere else.
    for step in state.steps {
      unsafe reached[Int(step)] = round
      waiting.append(step)
    }
    let kind = program.symbols.kind(symbol, isLoose: isLoose)
    var next = 0
    while next < waiting.count {
      switch program.steps[Int(waiting[next])] {
      case .check(let set, let then) where program.symbols.has(set, symbol, isLoose: isLoose): add(then)
      case .boundary(let then) where kind != prior || kind == .unsure: add(then)
      default: break
      }
      next += 1
    }
    swap(&waiting, &asked)
    waiting.removeAll()
    // What has been accepted so far stays.
    round += 1
    for place in 0..<accepted.count { unsafe acceptedWhen[Int(accepted[place])] = round }
    unsafe take(symbol, isLoose, from: asked.elements.span)
  }

  /// Adds what some steps lead to that take a symbol.
  private mutating func take(_ symbol: Int, _ isLoose: Bool, from steps: Span<UInt32>) {
    if symbol == program.symbols.end { return }
    for place in steps.indices {
      switch program.steps[Int(steps[place])] {
      case .take(let set, let then):
        if program.symbols.has(set, symbol, isLoose: isLoose) { add(then) }
      case .choose(let choice):
        if isLoose, program.symbols.isPartner[symbol] {
          for way in program.choices[Int(choice)] where program.symbols.has(way.set, symbol, isLoose: true) {
            add(way.then)
          }
        } else {
          for then in program.ends(ofChoice: choice, symbol) { add(then) }
        }
      default: break
      }
    }
  }

  /// Puts together what was collected, as ``content``. Of expressions all of whose parts have matched, or one of which can't
  /// match any more, nothing is left: no more needs to be read for them.
  ///
  /// - Parameter kind: What the symbol that led to it is to a word.
  mutating func finish(_ kind: Symbols.Kind) {
    settle()
    var asks = false
    for place in 0..<waiting.count {
      switch program.steps[Int(waiting[place])] {
      // Behind a question another one may stand.
      case .boundary, .check: asks = true
      default: break
      }
    }
    content.removeAll(keepingCapacity: true)
    content.append(asks ? kind.rawValue + 1 : 0)
    content.append(UInt32(complete.count))
    content.append(UInt32(accepted.count))
    unsafe content += complete.elements
    unsafe content += accepted.elements
    if waiting.count < bits.count / 8 {
      waiting.sort()
      unsafe content += waiting.elements
    } else {
      for place in 0..<waiting.count { bits[Int(waiting[place] / 64)] |= 1 << UInt64(waiting[place] % 64) }
      for word in bits.indices where bits[word] != 0 {
        var left = bits[word]
        while left != 0 {
          content.append(UInt32(word * 64 + left.trailingZeroBitCount))
          left &= left - 1
        }
        bits[word] = 0
      }
    }
  }

  /// Finds the expressions all of whose parts have been accepted, and leaves steps and accepted parts of those alone that may
  /// still get there.
  private mutating func settle() {
    for place in 0..<acceptedBefore.count { accepted.append(acceptedBefore[place]) }
    complete.removeAll()
    // Where each expression has one part, steps are left as long as none has been accepted.
    if accepted.count == 0, !program.hasSeveralParts { return }
    let program = program
    let (acceptedBits, waitingBits) = unsafe (acceptedBits, waitingBits)
    let owners = program.owners.count
    unsafe acceptedBits.update(repeating: 0, count: owners)
    unsafe waitingBits.update(repeating: 0, count: owners)
    accepted.sort()
    for place in 0..<accepted.count {
      let part = program.parts[Int(accepted[place])]
      unsafe acceptedBits[Int(part.owner)] |= part.bit
    }
    for place in 0..<waiting.count {
      let part = program.parts[Int(program.partOfStep[Int(waiting[place])])]
      unsafe waitingBits[Int(part.owner)] |= part.bit
    }
    for owner in 0..<owners {
      let all = program.owners[owner].all
      let bits = unsafe acceptedBits[owner]
      if bits == all { complete.append(UInt32(owner)) }
      // From here on: those that wait, of an expression that may still match.
      unsafe waitingBits[owner] = bits != all && bits | waitingBits[owner] == all ? waitingBits[owner] & ~bits : 0
    }
    accepted.removeAll { unsafe waitingBits[Int(program.parts[Int($0)].owner)] == 0 }
    waiting.removeAll {
      let part = program.parts[Int(program.partOfStep[Int($0)])]
      return unsafe waitingBits[Int(part.owner)] & part.bit == 0
    }
  }
}
