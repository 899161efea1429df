/// A character set that a user or a sidecar names.
public struct TextEncoding: Sendable, Equatable {
  /// The set that texts of that name are in, and where they can't be read as that the one of the name itself.
  let charsets: [Charset]

  /// The name as it is written, in lower case. The record states the set that was used.
  public let name: String

  /// A character set by its name, as iconv(3) knows it; `nil` where it does not, or where bytes of the set mean something else
  /// after others, as in ISO-2022-JP.
  public init?(_ name: String) {
    charsets = Charset.named(name)
    guard !charsets.isEmpty else { return nil }
    self.name = name.lowercased()
  }

  /// Whether a text can't be in it, though it could be read as that: it is UTF-8 beyond ASCII, as no other text is.
  func isContradicted(by bytes: [UInt8]) -> Bool {
    !charsets.contains { $0.isUnicode } && Document.isUTF8BeyondASCII(bytes)
  }
}
