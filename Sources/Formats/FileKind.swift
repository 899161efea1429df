internal import Glibc
internal import JSON

/// A file that is no text at all.
public struct NotText: Error, Equatable, Sendable, CustomStringConvertible {
  /// What it is, to stand behind the file's path.
  public let description: String
}

/// Files that are no text at all, by their first bytes: publishing what can be decoded of them would help nobody.
enum FileKind {
  private static let signatures: [([UInt8], String)] = [
    (Array("%PDF-".utf8), "a PDF document"),
    ([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], "a PNG image"),
    ([0xFF, 0xD8, 0xFF], "a JPEG image"),
    (Array("GIF87a".utf8), "a GIF image"),
    (Array("GIF89a".utf8), "a GIF image"),
    ([0x50, 0x4B, 0x03, 0x04], "a ZIP archive or an office document"),
    ([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], "an old office document"),
    ([0x1F, 0x8B, 0x08], "a gzip file"),
    ([0x28, 0xB5, 0x2F, 0xFD], "a zstd file"),
    ([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00], "an xz file"),
    (Array("BZh".utf8) + [], "a bzip2 file"),
    ([0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C], "a 7z archive"),
    (Array("Rar!".utf8) + [0x1A, 0x07], "a RAR archive"),
    (Array("SQLite format 3".utf8) + [0], "a database"),
    (Array("OggS".utf8) + [0], "sound"),
    ([0x7F, 0x45, 0x4C, 0x46], "a program"),
  ]

  /// Those that may be a text once they are unpacked.
  private static let packed: Set = ["a gzip file", "a zstd file", "an xz file", "a bzip2 file"]

  /// Those that do not stand at the beginning: of tar archives, as POSIX has it and as GNU does.
  private static let tarMarks = [Array("ustar\0".utf8), Array("ustar  \0".utf8)]
  private static let tarOffset = 257

  /// How much of a text is looked at, from its first byte that is not NUL.
  private static let sample = 8_000
  /// Fewer than so many are an accident.
  private static let many = 16

  /// Whether a text is nothing but NUL, as a file is whose length was stored and whose bytes were not when the power went:
  /// found at the speed of memory. An empty one is not.
  static func isEmptied(_ text: [UInt8]) -> Bool {
    unsafe text.withUnsafeBytes { text in
      guard let start = text.baseAddress, unsafe text.first == 0 else { return false }
      // Each byte is as the one before it.
      return unsafe memcmp(start, start + 1, text.count - 1) == 0
    }
  }

  /// Whether a decoded text is data of some other kind, or text in UTF-16 or UTF-32 that was not known for it: every third
  /// byte is NUL, or there are many NULs and one byte in fifty is a control character that texts do not have. Long runs of
  /// NUL, as a log that was cut or a padded record has them, and lists with NUL between their names say nothing.
  ///
  /// - Returns: What there is of it, in words; `nil` where it is text.
  static func data(_ text: [UInt8]) -> String? {
    guard holdsNUL(text) else { return nil }
    let beginning = text.drop { $0 == 0 }.prefix(sample)
    var zeros = 0
    var between = 0
    var run = 0
    var controls = 0
    for byte in beginning {
      if byte == 0 {
        zeros += 1
        run += 1
        continue
      }
      if run <= 3 { between += run }
      run = 0
      // Terminals and printers know backspace to carriage return, and escape.
      if byte < 0x20, !(0x08...0x0D).contains(byte), byte != 0x1B { controls += 1 }
    }
    let isWide = between >= many && between * 3 >= beginning.count
    let share = "of \(beginning.count) bytes at its beginning \(zeros) are NUL"
    if isWide { return share }
    let isMixed = zeros >= many && controls >= many && controls * 50 >= beginning.count
    return isMixed ? "\(share), and \(controls) other control characters" : nil
  }

  /// How many percent of the characters at a text's beginning stand for bytes that are none, or are control characters that
  /// texts do not have; `nil` where that are few. NUL is looked at by itself.
  static func noise(_ text: [UInt8]) -> Int? {
    let beginning = text.span.extracting(..<min(text.count, head))
    var characters = 0
    var noise = 0
    for index in beginning.indices {
      let byte = beginning[index]
      if byte & 0xC0 != 0x80 { characters += 1 }
      if isNoise(byte, at: index, in: beginning) { noise += 1 }
    }
    return noise >= many && noise * 10 >= characters ? noise * 100 / characters : nil
  }

  /// Whether a character that is a control character, or U+FFFD, begins at a byte.
  private static func isNoise(_ byte: UInt8, at index: Int, in text: Span<UInt8>) -> Bool {
    switch byte {
    case 0x01...0x07, 0x0E...0x1A, 0x1C...0x1F, 0x7F: true
    // U+0080 to U+009F, of which U+0085 ends a line.
    case 0xC2: index + 1 < text.count && text[index + 1] < 0xA0 && text[index + 1] != 0x85
    case 0xEF: index + 2 < text.count && text[index + 1] == 0xBF && text[index + 2] == 0xBD
    default: false
    }
  }

  /// Whether there is any NUL, which there is in hardly any text: found at the speed of memory.
  private static func holdsNUL(_ text: [UInt8]) -> Bool {
    unsafe text.withUnsafeBytes { text in
      guard let start = text.baseAddress else { return false }
      return unsafe memchr(start, 0, text.count) != nil
    }
  }

  /// How far into a text its first tag is looked for.
  private static let head = 1 << 16
  private static let htmlBeginnings = ["<!doctype html", "<html"].map { Array($0.utf8) }

  /// Whether a decoded text begins as a WARC or WET file does.
  static func isWARC(_ text: [UInt8]) -> Bool { text.starts(with: "WARC/1.".utf8) }

  /// So many lines are looked at.
  private static let sampledLines = 20

  /// Whether most lines of a decoded text's beginning that are not blank are JSON objects.
  static func isJSONLines(_ text: [UInt8]) -> Bool {
    // Most texts are known by their first character not to be.
    guard let first = text.prefix(sample).first(where: { $0 > 0x20 }), first == UInt8(ascii: "{") else { return false }
    let beginning = text.prefix(head)
    var lines = beginning.split(separator: 0x0A)
    // The last one may go on.
    if beginning.count < text.count, lines.count > 1 { lines.removeLast() }
    let looked = lines.lazy.filter { $0.contains { $0 > 0x20 } }.prefix(sampledLines)
    let objects = looked.count { line in
      guard line.first(where: { $0 > 0x20 }) == UInt8(ascii: "{") else { return false }
      do { return try JSONValue(parsing: Array(line)).members?.isEmpty == false } catch { return false }
    }
    return objects * 2 > looked.count
  }

  /// Whether a decoded text begins as a page of the web does, after white space, an XML declaration and comments.
  static func isHTML(_ text: [UInt8]) -> Bool {
    var rest = text.prefix(head)
    while true {
      rest = rest.drop { [0x20, 0x09, 0x0A, 0x0C, 0x0D].contains($0) }
      guard rest.first == UInt8(ascii: "<") else { return false }
      if rest.starts(with: "<!--".utf8) {
        guard let next = after("-->", in: rest.dropFirst(4)) else { return false }
        rest = next
      } else if rest.starts(with: "<?xml".utf8) {
        guard let next = after("?>", in: rest) else { return false }
        rest = next
      } else {
        return htmlBeginnings.contains { beginning in
          let tag = rest.prefix(beginning.count).map { 0x41...0x5A ~= $0 ? $0 + 0x20 : $0 }
          // The name must end there: <htmlx> is another.
          let next = rest.dropFirst(beginning.count).first
          return tag == beginning
            && next.map { $0 <= 0x20 || $0 == UInt8(ascii: ">") || $0 == UInt8(ascii: "/") } ?? true
        }
      }
    }
  }

  private static func after(_ end: String, in text: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
    let end = Array(end.utf8)
    return text.indices.first { text[$0...].starts(with: end) }.map { text[($0 + end.count)...] }
  }

  /// Refuses bytes that are known to be no text.
  static func checkBytes(_ bytes: [UInt8]) throws(NotText) {
    if let kind = notText(bytes) {
      throw NotText(description: "this is \(kind), not text\(packed.contains(kind) ? "; unpack it first" : "")")
    }
    guard isEmptied(bytes) else { return }
    let count = bytes.count == 1 ? "1 byte" : "\(bytes.count) bytes"
    throw NotText(description: "this is no text: nothing but NUL, \(count) of it")
  }

  /// Refuses what was decoded and is no text all the same.
  static func checkText(_ text: [UInt8]) throws(NotText) {
    guard let share = data(text) else { return }
    throw NotText(description: "this is data, or text in an encoding that was not found out: \(share)")
  }

  /// What the bytes are, where they are known to be no text.
  static func notText(_ bytes: [UInt8]) -> String? {
    if tarMarks.contains(where: { bytes.dropFirst(tarOffset).starts(with: $0) }) { return "a tar archive" }
    // A box of film or sound begins with its length.
    if bytes.starts(with: [0, 0, 0]), bytes.dropFirst(4).starts(with: "ftyp".utf8) { return "a film or sound" }
    guard let found = signatures.first(where: { bytes.starts(with: $0.0) })?.1 else { return nil }
    // "BZh" may begin a text; a bzip2 file goes on with a digit and a fixed number.
    if found == "a bzip2 file" {
      let rest = bytes.dropFirst(4).prefix(6)
      return rest.elementsEqual([0x31, 0x41, 0x59, 0x26, 0x53, 0x59]) ? found : nil
    }
    return found
  }
}
