extension PatternParser {
  /// What a backslash introduces, outside a class.
  mutating func escape(_ mode: Mode, into nodes: inout [Node]) throws(NotUnderstood) {
    guard at + 1 < bytes.count else { throw NotUnderstood() }
    let letter = bytes[at + 1]
    switch letter {
    case UInt8(ascii: "Q"): try quoted(mode, into: &nodes)
    case UInt8(ascii: "E"): at += 2
    case UInt8(ascii: "b"): append(.wordBoundary, to: &nodes)
    case UInt8(ascii: "B"), UInt8(ascii: "K"): append(.zeroWidth, to: &nodes)
    case UInt8(ascii: "A"): append(.textStart, to: &nodes)
    case UInt8(ascii: "z"): append(.textEnd, to: &nodes)
    case UInt8(ascii: "Z"): append(.textEndOrBefore, to: &nodes)
    case UInt8(ascii: "R"):
      append(.alternation([.set(.lineEnd), .sequence([.set(.lineEnd), .set(.lineEnd)])]), to: &nodes)
    // It ends where a grapheme does: no repetition of a class.
    case UInt8(ascii: "X"): append(.repetition(.alternation([.set(.any)]), minimum: 1, maximum: .max), to: &nodes)
    case UInt8(ascii: "N"):
      if at + 2 < bytes.count, bytes[at + 2] == UInt8(ascii: "{") {
        nodes.append(.character(try escapedCharacter(), caseless: mode.caseless))
      } else {
        append(.set(.anyButLineFeed), to: &nodes)
      }
    case UInt8(ascii: "k"):
      at += 2
      _ = try reference()
      nodes.append(.backreference(back: nil))
    case UInt8(ascii: "g"):
      at += 2
      let isCall = at < bytes.count && (bytes[at] == UInt8(ascii: "<") || bytes[at] == UInt8(ascii: "'"))
      referenced = try reference()
      nodes.append(isCall ? .unknown : .backreference(back: nil))
    case UInt8(ascii: "1")...UInt8(ascii: "9"):
      at += 2
      // Two digits and more may be an octal number instead.
      let isOneDigit = !(at < bytes.count && (0x30...0x39).contains(bytes[at]))
      while at < bytes.count, (0x30...0x39).contains(bytes[at]) { at += 1 }
      if isOneDigit { referenced = Int(letter - 0x30) }
      nodes.append(isOneDigit ? .backreference(back: nil) : .unknown)
    default:
      if let set = try classEscape(mode) {
        nodes.append(.set(set.asClass))
      } else {
        nodes.append(.character(try escapedCharacter(), caseless: mode.caseless))
      }
    }
  }

  private mutating func append(_ node: Node, to nodes: inout [Node]) {
    at += 2
    nodes.append(node)
  }

  /// `\Q…\E`, up to the end where `\E` is missing.
  private mutating func quoted(_ mode: Mode, into nodes: inout [Node]) throws(NotUnderstood) {
    at += 2
    while at < bytes.count, !take("\\E") {
      nodes.append(.character(try character(), caseless: mode.caseless))
    }
  }

  /// Moves past the name or number of a group: `{…}`, `<…>`, `'…'`, or digits with a sign. The number, if it is one
  /// without a sign.
  private mutating func reference() throws(NotUnderstood) -> Int? {
    guard at < bytes.count else { throw NotUnderstood() }
    let closing: UInt8
    switch bytes[at] {
    case UInt8(ascii: "{"): closing = UInt8(ascii: "}")
    case UInt8(ascii: "<"): closing = UInt8(ascii: ">")
    case UInt8(ascii: "'"): closing = UInt8(ascii: "'")
    default:
      let start = at
      if bytes[at] == UInt8(ascii: "-") || bytes[at] == UInt8(ascii: "+") { at += 1 }
      while at < bytes.count, (0x30...0x39).contains(bytes[at]) { at += 1 }
      if at == start { throw NotUnderstood() }
      return Self.number(bytes[start..<at])
    }
    at += 1
    let start = at
    while at < bytes.count, bytes[at] != closing { at += 1 }
    guard at < bytes.count else { throw NotUnderstood() }
    at += 1
    return Self.number(bytes[start..<(at - 1)])
  }

  private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
    guard (1...4).contains(digits.count), digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    return digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
  }

  /// A backslash sequence that stands for one character, inside a class or outside.
  mutating func escapedCharacter() throws(NotUnderstood) -> UInt32 {
    guard at + 1 < bytes.count else { throw NotUnderstood() }
    let letter = bytes[at + 1]
    at += 2
    switch letter {
    case UInt8(ascii: "a"): return 0x07
    case UInt8(ascii: "e"): return 0x1B
    case UInt8(ascii: "f"): return 0x0C
    case UInt8(ascii: "n"): return 0x0A
    case UInt8(ascii: "r"): return 0x0D
    case UInt8(ascii: "t"): return 0x09
    case UInt8(ascii: "c"):
      guard at < bytes.count, (0x20...0x7E).contains(bytes[at]) else { throw NotUnderstood() }
      let letter = bytes[at]
      at += 1
      return UInt32((0x61...0x7A).contains(letter) ? letter - 0x20 : letter) ^ 0x40
    case UInt8(ascii: "0"): return try digits(radix: 8, atMost: 2)
    case UInt8(ascii: "o"): return try braced(radix: 8)
    case UInt8(ascii: "x"):
      if at < bytes.count, bytes[at] == UInt8(ascii: "{") { return try braced(radix: 16) }
      return try digits(radix: 16, atMost: 2)
    case UInt8(ascii: "N"):
      guard take("{U+") else { throw NotUnderstood() }
      at -= 1
      return try braced(radix: 16)
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: throw NotUnderstood()
    case 0x80...0xFF:
      at -= 1
      return try character()
    default: return UInt32(letter)
    }
  }

  /// A number in braces; `at` is at the opening one, or at the character before the number.
  private mutating func braced(radix: UInt32) throws(NotUnderstood) -> UInt32 {
    guard at < bytes.count else { throw NotUnderstood() }
    at += 1
    let start = at
    let value = try digits(radix: radix, atMost: 10)
    guard at > start, at < bytes.count, bytes[at] == UInt8(ascii: "}") else { throw NotUnderstood() }
    at += 1
    return value
  }

  private mutating func digits(radix: UInt32, atMost limit: Int) throws(NotUnderstood) -> UInt32 {
    var value: UInt32 = 0
    let end = min(at + limit, bytes.count)
    while at < end, let digit = Self.digit(bytes[at]), digit < radix {
      value = value &* radix &+ digit
      at += 1
    }
    guard value <= 0x10FFFF else { throw NotUnderstood() }
    return value
  }

  /// What a hexadecimal digit stands for; `nil` for any other byte.
  static func digit(_ byte: UInt8) -> UInt32? {
    switch byte {
    case 0x30...0x39: UInt32(byte - 0x30)
    case 0x41...0x46: UInt32(byte - 0x41 + 10)
    case 0x61...0x66: UInt32(byte - 0x61 + 10)
    default: nil
    }
  }
}
