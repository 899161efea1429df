import TestSupport

@testable import Matching

/// Texts made from a pattern's own tree: some that it matches, or nearly, and some that make one of its repetitions go on
/// and on. What stands in looks round, and what a back-reference stands for, is left out of the former.
struct PatternSampler {
  private var random: Generator

  init(seed: UInt64) { random = Generator(seed: seed) }

  /// A text that the tree matches, save for what is left out.
  mutating func sample(_ node: Node) -> String {
    switch node {
    case .character(let value, _): return Unicode.Scalar(value).map(String.init) ?? ""
    case .string(let bytes, _): return String(decoding: bytes, as: UTF8.self)
    case .set(let characters): return member(of: characters)
    case .sequence(let nodes): return nodes.map { sample($0) }.joined()
    case .alternation(let nodes): return sample(random.pick(nodes))
    case .repetition(let inner, let minimum, let maximum):
      let most = min(maximum, minimum + random.pick([0, 1, 1, 3, 12]))
      // One character over and over, or a new one each time: loops that share characters need the former.
      if Bool.random(using: &random) { return String(repeating: sample(inner), count: most) }
      return (0..<most).map { _ in sample(inner) }.joined()
    case .lineStart, .lineEnd, .textStart, .textEnd, .textEndOrBefore, .wordBoundary, .zeroWidth, .lookahead,
      .lookbehind, .backreference, .unknown:
      return ""
    }
  }

  /// For each repetition of the tree, also of those in looks round: what leads to it, and one round of it.
  mutating func pumps(_ node: Node, after prefix: String = "") -> [(head: String, unit: String)] {
    switch node {
    case .sequence(let nodes):
      var prefix = prefix
      var found: [(head: String, unit: String)] = []
      for node in nodes {
        found += pumps(node, after: prefix)
        prefix += sample(node)
      }
      return found
    case .alternation(let nodes): return nodes.flatMap { pumps($0, after: prefix) }
    case .lookahead(let inner, _), .lookbehind(let inner, _): return pumps(inner, after: prefix)
    case .repetition(let inner, _, let maximum):
      var found = pumps(inner, after: prefix)
      guard maximum > 1 else { return found }
      for _ in 0..<3 { found.append((prefix, sample(inner))) }
      return found
    default: return []
    }
  }

  /// Mostly a letter, a digit or a blank where the class has one, as other parts of the pattern are likely to take it, too.
  private mutating func member(of characters: CharacterClass) -> String {
    let members = characters.certain.isEmpty ? characters.ascii.members : characters.certain.members
    guard !members.isEmpty else { return characters.beyondIsBlank ? "\u{A0}" : "\u{E9}" }
    let common = "aA1 ".utf8.filter { members.contains($0) }
    let byte = common.isEmpty || random.pick([false, false, true]) ? random.pick(members) : random.pick(common)
    return String(Unicode.Scalar(byte))
  }
}
