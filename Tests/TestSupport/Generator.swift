/// Random numbers that are the same in each run (SplitMix64), so that what was found once is found again.
public struct Generator: RandomNumberGenerator {
  private var state: UInt64

  /// A generator of one sequence.
  public init(seed: UInt64) {
    // Far from the generator's own step, or neighbouring seeds would give the same numbers, one place apart.
    state = (seed &+ 1) &* 0xD134_2543_DE82_EF95
  }

  /// The next number.
  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// One element of some.
  public mutating func pick<Element>(_ elements: [Element]) -> Element {
    elements[Int.random(in: 0..<elements.count, using: &self)]
  }

  /// Bytes that are hard on a reader of text: line ends of all forms, marks, broken and whole UTF-8.
  public mutating func hostileBytes(upTo limit: Int) -> [UInt8] {
    let pieces: [[UInt8]] = [
      [0x0A], [0x0D, 0x0A], [0x0D], [0x0A, 0x0D], [0xEF, 0xBB, 0xBF], [0x00], [0xFF], [0xC3], [0xC3, 0xA4],
      [0xE2, 0x80], [0xE2, 0x80, 0x93], [0xF0, 0x9F, 0x98, 0x80], [0xED, 0xA0, 0x80], [0xC2, 0xA0], [0x20], [0x09],
      Array("Advertisement".utf8), Array("a word".utf8), Array("Read more".utf8), [0x7F], [0xE2, 0x80, 0xA8],
      [0xEF, 0xBF, 0xBD], [0xC0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0x0A, 0x0A],
    ]
    var bytes: [UInt8] = []
    let length = Int.random(in: 0...limit, using: &self)
    // Some documents keep to one form of line end and whole characters, so that the plain ways are trodden, too.
    let tame =
      Bool.random(using: &self) ? pieces : [[0x0D, 0x0A], Array("Advertisement".utf8), Array("Zwölf".utf8), [0x20]]
    while bytes.count < length { bytes += pick(tame) }
    return bytes
  }
}
