internal import Files

/// Looks at single documents in the inbox, whose folders are kept open for as long as a step takes.
extension Arrivals {
  /// Documents that can't be claimed as the system forbids it, and why, in words; some of them.
  var unclaimed: [String] { aside.refused.sorted { $0.key < $1.key }.map { "\($0.key) can't be taken: \($0.value)" } }

  /// Nothing forbids it any more to claim a document.
  func admit(_ path: Path) { aside.admit(path) }

  /// Forgets those that are not there any more.
  func dropRefused() {
    for path in aside.refused.keys {
      do throws(FileError) {
        if try status(of: path) == nil { aside.admit(path) }
      } catch {
        // It is as it was, as far as anybody can tell.
      }
    }
  }

  func status(of path: Path) throws(FileError) -> FileStatus? {
    do {
      guard let status = try folder(path.parent).status(path.name), status.kind == .regular else { return nil }
      return status
    } catch let error where error.isOutOfReach {
      return nil
    }
  }

  func hasWriter(_ path: Path) throws(FileError) -> Bool? {
    do {
      return try folder(path.parent).openForReading(path.name).hasWriter()
    } catch let error where error.isOutOfReach {
      return nil
    }
  }

  func folder(_ path: Path) throws(FileError) -> Directory {
    if let known = folders[path] { return known }
    let directory = try layout.inbox.directory(path)
    folders[path] = directory
    return directory
  }
}
