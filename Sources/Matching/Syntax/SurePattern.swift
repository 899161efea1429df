/// Tells of most patterns, by reading them once, that PCRE2 is sure to accept them: those can be compiled when they are
/// first needed, and of a pack's patterns most texts need few.
///
/// It knows the plain constructs of PCRE2 10.42 and later alone. Of anything else, and of what is near one of PCRE2's bounds,
/// nothing is said: PCRE2 is asked.
struct SurePattern {
  let bytes: [UInt8]
  /// Whether blanks and comments are ignored at hand.
  private var isExtended: Bool
  var at = 0
  private var depth = 0
  private var groups = 0
  var mostReferred = 0
  var names: [ArraySlice<UInt8>] = []

  /// How deep groups are nested at most; PCRE2 takes 250.
  private static let mostDepth = 60
  /// How large the code may become, in bytes, as it is reckoned here; PCRE2 takes 65,535. Less than half of that, as what
  /// is taken for sound and is not fails only when it is first needed.
  private static let mostSize = 30_000
  /// The least that a character's code takes: regardless of case, k and s have a third one, and become a set of three
  /// bytes.
  private static let leastCharacter = 3
  /// PCRE2 takes 65,535.
  private static let mostRounds = 50_000
  /// The same in a look behind, whose length PCRE2 counts, and takes up to 65,535 characters.
  private static let mostRoundsBehind = 255
  /// PCRE2 takes 32 bytes.
  private static let longestName = 32

  /// What a part of a pattern becomes.
  enum Item {
    /// Takes nothing: what repeats it is left to PCRE2.
    case place(size: Int)
    /// Takes one character, for which its code stands once a quantifier, or twice.
    case character(size: Int)
    /// Takes one character of a class, whose code stands there once.
    case characterClass(size: Int)
    /// Several parts: each round is code of its own.
    case group(size: Int)

    var size: Int {
      switch self {
      case .place(let size), .character(let size), .characterClass(let size), .group(let size): size
      }
    }
  }

  /// Whether PCRE2 is sure to accept an expression's pattern.
  static func accepts(_ pattern: String, _ options: Expression.Options) -> Bool {
    var reader = SurePattern(pattern, isExtended: options.contains(.extended))
    guard reader.alternation() != nil, reader.at == reader.bytes.count else { return false }
    return reader.mostReferred <= reader.groups
  }

  private init(_ pattern: String, isExtended: Bool) {
    bytes = Array(pattern.utf8)
    self.isExtended = isExtended
  }

  /// The byte at hand; 0 at the end, where nothing is made of a NUL either.
  var next: UInt8 { at < bytes.count ? bytes[at] : 0 }

  func byte(after count: Int) -> UInt8 { at + count < bytes.count ? bytes[at + count] : 0 }

  /// Alternatives up to a closing parenthesis or the end: their size; `nil` where nothing is sure.
  private mutating func alternation() -> Int? {
    depth += 1
    // What is set within a group ends with it.
    let wasExtended = isExtended
    defer { (depth, isExtended) = (depth - 1, wasExtended) }
    guard depth < Self.mostDepth else { return nil }
    var size = 8
    while true {
      guard let more = sequence() else { return nil }
      size += more + 3
      guard size <= Self.mostSize else { return nil }
      guard at < bytes.count, bytes[at] == UInt8(ascii: "|") else { return size }
      at += 1
    }
  }

  private mutating func sequence() -> Int? {
    var size = 0
    // What a quantifier would repeat; nothing where none may stand.
    var last = Item.place(size: 0)
    while at < bytes.count {
      let byte = bytes[at]
      switch byte {
      case UInt8(ascii: "|"), UInt8(ascii: ")"): return size
      case UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "?"), UInt8(ascii: "{"):
        guard let rounds = quantifier() else { return nil }
        switch last {
        case .place: return nil
        case .character(let once): size += once + 12
        case .characterClass: size += 12
        case .group(let once): size += (once + 8) * rounds - once + 8
        }
        last = .place(size: 0)
      case 0x09...0x0D where isExtended, 0x20 where isExtended: at += 1
      case UInt8(ascii: "#") where isExtended:
        while at < bytes.count, bytes[at] != 0x0A { at += 1 }
      case UInt8(ascii: "^"), UInt8(ascii: "$"):
        at += 1
        (last, size) = (.place(size: 1), size + 1)
      case UInt8(ascii: "."):
        at += 1
        (last, size) = (.character(size: 1), size + 1)
      case UInt8(ascii: "\\"):
        guard let item = escape() else { return nil }
        (last, size) = (item, size + item.size)
      case UInt8(ascii: "["):
        guard let members = characterClass() else { return nil }
        (last, size) = (.characterClass(size: members), size + members)
      case UInt8(ascii: "("):
        guard let item = group() else { return nil }
        size += item.size
        last = item
      default:
        guard let length = character(byte) else { return nil }
        let code = max(length + 1, Self.leastCharacter)
        (last, size) = (.character(size: code), size + code)
      }
      if size > Self.mostSize { return nil }
    }
    return size
  }

  /// A character that means itself.
  private mutating func character(_ byte: UInt8) -> Int? {
    // Blanks outside ASCII that free spacing ignores, not in every version: the next line, marks of direction, separators.
    if isExtended, byte == 0xC2 || byte == 0xE2 {
      if byte == 0xC2, self.byte(after: 1) == 0x85 { return nil }
      if byte == 0xE2, self.byte(after: 1) == 0x80, Self.blankEnds.contains(self.byte(after: 2)) { return nil }
    }
    let length = Self.length(byte)
    at += length
    return length
  }

  /// The last bytes of U+200E, U+200F, U+2028 and U+2029.
  private static let blankEnds = ByteSet(0x8E...0x8F).union(ByteSet(0xA8...0xA9))

  static func length(_ lead: UInt8) -> Int { lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4 }

  /// How many rounds are spelled out of what is repeated.
  private mutating func quantifier() -> Int? {
    var rounds = 1
    if bytes[at] == UInt8(ascii: "{") {
      at += 1
      guard let least = number() else { return nil }
      rounds = max(least, 1)
      if next == UInt8(ascii: ",") {
        at += 1
        if next != UInt8(ascii: "}") {
          guard let most = number(), most >= least else { return nil }
          rounds = max(most, 1)
        }
      }
      guard next == UInt8(ascii: "}") else { return nil }
    }
    at += 1
    if next == UInt8(ascii: "?") || next == UInt8(ascii: "+") { at += 1 }
    return rounds
  }

  private mutating func number() -> Int? {
    let start = at
    var value = 0
    while at < bytes.count, at < start + 5, 0x30...0x39 ~= bytes[at] {
      value = value * 10 + Int(bytes[at] - 0x30)
      at += 1
    }
    return at > start && value <= Self.mostRounds ? value : nil
  }

  // MARK: Groups

  private mutating func group() -> Item? {
    at += 1
    guard next == UInt8(ascii: "?") else {
      // `(*…)`: verbs and the like.
      if next == UInt8(ascii: "*") { return nil }
      groups += 1
      return rest()
    }
    at += 1
    switch next {
    case UInt8(ascii: ":"), UInt8(ascii: ">"):
      at += 1
      return rest()
    case UInt8(ascii: "="), UInt8(ascii: "!"):
      at += 1
      return rest().map { .place(size: $0.size) }
    case UInt8(ascii: "<"):
      at += 1
      if next == UInt8(ascii: "=") || next == UInt8(ascii: "!") { return lookbehind() }
      return named()
    default: return settings()
    }
  }

  private mutating func rest() -> Item? {
    guard let size = alternation(), next == UInt8(ascii: ")"), size <= Self.mostSize else { return nil }
    at += 1
    return .group(size: size)
  }

  private mutating func named() -> Item? {
    let start = at
    while ByteSet.word.contains(next) { at += 1 }
    let name = bytes[start..<at]
    guard next == UInt8(ascii: ">"), let first = name.first, !(0x30...0x39 ~= first), name.count <= Self.longestName,
      !names.contains(name)
    else { return nil }
    names.append(name)
    groups += 1
    at += 1
    return rest()
  }

  /// `(?i)`, `(?x-s)`, `(?i:…)`.
  private mutating func settings() -> Item? {
    var (isOn, extends) = (true, isExtended)
    while at < bytes.count {
      let letter = bytes[at]
      at += 1
      switch letter {
      case UInt8(ascii: "i"), UInt8(ascii: "s"): continue
      case UInt8(ascii: "x"):
        // `xx` changes what stands in classes.
        if next == UInt8(ascii: "x") { return nil }
        extends = isOn
      case UInt8(ascii: "-"):
        if !isOn { return nil }
        isOn = false
      case UInt8(ascii: ":"):
        let before = isExtended
        isExtended = extends
        defer { isExtended = before }
        return rest()
      case UInt8(ascii: ")"):
        isExtended = extends
        return .place(size: 0)
      default: return nil
      }
    }
    return nil
  }

  /// A look behind must be of a known length, so that what repeats and what has ways of its own is left to PCRE2.
  private mutating func lookbehind() -> Item? {
    at += 1
    let start = at
    var (takesOne, size) = (false, 16)
    while at < bytes.count, bytes[at] != UInt8(ascii: ")") {
      let before = takesOne
      takesOne = false
      switch bytes[at] {
      case UInt8(ascii: "\\"):
        // `\R` and `\X` take what they find.
        guard !ByteSet("RX0123456789kg").contains(byte(after: 1)), let item = escape() else { return nil }
        if case .character = item { takesOne = true }
        size += 2 * item.size + 12
      case UInt8(ascii: "["):
        guard let members = characterClass() else { return nil }
        takesOne = true
        size += members + 12
      case UInt8(ascii: "{"):
        at += 1
        guard before, let rounds = number(), rounds <= Self.mostRoundsBehind, next == UInt8(ascii: "}") else {
          return nil
        }
        at += 1
      case UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "?"), UInt8(ascii: "("): return nil
      case UInt8(ascii: "#") where isExtended: return nil
      case 0x80...0xFF where isExtended: return nil
      default:
        // As each may be an alternative.
        size += 8
        at += Self.length(bytes[at])
      }
    }
    guard at < bytes.count, at > start, at - start < 200 else { return nil }
    at += 1
    return .place(size: size)
  }
}
