internal import Files

/// Which folder each watch belongs to, and which folders have to be looked at because they have none.
final class Watches {
  /// Watches the inbox's folders.
  let watcher: FolderWatcher
  private var folders: [Int32: Path] = [:]
  private var numbers: [Path: Int32] = [:]
  private(set) var polled: Set<Path> = []

  init() throws(FileError) { watcher = try FolderWatcher() }

  /// Watches a folder, or notes that it has to be polled.
  ///
  /// - Returns: Why it has to be polled, the first time.
  func add(_ folder: Path, _ directory: Directory) -> String? {
    if let reason = reasonToPoll(folder, directory) { return polled.insert(folder).inserted ? reason : nil }
    polled.remove(folder)
    return nil
  }

  private func reasonToPoll(_ folder: Path, _ directory: Directory) -> String? {
    do {
      let type = try directory.filesystemType()
      let number = try watcher.watch(directory)
      if let old = folders[number], old != folder { numbers[old] = nil }
      folders[number] = folder
      numbers[folder] = number
      return Watches.networked[type].map { "\($0) tells nothing of what others do" }
    } catch {
      return error.errno == .noSpace ? "the user's inotify watches are used up" : error.description
    }
  }

  func folder(of watch: Int32) -> Path? { folders[watch] }

  /// The kernel has ended a watch.
  func ended(_ watch: Int32) {
    guard let folder = folders.removeValue(forKey: watch) else { return }
    numbers[folder] = nil
  }

  /// A folder has left, and all below it.
  func forget(_ folder: Path) {
    let below = folder.bytes + [UInt8(ascii: "/")]
    polled = polled.filter { $0 != folder && !$0.bytes.starts(with: below) }
    for (path, number) in numbers where path == folder || path.bytes.starts(with: below) {
      watcher.unwatch(number)
      ended(number)
    }
  }

  /// File systems whose changes by other machines, or below them, make no events: statfs(2) type and name.
  static let networked: [Int64: String] = [
    0x6969: "NFS", 0x517B: "SMB", 0xFF53_4D42: "CIFS", 0xFE53_4D42: "SMB2", 0x6573_5546: "FUSE", 0x0102_1997: "9P",
    0x5346_414F: "AFS", 0x00C3_6400: "Ceph", 0x7375_7245: "Coda", 0x786F_4256: "a shared folder", 0x0BD0_0BD0: "Lustre",
    0x4750_4653: "GPFS",
  ]
}
