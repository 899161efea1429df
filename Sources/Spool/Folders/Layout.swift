public import Files
internal import Formats

/// The folders of a spool, open.
public struct Layout: Sendable {
  /// Where documents are dropped.
  public let inbox: Directory
  /// Where claimed documents stand, by how often they were taken alone after a crash: `work/0` to `work/3`. Of a spool that
  /// is only looked at, those that are there.
  public let levels: [Directory]
  /// Where pairs appear.
  public let outbox: Directory
  /// Where files of the outbox are written before they are renamed. Of a spool that is only looked at, the outbox where it
  /// is missing: nothing is written then.
  public let temporary: Directory
  /// Where documents go that can't be cleaned, each with its reason.
  public let failed: Directory
  /// Where originals go.
  public let archive: Directory
  /// The daemon's own: lock, status, metrics.
  public let state: Directory
  /// The spool itself.
  public let root: Directory

  /// A document found in this level has stopped the service in each of the levels before.
  static let lastLevel = 3

  /// Opens a spool and creates what is missing.
  public init(creating spool: Path) throws(FileError) {
    let spool = spool.withoutTrailingSlashes
    let parent = try Directory.open(spool.parent.isEmpty ? "." : spool.parent)
    if try parent.status(spool.name) == nil, !spool.name.isEmpty {
      _ = try parent.makeDirectory(spool.name) { (made) throws(FileError) in try made.sync() }
    }
    root = try Layout.open(spool)
    inbox = try Layout.folder("inbox", in: root, isShared: true)
    let own = try Layout.folder("work", in: root)
    let work = try Layout.workIsOutside(inbox, own) ? own : Layout.ownFolder(".work", in: inbox)
    var levels: [Directory] = []
    for level in 0...Layout.lastLevel { levels.append(try Layout.folder(Path("\(level)"), in: work)) }
    self.levels = levels
    outbox = try Layout.folder("outbox", in: root, isShared: true)
    temporary = try Layout.ownFolder(".tmp", in: outbox)
    failed = try Layout.folder("failed", in: root, isShared: true)
    archive = try Layout.folder("archive", in: root)
    state = try Layout.folder(".winnow", in: root)
  }

  /// Opens a spool as it is, to look at it. Folders of the service's own that somebody has removed while they were empty do
  /// not hinder that: it makes them anew.
  ///
  /// - Throws: `ENOENT` where it is none.
  public init(opening spool: Path) throws(FileError) {
    root = try Directory.open(spool)
    inbox = try Directory.open(spool.appending("inbox"))
    let outside = spool.appending("work")
    var work: Directory?
    if try Layout.workWasInside(inbox, outside) {
      work = try inbox.directory(".work")
    } else if try root.status("work") != nil {
      work = try Directory.open(outside)
    }
    var levels: [Directory] = []
    for level in 0...Layout.lastLevel {
      if let work, let folder = try Layout.existing(Path("\(level)"), in: work) { levels.append(folder) }
    }
    self.levels = levels
    outbox = try Directory.open(spool.appending("outbox"))
    temporary = try Layout.existing(".tmp", in: outbox) ?? outbox
    failed = try Directory.open(spool.appending("failed"))
    archive = try Directory.open(spool.appending("archive"))
    state = try Directory.open(spool.appending(".winnow"))
  }

  private static func existing(_ name: Path, in parent: Directory) throws(FileError) -> Directory? {
    do {
      return try parent.directory(name)
    } catch let error where error.errno.isAbsentOrLink {
      return nil
    }
  }

  /// Every folder that claimed documents may stand in: an inbox that has moved to another file system leaves one behind.
  ///
  /// - Parameter unreadable: Told of one that can't be opened, for a disk error, or since anybody of the group may have made
  ///   it in the inbox.
  func workRoots(unreadable: (Path, FileError) -> Void) throws(FileError) -> [Directory] {
    var roots: [Directory] = []
    do {
      if try root.status("work") != nil { roots.append(try Directory.open(root.path.appending("work"))) }
    } catch  where error.mayLieInOneFile {
      unreadable(root.path.appending("work"), error)
    }
    do {
      if try inbox.status(".work")?.kind == .directory { roots.append(try inbox.directory(".work")) }
    } catch  where error.concernsOneDocument || error.mayLieInOneFile {
      unreadable(inbox.path.appending(".work"), error)
    }
    return roots
  }

  /// Whether a process works the spool.
  func isLocked() throws(FileError) -> Bool {
    do {
      // Shared, so that of two who ask at once neither takes the other for a service.
      return try !state.openForReading(Layout.lockName).tryLock(isShared: true)
    } catch let error where error.errno == .noSuchFile {
      return false
    }
  }

  /// Opens a folder of the spool, which an operator may have made a symbolic link to another disk.
  ///
  /// - Parameter isShared: Whether members of the service's group may add and remove entries, where it is made.
  private static func folder(
    _ name: Path, in parent: Directory, isShared: Bool = false
  ) throws(FileError) -> Directory {
    if try parent.status(name) == nil {
      return try parent.makeDirectory(name, mode: isShared ? 0o770 : 0o750) { (made) throws(FileError) in
        try made.sync()
      }
    }
    return try open(parent.path.appending(name))
  }

  /// Opens a folder of the service's own inside of one that the group shares, where anybody may put something in its
  /// place: a link is never followed, and what is no folder is moved aside.
  private static func ownFolder(_ name: Path, in parent: Directory) throws(FileError) -> Directory {
    if let status = try parent.status(name), status.kind != .directory { try moveAside(name, in: parent) }
    do {
      return try parent.makeDirectory(name, mode: 0o750) { (made) throws(FileError) in try made.sync() }
    } catch let error where error.errno == .accessDenied {
      // Not moved aside: it may hold documents of a service that ran as another user.
      let operation = "open the service's own folder (move it away, or give it to the service's user)"
      throw FileError(operation, parent.path.appending(name).description, error.errno)
    }
  }

  private static func moveAside(_ name: Path, in folder: Directory) throws(FileError) {
    for number in FileNames.alternatives {
      do {
        return try folder.rename(name, to: folder, name.adding("~\(number)"))
      } catch let error where error.errno == .exists {
        continue
      }
    }
    throw FileError("move aside", folder.path.appending(name).description, .exists)
  }

  /// Whether work is the folder beside the inbox: where documents can be renamed into it. Without a free inode nothing can
  /// be made to try that with, and it is where it was.
  private static func workIsOutside(_ inbox: Directory, _ own: Directory) throws(FileError) -> Bool {
    do {
      return try canRename(from: inbox, to: own)
    } catch  where [.noSpace, .overQuota].contains(error.errno) {
      return try !workWasInside(inbox, own.path)
    }
  }

  /// Whether the last start has found that work must be inside of the inbox.
  ///
  /// - Parameter outside: Where it is otherwise.
  private static func workWasInside(_ inbox: Directory, _ outside: Path) throws(FileError) -> Bool {
    do {
      // Anybody of the group may make an empty folder of that name.
      guard try inbox.status(".work")?.kind == .directory else { return false }
      return try isWork(inbox.directory(".work"))
    } catch  where error.concernsOneDocument {
      // Somebody else's, unless there is no other.
      return try !isWork(at: outside)
    }
  }

  /// Whether a folder has the levels of work.
  private static func isWork(_ folder: Directory) throws(FileError) -> Bool {
    for level in 0...Layout.lastLevel where try folder.status(Path("\(level)"))?.kind != .directory { return false }
    return true
  }

  private static func isWork(at path: Path) throws(FileError) -> Bool {
    do {
      return try isWork(Directory.open(path))
    } catch let error where error.errno.isAbsent {
      return false
    }
  }

  /// A name for a file that is only made to see whether that goes: one that stands for nothing in these folders, but perhaps
  /// for such a file that an earlier try has left.
  static func probe(in folders: [Directory]) throws(FileError) -> Path {
    candidates: for number in FileNames.alternatives {
      let name = Path(number == 0 ? ".winnow-probe" : ".winnow-probe~\(number)")
      for folder in folders {
        if let status = try folder.status(name), status.kind != .regular { continue candidates }
      }
      return name
    }
    throw FileError("find a name for a probe in", folders[0].path.description, .exists)
  }

  /// Whether both are on one file system, asked by doing it: device numbers don't tell of bind mounts and quotas.
  private static func canRename(from inbox: Directory, to work: Directory) throws(FileError) -> Bool {
    let probe = try probe(in: [inbox, work])
    for folder in [inbox, work] where try folder.status(probe) != nil { try folder.remove(probe) }
    _ = try inbox.create(probe)
    do {
      try inbox.rename(probe, to: work, probe)
    } catch let error where error.errno == .crossDevice {
      try inbox.remove(probe)
      return false
    }
    try work.remove(probe)
    return true
  }

  /// Whether anything can be claimed, asked by doing it: an error that a document meets alone says nothing of the
  /// others.
  func canClaim() -> Bool {
    do throws(FileError) {
      return try Layout.canRename(from: inbox, to: levels[0])
    } catch {
      return false
    }
  }

  /// Whether something stands at a path in some level of work, as far as anybody can tell.
  func mayBeInWork(_ path: Path) -> Bool {
    levels.contains { level in
      do throws(FileError) {
        return try level.status(path) != nil
      } catch {
        // Gone with its folder, or not to be looked at now.
        return error.errno != .notADirectory
      }
    }
  }

  /// Takes the spool for this process.
  ///
  /// - Returns: The lock, held as long as the descriptor lives; `nil` where another process holds it.
  func lock() throws(FileError) -> LockFile? { try LockFile(Layout.lockName, in: state) }

  /// Whether a lock is the one that another process would ask for.
  func isHeld(_ lock: LockFile) throws(FileError) -> Bool { try lock.isCurrent(Layout.lockName, in: state) }

  private static let lockName: Path = "lock"

  /// Whether the path still leads to the inbox that is open.
  func inboxIsCurrent() throws(FileError) -> Bool { try Layout.isCurrent(inbox, Layout.status) }

  /// A folder of the spool other than the inbox whose path does not lead to the one that is open any more: it was removed,
  /// replaced, something was mounted over it, or its server has begun anew.
  ///
  /// - Parameter status: What an open folder says of itself.
  func lostFolder(
    status: (Directory) throws(FileError) -> FileStatus = Layout.status
  ) throws(FileError) -> Path? {
    for folder in [outbox, temporary, failed, archive, state] + levels where try !Layout.isCurrent(folder, status) {
      return folder.path
    }
    return nil
  }

  private static func status(_ folder: Directory) throws(FileError) -> FileStatus { try folder.status() }

  /// What keeps other daemons away and does not any more, since its path leads elsewhere: the daemon's own folder, or the
  /// lock in it; `nil`: it does.
  func lostLock(_ lock: LockFile) throws(FileError) -> Path? {
    guard try Layout.isCurrent(state, Layout.status) else { return state.path }
    return try isHeld(lock) ? nil : state.path.appending(Layout.lockName)
  }

  /// Whether the daemon's own folder is the same in another layout.
  func hasSameState(as other: Layout) -> Bool { Layout.areSame([state], [other.state]) }

  /// Whether documents that are being worked, and their pairs, stand in the same folders in another layout.
  func hasSameDocuments(as other: Layout) -> Bool {
    Layout.areSame(levels + [outbox], other.levels + [other.outbox])
  }

  /// What can't be examined is not the same.
  private static func areSame(_ folders: [Directory], _ others: [Directory]) -> Bool {
    do throws(FileError) {
      for (folder, other) in zip(folders, others) {
        guard try folder.status().identity == other.status().identity else { return false }
      }
      return true
    } catch {
      return false
    }
  }

  private static func isCurrent(
    _ folder: Directory, _ status: (Directory) throws(FileError) -> FileStatus
  ) throws(FileError) -> Bool {
    let there: FileStatus
    do {
      there = try Directory.open(folder.path).status()
    } catch let error where error.errno.isAbsent {
      return false
    }
    do {
      return try there.identity == status(folder).identity
    } catch let error where error.isLostServer {
      // The path leads to something that can be used, the handle does not.
      return false
    }
  }
}
