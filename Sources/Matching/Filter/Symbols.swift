/// The bytes of which steps ask whether they come next, and whether the text's end is among them.
struct SymbolSet: Hashable, Sendable {
  var bytes: ByteSet
  var takesEnd = false

  /// What stands at a line's end.
  static let lineEnd = SymbolSet(bytes: ByteSet(0x0A...0x0A), takesEnd: true)
  static let textEnd = SymbolSet(bytes: ByteSet(), takesEnd: true)
}

/// Sets by number.
struct SymbolSets: Sendable {
  private(set) var all: [SymbolSet] = []
  private var numbers: [SymbolSet: Int32] = [:]
  /// The numbers of single bytes and of letters in both cases, of which most of all patterns are made; -1 where there is none as yet.
  private var ofBytes: [Int32] = []

  /// The number of the set of one byte, or of that byte and its other case.
  mutating func number(of byte: UInt8, inBothCases: Bool) -> Int32 {
    let place = Int(byte) * 2 + (inBothCases ? 1 : 0)
    if ofBytes.isEmpty { ofBytes = [Int32](repeating: -1, count: 512) }
    if ofBytes[place] >= 0 { return ofBytes[place] }
    var bytes = ByteSet(byte...byte)
    if inBothCases { bytes.insert(byte ^ 0x20) }
    let number = number(of: SymbolSet(bytes: bytes))
    ofBytes[place] = number
    return number
  }

  mutating func number(of set: SymbolSet) -> Int32 {
    if let known = numbers[set] { return known }
    let number = Int32(all.count)
    all.append(set)
    numbers[set] = number
    return number
  }
}

/// The bytes that all sets treat alike, as one symbol each; and one symbol for the text's end.
struct Symbols: Sendable {
  /// What a symbol's bytes are to a word.
  enum Kind: UInt32, Sendable {
    case other = 0
    case word = 1
    /// Not known: characters outside ASCII.
    case unsure = 2
  }

  /// The symbol of each byte.
  let ofByte: [UInt8]
  /// The number of symbols.
  let count: Int
  /// The symbol of the bytes that continue a character.
  let continuation: Int
  /// The symbol of the text's end.
  let end: Int
  /// What each symbol's bytes are to a word.
  let kinds: [Kind]
  /// Whether the symbol's bytes stand, in a ``Shadow``, for characters outside ASCII, too.
  let isPartner: [Bool]
  /// For each symbol and set, whether the set has it.
  private let members: [Bool]
  private let sets: Int
  /// For each set, whether it takes characters outside ASCII.
  let takesBeyond: [Bool]

  init(_ sets: SymbolSets) {
    var numbers: [[UInt64]: UInt8] = [:]
    var ofByte = [UInt8](repeating: 0, count: 256)
    var examples: [UInt8] = []
    var kinds: [Kind] = []
    var isPartner: [Bool] = []
    for byte in UInt8.min...UInt8.max {
      // No set has them: an empty signature.
      var signature: [UInt64] = []
      if !(0x80...0xBF).contains(byte) {
        signature = [UInt64](repeating: 0, count: sets.all.count / 64 + 1)
        for (number, set) in sets.all.enumerated() where set.bytes.contains(byte) {
          signature[number / 64] |= 1 << UInt64(number % 64)
        }
      }
      let kind: Kind = byte >= 0x80 ? .unsure : ByteSet.word.contains(byte) ? .word : .other
      let partner = byte == UInt8(ascii: "k") || byte == UInt8(ascii: "s")
      signature.append(UInt64(kind.rawValue) << 1 | (partner ? 1 : 0))
      if let known = numbers[signature] {
        ofByte[Int(byte)] = known
      } else {
        // No more than 256, for bytes that continue a character are alike.
        let symbol = UInt8(examples.count)
        numbers[signature] = symbol
        ofByte[Int(byte)] = symbol
        examples.append(byte)
        kinds.append(kind)
        isPartner.append(partner)
      }
    }
    self.ofByte = ofByte
    end = examples.count
    count = examples.count + 1
    continuation = Int(ofByte[0x80])
    self.kinds = kinds + [.other]
    self.isPartner = isPartner + [false]
    var members: [Bool] = []
    members.reserveCapacity(sets.all.count * count)
    for example in examples {
      for set in sets.all { members.append(example & 0xC0 != 0x80 && set.bytes.contains(example)) }
    }
    for set in sets.all { members.append(set.takesEnd) }
    self.sets = sets.all.count
    self.members = members
    takesBeyond = sets.all.map { !$0.bytes.isDisjoint(with: .leads) }
  }

  /// Whether a set has a symbol; in a ``Shadow``, whether it may have one of the characters that it stands for.
  func has(_ set: Int32, _ symbol: Int, isLoose: Bool) -> Bool {
    members[symbol * sets + Int(set)] || (isLoose && isPartner[symbol] && takesBeyond[Int(set)])
  }

  /// What a symbol is to a word, so far as that is sure.
  func kind(_ symbol: Int, isLoose: Bool) -> Kind { isLoose && isPartner[symbol] ? .unsure : kinds[symbol] }
}
