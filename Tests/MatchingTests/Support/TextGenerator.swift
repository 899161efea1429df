/// Makes texts in which the patterns of ``PatternGenerator`` match, or nearly.
struct TextGenerator {
  var random: SeededRandom

  init(seed: UInt64) { random = SeededRandom(seed: seed &+ 0xABCD) }

  mutating func text() -> [UInt8] {
    var result = ""
    for _ in 0..<Int.random(in: 0...30, using: &random) { result += line() + lineEnd() }
    if random.oneIn(3) { result += line() }
    return Array(result.utf8)
  }

  private mutating func lineEnd() -> String {
    random.oneIn(20) ? random.pick(["\n\n\n", "\n \n", "\r\n", "\n\t\u{A0}\n", "\u{2028}", "\u{85}\n", " \n"]) : "\n"
  }

  private mutating func line() -> String {
    if random.oneIn(8) { return random.pick(["", " ", "\u{3000}", "\t", "\0"]) }
    var words: [String] = []
    for _ in 0..<Int.random(in: 1...6, using: &random) { words.append(word()) }
    var line = words.joined(separator: random.pick([" ", " ", " ", "", "  ", "\u{A0}"]))
    if random.oneIn(4) { line = random.pick([" ", "\t", "\u{FEFF}", "\u{200B}", "«", "42 ", "\u{B}"]) + line }
    if random.oneIn(4) { line += random.pick([" ", ".", "!", "?", "\u{A0}", "s", "\t\t", "\u{200D}", ":"]) }
    return line
  }

  private mutating func word() -> String {
    var word = random.pick(PatternGenerator.words)
    switch Int.random(in: 0..<12, using: &random) {
    case 0: word = word.uppercased()
    case 1: word = word.lowercased()
    case 2: word = String(word.dropFirst())
    case 3: word += random.pick(["s", "x", "é", "1"])
    case 4: word = word.map { $0 == "s" ? "\u{17F}" : $0 == "k" ? "\u{212A}" : "\($0)" }.joined()
    case 5: word = random.pick(["12", "3", "aab", "αβγ", "\0", "👍🏽", "e\u{301}", "\u{1C81}", "\u{212B}"])
    default: break
    }
    return word
  }
}
