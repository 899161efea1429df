/// What a pattern that matches from a line's start on says of that line as a whole: a ``LineGate``.
///
/// All ways through the pattern are followed at once, with bounds that hold of every one of them, to where they leave
/// the line or the match ends.
struct FirstLine {
  /// A place in the line, or its end.
  private struct Place {
    /// The greatest number of characters before it.
    var characters = 0
    /// The bytes that may stand right before it; LF at the line's start.
    var last = ByteSet(0x0A...0x0A)

    static let anywhere = Place(characters: .max, last: .all)

    mutating func formUnion(_ other: Place?) {
      guard let other else { return }
      characters = max(characters, other.characters)
      last.formUnion(other.last)
    }

    func taking(_ bytes: ByteSet, characters count: Int = 1) -> Place {
      Place(characters: FirstLine.sum(characters, count), last: bytes)
    }
  }

  /// Where a part of a pattern leads from a place in the line.
  private struct Way {
    /// Where it ends, if it may end in the line.
    var open: Place?
    /// The line's end, if it may lead beyond it.
    var closed: Place?
    /// The line's end as a look ahead knows it.
    var bound = Place.anywhere
    /// A byte that it takes from the line in any case.
    var held: UInt8?

    mutating func close(at place: Place?) {
      guard let place else { return }
      if closed == nil { closed = place } else { closed?.formUnion(place) }
    }
  }

  let gate: LineGate

  /// - Parameter isLine: Whether the pattern is shown lines, of which it matches the whole.
  init(_ node: Node, isLine: Bool) {
    var gate = LineGate()
    var way = Self.follow(node, from: Place(), isLine)
    if isLine { way.close(at: way.open) } else if way.open != nil { way.closed = .anywhere }
    let end = way.closed ?? .anywhere
    gate.longest = min(end.characters, way.bound.characters)
    let ends = end.last.intersection(way.bound.last)
    if !ends.isEmpty { gate.ends = ends }
    gate.held = way.held
    if isLine { gate.between = Self.between(node) }
    self.gate = gate
  }

  private static func follow(_ node: Node, from place: Place, _ isLine: Bool) -> Way {
    switch node {
    case .character(0x0A, _): return isLine ? Way() : Way(closed: place)
    case .character(let value, let caseless):
      return Way(open: place.taking(bytes(value, caseless)), held: caseless ? nil : telling(value))
    case .string(let string, let caseless):
      let last = bytes(UInt32(string[string.count - 1]), caseless)
      return Way(
        open: place.taking(last, characters: string.count),
        held: string.lazy.compactMap { telling(UInt32($0)) }.first)
    case .set(let set):
      return Way(open: place.taking(bytes(set)), closed: set.takesLineFeed && !isLine ? place : nil)
    case .sequence(let nodes): return follow(sequence: nodes, from: place, isLine)
    case .alternation(let nodes): return follow(oneOf: nodes, from: place, isLine)
    case .repetition(let node, let minimum, let maximum): return follow(node, minimum, maximum, from: place, isLine)
    case .lineEnd, .textEnd, .textEndOrBefore: return Way(closed: place)
    case .lookahead(let wanted, isNegative: false):
      let ahead = follow(wanted, from: place, isLine)
      var way = Way(open: place, held: ahead.held)
      if ahead.open == nil, let end = ahead.closed { way.bound = intersection(end, ahead.bound) }
      return way
    case .lookbehind(.set(let set), isNegative: false):
      var place = place
      var wanted = bytes(set)
      // At the line's start it sees the line feed before it.
      if set.takesLineFeed { wanted.insert(0x0A) }
      let last = place.last.intersection(wanted)
      if !last.isEmpty { place.last = last }
      return Way(open: place)
    case .lineStart, .textStart, .wordBoundary, .zeroWidth, .lookahead, .lookbehind: return Way(open: place)
    case .backreference, .unknown: return Way(open: .anywhere, closed: .anywhere)
    }
  }

  private static func follow(sequence nodes: [Node], from place: Place, _ isLine: Bool) -> Way {
    var way = Way(open: place)
    for node in nodes {
      guard let place = way.open else { break }
      let next = follow(node, from: place, isLine)
      // Once some way has left the line, what comes is of other lines.
      if way.closed == nil {
        way.bound = intersection(way.bound, next.bound)
        if way.held == nil { way.held = next.held }
      }
      way.close(at: next.closed)
      way.open = next.open
    }
    return way
  }

  private static func follow(oneOf nodes: [Node], from place: Place, _ isLine: Bool) -> Way {
    let ways = nodes.map { follow($0, from: place, isLine) }
    guard var all = ways.first else { return Way(open: place) }
    for way in ways.dropFirst() {
      if all.open == nil { all.open = way.open } else { all.open?.formUnion(way.open) }
      all.close(at: way.closed)
      all.bound.formUnion(way.bound)
      if all.held != way.held { all.held = nil }
    }
    return all
  }

  private static func follow(
    _ node: Node, _ minimum: Int, _ maximum: Int, from place: Place, _ isLine: Bool
  ) -> Way {
    if maximum == 0 { return Way(open: place) }
    var way = follow(node, from: place, isLine)
    if let once = way.open, maximum > 1 {
      // As far as all rounds but the last may lead, and from there once more.
      let length = once.characters == .max ? .max : once.characters - place.characters
      var before = place
      before.formUnion(once)
      before.characters = sum(place.characters, times(length, maximum - 1))
      let last = follow(node, from: before, isLine)
      way.open?.formUnion(last.open)
      way.close(at: last.closed)
    }
    if minimum == 0 {
      if way.open == nil { way.open = place } else { way.open?.formUnion(place) }
      (way.bound, way.held) = (.anywhere, nil)
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

  /// A byte that most lines lack.
  private static func telling(_ value: UInt32) -> UInt8? {
    guard value < 0x80, value != 0x0A else { return nil }
    let byte = UInt8(value)
    return ByteSet.alphanumerics.contains(byte) || common.contains(byte) ? nil : byte
  }

  private static let common = ByteSet(" .,;:'\"!?()-/")

  private static func intersection(_ one: Place, _ other: Place) -> Place {
    let last = one.last.intersection(other.last)
    return Place(characters: min(one.characters, other.characters), last: last.isEmpty ? one.last : last)
  }

  private static func sum(_ left: Int, _ right: Int) -> Int {
    let (result, overflow) = left.addingReportingOverflow(right)
    return overflow ? .max : result
  }

  private static func times(_ value: Int, _ count: Int) -> Int {
    let (result, overflow) = value.multipliedReportingOverflow(by: count)
    return overflow ? .max : result
  }
}
