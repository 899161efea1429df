internal import Files
internal import Formats

extension Layout {
  /// Takes a text back whose record can't be given its name, where others of the folder can: so the document waits by itself
  /// and not with its folder. Nobody has seen the pair: the record has one name, which is the temporary one.
  ///
  /// - Parameters:
  ///   - failure: Why it can't.
  ///   - record: The temporary record.
  ///   - folder: The folder of the outbox.
  /// - Returns: Whether nothing is left of the two.
  func takeBack(
    _ text: Path, after failure: FileError, record: Path, in folder: Path, _ outbox: FolderTree
  ) throws(FileError) -> Bool {
    guard failure.mayLieInOneFolder, canPublish(into: folder, after: failure),
      try temporary.status(record)?.links == 1
    else { return false }
    let back = FileNames.removing(".json", from: record).adding(".txt")
    do throws(FileError) {
      guard let directory = try FolderTree.existing(folder, in: self.outbox) else { return false }
      try directory.rename(text, to: temporary, back)
    } catch {
      // It stays where it is, and its record until it can be brought to it.
      return false
    }
    outbox.touch(folder)
    try temporary.remove(record)
    try temporary.remove(back)
    return true
  }
}
