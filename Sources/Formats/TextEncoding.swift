/// A character set that a user or a sidecar names.
public struct TextEncoding: Sendable, Equatable {
  let charset: Charset

  /// The name in lower case, as the record states it.
  public var name: String { charset.name }

  /// A character set by its name, as iconv(3) knows it; `nil` where it does not.
  public init?(_ name: String) {
    guard let charset = Charset(named: name) else { return nil }
    self.charset = charset
  }
}
