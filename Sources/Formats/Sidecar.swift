internal import JSON

/// What a producer says of a document, in a JSON object beside it: `source`, `url`, `language`, `encoding`, `title`, and whatever
/// else.
struct Sidecar {
  let members: [JSONValue.Member]
  /// The host that `source` names, else that of `url`.
  let source: String?
  /// The source as it is written there, whatever that is, where it names no host; `nil` where it does, or there is none.
  let writtenSource: String?
  let language: String?
  /// The language as it is written there, whatever that is; `nil` where there is none.
  let writtenLanguage: String?
  /// What the document is said to be in; `nil` where that is not said, or by what is no name of a character set.
  let encoding: TextEncoding?
  /// The encoding as it is written there, whatever that is; `nil` where there is none.
  let writtenEncoding: String?
  /// The document's title, else what its URL spells; `nil` where there is neither.
  let title: String?

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
    let host = value["source"].flatMap(Sidecar.host)
    source = host ?? value["url"].flatMap(Sidecar.host)
    writtenSource = host == nil ? Self.shown(value["source"], butFor: [""]) : nil
    let written = value["language"]
    language = written?.string.flatMap(Language.code)
    // "und", and nothing, say that nobody knows.
    writtenLanguage = Self.shown(written, butFor: ["", "und"])
    encoding = value["encoding"]?.string.flatMap { TextEncoding($0) }
    writtenEncoding = Self.shown(value["encoding"], butFor: [""])
    title = value["title"]?.string ?? value["url"]?.string.flatMap(Self.title)
  }

  /// A value as messages show it; `nil` where it says nothing.
  private static func shown(_ value: JSONValue?, butFor nothing: [String]) -> String? {
    guard let value, value != .null else { return nil }
    guard let text = value.string else { return "(no string)" }
    return nothing.contains(trimmed(text)) ? nil : String(text.prefix(40)).debugDescription
  }

  /// Without blanks at its ends. Scalars: to tell where a character begins may take a look at all that come before.
  private static func trimmed(_ text: String) -> String {
    let isBlank = { (sign: Unicode.Scalar) in sign.properties.isWhitespace }
    let rest = text.unicodeScalars.drop(while: isBlank)
    return String(rest.prefix(upTo: rest.lastIndex { !isBlank($0) }.map(rest.index(after:)) ?? rest.startIndex))
  }

  /// The host that a member names, as ``Input/hostName(_:)``; blanks round it make no difference.
  static func host(_ member: JSONValue) -> String? { member.string.flatMap { Input.hostName(trimmed($0)) } }

  /// The host of a URL, or of a text that is just a host; in lower case, without a port.
  static func host(_ text: String) -> String? {
    func isOne(_ byte: UInt8, of signs: String) -> Bool { signs.utf8.contains(byte) }
    // Bytes, for a producer may write a megabyte of whatever it likes.
    var rest = Array(text.utf8)[...]
    if let colon = rest.firstIndex(of: UInt8(ascii: ":")), rest[colon...].starts(with: "://".utf8) {
      rest = rest[(colon + 3)...]
    } else if rest.starts(with: "//".utf8) {
      // A link to another host of whatever scheme the page came by.
      rest = rest.dropFirst(2)
    }
    rest = rest.prefix { !isOne($0, of: "/?#") }
    if let user = rest.lastIndex(of: UInt8(ascii: "@")) { rest = rest[(user + 1)...] }
    var host = rest.prefix { $0 != UInt8(ascii: ":") }
    // The dot of a name that is written out to the root.
    while host.last == UInt8(ascii: ".") { host.removeLast() }
    return host.isEmpty ? nil : String(decoding: host, as: UTF8.self).lowercased()
  }
}
