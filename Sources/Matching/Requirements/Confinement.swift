/// Whether a pattern's match, from its start, depends on its own line alone.
///
/// Then PCRE2 may be shown the text up to the line's line feed instead of all of it, with the same result for every start
/// in the line: nothing before the match's end consumes a line feed, no look ahead sees beyond it, and nothing asks
/// where the text ends. Looks behind, `\b`, `\A`, `\z` and `\K` are exact, because what is shown begins where the text
/// begins and includes the line feed.
enum Confinement: Int, Comparable {
  /// Takes no line feed.
  case inLine
  /// May take one line feed, and then is at its end.
  case endsWithLine
  /// May look beyond the line feed.
  case beyond

  static func < (left: Confinement, right: Confinement) -> Bool { left.rawValue < right.rawValue }

  init(_ node: Node) {
    switch node {
    case .character(let value, _): self = value == 0x0A ? .endsWithLine : .inLine
    case .string: self = .inLine
    case .set(let set): self = set.takesLineFeed ? .endsWithLine : .inLine
    case .sequence(let nodes): self.init(sequence: nodes)
    case .alternation(let nodes): self = nodes.lazy.map(Confinement.init).max() ?? .inLine
    case .repetition(let node, _, let maximum):
      let once = Confinement(node)
      // After one line feed, the next round looks at what follows.
      self = once == .endsWithLine && maximum > 1 ? .beyond : once
    case .lineStart, .lineEnd, .textStart, .textEnd, .wordBoundary, .zeroWidth: self = .inLine
    case .textEndOrBefore, .unknown: self = .beyond
    case .lookahead(let node, _): self = Confinement(node) == .beyond ? .beyond : .inLine
    case .lookbehind(let node, _): self = Self.looksAhead(node) ? .beyond : .inLine
    // What a group took: without line feed, unless the group stands in a look ahead, see `Node.isConfined`.
    case .backreference: self = .inLine
    }
  }

  private init(sequence nodes: [Node]) {
    self = .inLine
    for node in nodes {
      // Whatever comes after a line feed, even `$` or `\b`, is decided by the next line.
      if self == .endsWithLine {
        self = .beyond
        return
      }
      self = max(self, Confinement(node))
      if self == .beyond { return }
    }
  }

  private static func looksAhead(_ node: Node) -> Bool {
    switch node {
    case .character, .string, .set, .lineStart, .lineEnd, .textStart, .textEnd, .wordBoundary, .zeroWidth,
      .backreference:
      false
    case .textEndOrBefore, .unknown, .lookahead: true
    case .sequence(let nodes), .alternation(let nodes): nodes.contains(where: looksAhead)
    case .repetition(let node, _, _), .lookbehind(let node, _): looksAhead(node)
    }
  }
}

extension Node {
  /// Whether a match depends on its own line alone.
  var isConfined: Bool {
    if Confinement(self) == .beyond { return false }
    return !(hasBackreference && mayTakeLineFeed)
  }

  private var hasBackreference: Bool {
    contains { if case .backreference = $0 { true } else { false } }
  }

  private var mayTakeLineFeed: Bool {
    contains { node in
      switch node {
      case .character(let value, _): value == 0x0A
      case .set(let set): set.takesLineFeed
      default: false
      }
    }
  }

  /// Whether it or some part of it is wanted.
  func contains(where isWanted: (Node) -> Bool) -> Bool {
    if isWanted(self) { return true }
    switch self {
    case .sequence(let nodes), .alternation(let nodes): return nodes.contains { $0.contains(where: isWanted) }
    case .repetition(let node, _, _), .lookahead(let node, _), .lookbehind(let node, _):
      return node.contains(where: isWanted)
    default: return false
    }
  }
}
