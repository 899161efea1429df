internal import Files
internal import Threads

/// Handles of folders that were used lately; few, because a process has few to open and an inbox may have many.
struct FolderCache {
  /// There are several of these, and what each may hold leaves room for all else that is open, some forty files.
  static let most = max(1, min(64, (Descriptor.limit - 44) / 8))
  private var open: [Path: Directory] = [:]

  subscript(folder: Path) -> Directory? {
    get { open[folder] }
    set {
      if open.count >= FolderCache.most { open = [:] }
      open[folder] = newValue
    }
  }
}

/// Folders of a tree of the daemon's own, opened once for all threads that work on a batch.
final class OpenFolders: Sendable {
  private let root: Directory
  private let cache = Locked(FolderCache())

  init(_ root: Directory) { self.root = root }

  /// The folder, where it exists.
  func existing(_ folder: Path) throws(FileError) -> Directory? {
    if let known = cache.withLock({ $0[folder] }) { return known }
    guard let found = try FolderTree.existing(folder, in: root) else { return nil }
    cache.withLock { $0[folder] = found }
    return found
  }
}
