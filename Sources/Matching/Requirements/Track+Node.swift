extension Track {
  /// How many ways through a pattern are told apart; where there are more, a choice becomes a gap.
  private static let limit = 512

  /// The ways through a pattern: whatever it matches takes one of them.
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
      guard let strings = Fold.strings(of: value, caseless: caseless) else { return addGap(&tracks, node) }
      for index in tracks.indices { tracks[index].append(oneOf: strings) }
    case .string(let string, _):
      let folded = string.map { $0 | 0x20 }[...]
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
        addGap(&tracks, node)
      }
    // `\A` is at a line's start, too. `\z` may be after the last line.
    case .lineStart, .textStart: add(&tracks, .lineStart)
    case .lineEnd: add(&tracks, .lineEnd)
    case .wordBoundary: for index in tracks.indices { tracks[index].appendBoundary() }
    case .zeroWidth, .lookahead, .lookbehind, .textEnd, .textEndOrBefore: break
    case .backreference, .unknown: addGap(&tracks, node)
    }
  }

  private static func add(_ tracks: inout [Track], _ piece: Piece) {
    for index in tracks.indices { tracks[index].append(piece) }
  }

  private static func addGap(_ tracks: inout [Track], _ node: Node) {
    add(&tracks, .gap(node, Extent(node)))
  }

  /// Alternatives that are strings stay together; each of the others is a way of its own.
  private static func extend(_ tracks: inout [Track], oneOf nodes: [Node]) {
    if nodes.contains(where: \.isLineFeed), nodes.allSatisfy({ $0.isLineFeed || $0.isLineEnd }) {
      // `(?:\n|\z)`: a line's end, and perhaps its line feed.
      add(&tracks, .lineEnd)
      return addGap(&tracks, .repetition(.character(0x0A, caseless: false), minimum: 0, maximum: 1))
    }
    var plain = Strings()
    var others: [Node] = []
    for node in nodes {
      if let some = strings(node) { plain.append(some) } else { others.append(node) }
    }
    let ways = others.count + (plain.isEmpty ? 0 : 1)
    if tracks.count * ways <= limit, plain.count <= limit {
      let before = tracks
      if fork(&tracks, plain, others) { return }
      tracks = before
    }
    // Where that is too much, the choice is told apart for those ways that have no literal as yet.
    var vague = tracks.filter(\.isVague)
    var solid = tracks.filter { !$0.isVague }
    addGap(&solid, .alternation(nodes))
    if vague.isEmpty || solid.isEmpty || vague.count * ways > limit || plain.count > limit
      || !fork(&vague, plain, others)
    {
      return addGap(&tracks, .alternation(nodes))
    }
    tracks = solid + vague
  }

  /// Each way with each of the choices; `false`, and nothing of use, where these are too many.
  private static func fork(_ tracks: inout [Track], _ plain: Strings, _ others: [Node]) -> Bool {
    let before = tracks
    tracks.removeAll()
    if !plain.isEmpty {
      tracks = before
      for index in tracks.indices { tracks[index].append(oneOf: plain) }
    }
    for node in others {
      var copies = before
      extend(&copies, node)
      tracks += copies
      if tracks.count > limit { return false }
    }
    return true
  }

  private static func extend(_ tracks: inout [Track], repeating node: Node, _ minimum: Int, _ maximum: Int) {
    guard minimum > 0 else {
      if maximum == 0 { return }
      if maximum == 1, let strings = strings(node), strings.count < breadth, !strings.hasEmpty {
        for index in tracks.indices { tracks[index].append(oneOf: optional(strings)) }
      } else if !split(&tracks, optional: node, maximum) {
        addGap(&tracks, .repetition(node, minimum: 0, maximum: maximum))
      }
      return
    }
    // The first rounds are sure to be there; a long `.{80}` is a gap.
    let rounds: Int
    if let strings = strings(node), strings.count == 1 { rounds = min(minimum, 16) } else { rounds = 1 }
    for _ in 0..<rounds { extend(&tracks, node) }
    if maximum > rounds {
      let rest = maximum == .max ? .max : maximum - rounds
      addGap(&tracks, .repetition(node, minimum: minimum - rounds, maximum: rest))
    }
  }

  /// Before any literal, a part that may take whole lines or be absent is better told apart: with it and without. What
  /// it holds then says in which line a match starts.
  private static func split(_ tracks: inout [Track], optional node: Node, _ maximum: Int) -> Bool {
    guard tracks.count <= 4, tracks.allSatisfy(\.isVague), Extent(node).lineFeeds > 0, !Extent(node).isBlank else {
      return false
    }
    let without = tracks
    extend(&tracks, node)
    guard tracks.count + without.count <= limit, !tracks.contains(where: \.isVague) else {
      tracks = without
      return false
    }
    if maximum > 1 {
      addGap(&tracks, .repetition(node, minimum: 0, maximum: maximum == .max ? .max : maximum - 1))
    }
    tracks += without
    return true
  }

  /// The strings, folded, that a part of a pattern stands for, if they are few.
  private static func strings(_ node: Node) -> Strings? { isPlain(node) ? spelled(node) : nil }

  /// Whether a part may stand for a few strings: seen without putting them together, which is in vain for most parts that hold
  /// others.
  private static func isPlain(_ node: Node) -> Bool {
    switch node {
    case .character, .string: true
    case .set(let set): !set.beyond && set.ascii.count <= mostMembers
    case .alternation(let nodes): nodes.count <= breadth && nodes.allSatisfy(isPlain)
    case .sequence(let nodes): nodes.allSatisfy(isPlain)
    case .repetition(let node, 0, 1): isPlain(node)
    default: false
    }
  }

  private static func spelled(_ node: Node) -> Strings? {
    switch node {
    case .character(let value, let caseless): return Fold.strings(of: value, caseless: caseless)
    case .string(let string, _): return Strings(string.map { $0 | 0x20 })
    case .set(let set): return strings(set)
    case .alternation(let nodes):
      guard nodes.count <= breadth else { return nil }
      var all = Strings()
      for node in nodes {
        guard let some = spelled(node) else { return nil }
        all.append(some)
        if all.count > breadth { return nil }
      }
      return all
    case .sequence(let nodes):
      var all = Strings.empty
      for node in nodes {
        guard let some = spelled(node), all.count * some.count <= breadth else { return nil }
        if some.count == 1 { all.append(toEach: some.bytes[...]) } else { all = all.followed(by: some) }
      }
      return all.bytes.count > length && all.longest > length ? nil : all
    case .repetition(let node, 0, 1):
      guard let some = spelled(node), some.count < breadth, !some.hasEmpty else { return nil }
      return optional(some)
    default: return nil
    }
  }

  private static let mostMembers = 8

  /// The strings, or nothing.
  private static func optional(_ strings: Strings) -> Strings {
    var all = Strings.empty
    all.append(strings)
    return all
  }

  /// A class of few characters, all of them in ASCII or with a partner there.
  private static func strings(_ set: CharacterClass) -> Strings? {
    guard !set.beyond, set.ascii.count <= mostMembers else { return nil }
    var all = Strings()
    for byte in set.ascii.members {
      var folded: [UInt8] = []
      guard Fold.append(UInt32(byte), to: &folded) else { return nil }
      if !all.bytes.contains(folded[0]) { all.append(folded[...]) }
    }
    return all.isEmpty || all.count > 4 ? nil : all
  }
}

extension Node {
  var isLineFeed: Bool {
    if case .character(0x0A, _) = self { true } else { false }
  }

  /// Whether it takes nothing and holds at line ends only.
  fileprivate var isLineEnd: Bool {
    switch self {
    case .lineEnd, .textEnd, .textEndOrBefore: true
    default: false
    }
  }
}
