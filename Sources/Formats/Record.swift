internal import Digest
internal import JSON
public import Files

/// A record that was read back: what `restore`, `audit` and recovery need of it.
public struct Record: Sendable {
  /// A file that is no record, or one that this Winnow can't read.
  public struct Unreadable: Error, Equatable, CustomStringConvertible {
    /// What is wrong.
    public let reason: String
    /// Whether it is something else than a record.
    public private(set) var isNoRecord = false
    /// The byte where it is no JSON.
    public private(set) var offset: Int?

    /// One line for a human.
    public var description: String { reason }
  }

  /// 32 hexadecimal digits.
  public let id: String
  /// The input's path, relative to the inbox.
  public let sourcePath: Path
  /// The folder that the input's path starts from, where the record tells it.
  public let sourceFolder: Path?
  /// SHA-256 of the input's bytes.
  public let sourceSHA256: String
  /// SHA-256 of the sidecar's bytes.
  public let sidecarSHA256: String?
  /// The text's file, beside the record.
  public let textPath: Path
  /// SHA-256 of the text's bytes.
  public let textSHA256: String
  /// The host of the site that the document is of, in lower case, where `source` or `url` of `document` tell one: rules
  /// extract other sources as well, such as an agency's name.
  public let host: String?
  private let restoration: Restoration
  private let verbatim: [UInt8]?

  private static let noRecord = "this is no record of Winnow"

  /// Reads a record.
  public init(_ bytes: [UInt8]) throws(Unreadable) {
    let json: JSONValue
    do {
      json = try JSONValue(parsing: bytes)
    } catch {
      // What does not even begin as a record does is not a broken one.
      let first = bytes.first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }
      guard first == UInt8(ascii: "{") else { throw Unreadable(reason: Self.noRecord, isNoRecord: true) }
      throw Unreadable(reason: "this record is not JSON: \(error.reason)", offset: error.offset)
    }
    guard let format = json["winnow"]?.integer else {
      throw Unreadable(reason: Self.noRecord, isNoRecord: true)
    }
    guard format == 1 else {
      throw Unreadable(reason: "the record is of format \(format); this Winnow knows format 1")
    }
    let fields = Fields(json)
    try fields.checkCounts()
    id = try fields.string("id")
    sourcePath = try fields.path("source")
    sourceFolder = try fields.folder()
    sourceSHA256 = try fields.string("source", "sha256")
    sidecarSHA256 = json["sidecar"]?["sha256"]?.string
    textPath = try fields.path("text")
    textSHA256 = try fields.string("text", "sha256")
    host = ["source", "url"].lazy.compactMap { json["document"]?[$0].flatMap(Sidecar.host) }.first { $0.contains(".") }
    restoration = try fields.restoration()
    if let encoded = json["source"]?["verbatim"] {
      guard let original = encoded.string.flatMap(Base64.decode) else { throw fields.missing("source", "verbatim") }
      verbatim = original
    } else {
      verbatim = nil
    }
  }

  /// Whether bytes are a record, of this format.
  public static func isRecord(_ bytes: [UInt8]) -> Bool {
    // The name of the format stands at a record's very beginning; nothing else is worth the parsing.
    guard bytes.first == UInt8(ascii: "{"),
      bytes.dropFirst().prefix(40).drop(while: { $0 <= 0x20 }).starts(with: "\"winnow\"".utf8)
    else {
      return false
    }
    do {
      _ = try Record(bytes)
      return true
    } catch {
      return false
    }
  }

  /// The original's bytes, checked against the SHA-256 that the record states.
  ///
  /// - Throws: ``Unreadable`` where text and record do not make the original.
  public func original(of text: [UInt8]) throws(Unreadable) -> [UInt8] {
    let bytes: [UInt8]
    if let verbatim {
      bytes = verbatim
    } else {
      do {
        bytes = try restoration.original(of: text)
      } catch {
        throw Unreadable(reason: "\(error)")
      }
    }
    guard SHA256.digest(bytes) == sourceSHA256 else {
      throw Unreadable(reason: "what text and record make is not the original: its SHA-256 differs from the record's")
    }
    return bytes
  }

  /// Whether the original can be had without the text.
  public var holdsOriginal: Bool { verbatim != nil }
}

/// The members of a record, each of which must be there.
private struct Fields {
  private let json: JSONValue

  init(_ json: JSONValue) { self.json = json }

  func missing(_ names: String...) -> Record.Unreadable {
    Record.Unreadable(reason: "the record lacks \"\(names.joined(separator: "."))\", or it is not what it should be")
  }

  func string(_ name: String) throws(Record.Unreadable) -> String {
    guard let value = json[name]?.string else { throw missing(name) }
    return value
  }

  func string(_ part: String, _ name: String) throws(Record.Unreadable) -> String {
    guard let value = json[part]?[name]?.string else { throw missing(part, name) }
    return value
  }

  func path(_ part: String) throws(Record.Unreadable) -> Path {
    try path(part, "path")
  }

  func folder() throws(Record.Unreadable) -> Path? {
    json["source"]?["folder"] == nil ? nil : try path("source", "folder")
  }

  private func path(_ part: String, _ name: String) throws(Record.Unreadable) -> Path {
    guard let encoded = json[part]?["\(name)_base64"] else { return Path(try string(part, name)) }
    guard let bytes = encoded.string.flatMap(Base64.decode) else { throw missing(part, "\(name)_base64") }
    return Path(bytes: bytes)
  }

  /// Whoever reckons with a size or a line's number must not run over: none is beyond what JSON holds exactly.
  func checkCounts() throws(Record.Unreadable) {
    for part in ["source", "sidecar", "text"] {
      if let bytes = json[part]?["bytes"], !isCount(bytes) { throw missing(part, "bytes") }
    }
    for name in ["removed", "replaced", "kept", "inconclusive"] {
      for stretch in json[name]?.array ?? [] {
        if let line = stretch["line"], !isCount(line) { throw missing(name, "line") }
      }
    }
  }

  private func isCount(_ value: JSONValue) -> Bool { value.integer.map { 0...(1 << 53) ~= $0 } ?? false }

  func restoration() throws(Record.Unreadable) -> Restoration {
    guard let encoding = json["source"]?["encoding"]?.string, let bom = json["source"]?["bom"]?.boolean,
      let newline = json["source"]?["newline"]?.string.flatMap(Newline.init)
    else { throw missing("source", "newline") }
    var restoration = Restoration()
    restoration.encoding = encoding
    if bom {
      restoration.byteOrderMark = Charset.mark(of: encoding)
    }
    restoration.newline = newline
    for exception in json["source"]?["newline_exceptions"]?.array ?? [] {
      guard let line = exception["line"]?.integer, let form = exception["form"]?.string.flatMap(Newline.init) else {
        throw missing("source", "newline_exceptions")
      }
      restoration.newlineExceptions.append(NewlineException(line: line, form: form))
    }
    restoration.changes = try (changes("removed") + changes("replaced"))
      .sorted { $0.range.lowerBound < $1.range.lowerBound }
    return restoration
  }

  private func changes(_ name: String) throws(Record.Unreadable) -> [Restoration.Change] {
    guard let list = json[name]?.array else { throw missing(name) }
    var changes: [Restoration.Change] = []
    for change in list {
      guard let start = change["start"]?.integer, start >= 0 else { throw missing(name, "start") }
      guard let end = change["end"]?.integer, start <= end else { throw missing(name, "end") }
      guard let text = change["text"]?.string else { throw missing(name, "text") }
      let with = change["with"]?.string ?? ""
      changes.append(Restoration.Change(range: start..<end, text: Array(text.utf8), with: Array(with.utf8)))
    }
    return changes
  }
}
