internal import Files

/// A tree of folders that mirrors the inbox's, with the handles of those in use.
///
/// Where a file stands in the way of a folder, the folder is called `NAME~folder` (a long NAME is cut and gets a hash).
/// In the outbox a folder whose name ends in `.json` is always made as `NAME~folder`, so that `*.json` matches records only.
/// Not thread-safe; each thread has its own.
final class FolderTree {
  let root: Directory
  /// The permissions of folders that are made, less what the umask takes.
  private let mode: UInt32
  private let holdsRecords: Bool
  private var open = FolderCache()
  private var touched: Set<Path> = []
  private var made: [(path: Path, folder: Directory)] = []
  private var madeMany = false
  /// Folders that were made durable since this began. What was found in others may have been made by an earlier process that a
  /// kill, or a fault, has kept from that; what is made here is in ``made``.
  private var durable: Set<Path> = []

  /// - Parameters:
  ///   - isShared: Whether members of the service's group may add and remove entries.
  ///   - holdsRecords: Whether it is the outbox.
  init(_ root: Directory, isShared: Bool = false, holdsRecords: Bool = false) {
    self.root = root
    self.holdsRecords = holdsRecords
    mode = isShared ? 0o770 : 0o750
  }

  /// The outbox's tree.
  static func outbox(of layout: Layout) -> FolderTree {
    FolderTree(layout.outbox, isShared: true, holdsRecords: true)
  }

  /// The folder, made where it is missing.
  func making(_ folder: Path) throws(FileError) -> Directory {
    if let known = open[folder] { return known }
    for _ in 1..<FolderTree.tries {
      do {
        return try make(folder)
      } catch let error where error.errno == .noSuchFile {
        // Somebody has removed an empty folder while one was made in it.
        continue
      }
    }
    return try make(folder)
  }

  /// How often something is tried that somebody who removes emptied folders may foil.
  static let tries = 100

  private func make(_ folder: Path) throws(FileError) -> Directory {
    var here = root
    var path = Path.empty
    for component in folder.components {
      defer { path = path.appending(component) }
      if let next = try FolderTree.step(here, component) {
        here = next
        continue
      }
      let isRecord = holdsRecords && component.hasSuffix(".json")
      let isFree = isRecord ? false : try here.status(component) == nil
      let free = isFree ? component : FileNames.besideFile(component)
      let parent = here
      here = try parent.makeDirectory(free, mode: mode)
      if made.last?.folder !== parent { made.append((path, parent)) }
      if made.count > FolderTree.fewFolders {
        // So many handles are not kept: the whole file system is made durable instead.
        made = []
        madeMany = true
      }
    }
    open[folder] = here
    return here
  }

  /// The folder's entries have changed and are to be made durable.
  func touch(_ folder: Path) { touched.insert(folder) }

  /// Makes durable what was made and touched since the last time.
  func sync() throws(FileError) { try sync { (_, error) throws(FileError) in throw error } }

  /// - Parameter failing: Told of each touched folder for which that fails; what it throws ends it.
  func sync(failing: (Path, FileError) throws(FileError) -> Void) throws(FileError) {
    if madeMany || touched.count > FolderTree.fewFolders {
      do {
        try root.syncFilesystem()
        skipSync()
        return
      } catch let error where madeMany {
        throw error
      } catch {
        // A neighbour's error shows here too; each folder is asked for its own.
      }
    }
    var failed: Set<Path> = []
    var left: [(path: Path, folder: Directory)] = []
    for parent in made {
      do {
        try parent.folder.sync()
        remember(parent.path)
      } catch {
        // It matters to what is below, now and when something is put there again.
        left.append(parent)
        for folder in touched where folder.isBelow(parent.path) && failed.insert(folder).inserted {
          try failing(folder, error)
        }
      }
    }
    for folder in touched where !failed.contains(folder) {
      do {
        // One that has gone took all that stood in it along.
        var there = open[folder]
        if there == nil { there = try FolderTree.existing(folder, in: root) }
        try there?.sync()
        remember(folder)
        if there != nil { try syncNames(folder) }
      } catch {
        try failing(folder, error)
      }
    }
    made = left
    touched = []
  }

  /// Makes durable where a folder is found, before what is in it has no other place.
  func syncPlace(of folder: Path) throws(FileError) {
    if madeMany {
      try root.syncFilesystem()
      madeMany = false
    }
    for parent in made {
      try parent.folder.sync()
      remember(parent.path)
    }
    made = []
    try syncNames(folder)
  }

  /// Makes durable where a folder is found that may have been made before this began.
  private func syncNames(_ folder: Path) throws(FileError) {
    var above = folder
    while !above.isEmpty {
      above = above.parent
      if durable.contains(above) { continue }
      try FolderTree.existing(above, in: root)?.sync()
      remember(above)
    }
  }

  private func remember(_ folder: Path) {
    // Forgetting costs a little time later.
    if durable.count > FolderTree.mostRemembered { durable = [] }
    durable.insert(folder)
  }

  private static let mostRemembered = 10_000

  /// Up to this many folders are made durable one by one.
  private static let fewFolders = 16

  /// What was made and touched need not be durable.
  func skipSync() {
    made = []
    madeMany = false
    touched = []
  }

  /// Closes the handles.
  func close() { open = FolderCache() }

  /// Puts an entry into a folder that others may remove while it is empty.
  func place(_ name: Path, from source: Directory, in folder: Path, _ newName: Path) throws(FileError) {
    for _ in 1..<FolderTree.tries {
      do throws(FileError) {
        return try source.rename(name, to: making(folder), newName)
      } catch  where error.errno == .noSuchFile {
        guard try source.status(name) != nil else { throw error }
        close()
      }
    }
    try source.rename(name, to: making(folder), newName)
  }

  /// The folder, where it exists. Any thread may ask.
  static func existing(_ folder: Path, in root: Directory) throws(FileError) -> Directory? {
    var here = root
    for component in folder.components {
      guard let next = try step(here, component) else { return nil }
      here = next
    }
    return here
  }

  private static func step(_ here: Directory, _ component: Path) throws(FileError) -> Directory? {
    for name in [component, FileNames.besideFile(component)] {
      do {
        return try here.directory(name)
      } catch let error where [.noSuchFile, .notADirectory, .tooManyLinks].contains(error.errno) {
        continue
      }
    }
    return nil
  }
}

extension Path {
  /// Whether it is a path below a folder.
  func isBelow(_ folder: Path) -> Bool {
    folder.isEmpty ? !isEmpty : bytes.starts(with: folder.bytes + [UInt8(ascii: "/")])
  }
}
