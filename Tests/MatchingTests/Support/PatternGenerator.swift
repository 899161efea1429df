import Matching

/// Makes patterns of the kinds that rules use, and of the kinds that break an index.
struct PatternGenerator {
  var random: SeededRandom

  init(seed: UInt64) { random = SeededRandom(seed: seed) }

  static let words = [
    "advertisement", "subscribe", "sign", "up", "for", "our", "newsletter", "read", "more", "share", "this", "skip",
    "ask", "kiosk", "Kiss", "min", "the", "a", "story", "Straße", "café", "ÅNGSTRÖM", "мир", "©", "日本", "k", "s",
    "co-op", "подписка", "więcej", "ÿ", "Größe", "abo", "ad", "x",
    "a*b", "x[1]", "«lire»",
  ]

  /// An expression that PCRE2 may or may not accept.
  mutating func expression() -> Expression {
    var options: Expression.Options = []
    if !random.oneIn(3) { options.insert(.caseless) }
    if random.oneIn(12) { options.insert(.extended) }
    if random.oneIn(12) { options.insert(.dotAll) }
    if random.oneIn(4) { options.insert(.unicodeProperties) }
    let subject: Expression.Subject =
      random.oneIn(3) ? .line(minimum: random.pick([0, 0, 0, 2]), maximum: random.pick([20, 80, 200])) : .document
    return Expression(pattern(), options: options, subject: subject)
  }

  mutating func pattern() -> String {
    var result = ""
    if random.oneIn(40) { result += random.pick(["(*UCP)", "(*UTF)", "(*ANYCRLF)", "(*NO_START_OPT)"]) }
    if random.oneIn(30) { result += random.pick(["(?i)", "(?-i)", "(?s)", "(?x)", "(?-m)", "(?^)", "(?m-i)"]) }
    if !random.oneIn(3) {
      result += random.pick([
        "^", "^", "^\\s*", "^\\h*", "^[ \\t]*", "\\A", "^\\W*", "^\\d+ ", "^.*", "^[^\\p{L}\\p{N}\\n]*", "^[^a-z\\n]*",
        ".*\\b",
      ])
    }
    result += sequence(depth: 0)
    if !random.oneIn(3) {
      result += random.pick([
        "$", "$", "\\s*$", "\\h*$", ".*$", "[.!]?$", "\\b", "\\n?", "\\z", "\\Z", "\\n", ":?\\s*$",
      ])
    }
    return result
  }

  private mutating func sequence(depth: Int) -> String {
    let count = Int.random(in: 1...(depth == 0 ? 4 : 2), using: &random)
    return (0..<count).map { _ in item(depth: depth) }.joined(separator: random.oneIn(2) ? " " : "")
  }

  private mutating func item(depth: Int) -> String {
    switch Int.random(in: 0..<20, using: &random) {
    case 0..<8:
      return escaped(random.pick(Self.words)) + (random.oneIn(5) ? random.pick(["?", "*", "+", "{2}", "s?"]) : "")
    case 8: return random.pick(["\\d+", "\\w+", "\\s+", "\\h*", ".{0,20}", ".*", ".+?", "[^\\n]*", "[a-z]+", "\\S+"])
    case 9:
      return random.pick([
        "[Ss]", "[kK]?", "[^a]", "[^\\n]", "[\\s,]", "[[:punct:]]", "[[:^alpha:]]", "[\\x{A0} ]", "[a-y]", "[ſ]",
        "[^k]", "[0-9-]",
      ])
    case 10:
      return random.pick([
        "\\b", "\\B", "\\K", "\\b", "(?#c)", "\\E", "\\Qa*b\\E", "\\x41", "\\x{17F}", "\\x{212a}", "\\N{U+6b}",
      ])
    case 11:
      return random.pick([
        "\\R", "\\X", "\\v", "\\n", "\\n+", "\\n{1,2}", "\\s*", "\\D", "\\W", "\\H", "\\N", "\\x0a", "\\012", "\\cJ",
        "\0",
      ])
    case 12:
      return random.pick(["\\p{L}+", "\\p{Lu}", "\\P{L}", "\\p{Nd}+", "\\p{Greek}", "\\pP", "\\p{^Z}", "\\p{Latin}*"])
    case 13 where depth < 3:
      let kind = random.pick(["(?=", "(?!", "(?<=a", "(?<!", "(?=.*"])
      let inner = kind.hasPrefix("(?<") ? random.pick(["s", "k", " ", "\\n", "^"]) : sequence(depth: depth + 2)
      return kind + inner + ")"
    case 14..<18 where depth < 3:
      let alternatives = (0..<Int.random(in: 1...4, using: &random)).map { _ in
        random.oneIn(8) ? "" : sequence(depth: depth + 1)
      }
      let open = random.pick(["(", "(?:", "(?:", "(?>", "(?i:", "(?-i:", "(?|", "(?<n\(random.next() % 1000)>"])
      let close = random.oneIn(3) ? random.pick([")?", ")*", ")+", "){1,3}", "){0}", ")??", ")++"]) : ")"
      return open + alternatives.joined(separator: "|") + close
    case 18 where random.oneIn(2): return choice()
    case 18:
      return random.pick([
        "\\1", "(?R)?", "(?1)?", "(a)(?(1)b|c)", "(*SKIP)", "(*COMMIT)", "(*PRUNE)", "\\G", "(?(?=a)a|b)",
        "(?(DEFINE)(x))",
      ])
    default: return random.pick(["a", "k", "s", "\\.", " ", "S", "\\x20", "-", ",", "!"])
    }
  }

  /// One of many phrases, as lexicons have them.
  private mutating func choice() -> String {
    let phrases = (0..<Int.random(in: 5...60, using: &random)).map { _ in
      (0..<Int.random(in: 1...2, using: &random)).map { _ in
        escaped(random.pick(Self.words))
          + (random.oneIn(6) ? random.pick(["s?", "\\w*", "\\w+", "(?: up)?", "[ -]?"]) : "")
      }.joined(separator: " ")
    }
    let open = random.pick(["(?:", "\\b(?:", "(?:^\\h*(?:"])
    let close =
      open.hasSuffix("h*(?:")
      ? ")\\h*\\n)" + random.pick(["*", "+", "{2,}+", "?"]) : random.pick([")", ")\\b", ")\\b.{0,9}"])
    return open + phrases.joined(separator: "|") + close
  }

  private func escaped(_ word: String) -> String {
    var result = ""
    for character in word {
      if "*[]()?+.{}|^$\\#".contains(character) { result += "\\" }
      result.append(character)
    }
    return result
  }
}
