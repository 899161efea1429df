/// Measures lines, one after the other.
///
/// Of a line of more than ``wordLimit`` words only so many words and the end are looked at: such a line is prose, and
/// a few words more say nothing new. What is left of it counts as characters, byte by byte.
struct LineScanner {
  static let wordLimit = 40

  /// The hashes of the longer words of all lines so far.
  private(set) var longWords: [UInt32] = []

  private let dictionary = FunctionWords.shared

  /// What stood before the character that is being looked at.
  private struct Before {
    var scalar: UInt32 = 0x20
    var kind = Scalars.Kind.space
    var inWord = false
    var unspaced: UInt32 = 0
    /// Where the last number ended, and how many numbers stand in a chain as those of a date do.
    var numberEnd = -2
    var chain = 0
    /// What the last run of letters or digits was.
    var meaning: FunctionWords.Meaning = []
    var wasDay = false
  }

  mutating func removeAll() { longWords.removeAll(keepingCapacity: true) }

  /// Measures the line that starts at an offset.
  mutating func scan(_ text: Span<UInt8>, from start: Int) -> LineFacts {
    var facts = LineFacts()
    facts.start = start
    let firstLong = longWords.count
    var before = Before()
    var offset = start
    while offset < text.count {
      let byte = text[offset]
      if byte == 0x0A { break }
      if byte | 0x20 >= 0x61, byte | 0x20 <= 0x7A {
        word(text, &offset, &facts, &before)
      } else if byte == 0x20 {
        facts.characters += 1
        offset += 1
        before.scalar = 0x20
        before.kind = .space
        before.inWord = false
        if facts.words > Self.wordLimit { break }
      } else if byte >= 0x30, byte <= 0x39 {
        number(text, &offset, &facts, &before)
      } else {
        other(text, &offset, &facts, &before)
      }
    }
    while offset < text.count, text[offset] != 0x0A {
      offset += 1
      facts.characters += 1
    }
    facts.end = offset
    facts.longWords = firstLong..<longWords.count
    finish(text, &facts)
    return facts
  }

  private static func enterWord(_ facts: inout LineFacts, _ before: inout Before) {
    if !before.inWord {
      facts.words += 1
      before.inWord = true
    }
  }

  /// A run of letters.
  private mutating func word(_ text: Span<UInt8>, _ offset: inout Int, _ facts: inout LineFacts, _ before: inout Before)
  {
    Self.enterWord(&facts, &before)
    let start = offset
    let isCapitalised: Bool
    var hash = WordHash()
    var length = 0
    var capitals = 0
    (isCapitalised, _) = firstLetter(text, start)
    while offset < text.count {
      let byte = text[offset]
      let small = byte | 0x20
      if small >= 0x61, small <= 0x7A {
        hash.add(UInt32(small))
        capitals &+= byte & 0x20 == 0 ? 1 : 0
        length &+= 1
        offset &+= 1
      } else if byte >= 0xC3 {
        let (scalar, bytes) = Scalars.decode(text, offset)
        let kind = Scalars.kind(scalar)
        guard kind == .lower || kind == .upper || kind == .letter else { break }
        hash.add(Scalars.folded(scalar))
        capitals &+= kind == .upper ? 1 : 0
        length &+= 1
        offset &+= bytes
      } else {
        break
      }
    }
    facts.characters &+= length
    facts.letters &+= length
    facts.capitals &+= capitals
    facts.tokens &+= 1
    if isCapitalised { facts.capitalised &+= 1 }
    let value = hash.value
    let meaning = length <= 16 ? dictionary.meaning(value) : []
    if length >= 4 {
      facts.longTokens &+= 1
      if isCapitalised { facts.longCapitalised &+= 1 }
      if !meaning.contains(.function) { longWords.append(value) }
    }
    if !meaning.isEmpty { note(meaning, &facts, before) }
    if facts.firstWord == 0 { facts.firstWord = value }
    facts.lastWord = value
    facts.hash = (facts.hash &* 31) ^ value
    before.meaning = meaning
    before.wasDay = false
    before.scalar = 0x61
    before.kind = .lower
  }

  private func firstLetter(_ text: Span<UInt8>, _ offset: Int) -> (isCapital: Bool, Int) {
    let (scalar, length) = Scalars.decode(text, offset)
    return (Scalars.kind(scalar) == .upper, length)
  }

  private func note(_ meaning: FunctionWords.Meaning, _ facts: inout LineFacts, _ before: Before) {
    if meaning.contains(.function) { facts.functionWords &+= 1 }
    if meaning.contains(.address) { facts.address &+= 1 }
    if meaning.contains(.month), before.wasDay { facts.traits.insert(.date) }
    if meaning.contains(.ago), facts.numbers > 0 { facts.traits.insert(.ago) }
    if meaning.contains(.domain), before.scalar == 0x2E, before.inWord { facts.traits.insert(.url) }
    if meaning.contains(.web) { facts.traits.insert(.url) }
  }

  /// A run of ASCII digits.
  private mutating func number(
    _ text: Span<UInt8>, _ offset: inout Int, _ facts: inout LineFacts, _ before: inout Before
  ) {
    Self.enterWord(&facts, &before)
    let start = offset
    var value = 0
    while offset < text.count, text[offset] >= 0x30, text[offset] <= 0x39 {
      value = min(value &* 10 &+ Int(text[offset] &- 0x30), 1_000_000)
      offset &+= 1
    }
    let length = offset - start
    facts.characters += length
    facts.digits += length
    facts.numbers += 1
    facts.hash = (facts.hash &* 31) ^ UInt32(value)
    let isDay = length <= 2 && value >= 1 && value <= 31
    if length == 4, value >= 1900, value <= 2099 { facts.traits.insert(.year) }
    if before.numberEnd == start - 1 {
      switch before.scalar {
      case 0x2E, 0x2F, 0x2D: before.chain += 1
      case 0x3A:
        before.chain = 1
        if length == 2, value < 60 { facts.traits.insert(.time) }
      default: before.chain = 1
      }
    } else {
      before.chain = 1
    }
    if before.chain == 3 { facts.traits.insert(.date) }
    if before.meaning.contains(.month), isDay { facts.traits.insert(.date) }
    if before.meaning.contains(.before) { facts.traits.insert(.ago) }
    if isCurrency(before.scalar) { facts.traits.insert(.money) }
    before.meaning = []
    before.wasDay = isDay
    before.numberEnd = offset
    before.scalar = 0x30
    before.kind = .digit
  }

  private func isCurrency(_ scalar: UInt32) -> Bool {
    scalar == 0x24 || scalar == 0x20AC || scalar == 0xA3 || scalar == 0xA5
  }

  /// A character that is neither an ASCII letter, an ASCII digit nor a plain space.
  private mutating func other(
    _ text: Span<UInt8>, _ offset: inout Int, _ facts: inout LineFacts, _ before: inout Before
  ) {
    let (scalar, length) = Scalars.decode(text, offset)
    let kind = scalar < 0x80 ? (scalar <= 0x20 ? .space : .symbol) : Scalars.kind(scalar)
    switch kind {
    case .lower, .upper, .letter: return word(text, &offset, &facts, &before)
    case .space: before.inWord = false
    case .unspaced:
      facts.unspaced += 1
      facts.hash = (facts.hash &* 31) ^ scalar
      facts.letters += 1
      before.inWord = false
      // Two characters are a word here, and so the words that topics are made of.
      if before.kind == .unspaced {
        var pair = WordHash()
        pair.add(before.unspaced)
        pair.add(scalar)
        longWords.append(pair.value)
      }
      before.unspaced = scalar
    case .digit:
      Self.enterWord(&facts, &before)
      facts.digits += 1
    case .symbol:
      Self.enterWord(&facts, &before)
      let next = offset + length < text.count ? text[offset + length] : 0x0A
      SymbolReader.read(scalar, before: before.scalar, next: next, offset == facts.start, &facts)
    }
    offset += length
    facts.characters += 1
    before.scalar = scalar
    before.kind = kind
  }

  private func finish(_ text: Span<UInt8>, _ facts: inout LineFacts) {
    LineEdges.measure(text, &facts)
    if facts.letters == 0, facts.digits == 0 { facts.traits.insert(.wordless) }
    let alone = facts.numbers >= 1 && facts.letters == 0
    let counted = facts.numbers == 1 && facts.tokens == 1 && facts.words == 2 && facts.starts == .digit
    if alone || counted || LineEdges.endsInBracketedNumber(text, facts) { facts.traits.insert(.counter) }
  }
}
