/// One way through a pattern, as literals with gaps between them.
struct Track {
  enum Piece {
    /// One of these folded strings, without line feed; none is empty.
    case literal([[UInt8]])
    /// Text of which no literal is known.
    case gap(Node)
    /// A line feed.
    case lineFeed
    /// A line's start.
    case lineStart
    /// A line's end.
    case lineEnd
  }

  private(set) var pieces: [Piece] = []
  /// The literal that is still growing.
  private var pending: [[UInt8]] = [[]]

  /// How many strings a literal may be one of, and how long they may be.
  static let breadth = 16
  private static let length = 64

  /// Ends the literal at hand.
  mutating func finish() {
    if pending.count == 1, pending[0].isEmpty { return }
    if pending.contains([]) {
      // It may be absent: what it is does not help.
      let optional = pending.map { string in Node.sequence(string.map { .set(Fold.unfolded($0)) }) }
      pieces.append(.gap(.alternation(optional)))
    } else {
      pieces.append(.literal(pending))
    }
    pending = [[]]
  }

  mutating func append(_ piece: Piece) {
    finish()
    pieces.append(piece)
  }

  mutating func append(_ bytes: [UInt8]) {
    if bytes.count > Self.length {
      append(Array(bytes.prefix(Self.length)))
      return append(Array(bytes.dropFirst(Self.length)))
    }
    if pending[0].count + bytes.count > Self.length { finish() }
    for index in pending.indices { pending[index] += bytes }
  }

  /// Appends one of several strings; the product with what is pending stays within bounds.
  mutating func append(oneOf strings: [[UInt8]]) {
    if strings.count == 1, let string = strings.first { return append(string) }
    if pending.count * strings.count > Self.breadth || pending[0].count > Self.length { finish() }
    pending = pending.flatMap { head in strings.map { head + $0 } }
  }
}

extension Track {
  /// The ways through a pattern: whatever it matches takes one of them. At most ``breadth``, or fewer and vaguer ones.
  static func all(through node: Node, wholeLine: Bool) -> [Track] {
    var tracks = [Track()]
    if wholeLine { tracks[0].append(.lineStart) }
    extend(&tracks, node)
    for index in tracks.indices {
      if wholeLine { tracks[index].append(.lineEnd) }
      tracks[index].finish()
    }
    return tracks
  }

  private static func extend(_ tracks: inout [Track], _ node: Node) {
    switch node {
    case .character(0x0A, _): add(&tracks, .lineFeed)
    case .character(let value, let caseless):
      guard let bytes = Fold.bytes(of: value, caseless: caseless) else { return add(&tracks, .gap(node)) }
      for index in tracks.indices { tracks[index].append(bytes) }
    case .string(let string, _):
      let folded = string.map { $0 | 0x20 }
      for index in tracks.indices { tracks[index].append(folded) }
    case .sequence(let nodes):
      for node in nodes { extend(&tracks, node) }
    case .alternation(let nodes): extend(&tracks, oneOf: nodes)
    case .repetition(let inner, let minimum, let maximum):
      extend(&tracks, repeating: inner, minimum, maximum)
    case .set(let set):
      if let strings = strings(set) {
        for index in tracks.indices { tracks[index].append(oneOf: strings) }
      } else {
        add(&tracks, .gap(node))
      }
    // `\A` is at a line's start, too. `\z` may be after the last line.
    case .lineStart, .textStart: add(&tracks, .lineStart)
    case .lineEnd: add(&tracks, .lineEnd)
    case .zeroWidth, .lookahead, .lookbehind, .textEnd, .textEndOrBefore: break
    case .backreference, .unknown: add(&tracks, .gap(node))
    }
  }

  private static func add(_ tracks: inout [Track], _ piece: Piece) {
    for index in tracks.indices { tracks[index].append(piece) }
  }

  private static func extend(_ tracks: inout [Track], oneOf nodes: [Node]) {
    let node = Node.alternation(nodes)
    if let strings = strings(node) {
      for index in tracks.indices { tracks[index].append(oneOf: strings) }
    } else if tracks.count * nodes.count <= breadth {
      let before = tracks
      tracks.removeAll()
      for node in nodes {
        var copies = before
        extend(&copies, node)
        tracks += copies
      }
      // Branches within branches.
      if tracks.count > breadth {
        tracks = before
        add(&tracks, .gap(node))
      }
    } else {
      add(&tracks, .gap(node))
    }
  }

  private static func extend(_ tracks: inout [Track], repeating node: Node, _ minimum: Int, _ maximum: Int) {
    guard minimum > 0 else {
      if maximum == 1, let strings = strings(node), strings.count < breadth, !strings.contains([]) {
        for index in tracks.indices { tracks[index].append(oneOf: [[]] + strings) }
      } else if maximum > 0 {
        add(&tracks, .gap(.repetition(node, minimum: 0, maximum: maximum)))
      }
      return
    }
    // The first rounds are sure to be there; a long `.{80}` is a gap.
    let rounds: Int
    if let strings = strings(node), strings.count == 1 { rounds = min(minimum, 16) } else { rounds = 1 }
    for _ in 0..<rounds { extend(&tracks, node) }
    if maximum > rounds {
      let rest = maximum == .max ? .max : maximum - rounds
      add(&tracks, .gap(.repetition(node, minimum: minimum - rounds, maximum: rest)))
    }
  }

  /// The strings, folded, that a part of a pattern stands for, if they are few.
  private static func strings(_ node: Node) -> [[UInt8]]? {
    switch node {
    case .character(let value, let caseless): return Fold.bytes(of: value, caseless: caseless).map { [$0] }
    case .string(let string, _): return [string.map { $0 | 0x20 }]
    case .set(let set): return strings(set)
    case .alternation(let nodes):
      guard nodes.count <= breadth else { return nil }
      var all: [[UInt8]] = []
      for node in nodes {
        guard let some = strings(node) else { return nil }
        all += some
        if all.count > breadth { return nil }
      }
      return all
    case .sequence(let nodes):
      var all: [[UInt8]] = [[]]
      for node in nodes {
        guard let some = strings(node), all.count * some.count <= breadth else { return nil }
        if some.count == 1 {
          for index in all.indices { all[index] += some[0] }
        } else {
          all = all.flatMap { head in some.map { head + $0 } }
        }
      }
      return all.contains { $0.count > length } ? nil : all
    case .repetition(let node, 0, 1):
      guard let some = strings(node), some.count < breadth, !some.contains([]) else { return nil }
      return [[]] + some
    default: return nil
    }
  }

  /// A class of few characters, all of them in ASCII or with a partner there.
  private static func strings(_ set: CharacterClass) -> [[UInt8]]? {
    guard !set.beyond, set.ascii.count <= 8 else { return nil }
    var all: [[UInt8]] = []
    for byte in set.ascii.members {
      guard let bytes = Fold.bytes(of: UInt32(byte), caseless: false) else { return nil }
      if !all.contains(bytes) { all.append(bytes) }
    }
    return all.isEmpty || all.count > 4 ? nil : all
  }
}
