internal import CWords

/// Measures lines, one after the other.
///
/// Of a line of more than ``wordLimit`` words only so many words and the end are looked at: such a line is prose, and
/// a few words more say nothing new. What is left of it counts as characters, byte by byte.
struct LineScanner {
  static let wordLimit = 40

  /// The hashes of the longer words of all lines so far.
  private(set) var longWords: [UInt32]

  private let dictionary = FunctionWords.shared
  /// Written anew by each phrase; it is long.
  private var phrase = cwords_phrase()

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

    @inline(__always)
    mutating func enterSpace() {
      scalar = 0x20
      kind = .space
      inWord = false
    }
  }

  /// - Parameter longWords: Those of lines that are known already.
  init(longWords: [UInt32] = []) { self.longWords = longWords }

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
        words(text, &offset, &facts, &before)
        if facts.words > Self.wordLimit, before.scalar == 0x20 { break }
      } else if byte == 0x20 {
        facts.characters += 1
        offset += 1
        before.enterSpace()
        if facts.words > Self.wordLimit { break }
      } else if byte >= 0x30, byte <= 0x39 {
        number(text, &offset, &facts, &before)
      } else {
        other(text, &offset, &facts, &before)
      }
    }
    let end = text.lineEnd(from: offset)
    facts.characters += end - offset
    facts.end = end
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

  /// Words that begin with an ASCII letter, and single spaces between them: most of most texts.
  @inline(__always)
  private mutating func words(
    _ text: Span<UInt8>, _ offset: inout Int, _ facts: inout LineFacts, _ before: inout Before
  ) {
    let room = Self.wordLimit &+ (before.inWord ? 2 : 1) &- facts.words
    phrase.line = facts.hash.state
    // It reads no further than the span's end, and writes into `phrase` alone.
    let end = unsafe text.withUnsafeBufferPointer { buffer in
      guard let start = buffer.baseAddress else { return offset }
      return unsafe cwords_read(
        &phrase, start, buffer.count, offset, UInt32(clamping: room), dictionary.places)
    }
    guard phrase.words > 0 else { return word(text, &offset, &facts, &before) }
    offset = end
    Self.enterWord(&facts, &before)
    facts.hash.state = phrase.line
    facts.words &+= Int(phrase.words) &- 1
    facts.tokens &+= Int(phrase.words)
    facts.characters &+= Int(phrase.letters) &+ Int(phrase.spaces)
    facts.letters &+= Int(phrase.letters)
    facts.capitals &+= Int(phrase.capitals)
    facts.capitalised &+= Int(phrase.capitalised)
    facts.longTokens &+= Int(phrase.longer)
    facts.longCapitalised &+= Int(phrase.longer_capitalised)
    facts.functionWords &+= Int(phrase.function)
    facts.address &+= Int(phrase.address)
    if facts.firstWord == 0 { facts.firstWord = phrase.first }
    facts.lastWord = phrase.last
    note(FunctionWords.Meaning(rawValue: phrase.first_meaning), &facts, before)
    let others = FunctionWords.Meaning(rawValue: phrase.other_meanings)
    if others.contains(.ago), facts.numbers > 0 { facts.traits.insert(.ago) }
    if others.contains(.web) { facts.traits.insert(.url) }
    before.meaning = FunctionWords.Meaning(rawValue: phrase.last_meaning)
    before.wasDay = false
    if phrase.spaces == phrase.words {
      before.enterSpace()
    } else {
      before.scalar = 0x61
      before.kind = .lower
    }
    // The hashes lie inside `phrase`.
    unsafe withUnsafeBytes(of: phrase.topic) { bytes in
      unsafe longWords.append(contentsOf: bytes.bindMemory(to: UInt32.self)[..<Int(phrase.topics)])
    }
  }

  /// A run of letters that begins with an ASCII letter.
  private mutating func word(_ text: Span<UInt8>, _ offset: inout Int, _ facts: inout LineFacts, _ before: inout Before)
  {
    let word = text.letters(at: offset)
    let end = offset &+ word.length
    if word.length == 16 || end < text.count && text[end] >= 0xC3 && Scalars.isCasedOrLetter(text, end) {
      // Its topic is told already where it begins with enough letters, and is the same however it ends.
      return anyWord(text, &offset, &facts, &before, topic: word.length >= Word.stem ? word.topic : 0)
    }
    offset = end
    add(word, &facts, &before)
  }

  /// A run of any letters.
  ///
  /// - Parameter topic: Its topic, where that is known; 0 where it isn't.
  private mutating func anyWord(
    _ text: Span<UInt8>, _ offset: inout Int, _ facts: inout LineFacts, _ before: inout Before, topic: UInt32 = 0
  ) {
    var hash = WordHash()
    var word = Word()
    word.topic = topic
    while offset < text.count {
      let (scalar, bytes) = Scalars.decode(text, offset)
      let kind = Scalars.kind(scalar)
      guard kind == .lower || kind == .upper || kind == .letter else { break }
      hash.add(Scalars.folded(scalar))
      if word.length == Word.stem &- 1, topic == 0 { word.topic = hash.value }
      if kind == .upper {
        word.capitals &+= 1
        if word.length == 0 { word.isCapitalised = true }
      }
      word.length &+= 1
      offset &+= bytes
    }
    word.hash = hash.value
    if word.length < Word.stem { word.topic = word.hash }
    add(word, &facts, &before)
  }

  private mutating func add(_ word: Word, _ facts: inout LineFacts, _ before: inout Before) {
    Self.enterWord(&facts, &before)
    facts.characters &+= word.length
    facts.letters &+= word.length
    facts.capitals &+= word.capitals
    facts.tokens &+= 1
    if word.isCapitalised { facts.capitalised &+= 1 }
    let meaning = word.length <= FunctionWords.greatestLength ? dictionary.meaning(word.hash) : []
    if word.length >= 4 {
      facts.longTokens &+= 1
      if word.isCapitalised { facts.longCapitalised &+= 1 }
      if !meaning.contains(.function) { longWords.append(word.topic) }
    }
    if meaning.contains(.function) { facts.functionWords &+= 1 }
    if meaning.contains(.address) { facts.address &+= 1 }
    note(meaning, &facts, before)
    if facts.firstWord == 0 { facts.firstWord = word.hash }
    facts.lastWord = word.hash
    facts.hash.add(word.hash)
    before.meaning = meaning
    before.wasDay = false
    before.scalar = 0x61
    before.kind = .lower
  }

  @inline(__always)
  private func note(_ meaning: FunctionWords.Meaning, _ facts: inout LineFacts, _ before: Before) {
    if meaning.isSubset(of: [.function, .address]) { return }
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
    facts.hash.add(UInt32(value))
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
    case .lower, .upper, .letter: return anyWord(text, &offset, &facts, &before)
    case .space: before.inWord = false
    case .unspaced:
      facts.unspaced += 1
      facts.hash.add(scalar)
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
