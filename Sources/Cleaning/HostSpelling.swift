/// How hosts are spelt: `bücher.example` is `xn--bcher-kva.example` where only ASCII will do, as in the links of many pages.
enum HostSpelling {
  private static let prefix = Array("xn--".utf8)
  /// No host is longer, and no label of one, in bytes (RFC 1035, section 2.3.4). To decode takes time with the square of
  /// a label's length, and a sidecar may have anything for a source.
  private static let (longestHost, longestLabel) = (255, 63)

  /// A host or a glob of hosts with its letters; labels that are no punycode, or longer than labels are, stay as they
  /// are, and so does what is too long for a host.
  static func letters(_ host: String) -> String {
    guard host.utf8.count <= longestHost else { return host }
    let bytes = Array(host.utf8)
    guard bytes.indices.contains(where: { bytes[$0...].starts(with: prefix) }) else { return host }
    return host.split(separator: ".", omittingEmptySubsequences: false).map { label in
      guard label.utf8.count <= longestLabel, label.utf8.starts(with: prefix) else { return String(label) }
      return decode(label.utf8.dropFirst(prefix.count)) ?? String(label)
    }.joined(separator: ".")
  }

  // The parameters of RFC 3492, section 5.
  private static let base = 36
  private static let (lowest, highest) = (1, 26)
  private static let (skew, damp) = (38, 700)
  private static let (firstBias, firstScalar) = (72, 0x80)

  /// Punycode without its prefix as text (RFC 3492, section 6.2); `nil` where it is none.
  static func decode(_ code: some Collection<UInt8>) -> String? {
    let code = Array(code)
    guard code.allSatisfy({ $0 < 0x80 }) else { return nil }
    let plain = code.lastIndex(of: UInt8(ascii: "-")) ?? 0
    var scalars = code[..<plain].map { Unicode.Scalar($0) }
    var (value, bias, index) = (firstScalar, firstBias, 0)
    var place = plain > 0 ? plain + 1 : 0
    while place < code.count {
      let before = index
      var (weight, step) = (1, base)
      while true {
        guard place < code.count, let digit = digit(code[place]) else { return nil }
        place += 1
        index += digit * weight
        let threshold = min(max(step - bias, lowest), highest)
        if digit < threshold { break }
        weight *= base - threshold
        // No name is near that, and nothing may overflow.
        guard index < 1 << 40, weight < 1 << 40 else { return nil }
        step += base
      }
      bias = adapted(index - before, scalars.count + 1, isFirst: before == 0)
      value += index / (scalars.count + 1)
      index %= scalars.count + 1
      guard let scalar = UInt32(exactly: value).flatMap(Unicode.Scalar.init) else { return nil }
      scalars.insert(scalar, at: index)
      index += 1
    }
    var text = ""
    text.unicodeScalars.append(contentsOf: scalars)
    return text
  }

  private static func digit(_ byte: UInt8) -> Int? {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"): Int(byte - UInt8(ascii: "a"))
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): Int(byte - UInt8(ascii: "A"))
    case UInt8(ascii: "0")...UInt8(ascii: "9"): Int(byte - UInt8(ascii: "0")) + 26
    default: nil
    }
  }

  private static func adapted(_ delta: Int, _ count: Int, isFirst: Bool) -> Int {
    var delta = isFirst ? delta / damp : delta / 2
    delta += delta / count
    var step = 0
    while delta > (base - lowest) * highest / 2 {
      delta /= base - lowest
      step += base
    }
    return step + (base - lowest + 1) * delta / (delta + skew)
  }
}
