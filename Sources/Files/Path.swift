/// A path or a file name as the kernel has it: bytes, in any encoding or none, without NUL.
public struct Path: Sendable, Hashable, Comparable, CustomStringConvertible, ExpressibleByStringLiteral {
  /// The bytes, without a closing NUL.
  public let bytes: [UInt8]

  /// A path from bytes.
  public init(bytes: [UInt8]) { self.bytes = bytes }

  /// A path from text.
  public init(_ text: String) { bytes = Array(text.utf8) }

  /// A path from a literal.
  public init(stringLiteral text: String) { self.init(text) }

  /// The empty path: of a relative path, the folder that it is relative to.
  public static let empty = Path(bytes: [])

  /// Whether there is nothing in it.
  public var isEmpty: Bool { bytes.isEmpty }

  /// The same without slashes at its end, which say that it is a folder's; the root stays what it is.
  public var withoutTrailingSlashes: Path {
    let rest = bytes.reversed().drop { $0 == UInt8(ascii: "/") }.count
    return rest == bytes.count ? self : Path(bytes: Array(bytes.prefix(max(rest, 1))))
  }

  /// What follows the last slash.
  public var name: Path {
    guard let slash = bytes.lastIndex(of: UInt8(ascii: "/")) else { return self }
    return Path(bytes: Array(bytes[(slash + 1)...]))
  }

  /// What comes before the last slash; empty where there is none.
  public var parent: Path {
    guard let slash = bytes.lastIndex(of: UInt8(ascii: "/")) else { return .empty }
    return Path(bytes: Array(bytes[..<max(slash, bytes.first == UInt8(ascii: "/") ? 1 : 0)]))
  }

  /// This folder's entry.
  public func appending(_ name: Path) -> Path {
    if isEmpty { return name }
    if name.isEmpty { return self }
    return Path(bytes: bytes + (bytes.last == UInt8(ascii: "/") ? [] : [UInt8(ascii: "/")]) + name.bytes)
  }

  /// The same bytes and more.
  public func adding(_ suffix: String) -> Path { Path(bytes: bytes + Array(suffix.utf8)) }

  /// The parts between slashes, without empty ones.
  public var components: [Path] { bytes.split(separator: UInt8(ascii: "/")).map { Path(bytes: Array($0)) } }

  /// Whether it ends in some ASCII or UTF-8 text.
  public func hasSuffix(_ suffix: String) -> Bool { bytes.suffix(suffix.utf8.count).elementsEqual(suffix.utf8) }

  /// Whether it begins with some ASCII or UTF-8 text.
  public func hasPrefix(_ prefix: String) -> Bool { bytes.starts(with: prefix.utf8) }

  /// The text, where the bytes are valid UTF-8.
  public var utf8: String? { String(validating: bytes, as: UTF8.self) }

  /// By bytes.
  public static func < (left: Path, right: Path) -> Bool { left.bytes.lexicographicallyPrecedes(right.bytes) }

  /// Printable on one line whatever the bytes are: control characters and bytes that are not UTF-8 become `\xNN`, and a
  /// backslash is doubled, so that two names never print alike.
  public var description: String {
    // Nearly every name is plain ASCII, and one is printed for each error that a look for a missing file makes.
    if bytes.allSatisfy({ (0x20..<0x7F).contains($0) && $0 != UInt8(ascii: "\\") }) {
      return String(decoding: bytes, as: UTF8.self)
    }
    var out = ""
    var rest = bytes[...]
    while let first = rest.first {
      let length = first < 0x80 ? 1 : first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2
      if let text = String(validating: rest.prefix(length), as: UTF8.self), let scalar = text.unicodeScalars.first,
        text.unicodeScalars.count == 1, isPrintable(scalar)
      {
        out += text == "\\" ? "\\\\" : text
        rest = rest.dropFirst(length)
      } else {
        out += "\\x" + String(first >> 4, radix: 16) + String(first & 15, radix: 16)
        rest = rest.dropFirst()
      }
    }
    return out
  }

  private func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    // Format characters too: a right-to-left override in a name must not reorder a log line.
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned, .privateUse: false
    default: true
    }
  }

  func withCString<Result>(_ body: (UnsafePointer<CChar>) throws -> Result) rethrows -> Result {
    try unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: bytes.count + 1) { buffer in
      for index in bytes.indices { unsafe buffer[index] = CChar(bitPattern: bytes[index]) }
      unsafe buffer[bytes.count] = 0
      // Room for at least one element has an address.
      guard let base = buffer.baseAddress else { preconditionFailure("no address") }
      return try unsafe body(base)
    }
  }
}
