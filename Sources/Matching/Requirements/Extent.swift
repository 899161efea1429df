/// How much text a part of a pattern takes, and of what kind. Bounds: the truth may be narrower.
struct Extent {
  /// The least number of bytes, as counted in a text or its ``Shadow``.
  var bytes = 0
  /// The greatest number of characters; `Int.max` is without end.
  var characters = 0
  /// The greatest number of line feeds.
  var lineFeeds = 0
  /// Whether nothing but blanks and line feeds is taken.
  var isBlank = true
  /// Whether no ASCII letter or digit is taken, in a text; its ``Shadow`` may show `s` or `k`.
  var isEdge = true

  init() {}

  init(_ set: CharacterClass) {
    bytes = 1
    characters = 1
    lineFeeds = set.takesLineFeed ? 1 : 0
    isBlank = set.isBlank
    isEdge = set.ascii.isDisjoint(with: .alphanumerics)
  }

  static let unknown: Extent = {
    var result = Extent()
    (result.characters, result.lineFeeds, result.isBlank, result.isEdge) = (.max, .max, false, false)
    return result
  }()

  init(_ node: Node) {
    switch node {
    case .character(let value, _):
      bytes = 1
      characters = 1
      lineFeeds = value == 0x0A ? 1 : 0
      isBlank = value == 0x0A || Blanks.contains(value)
      // Regardless of case, two characters match an ASCII letter.
      isEdge = value < 0x80 ? !ByteSet.alphanumerics.contains(UInt8(value)) : value != 0x17F && value != 0x212A
    case .string(let string, _):
      bytes = string.count
      characters = string.count
      isBlank = string.allSatisfy { $0 == 0x20 }
      isEdge = !string.contains { ByteSet.alphanumerics.contains($0) }
    case .set(let set): self = Extent(set)
    case .sequence(let nodes):
      for node in nodes { append(Extent(node)) }
    case .alternation(let nodes):
      var isFirst = true
      for node in nodes {
        let other = Extent(node)
        bytes = isFirst ? other.bytes : min(bytes, other.bytes)
        characters = max(characters, other.characters)
        lineFeeds = max(lineFeeds, other.lineFeeds)
        isBlank = isBlank && other.isBlank
        isEdge = isEdge && other.isEdge
        isFirst = false
      }
    case .repetition(let node, let minimum, let maximum):
      let once = Extent(node)
      bytes = Bound.times(once.bytes, minimum)
      characters = Bound.times(once.characters, maximum)
      lineFeeds = Bound.times(once.lineFeeds, maximum)
      isBlank = once.isBlank
      isEdge = once.isEdge
    case .backreference, .unknown: self = .unknown
    case .lineStart, .lineEnd, .textStart, .textEnd, .textEndOrBefore, .wordBoundary, .zeroWidth, .lookahead,
      .lookbehind:
      break
    }
  }

  mutating func append(_ next: Extent) {
    bytes = Bound.sum(bytes, next.bytes)
    characters = Bound.sum(characters, next.characters)
    lineFeeds = Bound.sum(lineFeeds, next.lineFeeds)
    isBlank = isBlank && next.isBlank
    isEdge = isEdge && next.isEdge
  }
}
