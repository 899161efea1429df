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

  /// The character sets that somebody means by a name, the one to try first before others; empty where iconv knows none, or
  /// only one whose bytes mean something else after some others.
  static func named(_ written: String) -> [Charset] {
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
    guard isPlain, 1...40 ~= written.utf8.count else { return [] }
    let lower = written.lowercased()
    let known = meant[lower.filter { $0 != "-" && $0 != "_" }]
    let names = [known, known?.hasPrefix("utf-") == true ? nil : lower].compactMap { $0 }
    return names.map { Charset(name: $0) }.filter {
      unsafe winnow_charset_known($0.name) != 0 && $0.keepsNoState
    }
  }

  /// What names stand for, without - and _: the sets that browsers read when pages name these, as the web's standard has it, as
  /// texts that claim to be in them have characters that only those hold; and those with a byte order mark of their own choice
  /// as most files are.
  private static let meant = [
    "utf8": "utf-8", "utf8sig": "utf-8", "utf16": "utf-16le", "utf32": "utf-32le",
    "shiftjis": "cp932", "sjis": "cp932", "xsjis": "cp932", "mskanji": "cp932", "csshiftjis": "cp932",
    "gb2312": "gb18030", "gbk": "gb18030", "xgbk": "gb18030", "euccn": "gb18030", "cp936": "gb18030",
    "euckr": "uhc", "ksc56011987": "uhc",
    "iso88591": "windows-1252", "latin1": "windows-1252", "l1": "windows-1252", "ascii": "windows-1252",
    "usascii": "windows-1252", "iso88599": "windows-1254", "latin5": "windows-1254", "l5": "windows-1254",
    "tis620": "windows-874", "iso885911": "windows-874",
  ]

  /// Whether bytes mean the same wherever they stand, as places in the record take them to: no escapes or shifts lead to other
  /// characters, as in ISO-2022 and UTF-7, and no byte order mark is put before a text.
  private var keepsNoState: Bool {
    for sample in ["\u{E9}", "\u{3042}", "\u{4E2D}", "\u{AC00}", "\u{416}"] {
      guard let one = encode(Array(sample.utf8)) else { continue }
      if encode(Array((sample + sample).utf8)) != one + one { return false }
    }
    return true
  }

  /// Whether it is an encoding of Unicode.
  var isUnicode: Bool { name.hasPrefix("utf") || name.hasPrefix("ucs") || name.hasPrefix("iso-10646") }

  /// The set whose byte order mark a text begins with.
  static func marked(_ bytes: [UInt8]) -> Charset? {
    if bytes.starts(with: mark(of: utf8.name)) { return .utf8 }
    return marks.first { bytes.starts(with: $0.mark) }.map { Charset(name: $0.name) }
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
