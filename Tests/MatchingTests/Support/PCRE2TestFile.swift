import Matching

/// A reader of PCRE2's own test files, as far as it needs to go: patterns between slashes with the modifiers that an
/// expression has, and their subject lines. What it does not know it leaves out.
struct PCRE2TestFile {
  private(set) var expressions: [Expression] = []
  private(set) var subjects: [[UInt8]] = []

  init(_ bytes: [UInt8]) {
    var lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)[...]
    while let line = lines.popFirst() {
      if line.first == UInt8(ascii: "/") {
        var pattern = Array(line.dropFirst())
        while Self.closing(pattern) == nil, let next = lines.popFirst() { pattern += [0x0A] + next }
        if let end = Self.closing(pattern) { add(pattern[..<end], pattern[(end + 1)...]) }
      } else if line.starts(with: [0x20, 0x20, 0x20, 0x20]) {
        subjects.append(Self.unescaped(Array(line.dropFirst(4))))
      }
    }
  }

  private static func closing(_ pattern: [UInt8]) -> Int? {
    var isEscaped = false
    for (index, byte) in pattern.enumerated() {
      if byte == UInt8(ascii: "/"), !isEscaped { return index }
      isEscaped = byte == UInt8(ascii: "\\") && !isEscaped
    }
    return nil
  }

  private mutating func add(_ pattern: ArraySlice<UInt8>, _ modifiers: ArraySlice<UInt8>) {
    guard let text = String(validating: pattern, as: UTF8.self) else { return }
    var options: Expression.Options = []
    for word in String(decoding: modifiers, as: UTF8.self).split(separator: ",") {
      switch word {
      case "utf", "dupnames", "no_auto_possess", "mark": break
      case "ucp": options.insert(.unicodeProperties)
      case "caseless": options.insert(.caseless)
      case "dotall": options.insert(.dotAll)
      case "extended": options.insert(.extended)
      default:
        for letter in word where letter.isLetter {
          switch letter {
          case "i": options.insert(.caseless)
          case "s": options.insert(.dotAll)
          case "x": options.insert(.extended)
          default: break
          }
        }
      }
    }
    for subject in [Expression.Subject.document, .line(minimum: 0, maximum: 200)] {
      expressions.append(Expression(text, options: options, subject: subject))
    }
  }

  /// A subject line's text: `\n`, `\t`, `\x{…}` and their like are what they stand for.
  private static func unescaped(_ line: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    var rest = line[...]
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "\\"), let letter = rest.popFirst() else {
        result.append(byte)
        continue
      }
      switch letter {
      case UInt8(ascii: "n"): result.append(0x0A)
      case UInt8(ascii: "r"): result.append(0x0D)
      case UInt8(ascii: "t"): result.append(0x09)
      case UInt8(ascii: "x"): result += character(&rest)
      case UInt8(ascii: "="): return result
      default: result.append(letter)
      }
    }
    return Array(String(decoding: result, as: UTF8.self).utf8)
  }

  private static func character(_ rest: inout ArraySlice<UInt8>) -> [UInt8] {
    var digits: [UInt8] = []
    if rest.first == UInt8(ascii: "{") {
      rest.removeFirst()
      while let digit = rest.popFirst(), digit != UInt8(ascii: "}") { digits.append(digit) }
    } else {
      while digits.count < 2, let digit = rest.first, Character(Unicode.Scalar(digit)).isHexDigit {
        digits.append(digit)
        rest.removeFirst()
      }
    }
    let value = UInt32(String(decoding: digits, as: UTF8.self), radix: 16) ?? 0x20
    return Array(String(Character(Unicode.Scalar(value) ?? " ")).utf8)
  }
}
