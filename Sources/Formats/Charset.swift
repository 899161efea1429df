internal import CCharset

/// A character set by its name, as iconv(3) knows it.
struct Charset: Sendable, Equatable {
  static let utf8 = Charset(name: "utf-8")

  /// The name in lower case, as the record states it.
  let name: String

  /// The most likely character set of bytes that are not UTF-8; `nil` where none is found.
  ///
  /// - Parameter bytes: The beginning of a document suffices.
  init?(detecting bytes: [UInt8]) {
    var buffer = [CChar](repeating: 0, count: 64)
    unsafe buffer.withUnsafeMutableBufferPointer { name in
      unsafe bytes.withUnsafeBufferPointer {
        unsafe winnow_charset_detect($0.baseAddress, $0.count, name.baseAddress, 64)
      }
    }
    let found = String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self).lowercased()
    guard !found.isEmpty else { return nil }
    // Text that browsers take for ASCII or Latin-1 is windows-1252 if anything: the HTML standard says the same.
    name = ["ascii", "iso-8859-1", "utf-8"].contains(found) ? "windows-1252" : found
  }

  init(name: String) { self.name = name }

  /// A character set that somebody names; `nil` where iconv does not know it.
  init?(named written: String) {
    // What follows a slash would be an order to iconv, and nothing at all would be the set of the locale.
    let isPlain = written.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."),
        UInt8(ascii: ":"), UInt8(ascii: "+"):
        true
      default: false
      }
    }
    guard isPlain, 1...40 ~= written.utf8.count else { return nil }
    let lower = written.lowercased()
    // Those with a byte order mark of their own choice are read as most files are.
    name =
      ["utf8": "utf-8", "utf-16": "utf-16le", "utf16": "utf-16le", "utf-32": "utf-32le", "utf32": "utf-32le"][lower]
      ?? lower
    guard unsafe winnow_charset_known(name) != 0 else { return nil }
  }

  /// UTF-16 and UTF-32 by their byte order marks, UTF-16 also by NUL in nearly every other byte.
  static func wide(_ bytes: [UInt8]) -> (charset: Charset, mark: Int)? {
    if let known = marks.first(where: { bytes.starts(with: $0.mark) }) {
      return (Charset(name: known.name), known.mark.count)
    }
    let sample = bytes.prefix(4096)
    guard sample.count >= 16, bytes.count % 2 == 0 else { return nil }
    var zeros = [0, 0]
    for (index, byte) in sample.enumerated() where byte == 0 { zeros[index & 1] += 1 }
    let half = sample.count / 2
    if zeros[0] == 0, zeros[1] * 10 > half * 7 { return (Charset(name: "utf-16le"), 0) }
    if zeros[1] == 0, zeros[0] * 10 > half * 7 { return (Charset(name: "utf-16be"), 0) }
    return nil
  }

  /// The set of Windows that the web means by this name; it has quotes and dashes where this one has control characters.
  var wider: Charset? {
    switch name {
    case "iso-8859-1", "iso8859-1", "iso_8859-1", "latin1", "l1": Charset(name: "windows-1252")
    case "iso-8859-9", "iso8859-9", "iso_8859-9", "latin5", "l5": Charset(name: "windows-1254")
    default: nil
    }
  }

  /// Whether UTF-8 holds control characters of C1, but for the one that ends a line.
  static func holdsControls(_ text: [UInt8]) -> Bool {
    text.indices.dropLast().contains {
      text[$0] == 0xC2 && 0x80...0x9F ~= text[$0 + 1] && text[$0 + 1] != 0x85
    }
  }

  /// How many bytes of a byte order mark stand before a text that is said to be in this set.
  func markLength(_ bytes: [UInt8]) -> Int {
    let mark = Self.marks.first { $0.name == name }?.mark ?? []
    return bytes.starts(with: mark) ? mark.count : 0
  }

  /// The byte order mark of a Unicode encoding.
  static func mark(of name: String) -> [UInt8] { marks.first { $0.name == name }?.mark ?? [0xEF, 0xBB, 0xBF] }

  /// Those of UTF-32 first: the one begins as that of UTF-16 does.
  private static let marks: [(name: String, mark: [UInt8])] = [
    ("utf-32le", [0xFF, 0xFE, 0, 0]), ("utf-32be", [0, 0, 0xFE, 0xFF]),
    ("utf-16le", [0xFF, 0xFE]), ("utf-16be", [0xFE, 0xFF]),
  ]

  /// Bytes of this character set as UTF-8; `nil` where one can't be converted.
  func decode(_ bytes: [UInt8]) -> [UInt8]? { convert(bytes, from: name, to: "UTF-8") }

  /// UTF-8 as bytes of this character set; `nil` where a character has none.
  func encode(_ bytes: [UInt8]) -> [UInt8]? {
    self == .utf8 ? bytes : convert(bytes, from: "UTF-8", to: name)
  }

  private func convert(_ bytes: [UInt8], from: String, to: String) -> [UInt8]? {
    if bytes.isEmpty { return [] }
    var length = 0
    let result = unsafe bytes.withUnsafeBufferPointer {
      unsafe winnow_charset_convert(from, to, $0.baseAddress, $0.count, &length)
    }
    guard let result = unsafe result else { return nil }
    defer { unsafe winnow_charset_free(result) }
    return unsafe Array(UnsafeBufferPointer(start: result, count: length))
  }
}
