internal import Digest
internal import Files

/// What makes an input this input: where it was dropped, its bytes, its sidecar's bytes.
struct Identity: Sendable, Hashable {
  let path: Path
  let sha256: String
  let sidecarSHA256: String?

  /// Twelve hexadecimal digits that tell inputs of one name apart in file names.
  var tag: String {
    var hash = SHA256()
    hash.update(field: path.bytes)
    hash.update(field: sha256)
    hash.update(field: sidecarSHA256 ?? "")
    return String(hash.finish().prefix(12))
  }
}

extension SHA256 {
  /// The digest of an open file's bytes from where it stands.
  static func digest(of file: borrowing Descriptor) throws(FileError) -> String {
    var hash = SHA256()
    while true {
      let chunk = try file.readChunk()
      if chunk.isEmpty { return hash.finish() }
      hash.update(chunk)
    }
  }
}
