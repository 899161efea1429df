internal import CScan

/// The ``LineFilter``s of many expressions as steps, read all at once by a ``FilterAutomaton``.
final class FilterProgram: Sendable {
  /// A step of the work.
  enum Step: Sendable {
    /// Takes a character that begins with a byte of a set.
    case take(set: Int32, then: UInt32)
    /// Goes on where the next byte is in a set, or the text ends and the set knows it.
    case check(set: Int32, then: UInt32)
    /// Goes on at a word's boundary.
    case boundary(then: UInt32)
    /// Goes on in both ways.
    case split(UInt32, UInt32)
    /// Takes a character in those of many ways that it fits: a number of ``FilterProgram/choices``.
    ///
    /// A state waits at one step then instead of at hundreds, most of which the next character does not fit.
    case choose(UInt32)
    /// The part has matched.
    case accept
  }

  /// One way of a choice: takes a character that begins with a byte of a set.
  struct Way: Sendable {
    var set: Int32
    var then: UInt32
  }

  /// A part of an expression's filter.
  struct Part: Sendable {
    /// The expression's place in ``owners``.
    var owner: UInt32
    /// The part's bit.
    var bit: UInt8
    /// Where it begins.
    var start: UInt32
  }

  /// An expression.
  struct Owner: Sendable {
    var expression: Int
    /// The bits of all parts.
    var all: UInt8
    var isFirstLineOnly: Bool
    let gate: LineGate
  }

  let steps: [Step]
  /// The ways of each choice.
  let choices: [[Way]]
  /// Where each symbol leads in a choice, the symbols of one choice after the other; ``starts`` tells where.
  private let ends: [UInt32]
  private let starts: [UInt32]
  /// The part that each step is of.
  let partOfStep: [UInt32]
  let parts: [Part]
  let owners: [Owner]
  /// Whether some expression has more than one part.
  let hasSeveralParts: Bool
  let symbols: Symbols
  /// The lines that it need not read are those that none of the expressions' gates let through.
  let gate: LineGate

  private init(_ builder: Builder) {
    // Copied, to be no larger than they need to be.
    steps = builder.steps.map { $0 }
    partOfStep = builder.partOfStep.map { $0 }
    parts = builder.parts
    owners = builder.owners
    hasSeveralParts = parts.count > owners.count
    choices = builder.choices.map { $0 }
    symbols = Symbols(builder.sets)
    (ends, starts) = Self.ends(of: builder.choices, symbols)
    gate = builder.gate ?? LineGate()
  }

  /// Where each symbol leads in each choice, and where that begins for each of them. Most sets have a symbol or two: each way is
  /// asked for these, and not for all that there are.
  private static func ends(of choices: [[Way]], _ symbols: Symbols) -> (ends: [UInt32], starts: [UInt32]) {
    let ofSets = symbols.ofSets
    var starts = [UInt32](repeating: 0, count: choices.count * symbols.count + 1)
    for (choice, ways) in choices.enumerated() {
      for way in ways { for symbol in ofSets[Int(way.set)] { starts[choice * symbols.count + Int(symbol) + 1] += 1 } }
    }
    for place in 1..<max(starts.count, 1) { starts[place] += starts[place - 1] }
    var next = starts
    var ends = [UInt32](repeating: 0, count: Int(starts[starts.count - 1]))
    for (choice, ways) in choices.enumerated() {
      for way in ways {
        for symbol in ofSets[Int(way.set)] {
          let place = choice * symbols.count + Int(symbol)
          ends[Int(next[place])] = way.then
          next[place] += 1
        }
      }
    }
    return (ends, starts)
  }

  /// Where a symbol leads in a choice, in a text that is no ``Shadow``.
  func ends(ofChoice choice: UInt32, _ symbol: Int) -> ArraySlice<UInt32> {
    let place = Int(choice) * symbols.count + symbol
    return ends[Int(starts[place])..<Int(starts[place + 1])]
  }

  /// The expressions that some steps are of, by their place in ``owners``. The steps ascend, and so do these.
  func owners(of steps: ArraySlice<UInt32>) -> [UInt32] {
    var owners: [UInt32] = []
    for step in steps {
      let owner = parts[Int(partOfStep[Int(step)])].owner
      if owner != owners.last { owners.append(owner) }
    }
    return owners
  }

  /// Collects filters, as many as there is room for.
  struct Builder: Sendable {
    var steps: [Step] = []
    var choices: [[Way]] = []
    var partOfStep: [UInt32] = []
    var parts: [Part] = []
    var owners: [Owner] = []
    var sets = SymbolSets()
    var gate: LineGate?

    /// Beyond, a state of the automaton would take too long to make.
    private static let mostSteps = 60_000

    /// Adds what was collected of one expression, whose place is `expression`; `false` where there is no room.
    mutating func add(_ other: Builder, of expression: Int) -> Bool {
      guard steps.count + other.steps.count <= Self.mostSteps else { return false }
      let (first, part, owner) = (UInt32(steps.count), UInt32(parts.count), UInt32(owners.count))
      let numbers = other.sets.all.map { sets.number(of: $0) }
      let choice = UInt32(choices.count)
      for ways in other.choices {
        choices.append(ways.map { Way(set: numbers[Int($0.set)], then: $0.then + first) })
      }
      for step in other.steps {
        switch step {
        case .take(let set, let then): steps.append(.take(set: numbers[Int(set)], then: then + first))
        case .check(let set, let then): steps.append(.check(set: numbers[Int(set)], then: then + first))
        case .boundary(let then): steps.append(.boundary(then: then + first))
        case .split(let one, let two): steps.append(.split(one + first, two + first))
        case .choose(let number): steps.append(.choose(number + choice))
        case .accept: steps.append(.accept)
        }
      }
      for step in other.partOfStep { partOfStep.append(step + part) }
      for one in other.parts { parts.append(Part(owner: one.owner + owner, bit: one.bit, start: one.start + first)) }
      for var one in other.owners {
        one.expression = expression
        owners.append(one)
      }
      if let gate = other.gate { open(to: gate) }
      return true
    }

    /// Adds an expression's filter; `false` where there is no room.
    mutating func add(_ filter: LineFilter, of expression: Int) -> Bool {
      let (knownSteps, knownParts, knownChoices) = (steps.count, parts.count, choices.count)
      for (place, node) in filter.parts.enumerated() {
        // Moved there and back, not copied: it grows with each filter.
        var compiler = Compiler(part: UInt32(parts.count), first: steps.count, isLine: filter.isLine)
        let (before, choicesBefore) = (steps.count, choices.count)
        swap(&compiler.builder, &self)
        let start = compiler.compile(node, wholeLine: filter.isLine && place == 0)
        swap(&compiler.builder, &self)
        guard let start, steps.count <= Self.mostSteps else {
          forget(since: knownSteps, knownParts, knownChoices)
          return false
        }
        // A part that may take nothing holds in every line: the others decide, or, where there is none, it does.
        if takesNothing(from: start), place + 1 < filter.parts.count || parts.count > knownParts {
          forget(since: before, parts.count, choicesBefore)
          continue
        }
        parts.append(Part(owner: UInt32(owners.count), bit: 1 << (parts.count - knownParts), start: start))
      }
      owners.append(
        Owner(
          expression: expression, all: (1 << (parts.count - knownParts)) - 1, isFirstLineOnly: filter.isFirstLineOnly,
          gate: filter.gate))
      open(to: filter.gate)
      return true
    }

    private mutating func open(to other: LineGate) {
      if gate == nil { gate = other } else { gate?.formUnion(other) }
    }

    /// Whether a part matches before any character is looked at.
    private func takesNothing(from start: UInt32) -> Bool {
      var (stack, seen) = ([start], Set<UInt32>())
      while let step = stack.popLast() {
        guard seen.insert(step).inserted else { continue }
        switch steps[Int(step)] {
        case .accept: return true
        case .split(let first, let second): stack += [first, second]
        case .take, .choose, .check, .boundary: continue
        }
      }
      return false
    }

    private mutating func forget(since knownSteps: Int, _ knownParts: Int, _ knownChoices: Int) {
      steps.removeSubrange(knownSteps...)
      partOfStep.removeSubrange(knownSteps...)
      parts.removeSubrange(knownParts...)
      choices.removeSubrange(knownChoices...)
    }

    /// `nil` where nothing was added.
    var program: FilterProgram? { parts.isEmpty ? nil : FilterProgram(self) }
  }
}
