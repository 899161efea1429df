/// What a line must show for a match of an expression to start in it: patterns without memory, tried from the line's
/// start, that match whatever PCRE2 matches and little more.
///
/// There is one for an expression whose matches all start where a line starts. It takes the place of ``Branch``: a
/// pattern made of classes, gaps and many words has no literal that tells its lines from others.
struct LineFilter: Sendable {
  /// All of them must match, from the line's start.
  let parts: [Node]
  /// Whether the pattern is shown lines, of which it matches the whole.
  let isLine: Bool
  /// Whether a match starts in the text's first line only.
  let isFirstLineOnly: Bool
  /// What the line shows as a whole, and the one before it.
  let gate: LineGate
  /// Whether most lines are told from others by their first few characters. Many such filters can be read at once; others
  /// would go on to the end of most lines, each in a state of its own.
  let isShort: Bool

  /// A filter for a parsed pattern; `nil` where a match may start inside of a line, or literals tell more.
  init?(_ node: Node, _ subject: Expression.Subject) {
    let isLine = subject.isLine
    guard isLine || Lead(node) == .lineStart, !Self.beginsWithLiteral(node) else { return nil }
    var parts = [node]
    var isFirstLineOnly = false
    var notAfter = ByteSet()
    leading: for node in Self.flat(node) {
      switch node {
      case .textStart: isFirstLineOnly = true
      case .lineStart, .wordBoundary, .zeroWidth: continue
      case .lookahead(let wanted, isNegative: false) where parts.count < Self.mostParts: parts.append(wanted)
      case .lookahead: continue
      case .lookbehind(let unwanted, isNegative: true):
        // `(?<![^\n]\n)`: the line before is empty.
        if case .sequence(let two) = unwanted, two.count == 2, case .set(let set) = two[0], two[1].isLineFeed {
          notAfter.formUnion(set.certain)
        }
      case .lookbehind: continue
      default: break leading
      }
    }
    isShort = Selection(node).broad >= Self.few
    // One that goes on to the end of most lines has few states only if it looks for few words.
    let most = isShort ? Int.max : Self.mostLongSteps
    self.parts = [node] + parts.dropFirst().filter { FilterProgram.Compiler.size($0) <= most }
    self.isLine = isLine
    // Those that are read together with many others need no gate: they look at most lines' first characters alone.
    var gate = isShort ? LineGate() : FirstLine(node, isLine: isLine).gate
    gate.longest = min(gate.longest, subject.longestLine)
    if !isLine { gate.notAfter = notAfter.subtracting(ByteSet(0x0A...0x0A)) }
    self.gate = gate
    // A line that is shown by itself is a text's start, and has nothing before it.
    self.isFirstLineOnly = isFirstLineOnly && !isLine
  }

  private static let mostParts = 4
  private static let mostLongSteps = 200
  /// So many characters of few kinds tell most lines.
  private static let few = 3
  /// From so many bytes on, a literal at a line's start tells enough.
  private static let enough = 6

  /// The nodes of a sequence, and of those it begins with.
  private static func flat(_ node: Node) -> [Node] {
    guard case .sequence(let nodes) = node, let first = nodes.first else { return [node] }
    return flat(first) + nodes.dropFirst()
  }

  /// Whether every match begins with one of a few literals, blanks apart: those are found by looking up a line's start.
  private static func beginsWithLiteral(_ node: Node) -> Bool {
    switch node {
    case .string(let string, _): return string.count >= enough
    case .alternation(let nodes): return nodes.count <= 8 && nodes.allSatisfy(beginsWithLiteral)
    case .sequence:
      var length = 0
      for node in flat(node) {
        switch node {
        case .lineStart, .wordBoundary: continue
        case .character(let value, _):
          if Blanks.contains(value), length == 0 { continue }
          length += 1
        case .string(let string, _): length += string.count
        case .repetition(.set(let set), _, _) where set.isBlank && length == 0: continue
        case .alternation where length == 0: return beginsWithLiteral(node)
        default: return length >= enough
        }
        if length >= enough { return true }
      }
      return false
    default: return false
    }
  }
}

/// How many characters of few kinds a match begins with, at least.
private struct Selection {
  /// Before one of many kinds comes; `Self.never` where none does.
  var broad: Int
  /// Where none comes.
  var through: Int

  static let never = 1 << 20

  init(_ node: Node) {
    (broad, through) = (Self.never, 0)
    switch node {
    case .character(let value, _): through = Blanks.contains(value) ? 0 : 1
    case .string(let string, _): through = string.count { $0 != 0x20 }
    case .set(let set):
      if set.isBlank { return }
      let isBroad = (set.beyond && !set.beyondIsBlank) || set.ascii.count > 20
      (broad, through) = isBroad ? (0, Self.never) : (Self.never, 1)
    case .sequence(let nodes):
      for node in nodes {
        let next = Selection(node)
        broad = min(broad, through + next.broad)
        through = min(Self.never, through + next.through)
        // What comes later can make neither less.
        if through >= broad { break }
      }
    case .alternation(let nodes):
      through = nodes.isEmpty ? 0 : Self.never
      for node in nodes {
        let one = Selection(node)
        broad = min(broad, one.broad)
        through = min(through, one.through)
      }
    case .repetition(let node, let minimum, let maximum):
      if maximum == 0 { return }
      let once = Selection(node)
      broad = once.broad
      through = minimum == 0 ? 0 : once.through * min(minimum, 8)
    case .backreference, .unknown: (broad, through) = (0, Self.never)
    case .lineStart, .lineEnd, .textStart, .textEnd, .textEndOrBefore, .wordBoundary, .zeroWidth, .lookahead,
      .lookbehind:
      break
    }
  }
}

/// Where the first character of a match stands.
private enum Lead {
  /// At a line's start.
  case lineStart
  /// At a line's start, unless nothing is taken.
  case lineStartIfAny
  /// Nothing is taken.
  case nothing
  /// Anywhere.
  case anywhere

  init(_ node: Node) {
    switch node {
    case .lineStart, .textStart: self = .lineStart
    case .lineEnd, .textEnd, .textEndOrBefore, .wordBoundary, .zeroWidth, .lookahead, .lookbehind: self = .nothing
    case .character, .string, .set, .backreference, .unknown: self = .anywhere
    case .repetition(let node, let minimum, _):
      let once = Lead(node)
      self = minimum == 0 && once == .lineStart ? .lineStartIfAny : once
    case .alternation(let nodes):
      let leads = nodes.map(Lead.init)
      if leads.contains(.anywhere) {
        self = .anywhere
      } else if leads.allSatisfy({ $0 == .lineStart }) {
        self = .lineStart
      } else {
        self = leads.allSatisfy { $0 == .nothing } ? .nothing : .lineStartIfAny
      }
    case .sequence(let nodes):
      self = .nothing
      for node in nodes {
        switch Lead(node) {
        case .lineStart:
          self = .lineStart
          return
        case .lineStartIfAny: self = .lineStartIfAny
        case .nothing: continue
        case .anywhere:
          // Behind what may have taken something, or nothing.
          self = .anywhere
          return
        }
      }
    }
  }
}
