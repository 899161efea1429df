internal import Files

/// Looks at single documents in the inbox, whose folders are kept open for as long as a step takes.
extension Arrivals {
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
