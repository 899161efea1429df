internal import Files

/// Handles of folders that were used lately; few, because a process has few to open and an inbox may have many.
struct FolderCache {
  private static let most = 64
  private var open: [Path: Directory] = [:]

  subscript(folder: Path) -> Directory? {
    get { open[folder] }
    set {
      if open.count >= FolderCache.most { open = [:] }
      open[folder] = newValue
    }
  }
}
