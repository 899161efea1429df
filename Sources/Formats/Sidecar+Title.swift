extension Sidecar {
  /// The bytes of a longer URL are not looked at; browsers and servers take few that are.
  private static let longestURL = 2_000
  /// So many words of a URL's path are a title, and not the name of a section.
  private static let fewestWords = 4
  /// From so many signs on, a last word with a digit in it is a number under which the page is filed.
  private static let shortestNumber = 5

  /// The title that a URL spells: `snow shuts three schools` of `https://news.example.org/2024/snow-shuts-three-schools-48151.html`.
  ///
  /// - Returns: `nil` where no part of its path has so many words, or it is far too long.
  static func title(of url: String) -> String? {
    guard url.utf8.count <= longestURL else { return nil }
    let all = url.prefix { $0 != "?" && $0 != "#" }.split(separator: "/")
    // The host is no title, and neither is the scheme before it.
    let parts = all.dropFirst(all.first?.last == ":" ? 2 : 1)
    let titles = parts.map(words).filter { $0.count >= fewestWords }
    return titles.max { $0.count < $1.count }?.joined(separator: " ")
  }

  /// The words of a part of a path, without an ending and the numbers round them.
  private static func words(of part: Substring) -> [Substring] {
    var part = decoded(part)[...]
    if let dot = part.lastIndex(of: "."), part[dot...].count <= 6 { part = part[..<dot] }
    var words = part.split { "-_+ ,".contains($0) }
    while let last = words.last, last.count >= shortestNumber, last.contains(where: \.isNumber) { words.removeLast() }
    while let first = words.first, first.count >= shortestNumber, first.allSatisfy(\.isNumber) { words.removeFirst() }
    return words.allSatisfy { $0.contains(where: \.isLetter) || $0.allSatisfy(\.isNumber) } ? words : []
  }

  /// With the bytes that `%` and two hexadecimal digits stand for.
  private static func decoded(_ text: Substring) -> String {
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      let digits = String(decoding: rest.prefix(2), as: UTF8.self)
      if byte == 0x25, digits.count == 2, digits.allSatisfy(\.isHexDigit), let value = UInt8(digits, radix: 16) {
        bytes.append(value)
        rest = rest.dropFirst(2)
      } else {
        bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
