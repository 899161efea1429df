/// A set of byte values.
struct ByteSet: Hashable, Sendable {
  private var low: (UInt64, UInt64) = (0, 0)
  private var high: (UInt64, UInt64) = (0, 0)

  static func == (left: ByteSet, right: ByteSet) -> Bool { left.low == right.low && left.high == right.high }

  func hash(into hasher: inout Hasher) {
    // As one number: sets are looked up by thousands, and four would take most of that time.
    let one = low.0 &* 0x9E37_79B9_7F4A_7C15 ^ low.1
    let other = high.0 &* 0xC2B2_AE3D_27D4_EB4F ^ high.1
    hasher.combine(one ^ other &* 0x1656_67B1_9E37_79F9)
  }

  /// No byte.
  init() {}

  /// The ASCII characters of a string.
  init(_ characters: StaticString) {
    self.init()
    for scalar in characters.description.unicodeScalars where scalar.isASCII { insert(UInt8(scalar.value)) }
  }

  /// A stretch of bytes.
  init(_ range: ClosedRange<UInt8>) {
    self.init()
    for byte in range { insert(byte) }
  }

  static let ascii = ByteSet(0x00...0x7F)
  static let all = ByteSet(0x00...0xFF)
  /// The letters and digits of ASCII.
  static let alphanumerics = ByteSet(0x30...0x39).union(ByteSet(0x41...0x5A)).union(ByteSet(0x61...0x7A))
  /// What `\\w` takes of ASCII.
  static let word = alphanumerics.union(ByteSet("_"))
  /// The bytes with which a character outside ASCII begins.
  static let leads = ByteSet(0xC2...0xF4)

  var isEmpty: Bool { low == (0, 0) && high == (0, 0) }

  var count: Int {
    low.0.nonzeroBitCount + low.1.nonzeroBitCount + high.0.nonzeroBitCount + high.1.nonzeroBitCount
  }

  func contains(_ byte: UInt8) -> Bool {
    let bit = UInt64(1) &<< UInt64(byte & 63)
    switch byte >> 6 {
    case 0: return low.0 & bit != 0
    case 1: return low.1 & bit != 0
    case 2: return high.0 & bit != 0
    default: return high.1 & bit != 0
    }
  }

  mutating func insert(_ byte: UInt8) {
    let bit = UInt64(1) &<< UInt64(byte & 63)
    switch byte >> 6 {
    case 0: low.0 |= bit
    case 1: low.1 |= bit
    case 2: high.0 |= bit
    default: high.1 |= bit
    }
  }

  mutating func remove(_ byte: UInt8) {
    guard contains(byte) else { return }
    let bit = UInt64(1) &<< UInt64(byte & 63)
    switch byte >> 6 {
    case 0: low.0 ^= bit
    case 1: low.1 ^= bit
    case 2: high.0 ^= bit
    default: high.1 ^= bit
    }
  }

  mutating func formUnion(_ other: ByteSet) {
    low = (low.0 | other.low.0, low.1 | other.low.1)
    high = (high.0 | other.high.0, high.1 | other.high.1)
  }

  func union(_ other: ByteSet) -> ByteSet {
    var copy = self
    copy.formUnion(other)
    return copy
  }

  /// The ASCII characters that are not in the set.
  var asciiComplement: ByteSet {
    var result = ByteSet()
    result.low = (~low.0, ~low.1)
    return result
  }

  func subtracting(_ other: ByteSet) -> ByteSet {
    var copy = self
    copy.low = (low.0 & ~other.low.0, low.1 & ~other.low.1)
    copy.high = (high.0 & ~other.high.0, high.1 & ~other.high.1)
    return copy
  }

  mutating func formIntersection(_ other: ByteSet) {
    low = (low.0 & other.low.0, low.1 & other.low.1)
    high = (high.0 & other.high.0, high.1 & other.high.1)
  }

  func intersection(_ other: ByteSet) -> ByteSet {
    var copy = self
    copy.formIntersection(other)
    return copy
  }

  func isSubset(of other: ByteSet) -> Bool {
    union(other) == other
  }

  func isDisjoint(with other: ByteSet) -> Bool {
    low.0 & other.low.0 == 0 && low.1 & other.low.1 == 0 && high.0 & other.high.0 == 0 && high.1 & other.high.1 == 0
  }

  /// A bit for each byte, from the lowest on.
  var words: (UInt64, UInt64, UInt64, UInt64) { (low.0, low.1, high.0, high.1) }

  /// The members, ascending.
  var members: [UInt8] {
    var members: [UInt8] = []
    members.reserveCapacity(count)
    for (place, word) in [low.0, low.1, high.0, high.1].enumerated() {
      var left = word
      while left != 0 {
        members.append(UInt8(place * 64 + left.trailingZeroBitCount))
        left &= left - 1
      }
    }
    return members
  }
}
