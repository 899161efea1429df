extension FilterProgram {
  /// Turns a part's node into steps, from its end to its start.
  struct Compiler {
    var builder = Builder()
    let part: UInt32
    /// Whether the pattern is shown lines: then no line feed is taken, whatever the pattern says.
    let isLine: Bool
    private var isTooLong = false
    private let first: Int

    /// A part's size; a longer one says no more than others do.
    private static let mostSteps = 16_000
    /// How many rounds of a repetition are told apart.
    private static let mostRounds = 8
    /// How many steps those rounds may take.
    private static let roundSteps = 200
    /// From so many ways on, an alternation is worth looking for what they begin with.
    private static let many = 8
    /// From so many ways on that take a character at once, they are one step.
    private static let few = 4

    /// - Parameter first: How many steps ``builder`` will have when it is put in.
    init(part: UInt32, first: Int, isLine: Bool) {
      self.part = part
      self.first = first
      self.isLine = isLine
    }

    /// Where the part begins; `nil` where it is too long.
    mutating func compile(_ node: Node, wholeLine: Bool) -> UInt32? {
      var next = add(.accept)
      if wholeLine { next = check(.lineEnd, next) }
      let start = compile(node, next)
      return isTooLong ? nil : start
    }

    private mutating func add(_ step: Step) -> UInt32 {
      if builder.steps.count - first >= Self.mostSteps {
        isTooLong = true
        return UInt32(first)
      }
      builder.steps.append(step)
      builder.partOfStep.append(part)
      return UInt32(builder.steps.count - 1)
    }

    private mutating func check(_ set: SymbolSet, _ next: UInt32) -> UInt32 {
      add(.check(set: builder.sets.number(of: set), then: next))
    }

    private mutating func take<Sets: BidirectionalCollection<Int32>>(_ sets: Sets, _ next: UInt32) -> UInt32 {
      sets.reversed().reduce(next) { add(.take(set: $1, then: $0)) }
    }

    private mutating func compile(_ node: Node, _ next: UInt32) -> UInt32 {
      if isTooLong { return next }
      switch node {
      case .character(let value, let caseless): return add(.take(set: number(of: value, caseless), then: next))
      case .set(let set): return add(.take(set: number(of: Self.bytes(set)), then: next))
      case .string:
        var sets: [Int32] = []
        _ = spell(node, into: &sets)
        return take(sets, next)
      case .sequence(let nodes): return nodes.reversed().reduce(next) { compile($1, $0) }
      case .alternation(let nodes):
        if nodes.count < Self.many { return split(nodes.map { compile($0, next) }) }
        let ways = nodes.map { alternative($0) }.sorted { $0.sets.lexicographicallyPrecedes($1.sets) }
        return compile(ways[...], from: 0, next)
      case .repetition(let inner, let minimum, let maximum): return repeated(inner, minimum, maximum, next)
      case .lineEnd, .textEndOrBefore: return check(.lineEnd, next)
      case .textEnd: return check(isLine ? .lineEnd : .textEnd, next)
      case .wordBoundary: return add(.boundary(then: next))
      case .lookahead(let wanted, isNegative: false): return ahead(wanted, next)
      case .lookahead(.set(let unwanted), isNegative: true):
        var bytes = ByteSet.ascii.union(.leads).subtracting(unwanted.certain)
        // A line that is shown by itself ends where the text has a line feed.
        if isLine { bytes.insert(0x0A) }
        return check(SymbolSet(bytes: bytes, takesEnd: true), next)
      case .lineStart, .textStart, .zeroWidth, .lookahead, .lookbehind: return next
      case .backreference: return repeated(.set(.any), 0, .max, next)
      // Whatever comes, it may match.
      case .unknown: return add(.accept)
      }
    }

    /// Adds the sets of a node that takes one character after the other; `false` for any other.
    private mutating func spell(_ node: Node, into sets: inout [Int32]) -> Bool {
      switch node {
      case .character(let value, let caseless): sets.append(number(of: value, caseless))
      case .string(let string, let caseless):
        if sets.isEmpty { sets.reserveCapacity(string.count) }
        for byte in string {
          let isLetter = (0x61...0x7A).contains(byte | 0x20)
          sets.append(builder.sets.number(of: byte, inBothCases: caseless && isLetter))
        }
      case .set(let set): sets.append(number(of: Self.bytes(set)))
      default: return false
      }
      return true
    }

    /// Of most characters without asking for the set.
    private mutating func number(of value: UInt32, _ caseless: Bool) -> Int32 {
      guard value < 0x80, value != 0x0A else { return number(of: Self.bytes(value, caseless)) }
      let byte = UInt8(value)
      return builder.sets.number(of: byte, inBothCases: caseless && (0x61...0x7A).contains(byte | 0x20))
    }

    private mutating func number(of bytes: ByteSet) -> Int32 {
      var bytes = bytes
      if isLine { bytes.remove(0x0A) }
      return builder.sets.number(of: SymbolSet(bytes: bytes))
    }

    /// One way through an alternation: the characters that it begins with, and the rest.
    private struct Alternative {
      var sets: [Int32] = []
      var rest: ArraySlice<Node> = []
    }

    private mutating func alternative(_ node: Node) -> Alternative {
      var way = Alternative()
      if case .sequence(let nodes) = node { way.rest = nodes[...] } else { way.rest = [node] }
      while let first = way.rest.first, spell(first, into: &way.sets) { way.rest.removeFirst() }
      return way
    }

    /// Some ways, in order, that are alike in their first `common` characters, from there on: what several begin with is
    /// one step for all of them.
    ///
    /// A list of hundreds of words would otherwise stand at each line's start with hundreds of steps, and go through them for
    /// each character that some line begins with.
    private mutating func compile(_ ways: ArraySlice<Alternative>, from common: Int, _ next: UInt32) -> UInt32 {
      if isTooLong { return next }
      var starts: [UInt32] = []
      var left = ways
      while let first = left.first {
        guard first.sets.count > common else {
          starts.append(first.rest.reversed().reduce(next) { compile($1, $0) })
          left.removeFirst()
          continue
        }
        let alike = left.prefix { $0.sets[common] == first.sets[common] }
        left = left.dropFirst(alike.count)
        // Of ways in order, what the first and the last begin with all begin with.
        let last = alike[alike.endIndex - 1].sets
        var end = common + 1
        while end < first.sets.count, end < last.count, first.sets[end] == last[end] { end += 1 }
        let then = compile(alike, from: end, next)
        starts.append(take(first.sets[common..<end], then))
      }
      return split(starts)
    }

    private mutating func split(_ all: [UInt32]) -> UInt32 {
      let starts = all.count < Self.few ? all : chosen(all)
      return starts.dropLast().reversed().reduce(starts[starts.count - 1]) { add(.split($1, $0)) }
    }

    /// Where some ways begin: those that take a character at once, and choices of such, as one choice.
    private mutating func chosen(_ starts: [UInt32]) -> [UInt32] {
      var ways: [Way] = []
      var others: [UInt32] = []
      for start in starts {
        switch builder.steps[Int(start)] {
        case .take(let set, let then): ways.append(Way(set: set, then: then))
        case .choose(let choice): ways += builder.choices[Int(choice)]
        default: others.append(start)
        }
      }
      guard ways.count >= Self.few else { return starts }
      builder.choices.append(ways)
      return others + [add(.choose(UInt32(builder.choices.count - 1)))]
    }

    /// A look ahead, as far as its first character goes.
    private mutating func ahead(_ wanted: Node, _ next: UInt32) -> UInt32 {
      var first = FirstBytes(wanted)
      guard !first.isOpen else { return next }
      // An empty line is shown as a line feed; what ends a line ends a text, too.
      let takesEnd = first.set.contains(0x0A)
      first.close(with: ByteSet())
      return check(SymbolSet(bytes: first.set, takesEnd: takesEnd), next)
    }

    private mutating func repeated(_ node: Node, _ minimum: Int, _ maximum: Int, _ next: UInt32) -> UInt32 {
      if maximum == 0 { return next }
      let size = Self.size(node)
      let rounds = min(minimum, Self.mostRounds, max(1, Self.roundSteps / size))
      var start = next
      if rounds == minimum, maximum != .max, maximum - minimum <= max(1, min(3, Self.roundSteps / size)) {
        for _ in minimum..<maximum { start = add(.split(compile(node, start), next)) }
        for _ in 0..<rounds { start = compile(node, start) }
      } else {
        // As many as there are: some rounds were left out, or too many may follow.
        let loop = add(.split(next, next))
        let body = compile(node, loop)
        if !isTooLong { builder.steps[Int(loop)] = .split(body, next) }
        // The last of the rounds that are sure is the loop's own.
        start = rounds > 0 ? body : loop
        for _ in 0..<max(0, rounds - 1) { start = compile(node, start) }
      }
      return start
    }

    /// How many steps a node takes, about.
    static func size(_ node: Node) -> Int {
      switch node {
      case .string(let string, _): string.count
      case .sequence(let nodes), .alternation(let nodes): nodes.reduce(1) { $0 + size($1) }
      case .repetition(let node, let minimum, _): 1 + size(node) * max(1, min(minimum, mostRounds))
      default: 1
      }
    }

    /// The bytes with which a character begins, and its other case.
    private static func bytes(_ value: UInt32, _ caseless: Bool) -> ByteSet {
      guard value < 0x80 else {
        return Fold.leads(of: value, caseless: caseless) ?? ByteSet.leads.union(ByteSet("kKsS"))
      }
      let byte = UInt8(value)
      var result = ByteSet(byte...byte)
      if caseless, (0x61...0x7A).contains(byte | 0x20) { result.insert(byte ^ 0x20) }
      return result
    }

    private static func bytes(_ set: CharacterClass) -> ByteSet { set.ascii.union(set.leads) }
  }
}
