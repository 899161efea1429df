/// What punctuation tells of a line.
enum SymbolReader {
  /// - Parameters:
  ///   - before: The character before it; a space at the line's start.
  ///   - next: The byte after it; a line feed at the end.
  static func read(_ scalar: UInt32, before: UInt32, next: UInt8, _ isFirst: Bool, _ facts: inout LineFacts) {
    switch scalar {
    case 0x2C, 0x3001, 0xFF0C, 0x060C: facts.commas += 1
    case 0x2E, 0x21, 0x3F, 0x2026: if endsSentence(next) { facts.sentences += 1 }
    case 0x3002, 0xFF01, 0xFF1F: if next != 0x0A { facts.sentences += 1 }
    case 0x22, 0x201D, 0x201C, 0x201E, 0xAB:
      facts.traits.insert(.quotation)
      if isMark(before), next == 0x20 { facts.sentences += 1 }
    case 0xBB:
      facts.traits.insert([.quotation, .separator])
      spaced(before, next, &facts)
    // A bullet before a line's text parts nothing.
    case 0xB7, 0x2022: if facts.letters + facts.digits > 0 || next != 0x20 { separate(before, next, &facts) }
    case 0x7C, 0x203A, 0x2F: separate(before, next, &facts)
    case 0x2013, 0x2014: spaced(before, next, &facts)
    case 0x28: facts.traits.insert(.bracket)
    case 0x29: if isMark(before), next == 0x20 { facts.sentences += 1 }
    case 0x3A: if next != 0x0A { facts.traits.insert(.innerColon) }
    case 0x40:
      if isWord(next) { facts.traits.insert(before == 0x20 || isFirst ? .handle : .mail) }
    case 0x23: if isWord(next), before == 0x20 { facts.traits.insert(.handle) }
    case 0xA9: facts.traits.insert(.copyright)
    case 0x24, 0x20AC, 0xA3, 0xA5: if before == 0x30 { facts.traits.insert(.money) }
    default: break
    }
  }

  private static func separate(_ before: UInt32, _ next: UInt8, _ facts: inout LineFacts) {
    facts.traits.insert(.separator)
    spaced(before, next, &facts)
  }

  private static func spaced(_ before: UInt32, _ next: UInt8, _ facts: inout LineFacts) {
    if before == 0x20, next == 0x20 { facts.traits.insert(.spacedSeparator) }
  }

  private static func endsSentence(_ next: UInt8) -> Bool { next == 0x20 || next == 0x09 }

  private static func isMark(_ scalar: UInt32) -> Bool {
    scalar == 0x2E || scalar == 0x21 || scalar == 0x3F || scalar == 0x2026
  }

  private static func isWord(_ byte: UInt8) -> Bool {
    byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A || byte >= 0x30 && byte <= 0x39 || byte == 0x5F
  }
}

/// How a line starts and ends.
enum LineEdges {
  static func measure(_ text: Span<UInt8>, _ facts: inout LineFacts) {
    facts.starts = start(text, facts)
    facts.ends = end(text, facts)
    guard facts.start < facts.end else { return }
    measureIndent(text, &facts)
    if endsAsCode(text, facts) || startsAsCode(text, facts) { facts.traits.insert(.code) }
  }

  private static func measureIndent(_ text: Span<UInt8>, _ facts: inout LineFacts) {
    var first = facts.start
    while first < facts.end, text[first] == 0x20 || text[first] == 0x09 {
      facts.indent += text[first] == 0x09 ? 8 : 1
      first += 1
    }
    guard first < facts.end else { return }
    facts.bullet = Bullet(text, first..<facts.end, indent: facts.indent)
  }

  /// In ; { } = or a backslash.
  private static func endsAsCode(_ text: Span<UInt8>, _ facts: LineFacts) -> Bool {
    var last = facts.end - 1
    while last > facts.start, text[last] == 0x20 || text[last] == 0x09 { last -= 1 }
    return switch text[last] {
    case 0x3B, 0x7B, 0x7D, 0x3D, 0x5C: true
    default: false
    }
  }

  /// With // or /*, a tag or its like, a # or a $ that stands apart.
  private static func startsAsCode(_ text: Span<UInt8>, _ facts: LineFacts) -> Bool {
    var first = facts.start
    while first < facts.end - 1, text[first] == 0x20 || text[first] == 0x09 { first += 1 }
    guard first + 1 < facts.end else { return false }
    let next = text[first + 1]
    return switch text[first] {
    case 0x2F: next == 0x2F || next == 0x2A
    case 0x3C: next == 0x2F || next == 0x21 || next == 0x3F || next | 0x20 >= 0x61 && next | 0x20 <= 0x7A
    case 0x23: next == 0x20 || next == 0x21 || next == 0x23
    case 0x24: next == 0x20
    default: false
    }
  }

  private static func start(_ text: Span<UInt8>, _ facts: LineFacts) -> LineStart {
    var offset = facts.start
    while offset < facts.end {
      let (scalar, length) = Scalars.decode(text, offset)
      switch Scalars.kind(scalar) {
      case .space: offset += length
      case .digit: return .digit
      case .upper: return .upper
      case .lower: return .lower
      case .letter, .unspaced: return .letter
      case .symbol:
        switch scalar {
        case 0x22, 0x27, 0x2018, 0x2019, 0x201C, 0x201D, 0x201E, 0xAB, 0x300C, 0x300E: return .quote
        case 0x2A, 0x2B, 0x2D, 0xB7, 0xBB, 0x2013, 0x2014, 0x2022, 0x203A, 0x2192, 0x25AA, 0x25B6, 0x25BA, 0x25CF,
          0x3E:
          return .bullet
        default: return .symbol
        }
      }
    }
    return .symbol
  }

  /// A full stop, an exclamation or question mark, an ellipsis or their like, closing quotes and brackets after it
  /// allowed; else the last character itself.
  private static func end(_ text: Span<UInt8>, _ facts: LineFacts) -> LineEnd {
    var end = facts.end
    var closed: LineEnd?
    while end > facts.start {
      let start = Scalars.start(text, before: end)
      let scalar = Scalars.decode(text, start).value
      switch scalar {
      case 0x2E:
        let threeDots = end - facts.start >= 3 && text[end - 2] == 0x2E && text[end - 3] == 0x2E
        return threeDots ? .ellipsis : .dot
      case 0x3002, 0xFF0E, 0x06D4, 0x0964: return .dot
      case 0x21, 0xFF01, 0x203D: return .exclamation
      case 0x3F, 0xFF1F, 0x061F: return .question
      case 0x2026: return .ellipsis
      case 0x22, 0x27, 0x2019, 0x201D, 0x201C, 0xBB, 0xAB, 0x203A, 0x300D, 0x300F: closed = closed ?? .quote
      case 0x29, 0x5D, 0x7D, 0xFF09: closed = closed ?? .bracket
      case 0x3A where closed == nil, 0xFF1A where closed == nil: return .colon
      case 0x2C where closed == nil, 0x3B where closed == nil: return .comma
      default:
        let kind = Scalars.kind(scalar)
        if kind != .space {
          if let closed { return closed }
          return kind == .digit ? .digit : kind == .symbol ? .symbol : .letter
        }
      }
      end = start
    }
    return closed ?? .symbol
  }

  /// As "Comments (12)".
  static func endsInBracketedNumber(_ text: Span<UInt8>, _ facts: LineFacts) -> Bool {
    guard facts.ends == .bracket, facts.end - facts.start >= 3, text[facts.end - 1] == 0x29 else { return false }
    var offset = facts.end - 2
    while offset > facts.start, text[offset] >= 0x30, text[offset] <= 0x39 { offset -= 1 }
    return offset < facts.end - 2 && text[offset] == 0x28
  }
}
