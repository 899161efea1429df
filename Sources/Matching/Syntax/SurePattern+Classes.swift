/// Escapes and classes of characters.
extension SurePattern {
  /// How many characters of a range have, regardless of case, others outside of it, at most and in steps of their own.
  private static let mostPartners = 60
  /// A class's members in the same measure: PCRE2 collects those beyond ASCII in 6,000 bytes.
  private static let mostClass = 3_000

  /// Reads an escape outside of classes; `nil` where nothing is sure.
  mutating func escape() -> Item? {
    let letter = byte(after: 1)
    switch letter {
    case UInt8(ascii: "b"), UInt8(ascii: "B"), UInt8(ascii: "A"), UInt8(ascii: "z"), UInt8(ascii: "Z"):
      at += 2
      return .place(size: 1)
    case UInt8(ascii: "R"), UInt8(ascii: "X"):
      at += 2
      return .character(size: 5)
    case UInt8(ascii: "k") where byte(after: 2) == UInt8(ascii: "<"): return reference()
    case UInt8(ascii: "g") where byte(after: 2) == UInt8(ascii: "{") && byte(after: 4) == UInt8(ascii: "}"):
      guard 0x31...0x39 ~= byte(after: 3) else { return nil }
      mostReferred = max(mostReferred, Int(byte(after: 3) - 0x30))
      at += 5
      return .character(size: 5)
    case UInt8(ascii: "1")...UInt8(ascii: "9"):
      guard !(0x30...0x39 ~= byte(after: 2)) else { return nil }
      mostReferred = max(mostReferred, Int(letter - 0x30))
      at += 2
      return .character(size: 5)
    default:
      guard isClassEscape() || escapedCharacter() != nil else { return nil }
      return .character(size: 5)
    }
  }

  /// `\k<name>`, of a group that has begun.
  private mutating func reference() -> Item? {
    at += 3
    let start = at
    while ByteSet.word.contains(next) { at += 1 }
    guard next == UInt8(ascii: ">"), names.contains(bytes[start..<at]) else { return nil }
    at += 1
    return .character(size: 5)
  }

  /// Reads `\d`, `\W`, `\p{…}` and the like; `false`, and nothing read, where it is something else.
  private mutating func isClassEscape() -> Bool {
    switch byte(after: 1) | 0x20 {
    case UInt8(ascii: "d"), UInt8(ascii: "w"), UInt8(ascii: "s"), UInt8(ascii: "h"), UInt8(ascii: "v"):
      at += 2
      return true
    case UInt8(ascii: "p"):
      guard let length = property() else { return false }
      at += length
      return true
    default: return false
    }
  }

  /// How long a property is that every PCRE2 knows, from the backslash on.
  private func property() -> Int? {
    guard byte(after: 2) == UInt8(ascii: "{") else {
      return Self.categories.contains(byte(after: 2)) ? 3 : nil
    }
    guard Self.categories.contains(byte(after: 3)) else { return nil }
    if byte(after: 4) == UInt8(ascii: "}") { return 5 }
    let kinds: ByteSet =
      switch byte(after: 3) {
      case UInt8(ascii: "L"): Self.letters
      case UInt8(ascii: "N"): Self.numbers
      case UInt8(ascii: "P"): Self.punctuation
      case UInt8(ascii: "S"): Self.symbols
      case UInt8(ascii: "Z"): Self.separators
      default: ByteSet()
      }
    return kinds.contains(byte(after: 4)) && byte(after: 5) == UInt8(ascii: "}") ? 6 : nil
  }

  private static let categories = ByteSet("LNPSZM")
  private static let letters = ByteSet("ulmot")
  private static let numbers = ByteSet("dlo")
  private static let punctuation = ByteSet("cdsefio")
  private static let symbols = ByteSet("mcko")
  private static let separators = ByteSet("slp")

  /// Reads an escape that stands for one character; `nil`, where it is something else.
  private mutating func escapedCharacter() -> UInt32? {
    let letter = byte(after: 1)
    switch letter {
    case UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"), UInt8(ascii: "f"), UInt8(ascii: "e"),
      UInt8(ascii: "a"):
      at += 2
      return 0x0A
    case UInt8(ascii: "x"): return hexadecimal()
    case 0x21...0x2F, 0x3A...0x40, 0x5B...0x60, 0x7B...0x7E, 0x20:
      at += 2
      return UInt32(letter)
    default: return nil
    }
  }

  /// `\x{2019}` or `\x41`.
  private mutating func hexadecimal() -> UInt32? {
    let isBraced = byte(after: 2) == UInt8(ascii: "{")
    at += isBraced ? 3 : 2
    var (value, digits) = (UInt32(0), 0)
    while digits < (isBraced ? 6 : 2), let digit = PatternParser.digit(next) {
      value = value * 16 + digit
      digits += 1
      at += 1
    }
    guard isBraced ? digits > 0 : digits == 2, Unicode.Scalar(value) != nil else { return nil }
    if isBraced {
      guard next == UInt8(ascii: "}") else { return nil }
      at += 1
    }
    return value
  }

  /// The size of `[…]`. Hyphens that are neither in a range of two characters nor at an end are left to PCRE2.
  mutating func characterClass() -> Int? {
    at += 1
    if next == UInt8(ascii: "^") { at += 1 }
    if next == UInt8(ascii: "]") { return nil }
    var size = 40
    let first = at
    while at < bytes.count, bytes[at] != UInt8(ascii: "]") {
      let isHyphen = bytes[at] == UInt8(ascii: "-")
      if isHyphen, at > first, byte(after: 1) != UInt8(ascii: "]") { return nil }
      if bytes[at] == UInt8(ascii: "\\"), isClassEscape() {
        if next == UInt8(ascii: "-"), byte(after: 1) != UInt8(ascii: "]") { return nil }
        size += 8
        continue
      }
      let start = at
      guard let low = member() else { return nil }
      // Of ASCII, too, as k and s have a third case beyond it.
      size += 8
      guard next == UInt8(ascii: "-"), byte(after: 1) != UInt8(ascii: "]") else { continue }
      // Of characters that have an escape, only its place in the order would tell whether the range is sound.
      at += 1
      let second = at
      guard let high = member(), low <= high else { return nil }
      if Self.isNamed(bytes[start...]) || Self.isNamed(bytes[second...]) { return nil }
      // Regardless of case, each may have others beside it.
      if high >= 0x80 { size += min(Int(high - max(low, 0x80)), Self.mostPartners) * 8 }
    }
    guard at < bytes.count, size <= Self.mostClass else { return nil }
    // `[:alpha:]` is an error where a class could begin.
    if at > first + 1, bytes[at - 1] == bytes[first], ByteSet(":.=").contains(bytes[first]) { return nil }
    at += 1
    return size
  }

  /// Whether it begins with an escape such as `\n`, whose value ``escapedCharacter()`` does not tell.
  private static func isNamed(_ bytes: ArraySlice<UInt8>) -> Bool {
    guard bytes.first == UInt8(ascii: "\\"), let letter = bytes.dropFirst().first else { return false }
    return letter != UInt8(ascii: "x") && 0x61...0x7A ~= letter
  }

  private mutating func member() -> UInt32? {
    guard at < bytes.count else { return nil }
    let byte = bytes[at]
    if byte == UInt8(ascii: "\\") { return escapedCharacter() }
    if byte == UInt8(ascii: "[") {
      // `[:alpha:]` and the like.
      if ByteSet(":.=").contains(self.byte(after: 1)) { return nil }
    }
    let length = Self.length(byte)
    var value = length == 1 ? UInt32(byte) : UInt32(byte) & (0x7F >> UInt32(length))
    for place in 1..<max(length, 1) { value = value << 6 | UInt32(self.byte(after: place) & 0x3F) }
    at += length
    return value
  }
}
