public import Cleaning
internal import Digest
public import Files
internal import JSON
internal import Rulebook

/// A cleaned document: text and record, ready to be published.
public struct Output: Sendable {
  /// 32 hexadecimal digits; the same for the same input, path, sidecar and rulebook.
  public let id: String
  /// The clean text, UTF-8 with LF.
  public var text: [UInt8] { cleaned.text }
  /// SHA-256 of the input's bytes.
  public let sourceSHA256: String
  /// SHA-256 of the sidecar's bytes.
  public let sidecarSHA256: String?
  /// What was removed, and why.
  public let cleaned: Cleaned

  /// The text's bytes before cleaning: UTF-8 with LF, whatever the file is in.
  public var bytesBefore: Int { document.text.count }
  /// Bytes that rules took out, as they stood in the text.
  public var bytesRemoved: Int { cleaned.removals.reduce(0) { $0 + $1.range.count } }
  /// How often each rule had its way, by the rules' order.
  public var hits: [(rule: String, count: Int)] {
    cleaned.hits.map { (pipeline.rulebook.rules[$0.rule].id, $0.count) }
  }

  /// How many places a rule ran into a limit at.
  public var inconclusive: Int { cleaned.undecided.count }

  let input: Input
  let document: Document
  let sidecar: Sidecar?
  let pipeline: Pipeline
  /// The document's language (ISO 639-1), where it is known.
  public let language: String?
  let restoration: Restoration
  /// Whether the record must hold the original whole, because text and changes don't restore it.
  let needsVerbatim: Bool

  /// More exceptions than this are not listed; the record holds the original instead.
  private static let maximumNewlineExceptions = 1_000

  init(
    _ input: Input, _ document: Document, _ sidecar: Sidecar?, language: String?, _ cleaned: Cleaned,
    _ pipeline: Pipeline
  ) {
    self.language = language
    self.input = input
    self.document = document
    self.sidecar = sidecar
    self.cleaned = cleaned
    self.pipeline = pipeline
    sourceSHA256 = SHA256.digest(input.bytes)
    sidecarSHA256 = input.sidecar.map(SHA256.digest)
    var hash = SHA256()
    hash.update(field: input.path.bytes)
    hash.update(field: sourceSHA256)
    hash.update(field: sidecarSHA256 ?? "")
    hash.update(field: pipeline.rulebookHash)
    // What the sidecar says is a part of the sidecar.
    if let encoding = input.encoding { hash.update(field: encoding.name) }
    id = String(hash.finish().prefix(32))
    restoration = Output.restoration(document, cleaned)
    needsVerbatim =
      restoration.newlineExceptions.count > Output.maximumNewlineExceptions
      || !Output.restores(restoration, cleaned.text, input.bytes)
  }

  private static func restoration(_ document: Document, _ cleaned: Cleaned) -> Restoration {
    var restoration = Restoration()
    restoration.byteOrderMark = document.byteOrderMark
    restoration.encoding = document.encoding
    restoration.newline = document.newline
    restoration.newlineExceptions = document.newlineExceptions
    let removed = cleaned.removals.map {
      Restoration.Change(range: document.rawRange($0.range), text: Array(document.text[$0.range]), with: [])
    }
    let replaced = cleaned.replacements.map {
      Restoration.Change(range: document.rawRange($0.range), text: Array(document.text[$0.range]), with: $0.text)
    }
    restoration.changes = (removed + replaced).sorted { $0.range.lowerBound < $1.range.lowerBound }
    return restoration
  }

  /// What is known of the document: what the sidecar gives, then what rules found; the sidecar has the last word.
  var metadata: [JSONValue.Member] {
    var members: [JSONValue.Member] = []
    // By their bytes: two names may look alike and be two.
    var places: [[UInt8]: Int] = [:]
    func place(_ name: String) -> Int? { places[Array(name.utf8)] }
    for member in sidecar?.members ?? [] {
      if let place = place(member.name) {
        members[place] = member
      } else {
        places[Array(member.name.utf8)] = members.count
        members.append(member)
      }
    }
    for found in cleaned.extracted where place(found.name) == nil {
      places[Array(found.name.utf8)] = members.count
      members.append(.init(found.name, .string(String(decoding: document.text[found.range], as: UTF8.self))))
    }
    // Whoever named the date.
    if let place = place("date"), let text = members[place].value.string, let iso = DateText.iso8601(text),
      places[Array("date_iso".utf8)] == nil
    {
      members.insert(.init("date_iso", .string(iso)), at: place + 1)
    }
    return members
  }

  private static func restores(_ restoration: Restoration, _ text: [UInt8], _ original: [UInt8]) -> Bool {
    do {
      return try restoration.original(of: text) == original
    } catch {
      return false
    }
  }

  /// The record, as the bytes of a JSON file.
  ///
  /// - Parameter textPath: The name of the text's file, beside the record.
  public func record(textPath: Path) -> [UInt8] {
    var writer = RecordWriter(self)
    return writer.write(textPath: textPath)
  }
}
