internal import JSON

/// What a producer says of a document, in a JSON object beside it: `source`, `url`, `language`, `encoding`, and whatever else.
struct Sidecar {
  let members: [JSONValue.Member]
  let source: String?
  let language: String?
  /// The language as it is written there, whatever that is; `nil` where there is none.
  let writtenLanguage: String?
  /// What the document is said to be in.
  let encoding: TextEncoding?

  /// Why a sidecar can't be used.
  struct Unusable: Error {
    /// To stand behind the sidecar's name.
    let reason: String
    /// What to say at the place.
    let message: String
    /// The byte where it can't be used any more.
    let offset: Int
  }

  /// Editors of some systems begin every file with a byte order mark.
  private static let mark: [UInt8] = [0xEF, 0xBB, 0xBF]

  init(_ bytes: [UInt8]) throws(Unusable) {
    let value: JSONValue
    do {
      value = try JSONValue(parsing: bytes.starts(with: Self.mark) ? Array(bytes.dropFirst(Self.mark.count)) : bytes)
    } catch {
      let start = bytes.starts(with: Self.mark) ? Self.mark.count : 0
      throw Unusable(
        reason: "is \(error)", message: "this sidecar is not JSON: \(error.reason)", offset: start + error.offset)
    }
    guard let members = value.members else {
      throw Unusable(reason: "is no JSON object", message: "this sidecar is no JSON object", offset: 0)
    }
    self.members = members
    source = (value["source"]?.string ?? value["url"]?.string).flatMap(Sidecar.host)
    let written = value["language"]
    language = written?.string.flatMap(Language.code)
    // "und", and nothing, say that nobody knows.
    let saysNothing = written.map { [.null, .string(""), .string("und")].contains($0) } ?? true
    writtenLanguage =
      saysNothing ? nil : written.map { $0.string.map { String($0.prefix(40)).debugDescription } ?? "(no string)" }
    encoding = try Self.encoding(value, bytes)
  }

  private static func encoding(_ value: JSONValue, _ bytes: [UInt8]) throws(Unusable) -> TextEncoding? {
    guard let written = value["encoding"], ![.null, .string("")].contains(written) else { return nil }
    if let encoding = written.string.flatMap({ TextEncoding($0) }) { return encoding }
    let shown = written.string.map { String($0.prefix(40)).debugDescription } ?? "(no string)"
    let key = Array("\"encoding\"".utf8)
    let place = bytes.indices.last { bytes[$0...].starts(with: key) } ?? 0
    throw Unusable(
      reason: "names the encoding \(shown), which is none that iconv knows",
      message: "this sidecar names the encoding \(shown), which is none that iconv knows", offset: place)
  }

  /// The host of a URL, or of a text that is just a host; in lower case, without a port.
  static func host(_ text: String) -> String? {
    var rest = text[...]
    if let colon = rest.firstIndex(of: ":"), rest[colon...].hasPrefix("://") {
      rest = rest[rest.index(colon, offsetBy: 3)...]
    }
    rest = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
    if let user = rest.lastIndex(of: "@") { rest = rest[rest.index(after: user)...] }
    var host = rest.prefix { $0 != ":" }
    // The dot of a name that is written out to the root.
    while host.last == "." { host = host.dropLast() }
    return host.isEmpty ? nil : host.lowercased()
  }
}
