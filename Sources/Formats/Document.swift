/// How the lines of a file end.
public enum Newline: String, Sendable, Equatable {
  /// Line feed.
  case lf
  /// Carriage return and line feed.
  case crlf
  /// Carriage return alone.
  case cr

  var bytes: [UInt8] {
    switch self {
    case .lf: [0x0A]
    case .crlf: [0x0D, 0x0A]
    case .cr: [0x0D]
    }
  }
}

/// A line whose end is not as the others are.
public struct NewlineException: Sendable, Equatable {
  /// The line, from 1.
  public let line: Int
  /// How it ends.
  public let form: Newline
}

/// A file's bytes as text: UTF-8 without a byte order mark, lines ending in LF, and the way back to the raw bytes.
public struct Document: Sendable {
  /// What to do with bytes that are not UTF-8.
  public enum InvalidBytes: String, Sendable, CaseIterable {
    /// Put U+FFFD in their place; the record keeps the original whole.
    case replace
    /// Refuse the document.
    case reject
    /// Find the character set that they are in and convert them; where none fits, do as `replace` does.
    case legacy
  }

  /// Bytes that are not UTF-8, under the policy that refuses them; or a file that begins as another Unicode encoding does and
  /// can't be read as that, under the one that converts.
  public struct NotUTF8: Error, Equatable, CustomStringConvertible {
    /// The offset of the first such byte in the file.
    public let offset: Int
    /// The encoding that the file's byte order mark is of, where that is not UTF-8.
    public var mark: String?
    /// The encoding that the file is said to be in, where it can't be read as that.
    public var named: String?

    /// One line for a human.
    public var description: String {
      if let named { return "it can't be read as \(named), which it is said to be in" }
      return mark.map { "it begins as \($0) does and can't be read as that: it may have been cut short" }
        ?? "byte \(offset) is not UTF-8"
    }
  }

  /// The text.
  public let text: [UInt8]
  /// The character set that the file is in, in lower case.
  public var encoding: String { charset.name }
  /// The byte order mark that the file began with; empty where there was none.
  public let byteOrderMark: [UInt8]
  /// How most lines end; LF where there is no line end.
  public let newline: Newline
  /// The lines that end otherwise, ascending.
  public let newlineExceptions: [NewlineException]
  /// How many pieces of bytes that are not UTF-8 became U+FFFD.
  public let replacements: Int
  let charset: Charset
  private let map: OffsetMap
  /// Of another character set than UTF-8: the file as UTF-8, which `map` leads to.
  private let converted: [UInt8]?
  /// Of another character set than UTF-8: places in `converted` and in the file, not far from one another.
  private let waypoints: [Waypoint]

  private struct Waypoint: Sendable {
    let converted: Int
    let raw: Int
  }

  /// Reads a file's bytes.
  ///
  /// - Parameter encoding: What the file is said to be in; `nil`: that is to be found out.
  /// - Throws: ``NotUTF8`` under the policy `reject`; under `legacy` where a byte order mark promises what the file is not; and
  ///   where it is not in the encoding that it is said to be in.
  public init(_ raw: [UInt8], invalidBytes: InvalidBytes, encoding: TextEncoding? = nil) throws(NotUTF8) {
    if let legacy = try Self.legacy(raw, invalidBytes, encoding) {
      charset = legacy.charset
      byteOrderMark = Array(raw.prefix(legacy.mark))
      converted = legacy.text
      let decoder = Self.decodeValid(legacy.text)
      (newline, newlineExceptions) = decoder.newlines()
      replacements = 0
      text = decoder.isPlain ? legacy.text : decoder.text
      map = decoder.map
      waypoints = Self.waypoints(legacy.text, in: legacy.charset, from: legacy.mark)
      return
    }
    charset = .utf8
    converted = nil
    waypoints = []
    byteOrderMark = raw.starts(with: [0xEF, 0xBB, 0xBF]) ? [0xEF, 0xBB, 0xBF] : []
    let start = byteOrderMark.count
    var decoder = Decoder(map: OffsetMap(start: start))
    try decoder.run(raw, from: start, invalidBytes)
    (newline, newlineExceptions) = decoder.newlines()
    replacements = decoder.replacements
    text = decoder.isPlain ? (start == 0 ? raw : Array(raw[start...])) : decoder.text
    map = decoder.map
  }

  /// The raw bytes that a stretch of text came from.
  func rawRange(_ range: Range<Int>) -> Range<Int> {
    let start = raw(range.lowerBound)
    return start..<max(start, raw(range.upperBound))
  }

  private func raw(_ offset: Int) -> Int {
    let offset = map.raw(offset)
    guard let converted, let index = Self.lastIndex(waypoints, upTo: offset) else { return offset }
    let near = waypoints[index]
    return near.raw + (charset.encode(Array(converted[near.converted..<offset]))?.count ?? offset - near.converted)
  }

  private static func lastIndex(_ waypoints: [Waypoint], upTo offset: Int) -> Int? {
    var low = 0
    var high = waypoints.count
    while low < high {
      let middle = (low + high) / 2
      if waypoints[middle].converted <= offset { low = middle + 1 } else { high = middle }
    }
    return low > 0 ? low - 1 : nil
  }

  /// The character sets that are converted keep no state, so a stretch of the text is a stretch of the file.
  private static func waypoints(_ text: [UInt8], in charset: Charset, from mark: Int) -> [Waypoint] {
    var all = [Waypoint(converted: 0, raw: mark)]
    var start = 0
    var raw = mark
    while text.count - start > 4096 {
      var end = start + 4096
      while end > start, text[end] & 0xC0 == 0x80 { end -= 1 }
      raw += charset.encode(Array(text[start..<end]))?.count ?? end - start
      all.append(Waypoint(converted: end, raw: raw))
      start = end
    }
    return all
  }

  /// The bytes as UTF-8 where they are of another character set: the one that they are said to be in, or one that is found.
  private static func legacy(
    _ raw: [UInt8], _ policy: InvalidBytes, _ encoding: TextEncoding?
  ) throws(NotUTF8) -> (charset: Charset, mark: Int, text: [UInt8])? {
    guard let encoding else { return policy == .legacy ? try convert(raw) : nil }
    // A mark says what comes after it, whatever others say.
    for charset in [Charset.marked(raw)].compactMap({ $0 }) + encoding.charsets {
      if charset == .utf8 {
        // Some bad bytes are replaced; a text that is something else is not made one of U+FFFD.
        if policy == .legacy, isMostlyNotUTF8(raw, isNamed: true) { continue }
        return nil
      }
      let mark = charset.markLength(raw)
      if let text = charset.decode(Array(raw[mark...])) { return (charset, mark, text) }
    }
    throw NotUTF8(offset: 0, named: encoding.name)
  }

  /// The bytes as UTF-8 where they are of another character set.
  private static func convert(_ raw: [UInt8]) throws(NotUTF8) -> (charset: Charset, mark: Int, text: [UInt8])? {
    if let (charset, mark) = Charset.wide(raw) {
      if let text = charset.decode(Array(raw[mark...])) { return (charset, mark, text) }
      if mark > 0 { throw NotUTF8(offset: 0, mark: charset.name) }
    }
    guard isMostlyNotUTF8(raw), let guess = CharsetGuess(raw) else { return nil }
    return (guess.charset, 0, guess.text)
  }

  /// Whether there are bytes that are not UTF-8, and they are no mere accidents in a text that is: fewer characters above
  /// ASCII are whole than are broken. Of texts in other character sets no more than half as many look whole, in GBK; in
  /// those of Europe hardly one in twenty does. A word or two may look so by accident, and hardly any may be broken of those
  /// unless something else speaks for UTF-8.
  ///
  /// - Parameter isNamed: Whether somebody says that it is UTF-8.
  private static func isMostlyNotUTF8(_ raw: [UInt8], isNamed: Bool = false) -> Bool {
    var good = 0
    var bad = 0
    var speaks = isNamed
    var offset = 0
    let bytes = raw.span
    while offset < bytes.count {
      if bytes[offset] < 0x80 {
        offset += 1
        continue
      }
      let (length, valid) = UTF8Sequence.measure(bytes, offset)
      if valid { good += 1 } else { bad += 1 }
      speaks = speaks || valid && UTF8Sequence.speaksForItself(bytes, offset..<offset + length)
      offset += length
    }
    return good < bad || good + bad < 20 && good < 10 * bad && !speaks
  }

  /// Whether bytes are UTF-8 and not all ASCII.
  static func isUTF8BeyondASCII(_ raw: [UInt8]) -> Bool {
    raw.contains { $0 >= 0x80 } && String(validating: raw, as: UTF8.self) != nil
  }

  private static func decodeValid(_ text: [UInt8]) -> Decoder {
    var decoder = Decoder(map: OffsetMap(start: 0))
    // What iconv wrote is UTF-8, so nothing is refused or replaced.
    do { try decoder.run(text, from: 0, .replace) } catch { return decoder }
    return decoder
  }
}
