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
    // What bytes are to a word and whether they stand for others; bytes that continue a character are in no set.
    var ofByte = (UInt8.min...UInt8.max).map { byte -> UInt8 in
      if (0x80...0xBF).contains(byte) { return 0 }
      if byte >= 0x80 { return 1 }
      if byte == UInt8(ascii: "k") || byte == UInt8(ascii: "s") { return 2 }
      return ByteSet.word.contains(byte) ? 3 : 4
    }
    // Each set parts the bytes of each symbol that it has some of, but not all.
    var parts = Parts(ofByte, count: 5)
    for set in sets.all { parts.part(by: set.bytes) }
    ofByte = parts.ofByte
    // Numbered by the byte of each that texts have most, so that the order of the sets makes no difference, and what a
    // state is nearly always left by stands close together in its row.
    var numbers = [UInt8?](repeating: nil, count: 256)
    var examples: [UInt8] = []
    for byte in Self.order {
      let part = Int(ofByte[Int(byte)])
      if numbers[part] == nil {
        numbers[part] = UInt8(examples.count)
        examples.append(byte)
      }
    }
    ofByte = ofByte.map { numbers[Int($0)] ?? 0 }
    let kinds = examples.map { $0 >= 0x80 ? Kind.unsure : ByteSet.word.contains($0) ? .word : .other }
    let isPartner = examples.map { $0 == UInt8(ascii: "k") || $0 == UInt8(ascii: "s") }
    self.ofByte = ofByte
    end = examples.count
    self.count = examples.count + 1
    continuation = Int(ofByte[0x80])
    self.kinds = kinds + [.other]
    self.isPartner = isPartner + [false]
    var members: [Bool] = []
    members.reserveCapacity(sets.all.count * self.count)
    for example in examples {
      for set in sets.all { members.append(example & 0xC0 != 0x80 && set.bytes.contains(example)) }
    }
    for set in sets.all { members.append(set.takesEnd) }
    self.sets = sets.all.count
    self.members = members
    takesBeyond = sets.all.map { !$0.bytes.isDisjoint(with: .leads) }
  }

  /// All bytes, those that texts in Latin letters have most first, roughly.
  private static let order: [UInt8] = {
    let frequent = Array(" etaonisrhldcumfpgwybvk".utf8) + [0x80] + Array(".,\n".utf8)
    return frequent + (UInt8.min...UInt8.max).filter { !frequent.contains($0) }
  }()

  /// Whether a set has a symbol; in a ``Shadow``, whether it may have one of the characters that it stands for.
  func has(_ set: Int32, _ symbol: Int, isLoose: Bool) -> Bool {
    members[symbol * sets + Int(set)] || (isLoose && isPartner[symbol] && takesBeyond[Int(set)])
  }

  /// For each set, its symbols in a text that is no ``Shadow``, ascending.
  var ofSets: [[Int32]] {
    var all = [[Int32]](repeating: [], count: sets)
    for symbol in 0..<count {
      for set in 0..<sets where members[symbol * sets + set] { all[set].append(Int32(symbol)) }
    }
    return all
  }

  /// What a symbol is to a word, so far as that is sure.
  func kind(_ symbol: Int, isLoose: Bool) -> Kind { isLoose && isPartner[symbol] ? .unsure : kinds[symbol] }
}

/// Bytes in parts that grow in number: those that some set has, and others, in different ones.
private struct Parts {
  private(set) var ofByte: [UInt8]
  private var sizes: [Int]
  private var taken: [Int]
  private var fresh: [UInt8]

  init(_ ofByte: [UInt8], count: Int) {
    self.ofByte = ofByte
    sizes = [Int](repeating: 0, count: count)
    for part in ofByte { sizes[Int(part)] += 1 }
    // No more than 256, for the 64 bytes that continue a character are alike.
    taken = [Int](repeating: 0, count: 256)
    fresh = [UInt8](repeating: 0, count: 256)
  }

  /// Gives those bytes of each part that a set has a part of their own, unless it has them all.
  mutating func part(by set: ByteSet) {
    // Bytes that continue a character are in none, whatever it says.
    let members = set.subtracting(Self.continuations).members
    for byte in members { taken[Int(ofByte[Int(byte)])] += 1 }
    let known = sizes.count
    for byte in members {
      let part = Int(ofByte[Int(byte)])
      guard part < known, taken[part] < sizes[part] else { continue }
      if fresh[part] == 0 {
        fresh[part] = UInt8(sizes.count)
        sizes.append(0)
      }
      ofByte[Int(byte)] = fresh[part]
      sizes[Int(fresh[part])] += 1
    }
    for part in 0..<known where taken[part] > 0 {
      if fresh[part] > 0 { sizes[part] -= taken[part] }
      (taken[part], fresh[part]) = (0, 0)
    }
  }

  private static let continuations = ByteSet(0x80...0xBF)
}
