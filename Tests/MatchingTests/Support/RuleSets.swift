import Matching

/// Rule sets of the shapes that people write, made of a text's own words: plain ones, which hardly ever match, and dense
/// ones, which match in every few lines.
struct RuleSets {
  private var random: SeededRandom
  private let lines: [[String]]
  private let words: [String]

  init(seed: UInt64, texts: [[UInt8]]) {
    random = SeededRandom(seed: seed)
    lines = texts.flatMap { text in
      String(decoding: text, as: UTF8.self).lowercased().split(separator: "\n")
        .map { $0.split(separator: " ").map(String.init).filter { $0.allSatisfy(\.isLetter) } }
        .filter { $0.count >= 3 }
    }
    words = Array(Set(lines.joined())).sorted()
  }

  static let base = [
    #"^\s*advertisement\s*$"#, #"^(.+)\nOTHER TOPICS OF INTEREST\n\1\n.+\n"#, #"^read (more|also|next)\b.*$"#,
    #"^share (this|on)\b.{0,60}$"#, #"^sign up (for|to) .{0,80}newsletter.*$"#, #"^follow us on \w+.*$"#,
    #"^(©|\(c\)|copyright).{0,120}(rights reserved)?.*$"#, #"^subscribe( now| today| to .{0,60})?\s*$"#,
    #"^\d+ min(ute)?s? read$"#, #"^(photo|image|picture|credit)( by)?:.{0,100}$"#, #"^comments? ?\(\d+\)$"#,
    #"^(home|news|sports?)( [|>/] (home|news|sports?))+$"#, #"^(accept|reject) (all )?cookies$"#,
    #"^[^\n]{1,40}$\n(?=\S)"#, #"\b(e-?mail|phone): ?\S+@"#, #"^\W*$\n?"#, #"(?<=\n)[A-Z][a-z]+ [A-Z]\."#,
  ]

  mutating func expressions(_ count: Int, dense: Bool) -> [CompiledExpression] {
    var patterns = Self.base
    while patterns.count < count { patterns.append(pattern(dense: dense)) }
    return Differential.compiled(patterns.map { Expression($0, options: .caseless, subject: .document) })
  }

  private mutating func pattern(dense: Bool) -> String {
    let line = random.pick(lines)
    func phrase(_ length: Int, _ random: inout SeededRandom) -> String {
      if dense { return line.prefix(length).joined(separator: " ") }
      return (0..<length).map { _ in random.pick(words) }.joined(separator: " ")
    }
    switch Int.random(in: 0..<6, using: &random) {
    case 0: return #"^\s*"# + (dense ? line.joined(separator: " ") : phrase(2, &random)) + #"\s*$"#
    case 1: return "^" + phrase(2, &random) + #"\b.{0,80}$"#
    case 2: return "^" + phrase(1, &random) + #" (on|for|by|with|is|was|of) \w+ "# + random.pick(words) + ".*$"
    case 3: return dense ? line.suffix(3).joined(separator: " ") : phrase(3, &random)
    case 4: return "^(" + phrase(1, &random) + "|" + phrase(2, &random) + #")( \w+){0,4} "# + random.pick(words) + "$"
    default: return #"^\d+ "# + random.pick(words) + " (and|or) " + random.pick(words) + "[.!]?$"
    }
  }
}
