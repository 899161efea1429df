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

    private mutating func take(_ bytes: ByteSet, _ next: UInt32) -> UInt32 {
      var bytes = bytes
      if isLine { bytes.remove(0x0A) }
      return add(.take(set: builder.sets.number(of: SymbolSet(bytes: bytes)), then: next))
    }

    private mutating func compile(_ node: Node, _ next: UInt32) -> UInt32 {
      if isTooLong { return next }
      switch node {
      case .character(let value, let caseless): return take(Self.bytes(value, caseless), next)
      case .string(let string, let caseless):
        var next = next
        for byte in string.reversed() {
          let isLetter = (0x61...0x7A).contains(byte | 0x20)
          let set = builder.sets.number(of: byte, inBothCases: caseless && isLetter)
          next = add(.take(set: set, then: next))
        }
        return next
      case .set(let set): return take(Self.bytes(set), next)
      case .sequence(let nodes): return nodes.reversed().reduce(next) { compile($1, $0) }
      case .alternation(let nodes):
        let starts = nodes.map { compile($0, next) }
        return starts.dropLast().reversed().reduce(starts[starts.count - 1]) { add(.split($1, $0)) }
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
        if !caseless, let scalar = Unicode.Scalar(value), let first = UTF8.encode(scalar)?.first {
          return ByteSet(first...first).union(value == 0x17F || value == 0x212A ? ByteSet("ks") : ByteSet())
        }
        return ByteSet.leads.union(caseless ? ByteSet("kKsS") : ByteSet())
      }
      let byte = UInt8(value)
      var result = ByteSet(byte...byte)
      if caseless, (0x61...0x7A).contains(byte | 0x20) { result.insert(byte ^ 0x20) }
      return result
    }

    private static func bytes(_ set: CharacterClass) -> ByteSet { set.beyond ? set.ascii.union(.leads) : set.ascii }
  }
}
