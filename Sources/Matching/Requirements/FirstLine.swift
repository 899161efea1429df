/// What a pattern that matches from a line's start on says of that line as a whole: a ``LineGate``.
///
/// All ways through the pattern are followed at once, with bounds that hold of every one of them, to where they leave
/// the line or the match ends. What a part of the pattern does is told without knowing what comes before it, so that each
/// part is looked at once.
struct FirstLine {
  /// What is taken between two places of the line.
  private struct Step {
    /// The greatest number of characters.
    var characters = 0
    /// The greatest number of those that are no blanks.
    var solid = 0
    /// The bytes in which it may end, where something is taken.
    var last = ByteSet()
    /// Where nothing may be taken: the bytes that may stand before it then.
    var passing: ByteSet?

    static let nothing = Step(passing: .all)
    static let anything = Step(characters: .max, solid: .max, last: .all, passing: .all)

    mutating func formUnion(_ other: Step?) {
      guard let other else { return }
      characters = max(characters, other.characters)
      solid = max(solid, other.solid)
      last.formUnion(other.last)
      if let more = other.passing { passing = passing?.union(more) ?? more }
    }

    func followed(by next: Step) -> Step {
      var result = Step(
        characters: Bound.sum(characters, next.characters), solid: Bound.sum(solid, next.solid), last: next.last)
      if let allowed = next.passing {
        result.last.formUnion(last.intersection(allowed))
        result.passing = passing?.intersection(allowed)
      }
      return result
    }

    /// As often as wanted, but no more than that; perhaps not at all.
    func repeated(_ count: Int) -> Step {
      Step(characters: Bound.times(characters, count), solid: Bound.times(solid, count), last: last, passing: .all)
    }
  }

  /// Where a line ends.
  private struct End {
    /// The greatest number of characters before it.
    var characters = Int.max
    /// The greatest number of those that are no blanks.
    var solid = Int.max
    /// The bytes that may stand right before it; LF for an empty line.
    var last = ByteSet.all

    mutating func formIntersection(_ other: End) {
      characters = min(characters, other.characters)
      solid = min(solid, other.solid)
      last = last.intersection(other.last)
    }
  }

  /// Where a part of a pattern leads from a place in the line.
  private struct Way {
    /// To where it ends, if it may end in the line.
    var open: Step?
    /// To the line's end, if it may lead beyond it.
    var closed: Step?
    /// What a look ahead in it says of the line's end; characters are counted from where the part begins.
    var bound = End()
    /// A few bytes, one of which it takes from the line in any case.
    var held: ByteSet?

    mutating func close(_ step: Step?) {
      guard let step else { return }
      if closed == nil { closed = step } else { closed?.formUnion(step) }
    }

    /// The line's end, if what comes before the part is not known.
    var end: End {
      guard let closed else { return bound }
      var end = End(
        characters: closed.characters, solid: closed.solid, last: closed.last.union(closed.passing ?? ByteSet()))
      end.formIntersection(bound)
      return end
    }
  }

  let gate: LineGate

  /// - Parameter isLine: Whether the pattern is shown lines, of which it matches the whole.
  init(_ node: Node, isLine: Bool) {
    var gate = LineGate()
    var way = Self.follow(node, isLine)
    if isLine { way.close(way.open) } else if way.open != nil { way.close(.anything) }
    // Nothing stands before it in the line: of what may pass, that is a line feed.
    way.closed?.passing?.formIntersection(ByteSet(0x0A...0x0A))
    let end = way.end
    gate.longest = end.characters
    gate.mostSolid = end.solid
    if !end.last.isEmpty { gate.ends = end.last }
    gate.held = way.held ?? ByteSet()
    if isLine { gate.between = Self.between(node) }
    self.gate = gate
  }

  private static func follow(_ node: Node, _ isLine: Bool) -> Way {
    switch node {
    case .character(0x0A, _): return isLine ? Way() : Way(closed: .nothing)
    case .character(let value, let caseless):
      let solid = Blanks.contains(value) ? 0 : 1
      return Way(open: Step(characters: 1, solid: solid, last: bytes(value, caseless)), held: telling(value))
    case .string(let string, let caseless):
      let last = bytes(UInt32(string[string.count - 1]), caseless)
      let solid = string.count { $0 != 0x20 }
      return Way(
        open: Step(characters: string.count, solid: solid, last: last),
        held: string.lazy.compactMap { telling(UInt32($0)) }.first)
    case .set(let set):
      let isEnd = set.takesLineFeed && !isLine
      return Way(
        open: Step(characters: 1, solid: set.isBlank ? 0 : 1, last: bytes(set)), closed: isEnd ? .nothing : nil,
        held: telling(set))
    case .sequence(let nodes): return follow(sequence: nodes, isLine)
    case .alternation(let nodes): return follow(oneOf: nodes, isLine)
    case .repetition(let node, let minimum, let maximum): return follow(node, minimum, maximum, isLine)
    case .lineEnd, .textEnd, .textEndOrBefore: return Way(closed: .nothing)
    case .lookahead(let wanted, isNegative: false):
      let ahead = follow(wanted, isLine)
      return Way(open: .nothing, bound: ahead.open == nil ? ahead.end : ahead.bound, held: ahead.held)
    case .lookbehind(.set(let set), isNegative: false):
      var wanted = bytes(set)
      // At the line's start it sees the line feed before it.
      if set.takesLineFeed { wanted.insert(0x0A) }
      return Way(open: Step(passing: wanted))
    case .lineStart, .textStart, .wordBoundary, .zeroWidth, .lookahead, .lookbehind: return Way(open: .nothing)
    case .backreference, .unknown: return Way(open: .anything, closed: .anything)
    }
  }

  private static func follow(sequence nodes: [Node], _ isLine: Bool) -> Way {
    var way = Way(open: .nothing)
    for node in nodes {
      guard let before = way.open else { break }
      let next = follow(node, isLine)
      // Once some way has left the line, what comes is of other lines.
      if way.closed == nil {
        way.bound.formIntersection(
          End(
            characters: Bound.sum(before.characters, next.bound.characters),
            solid: Bound.sum(before.solid, next.bound.solid), last: next.bound.last))
        if way.held == nil { way.held = next.held }
      }
      way.close(next.closed.map(before.followed))
      way.open = next.open.map(before.followed)
    }
    return way
  }

  private static func follow(oneOf nodes: [Node], _ isLine: Bool) -> Way {
    guard let first = nodes.first else { return Way(open: .nothing) }
    var all = follow(first, isLine)
    for node in nodes.dropFirst() {
      let way = follow(node, isLine)
      if all.open == nil { all.open = way.open } else { all.open?.formUnion(way.open) }
      all.close(way.closed)
      all.bound.characters = max(all.bound.characters, way.bound.characters)
      all.bound.solid = max(all.bound.solid, way.bound.solid)
      all.bound.last.formUnion(way.bound.last)
      all.held = few(all.held, way.held)
    }
    return all
  }

  private static func follow(_ node: Node, _ minimum: Int, _ maximum: Int, _ isLine: Bool) -> Way {
    if maximum == 0 { return Way(open: .nothing) }
    var way = follow(node, isLine)
    if let once = way.open {
      way.closed = way.closed.map(once.repeated(maximum - 1).followed)
      way.open?.characters = Bound.times(once.characters, maximum)
      way.open?.solid = Bound.times(once.solid, maximum)
    }
    if minimum == 0 {
      if way.open == nil { way.open = .nothing } else { way.open?.formUnion(.nothing) }
      (way.bound, way.held) = (End(), nil)
    }
    return way
  }

  /// Where a line is some text and what a backreference to it repeats, the bytes between them.
  private static func between(_ node: Node) -> ClosedRange<Int>? {
    guard case .sequence(let nodes) = node, case .backreference(let back?)? = nodes.last else { return nil }
    let group = nodes.count - 1 - back
    guard nodes[..<group].allSatisfy({ Extent($0).characters == 0 }) else { return nil }
    var between = Extent()
    for node in nodes[(group + 1)..<(nodes.count - 1)] { between.append(Extent(node)) }
    return between.characters <= mostBetween ? between.bytes...(4 * between.characters) : nil
  }

  private static let mostBetween = 4

  /// The bytes in which a character may end, in a text or in its ``Shadow``.
  private static func bytes(_ value: UInt32, _ caseless: Bool) -> ByteSet {
    guard value < 0x80 else { return beyond }
    let byte = UInt8(value)
    var result = ByteSet(byte...byte)
    if caseless, (0x61...0x7A).contains(byte | 0x20) { result.insert(byte ^ 0x20) }
    return result
  }

  private static func bytes(_ set: CharacterClass) -> ByteSet {
    var result = set.ascii
    result.remove(0x0A)
    return set.beyond ? result.union(beyond) : result
  }

  /// The last bytes of characters outside ASCII, and what a shadow shows for two of them.
  private static let beyond = ByteSet(0x80...0xBF).union(ByteSet("kKsS"))

  /// Those of both, where both are known and few.
  private static func few(_ one: ByteSet?, _ other: ByteSet?) -> ByteSet? {
    guard let union = other.flatMap({ one?.union($0) }), union.count <= LineGate.mostHeld else { return nil }
    return union
  }

  /// The last byte of a character that most lines lack.
  private static func telling(_ value: UInt32) -> ByteSet? {
    if value < 0x80 { return common.contains(UInt8(value)) ? nil : ByteSet(UInt8(value)...UInt8(value)) }
    return CharacterClass.lastByte(ofCaseless: value).flatMap { telling(ByteSet($0...$0)) }
  }

  private static func telling(_ set: CharacterClass) -> ByteSet? {
    set.lastBytes.flatMap { telling(set.ascii.union($0)) }
  }

  private static func telling(_ bytes: ByteSet) -> ByteSet? {
    let isTelling = !bytes.isEmpty && bytes.count <= LineGate.mostHeld && bytes.isDisjoint(with: common)
    return isTelling ? bytes : nil
  }

  /// What most lines hold, in any script: letters, digits, marks; blanks, quotes, dashes, and letters of Western Europe by
  /// their last bytes.
  private static let common: ByteSet = {
    var result = ByteSet.alphanumerics.union(ByteSet(" .,;:'\"!?()-/\n"))
    for byte: UInt8 in [0x93, 0x94, 0x98, 0x99, 0x9C, 0x9D, 0x9F, 0xA0, 0xA4, 0xA6, 0xA8, 0xA9, 0xB6, 0xBC] {
      result.insert(byte)
    }
    return result
  }()
}
