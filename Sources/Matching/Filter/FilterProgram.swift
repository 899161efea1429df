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
    /// The part has matched.
    case accept
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
  /// The part that each step is of.
  let partOfStep: [UInt32]
  let parts: [Part]
  let owners: [Owner]
  let symbols: Symbols
  /// The lines that it need not read are those that none of the expressions' gates let through.
  let gate: LineGate

  private init(_ builder: Builder) {
    // Copied, to be no larger than they need to be.
    steps = builder.steps.map { $0 }
    partOfStep = builder.partOfStep.map { $0 }
    parts = builder.parts
    owners = builder.owners
    symbols = Symbols(builder.sets)
    gate = builder.gate ?? LineGate()
  }

  /// Collects filters, as many as there is room for.
  struct Builder: Sendable {
    var steps: [Step] = []
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
      for step in other.steps {
        switch step {
        case .take(let set, let then): steps.append(.take(set: numbers[Int(set)], then: then + first))
        case .check(let set, let then): steps.append(.check(set: numbers[Int(set)], then: then + first))
        case .boundary(let then): steps.append(.boundary(then: then + first))
        case .split(let one, let two): steps.append(.split(one + first, two + first))
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
      let (knownSteps, knownParts) = (steps.count, parts.count)
      for (place, node) in filter.parts.enumerated() {
        // Moved there and back, not copied: it grows with each filter.
        var compiler = Compiler(part: UInt32(parts.count), first: steps.count, isLine: filter.isLine)
        let before = steps.count
        swap(&compiler.builder, &self)
        let start = compiler.compile(node, wholeLine: filter.isLine && place == 0)
        swap(&compiler.builder, &self)
        guard let start, steps.count <= Self.mostSteps else {
          forget(since: knownSteps, knownParts)
          return false
        }
        // A part that may take nothing holds in every line: the others decide, or, where there is none, it does.
        if takesNothing(from: start), place + 1 < filter.parts.count || parts.count > knownParts {
          forget(since: before, parts.count)
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
        case .take, .check, .boundary: continue
        }
      }
      return false
    }

    private mutating func forget(since knownSteps: Int, _ knownParts: Int) {
      steps.removeSubrange(knownSteps...)
      partOfStep.removeSubrange(knownSteps...)
      parts.removeSubrange(knownParts...)
    }

    /// `nil` where nothing was added.
    var program: FilterProgram? { parts.isEmpty ? nil : FilterProgram(self) }
  }
}
