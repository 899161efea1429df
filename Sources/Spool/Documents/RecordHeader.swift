internal import Digest
internal import Files
internal import JSON

/// What the spool reads of a record: whose it is, and which text it stands for.
struct RecordHeader: Sendable, Equatable {
  let id: String
  let identity: Identity
  /// How many bytes the input has; `nil` where the record does not say so.
  let size: Int?
  /// The text's file, beside the record.
  let textName: Path
  let textSHA256: String

  /// The header of a record; `nil` where the bytes are no complete record.
  init?(_ bytes: [UInt8]) {
    let value: JSONValue
    do {
      value = try JSONValue(parsing: bytes)
    } catch {
      return nil
    }
    guard let id = value["id"]?.string, let source = value["source"], let sha256 = source["sha256"]?.string,
      let path = source.path("path"), let text = value["text"], let textName = text.path("path"),
      let textSHA256 = text["sha256"]?.string, !textName.isEmpty, textName.name == textName
    else { return nil }
    self.id = id
    identity = Identity(path: path, sha256: sha256, sidecarSHA256: value["sidecar"]?["sha256"]?.string)
    size = source["bytes"]?.integer
    self.textName = textName
    self.textSHA256 = textSHA256
  }
}

extension JSONValue {
  /// A path: the bytes of `<name>_base64` where there is such a member, else the text of `<name>`.
  func path(_ name: String) -> Path? {
    if let encoded = self["\(name)_base64"]?.string { return Base64.decode(encoded).map(Path.init(bytes:)) }
    return self[name]?.string.map { Path($0) }
  }
}

extension JSONWriter {
  /// A path as two members, the second only where the bytes are not UTF-8.
  mutating func path(_ name: String, _ path: Path) {
    self.name(name)
    string(path.utf8 ?? path.description)
    if path.utf8 == nil {
      self.name("\(name)_base64")
      string(Base64.encode(path.bytes))
    }
  }
}
