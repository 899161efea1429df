internal import Files
internal import Spool

/// What stands beside a document that a user names.
enum SidecarFile {
  /// The bytes of a document's sidecar, `NAME.meta.json` beside it; `nil` where there is none.
  static func read(of document: Path) throws(FileError) -> [UInt8]? {
    do {
      return try Directory.readFollowing(FileNames.sidecar(of: document))
    } catch let error where [.noSuchFile, .nameTooLong, .notADirectory].contains(error.errno) {
      return nil
    }
  }
}
