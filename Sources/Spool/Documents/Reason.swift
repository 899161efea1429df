public import Files
internal import JSON

/// Why a document stands in failed/: the content of `NAME.reason.json`.
public struct Reason: Sendable, Equatable {
  /// `rejected` by a rule, or `failed`.
  public let kind: String
  /// The rule, or one of a few words for machines.
  public let what: String
  /// For a human.
  public let detail: String
  /// How often it was tried.
  public let attempts: Int
  /// Where the document stood, relative to the inbox.
  public let path: Path
  /// SHA-256 of its bytes, where they could be read.
  public let sha256: String?

  init(_ path: Path, _ refusal: Refusal, _ identity: Identity?, attempts: Int) {
    kind = refusal.kind.rawValue
    what = refusal.what
    detail = refusal.detail
    self.attempts = attempts
    self.path = path
    sha256 = identity?.sha256
  }

  /// Reads a reason; `nil` where the bytes are none.
  public init?(_ bytes: [UInt8]) {
    let value: JSONValue
    do {
      value = try JSONValue(parsing: bytes)
    } catch {
      return nil
    }
    guard let kind = value["kind"]?.string, Refusal.Kind(rawValue: kind) != nil, let what = value["what"]?.string,
      let path = value.path("path"), path.isInInbox
    else { return nil }
    self.kind = kind
    self.what = what
    self.path = path
    detail = value["detail"]?.string ?? ""
    attempts = value["attempts"]?.integer ?? 1
    sha256 = value["sha256"]?.string
  }

  /// Reads a reason's file; `nil` where it is none, as one of more than 1 MiB.
  static func read(_ name: Path, in folder: Directory) throws(FileError) -> Reason? {
    do {
      return Reason(try folder.read(name, limit: 1 << 20))
    } catch let error where error.errno == .fileTooLarge {
      return nil
    }
  }

  /// The file's bytes.
  var json: [UInt8] {
    var writer = JSONWriter()
    writer.beginObject(lines: true)
    writer.name("kind")
    writer.string(kind)
    writer.name("what")
    writer.string(what)
    writer.name("detail")
    writer.string(detail)
    writer.name("attempts")
    writer.integer(attempts)
    writer.path("path", path)
    if let sha256 {
      writer.name("sha256")
      writer.string(sha256)
    }
    writer.end()
    writer.finish()
    return writer.bytes
  }
}

extension Path {
  /// Whether it may be one of a document in the inbox: of names only, none of them empty, private, or the way upwards.
  fileprivate var isInInbox: Bool {
    let names = bytes.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    return !bytes.contains(0) && names.allSatisfy { !$0.isEmpty && $0.first != UInt8(ascii: ".") }
  }
}
