internal import Digest
internal import Files

/// What a crash, or a fault, has left in work and in the outbox's temporary folder.
struct Leftovers {
  let layout: Layout
  /// The most bytes of a record.
  var largestRecord = Options().largestRecord
  /// Called now and then, as there may be much to look at.
  var progressed: @Sendable () -> Void = {}

  /// Documents in work, in the lowest levels first, and sidecars there.
  struct Found {
    var claims: [Claim] = []
    var sidecars: [Path] = []
    /// Folders, or entries, that can't be looked at in some level, and why.
    var unreadable: [(path: Path, error: FileError)] = []
    /// The same in an earlier work folder.
    var hidden: [Path] = []

    /// Sidecars whose document is not in work.
    var loneSidecars: [Path] {
      let documents = Set(claims.map(\.path))
      return sidecars.filter {
        let document = FileNames.removing(FileNames.sidecarEnding, from: $0)
        return !documents.contains(document) && !document.isHidden(by: unreadable.map(\.path) + hidden)
      }
    }
  }

  /// What stands in work. A file that a kill has left under two names is one.
  func inWork() throws(FileError) -> Found {
    var found = Found()
    for (level, directory) in layout.levels.enumerated() {
      // One folder that can't be read must not keep all others from being found.
      try TreeWalk(root: directory).forEach(unreadable: { found.unreadable.append(($0, $1)) }) {
        (entry) throws(FileError) in
        progressed()
        var size = 0
        do throws(FileError) {
          guard let status = try entry.directory.status(entry.name) else { return }
          if status.links > 1, removeSecondName(entry, status.identity, level) { return }
          size = status.size
        } catch {
          // It is there, of whatever size, and must keep nothing else from being found.
          if error.concernsAll { throw error }
        }
        if FileNames.isSidecar(entry.name) {
          found.sidecars.append(entry.path)
        } else {
          found.claims.append(Claim(path: entry.path, size: size, level: level))
        }
      }
    }
    // All of it will be there again, or be opened anew.
    for (_, error) in found.unreadable where error.isLostServer { throw error }
    return found
  }

  /// Removes a file from work that stands under its name elsewhere, too: a kill came between link(2) and unlink(2),
  /// which move files where the file system knows no better way. In the inbox it is not claimed then, in failed/ it has
  /// failed. One in the archive stays: its record tells that it is done, and without that somebody may have linked it
  /// back.
  private func removeSecondName(_ entry: TreeWalk.Entry, _ identity: FileStatus.Identity, _ level: Int) -> Bool {
    for place in [layout.inbox, layout.failed] + layout.levels[..<level] {
      do throws(FileError) {
        guard try place.status(entry.path)?.identity == identity else { continue }
        try entry.directory.remove(entry.name)
        return true
      } catch {
        // Who can't tell takes it for another.
      }
    }
    return false
  }

  func files(in directory: Directory) throws(FileError) -> [Path] {
    var names: [Path] = []
    for entry in try directory.entries() {
      var kind = entry.kind
      if kind == nil { kind = try directory.status(entry.name)?.kind }
      if let kind, kind != .directory { names.append(entry.name) }
    }
    return names
  }

  /// Deletes reasons in failed/ whose document a crash has left in work.
  func removeReasons(besides claims: [Claim]) throws(FileError) {
    for folder in Set(claims.map(\.folder)) {
      do throws(FileError) {
        try removeReasons(in: folder, besides: claims)
      } catch {
        // A folder that nobody may look into must not keep everything waiting; a reason alone is what audit tells of.
        guard error.concernsOneDocument || error.mayLieInOneFile else { throw error }
      }
    }
  }

  private func removeReasons(in folder: Path, besides claims: [Claim]) throws(FileError) {
    guard let directory = try FolderTree.existing(folder, in: layout.failed) else { return }
    let names = try files(in: directory)
    let present = Set(names)
    for name in names where name.hasSuffix(FileNames.reasonEnding) {
      let document = FileNames.removing(FileNames.reasonEnding, from: name)
      // A document may be called NAME.reason.json itself; then it has a reason of its own.
      guard !present.contains(document), !present.contains(FileNames.reason(of: name)) else { continue }
      // What a retry has put aside is for the next one to bring back.
      if name.hasPrefix("."), present.contains(Path(bytes: Array(document.bytes.dropFirst()))) { continue }
      guard try directory.status(name)?.kind == .regular else { continue }
      if let reason = try Reason.read(name, in: directory), claims.contains(where: { $0.path == reason.path }) {
        try directory.remove(name)
      }
    }
    for name in names where name.hasPrefix(".reason~") { try directory.remove(name) }
  }

  /// Removes markers of documents that a crash left in work. One that is younger than a document of that name in the inbox
  /// is of that document.
  func removeMarkers(_ claims: [Claim]) throws(FileError) {
    for claim in claims {
      let name = claim.name.adding(FileNames.markerEnding)
      guard let folder = try FolderTree.existing(claim.folder, in: layout.inbox),
        let marker = try folder.status(name), marker.kind == .regular
      else { continue }
      if let newer = try folder.status(claim.name), newer.changed <= marker.changed { continue }
      try folder.remove(name)
    }
  }

  /// Removes the folders in work that hold nothing any more, and goes on past what can't be looked at.
  ///
  /// - Returns: Why some may stay.
  func removeEmptyFolders() -> FileError? {
    var failure: FileError?
    for level in layout.levels {
      do throws(FileError) {
        // Those below come after those above, and go before them.
        let folders = try TreeWalk(root: level).folders { failure = failure ?? $1 }
        for folder in folders.reversed() {
          if let error = removeIfEmpty(folder, in: level) { failure = failure ?? error }
        }
      } catch {
        failure = failure ?? error
      }
    }
    return failure
  }

  private func removeIfEmpty(_ folder: Path, in level: Directory) -> FileError? {
    do {
      try level.directory(folder.parent).removeDirectory(folder.name)
    } catch let error where [.notEmpty, .exists, .noSuchFile].contains(error.errno) {
      return nil
    } catch {
      return error
    }
    return nil
  }
}
