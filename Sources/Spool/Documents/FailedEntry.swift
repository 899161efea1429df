internal import Files
internal import Formats

/// What an entry of failed/ is, by the names beside it.
///
/// A document may be called as a reason or a sidecar is; then it has a reason of its own.
enum FailedEntry {
  /// A document with a reason beside it; what that says is known where it is met itself.
  case document
  /// A document that nothing stands beside.
  case unexplained
  /// The reason that stands beside its document; without content where it is no regular file, or none of ours.
  case reason(Reason?, of: Path)
  /// A reason whose document has gone.
  case reasonAlone
  /// The sidecar that stands beside its document.
  case sidecar

  /// - Throws: What keeps the reason from being read.
  init(_ entry: TreeWalk.Entry) throws(FileError) {
    let (name, directory) = (entry.name, entry.directory)
    let reason = FileNames.reason(of: name)
    if reason.bytes.count <= FileNames.longest, let kind = try directory.status(reason)?.kind, kind != .directory {
      self = .document
      return
    }
    for ending in [FileNames.reasonEnding, FileNames.sidecarEnding] where name.hasSuffix(ending) {
      let document = FileNames.removing(ending, from: name)
      let hasDocument = try directory.status(document) != nil
      if ending == FileNames.sidecarEnding {
        if hasDocument { self = .sidecar } else { self = .unexplained }
      } else if hasDocument {
        let content = entry.kind == .regular ? try Reason.read(name, in: directory) : nil
        self = .reason(content, of: entry.folder.appending(document))
      } else {
        self = .reasonAlone
      }
      return
    }
    self = .unexplained
  }
}
