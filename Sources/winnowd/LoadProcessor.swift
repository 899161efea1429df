internal import Diagnostics
internal import Digest
internal import Files
internal import Formats
internal import JSON
internal import Settings
internal import Spool
internal import TOML

/// Reads the rules and makes of them what cleans documents; for each SIGHUP again.
///
/// A stand-in: documents pass as they are, and of the rules only the syntax is looked at.
func loadProcessor(_ settings: Settings) throws -> Processor {
  var hash = SHA256()
  hash.update(field: settings.profile)
  for folder in settings.rules {
    let directory = try Directory.open(folder)
    for entry in try directory.entries() where entry.name.hasSuffix(".toml") {
      let bytes = try directory.read(entry.name)
      _ = try TOMLTable(parsing: SourceFile(name: folder.appending(entry.name).description, bytes: bytes))
      hash.update(field: bytes)
    }
  }
  let rulebook = hash.finish()
  return Processor(rulebookHash: rulebook) { input, _, _ in .cleaned(passThrough(input, rulebook)) }
}

private func passThrough(_ input: Input, _ rulebook: String) -> Processor.Cleaned {
  let sha256 = SHA256.digest(input.bytes)
  let sidecar = input.sidecar.map { SHA256.digest($0) }
  var hash = SHA256()
  hash.update(field: input.path.bytes)
  for field in [sha256, sidecar ?? "", rulebook] { hash.update(field: field) }
  let id = String(hash.finish().prefix(32))
  return Processor.Cleaned(id: id, text: input.bytes) { textPath in
    func path(_ path: Path) -> [JSONValue.Member] {
      let text = JSONValue.Member("path", .string(path.utf8 ?? path.description))
      return path.utf8 == nil ? [text, .init("path_base64", .string(path.base64))] : [text]
    }
    var writer = JSONWriter()
    writer.value(
      .object([
        .init("winnow", .integer(1)), .init("id", .string(id)),
        .init("source", .object(path(input.path) + [.init("sha256", .string(sha256))])),
        .init("sidecar", sidecar.map { .object([.init("sha256", .string($0))]) } ?? .null),
        .init("text", .object(path(textPath) + [.init("sha256", .string(sha256))])),
        .init("rulebook", .object([.init("hash", .string(rulebook))])),
      ]))
    writer.finish()
    return writer.bytes
  }
}
