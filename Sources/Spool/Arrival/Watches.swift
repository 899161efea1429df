internal import Files

/// Which folder each watch belongs to, and which folders have to be looked at because they have none.
final class Watches {
  /// Watches the inbox's folders; `nil` where the user has no inotify instance left, so that all of them are polled.
  let watcher: FolderWatcher?
  private var folders: [Int32: Path] = [:]
  private var numbers: [Path: Int32] = [:]
  /// Those that have to be looked at. Where nothing is watched the inbox alone, as a look at a folder descends into all below it.
  private(set) var polled: Set<Path> = []
  /// Folders on file systems that tell nothing of what others do.
  private var remote: Set<Path> = []
  /// Under each folder those that are watched or polled, or lead to one that is: a folder that leaves costs as much as it
  /// holds, however many there are.
  private var below: [Path: Set<Path>] = [:]

  /// - Parameter makeWatcher: Asks the kernel for an inotify instance, of which a user may have few.
  init(_ makeWatcher: () throws(FileError) -> FolderWatcher = FolderWatcher.init) throws(FileError) {
    do {
      watcher = try makeWatcher()
    } catch  where error.errno == .tooManyOpenFiles {
      // A process that may open nothing more gets the same number, and no looking helps it.
      _ = try Directory.open("/")
      watcher = nil
    }
  }

  /// Whether there are no events that tell when a folder's files are closed.
  func isPolled(_ folder: Path) -> Bool { watcher == nil || polled.contains(folder) }

  /// Whether a folder is looked at because its file system has no events, which whoever set `settle` knew; a service without
  /// an inotify instance has not chosen that.
  func isRemote(_ folder: Path) -> Bool { remote.contains(folder) || watcher == nil && remote.contains("") }

  /// The number to wait for; -1, which poll(2) passes over, where there are no events.
  var eventNumber: Int32 { watcher?.number ?? -1 }

  /// The events that wait.
  func events() throws(FileError) -> [FolderEvent] { try watcher?.events() ?? [] }

  /// Watches a folder, or notes that it has to be polled.
  ///
  /// - Returns: Why it has to be polled, the first time.
  func add(_ folder: Path, _ directory: Directory) -> String? {
    if watcher == nil, !folder.isEmpty { return nil }
    defer { note(folder) }
    if let reason = reasonToPoll(folder, directory) { return polled.insert(folder).inserted ? reason : nil }
    polled.remove(folder)
    return nil
  }

  private func note(_ folder: Path) {
    var folder = folder
    while !folder.isEmpty, below[folder.parent, default: []].insert(folder).inserted { folder = folder.parent }
  }

  /// Takes a folder out of ``below`` that is neither watched nor polled and leads to none that is.
  private func drop(_ folder: Path) {
    var folder = folder
    while !folder.isEmpty, below[folder] == nil, numbers[folder] == nil, !polled.contains(folder) {
      let parent = folder.parent
      below[parent]?.remove(folder)
      if below[parent]?.isEmpty ?? false { below[parent] = nil }
      folder = parent
    }
  }

  private func reasonToPoll(_ folder: Path, _ directory: Directory) -> String? {
    do {
      let silent = try Watches.networked[directory.filesystemType()]
      if silent != nil { remote.insert(folder) } else { remote.remove(folder) }
      guard let watcher else { return "the user's inotify instances are used up (fs.inotify.max_user_instances)" }
      let number = try watcher.watch(directory)
      let old = folders[number]
      folders[number] = folder
      numbers[folder] = number
      if let old, old != folder {
        numbers[old] = nil
        drop(old)
      }
      return silent.map { "\($0) tells nothing of what others do" }
    } catch {
      return error.errno == .noSpace
        ? "the user's inotify watches are used up (fs.inotify.max_user_watches)" : error.description
    }
  }

  func folder(of watch: Int32) -> Path? { folders[watch] }

  /// The kernel has ended a watch.
  func ended(_ watch: Int32) {
    // A folder that was made anew under the name has a watch of its own already.
    guard let folder = folders.removeValue(forKey: watch), numbers[folder] == watch else { return }
    numbers[folder] = nil
    drop(folder)
  }

  /// A folder has left, and all below it.
  func forget(_ folder: Path) {
    var leaving = [folder]
    while let next = leaving.popLast() {
      leaving += below[next] ?? []
      polled.remove(next)
      remote.remove(next)
      if let number = numbers[next] {
        watcher?.unwatch(number)
        ended(number)
      }
      drop(next)
    }
  }

  /// File systems whose changes by other machines, or below them, make no events: statfs(2) type and name.
  static let networked: [Int64: String] = [
    0x6969: "NFS", 0x517B: "SMB", 0xFF53_4D42: "CIFS", 0xFE53_4D42: "SMB2", 0x6573_5546: "FUSE", 0x0102_1997: "9P",
    0x5346_414F: "AFS", 0x00C3_6400: "Ceph", 0x7375_7245: "Coda", 0x786F_4256: "a shared folder", 0x0BD0_0BD0: "Lustre",
    0x4750_4653: "GPFS",
  ]
}
