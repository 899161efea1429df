/// A class as it is read: what it may match, and, so that it can be negated, what it is sure to match.
struct ClassMembers {
  /// The ASCII characters that may match.
  var possible = ByteSet()
  /// The ASCII characters that are sure to match.
  var certain = ByteSet()
  /// See ``CharacterClass/leads``.
  var leads = ByteSet()
  var beyondIsBlank = true
  /// See ``CharacterClass/lastBytes``.
  var lastBytes: ByteSet? = ByteSet()

  /// The same members, and no others.
  static func exactly(_ ascii: ByteSet, beyond: Bool = false, beyondIsBlank: Bool = false) -> ClassMembers {
    ClassMembers(
      possible: ascii, certain: ascii, leads: beyond ? (beyondIsBlank ? Blanks.leads : .leads) : ByteSet(),
      beyondIsBlank: !beyond || beyondIsBlank, lastBytes: beyond ? nil : ByteSet())
  }

  var negated: ClassMembers {
    ClassMembers(
      possible: certain.asciiComplement, certain: possible.asciiComplement, leads: .leads, beyondIsBlank: false,
      lastBytes: nil)
  }

  mutating func formUnion(_ other: ClassMembers) {
    possible.formUnion(other.possible)
    certain.formUnion(other.certain)
    leads.formUnion(other.leads)
    beyondIsBlank = beyondIsBlank && other.beyondIsBlank
    if let more = other.lastBytes { lastBytes?.formUnion(more) } else { lastBytes = nil }
  }

  /// Adds characters. The partners that k and s have outside ASCII are not counted: a ``Shadow`` shows k and s for them.
  mutating func insert(_ range: ClosedRange<UInt32>, caseless: Bool) {
    for value in range.clamped(to: 0...0x7F) where range.lowerBound < 0x80 {
      let byte = UInt8(value)
      possible.insert(byte)
      certain.insert(byte)
      guard caseless, (0x61...0x7A).contains(byte | 0x20) else { continue }
      possible.insert(byte ^ 0x20)
      certain.insert(byte ^ 0x20)
    }
    guard range.upperBound >= 0x80 else { return }
    leads.formUnion(Self.leads(of: range, caseless: caseless))
    beyondIsBlank = beyondIsBlank && range.lowerBound >= 0x80 && Blanks.containsAll(of: range)
    if let more = Self.lastBytes(of: range) { lastBytes?.formUnion(more) } else { lastBytes = nil }
    // The only characters outside ASCII that match one within, regardless of case.
    if caseless, range.contains(0x17F) { possible.formUnion(ByteSet("sS")) }
    if caseless, range.contains(0x212A) { possible.formUnion(ByteSet("kK")) }
  }

  /// `nil` for many, and for letters: others of another case may match for them.
  private static func lastBytes(of range: ClosedRange<UInt32>) -> ByteSet? {
    guard range.count <= fewBeyond else { return nil }
    var result = ByteSet()
    for value in range where value >= 0x80 {
      guard let byte = CharacterClass.lastByte(ofCaseless: value) else { return nil }
      result.insert(byte)
    }
    return result
  }

  /// The bytes with which the characters of a range begin and, where case does not count, those that match them then.
  private static func leads(of range: ClosedRange<UInt32>, caseless: Bool) -> ByteSet {
    let beyond = max(range.lowerBound, 0x80)...range.upperBound
    if beyond.count > manyBeyond {
      guard !caseless || haveNoCase.contains(beyond.lowerBound) && haveNoCase.contains(beyond.upperBound),
        let first = Fold.lead(of: beyond.lowerBound), let last = Fold.lead(of: beyond.upperBound)
      else { return .leads }
      return ByteSet(first...last)
    }
    var result = ByteSet()
    for value in beyond {
      guard let leads = Fold.leads(of: value, caseless: caseless) else { return .leads }
      result.formUnion(leads)
    }
    return result
  }

  private static let fewBeyond = 4
  /// Of so many each is looked up.
  private static let manyBeyond = 64
  /// The characters of Chinese and Japanese.
  private static let haveNoCase: ClosedRange<UInt32> = 0x2E80...0xA4CF

  var asClass: CharacterClass {
    CharacterClass(
      ascii: possible, certain: certain, leads: leads, beyondIsBlank: !leads.isEmpty && beyondIsBlank,
      lastBytes: lastBytes)
  }
}

extension PatternParser {
  private static let digits = ByteSet("0123456789")
  private static let lower = ByteSet(0x61...0x7A)
  private static let upper = ByteSet(0x41...0x5A)
  private static let letters = lower.union(upper)
  private static let word = letters.union(digits).union(ByteSet("_"))
  private static let marks = ByteSet(0x21...0x2F).union(ByteSet(0x3A...0x40)).union(ByteSet(0x5B...0x60))
    .union(ByteSet(0x7B...0x7E))
  private static let horizontal = ByteSet("\t ")
  private static let vertical = ByteSet(0x0A...0x0D)

  /// `[…]`.
  mutating func characterClass(_ mode: Mode) throws(NotUnderstood) -> Node {
    // Word boundaries in disguise.
    if take("[[:<:]]") || take("[[:>:]]") { throw NotUnderstood() }
    at += 1
    let isNegated = take("^")
    var members = ClassMembers()
    var isFirst = true
    while true {
      guard at < bytes.count else { throw NotUnderstood() }
      // Quotation may stand in the middle of a range.
      if take("\\E") || take("\\Q") { throw NotUnderstood() }
      if bytes[at] == UInt8(ascii: "]"), !isFirst { break }
      isFirst = false
      if bytes[at] == UInt8(ascii: "["), at + 1 < bytes.count, bytes[at + 1] == UInt8(ascii: ":"),
        let named = try posixClass()
      {
        members.formUnion(named)
      } else if bytes[at] == UInt8(ascii: "\\"), let set = try classEscape(mode) {
        members.formUnion(set)
        // A hyphen after `\d` is itself, but what may follow it is a matter of versions.
        if at + 1 < bytes.count, bytes[at] == UInt8(ascii: "-"), bytes[at + 1] != UInt8(ascii: "]") {
          throw NotUnderstood()
        }
      } else {
        members.insert(try range(mode), caseless: mode.caseless)
      }
    }
    at += 1
    return .set((isNegated ? members.negated : members).asClass)
  }

  /// One character, or two with a hyphen between.
  private mutating func range(_ mode: Mode) throws(NotUnderstood) -> ClosedRange<UInt32> {
    let lower = try member()
    if take("\\E") || take("\\Q") { throw NotUnderstood() }
    guard at + 1 < bytes.count, bytes[at] == UInt8(ascii: "-"), bytes[at + 1] != UInt8(ascii: "]") else {
      return lower...lower
    }
    let hyphen = at
    at += 1
    if bytes[at] == UInt8(ascii: "["), at + 1 < bytes.count, bytes[at + 1] == UInt8(ascii: ":") {
      at = hyphen
      return lower...lower
    }
    if bytes[at] == UInt8(ascii: "\\") {
      // Before `\d` and the like a hyphen is itself; it is read as the next member.
      let start = at
      let isSet = try classEscape(mode) != nil
      at = start
      if isSet {
        at = hyphen
        return lower...lower
      }
    }
    let upper = try member()
    guard lower <= upper else { throw NotUnderstood() }
    return lower...upper
  }

  private mutating func member() throws(NotUnderstood) -> UInt32 {
    guard bytes[at] == UInt8(ascii: "\\") else { return try character() }
    guard at + 1 < bytes.count else { throw NotUnderstood() }
    switch bytes[at + 1] {
    case UInt8(ascii: "b"):
      at += 2
      return 0x08
    case UInt8(ascii: "1")...UInt8(ascii: "7"): throw NotUnderstood()
    default: return try escapedCharacter()
    }
  }

  /// `\d`, `\W`, `\p{…}` and the like; `nil`, and nothing read, where the escape is of another kind.
  mutating func classEscape(_ mode: Mode) throws(NotUnderstood) -> ClassMembers? {
    guard at + 1 < bytes.count else { throw NotUnderstood() }
    let letter = bytes[at + 1]
    let members: ClassMembers
    switch letter | 0x20 {
    case UInt8(ascii: "d"): members = .exactly(Self.digits, beyond: unicodeProperties)
    case UInt8(ascii: "w"): members = .exactly(Self.word, beyond: unicodeProperties)
    case UInt8(ascii: "s"): members = .exactly(Blanks.ascii, beyond: unicodeProperties, beyondIsBlank: true)
    case UInt8(ascii: "h"): members = .exactly(Self.horizontal, beyond: true, beyondIsBlank: true)
    case UInt8(ascii: "v"): members = .exactly(Self.vertical, beyond: true, beyondIsBlank: true)
    case UInt8(ascii: "p"): return try property(isNegated: letter == UInt8(ascii: "P"), mode)
    default: return nil
    }
    at += 2
    return letter & 0x20 == 0 ? members.negated : members
  }

  /// `\p{…}`, `\pL`, `\P{…}`, `\p{^…}`.
  private mutating func property(isNegated: Bool, _ mode: Mode) throws(NotUnderstood) -> ClassMembers {
    at += 2
    guard at < bytes.count else { throw NotUnderstood() }
    var name: [UInt8] = []
    var isNegated = isNegated
    if bytes[at] == UInt8(ascii: "{") {
      at += 1
      if take("^") { isNegated.toggle() }
      while at < bytes.count, bytes[at] != UInt8(ascii: "}") {
        name.append(bytes[at])
        at += 1
      }
      guard at < bytes.count else { throw NotUnderstood() }
    } else {
      name = [bytes[at]]
    }
    at += 1
    let string = String(decoding: name, as: UTF8.self)
    let members = ClassMembers(
      possible: Self.possible(string, caseless: mode.caseless), certain: Self.certain(string),
      leads: string == "Zs" ? Blanks.leads : .leads, beyondIsBlank: string == "Zs", lastBytes: nil)
    return isNegated ? members.negated : members
  }

  /// The ASCII characters that a property is sure to have; of most, that is not looked up.
  private static func certain(_ property: String) -> ByteSet {
    switch property {
    case "L", "L&": letters
    case "Lu": upper
    case "Ll": lower
    case "N", "Nd": digits
    case "Xan": letters.union(digits)
    default: ByteSet()
    }
  }

  private static func possible(_ property: String, caseless: Bool) -> ByteSet {
    switch property {
    // Newer versions of PCRE2 take either case, where case does not count.
    case "Ll": caseless ? letters : lower
    case "Lu": caseless ? letters : upper
    case "L", "Lt", "Lm", "Lo", "L&", "Lc": letters
    case "N", "Nd", "Nl", "No": digits
    case "P", "Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po", "S", "Sm", "Sc", "Sk", "So": marks
    case "M", "Mn", "Mc", "Me": ByteSet()
    case "Z", "Zs", "Zl", "Zp": ByteSet(" ")
    case "Xan": letters.union(digits)
    case "Xwd": word
    case "Latin", "Greek", "Cyrillic", "Arabic", "Hebrew", "Han", "Hiragana", "Katakana", "Hangul", "Thai",
      "Devanagari":
      // Scripts have no control characters, which are of no script.
      ByteSet(0x20...0x7E)
    default: .ascii
    }
  }

  /// `[:alpha:]`, `[:^alpha:]`; `nil`, and nothing read, where it is no such name.
  private mutating func posixClass() throws(NotUnderstood) -> ClassMembers? {
    let start = at
    at += 2
    let isNegated = take("^")
    var name: [UInt8] = []
    while at < bytes.count, (0x61...0x7A).contains(bytes[at]) {
      name.append(bytes[at])
      at += 1
    }
    guard take(":]") else {
      at = start
      throw NotUnderstood()
    }
    // With Unicode properties some names also take characters outside ASCII.
    let named: ByteSet
    switch String(decoding: name, as: UTF8.self) {
    case "alpha": named = Self.letters
    case "lower": named = Self.lower
    case "upper": named = Self.upper
    case "alnum": named = Self.letters.union(Self.digits)
    case "digit": named = Self.digits
    case "word": named = Self.word
    case "xdigit": named = Self.digits.union(ByteSet("abcdefABCDEF"))
    case "blank": named = Self.horizontal
    case "space": named = Blanks.ascii
    case "punct": named = Self.marks
    default: return ClassMembers(possible: .ascii, leads: .leads, beyondIsBlank: false, lastBytes: nil)
    }
    var members = ClassMembers.exactly(named, beyond: unicodeProperties)
    // Caseless, both become `alpha`.
    if named == Self.lower || named == Self.upper { members.possible = Self.letters }
    return isNegated ? members.negated : members
  }
}
