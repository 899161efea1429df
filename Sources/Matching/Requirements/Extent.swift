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

  init() {}

  init(_ set: CharacterClass) {
    bytes = 1
    characters = 1
    lineFeeds = set.takesLineFeed ? 1 : 0
    isBlank = set.isBlank
  }

  static let unknown: Extent = {
    var result = Extent()
    (result.characters, result.lineFeeds, result.isBlank) = (.max, .max, false)
    return result
  }()

  init(_ node: Node) {
    switch node {
    case .character(let value, _):
      bytes = 1
      characters = 1
      lineFeeds = value == 0x0A ? 1 : 0
      isBlank = value == 0x0A || Blanks.contains(value)
    case .string(let string, _):
      bytes = string.count
      characters = string.count
      isBlank = string.allSatisfy { $0 == 0x20 }
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
        isFirst = false
      }
    case .repetition(let node, let minimum, let maximum):
      let once = Extent(node)
      bytes = Self.times(once.bytes, minimum)
      characters = Self.times(once.characters, maximum)
      lineFeeds = Self.times(once.lineFeeds, maximum)
      isBlank = once.isBlank
    case .backreference, .unknown: self = .unknown
    case .lineStart, .lineEnd, .textStart, .textEnd, .textEndOrBefore, .zeroWidth, .lookahead, .lookbehind: break
    }
  }

  mutating func append(_ next: Extent) {
    bytes = Self.sum(bytes, next.bytes)
    characters = Self.sum(characters, next.characters)
    lineFeeds = Self.sum(lineFeeds, next.lineFeeds)
    isBlank = isBlank && next.isBlank
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
