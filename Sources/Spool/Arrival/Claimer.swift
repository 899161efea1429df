internal import Files
internal import Formats

/// Takes documents from the inbox by renaming them into work.
///
/// A rename, because a producer may replace the file while it is read: what was read is what is archived.
final class Claimer {
  enum Result {
    case claimed(Claim)
    /// An earlier file of that name is still in work.
    case busy
    /// There is no such file any more, or it is none that is taken.
    case nothing
  }

  private let inbox: Directory
  private let work: FolderTree
  private let options: Options
  private var inboxFolders = FolderCache()
  /// Documents whose names belong to sidecars that stay in work, and whether each stood in the inbox when that was seen: one
  /// that has come since is a new one, and would be read with an old one's sidecar.
  var unsettled: [Path: Bool] = [:]

  init(_ layout: Layout, _ work: FolderTree, _ options: Options) {
    inbox = layout.inbox
    self.work = work
    self.options = options
  }

  /// Forgets the folders: a producer may have moved the inbox's since, and somebody removed an empty one of work.
  func beginBatch() {
    inboxFolders = FolderCache()
    work.close()
  }

  func claim(_ path: Path) throws(FileError) -> Result {
    markerError = nil
    tookSidecar = false
    do {
      return try take(path)
    } catch let error where error.errno.isAbsentOrLink {
      return .nothing
    }
  }

  /// Puts a claimed document back, then its sidecar.
  ///
  /// The marker that says that it may be taken is there first: without it nobody would ever take the document, and start-up
  /// removes one whose document is still in work.
  func giveBack(_ claim: Claim) throws(FileError) {
    let source = try work.making(claim.folder)
    let target = try inbox.directory(claim.folder)
    let marker = claim.name.adding(FileNames.markerEnding)
    var lacksMarker = false
    if options.needsMarker, try target.status(claim.name) == nil, try target.status(marker) == nil {
      lacksMarker = true
      _ = try target.create(marker)
    }
    do {
      try source.rename(claim.name, to: target, claim.name)
    } catch {
      // It would speak for a newer document, whose producer may not be done.
      if lacksMarker { try target.remove(marker) }
      throw error
    }
    giveBackSidecar(of: claim.path, from: source, to: target)
  }

  private func take(_ path: Path) throws(FileError) -> Result {
    let source = try inboxFolder(path.parent)
    guard let status = try source.status(path.name), status.kind == .regular else { return .nothing }
    let marker = path.name.adding(FileNames.markerEnding)
    if options.needsMarker, try source.status(marker)?.kind != .regular { return .nothing }
    if unsettled[path] != nil { return .busy }
    let target: Directory
    do {
      target = try work.making(path.parent)
    } catch let error where error.errno == .notADirectory {
      return .busy
    }
    let sidecar = FileNames.sidecar(of: path.name)
    let hasSidecar = fits(sidecar) ? try source.status(sidecar)?.kind == .regular : false
    // One that stands in work is that of an earlier document, whose way ends with it.
    if !hasSidecar, fits(sidecar), try target.status(sidecar)?.kind == .regular { return .busy }
    if hasSidecar {
      // Without a sidecar the renaming itself tells.
      guard try isFree(path, in: target) else { return .busy }
      do {
        try source.rename(sidecar, toOwn: target, sidecar)
      } catch let error where error.errno == .exists {
        return .busy
      }
    }
    do throws(FileError) {
      try move(path, from: source, to: target)
    } catch {
      if hasSidecar { giveBackSidecar(of: path, from: target, to: source) }
      if error.errno == .exists { return .busy }
      throw error
    }
    if options.needsMarker { remove(marker, in: source) }
    tookSidecar = hasSidecar
    return .claimed(Claim(path: path, size: status.size))
  }

  private func move(_ path: Path, from source: Directory, to target: Directory) throws(FileError) {
    do {
      try source.rename(path.name, toOwn: target, path.name)
    } catch  where error.errno == .exists {
      guard try isFree(path, in: target) else { throw error }
      try source.rename(path.name, toOwn: target, path.name)
    }
  }

  /// The document is claimed, whatever becomes of its marker: its producer may have taken that back.
  private func remove(_ marker: Path, in folder: Directory) {
    do {
      try folder.remove(marker)
    } catch {
      if error.errno != .noSuchFile { markerError = error }
    }
  }

  /// Why a marker stays since ``claim(_:)`` was called last; it would speak for the next document of its name.
  private(set) var markerError: FileError?
  /// Whether the document that was claimed last came with a sidecar.
  private(set) var tookSidecar = false

  /// Whether a name is free in work. Folders that nothing is in any more stay there until the end, and must not keep out a
  /// file that is called as they are.
  private func isFree(_ path: Path, in folder: Directory) throws(FileError) -> Bool {
    guard let standing = try folder.status(path.name) else { return true }
    guard standing.kind == .directory else { return false }
    let root = try folder.directory(path.name)
    do {
      for below in try TreeWalk(root: root).folders().reversed() {
        try root.directory(below.parent).removeDirectory(below.name)
      }
      try folder.removeDirectory(path.name)
    } catch let error where [.notEmpty, .exists, .noSuchFile].contains(error.errno) {
      return false
    }
    work.close()
    return true
  }

  private func giveBackSidecar(of path: Path, from source: Directory, to target: Directory) {
    let sidecar = FileNames.sidecar(of: path.name)
    guard fits(sidecar) else { return }
    do throws(FileError) {
      try source.rename(sidecar, to: target, sidecar)
    } catch {
      // A newer one has come, or the disk has a fault. It has lost its document, whose name it holds until it has a
      // place.
      if error.errno != .noSuchFile { unsettled[path] = true }
    }
  }

  private func inboxFolder(_ folder: Path) throws(FileError) -> Directory {
    if let known = inboxFolders[folder] { return known }
    let directory = try inbox.directory(folder)
    inboxFolders[folder] = directory
    return directory
  }

  private func fits(_ name: Path) -> Bool { name.bytes.count <= FileNames.longest }
}
