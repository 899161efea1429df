internal import Files
internal import Formats

/// Looks through the inbox a piece at a time, its folders in turn.
final class Scanner {
  /// What a scan comes upon.
  enum Sight {
    /// A folder that is about to be read.
    case folder(Path, Directory)
    /// An entry that may be a document.
    case file(Path, FileStatus)
    /// A document whose marker is not there.
    case unmarked(Path)
    /// A folder, or an entry, that can't be read now.
    case unreadable(Path, FileError)
  }

  /// How many folders are read at once.
  private static let together = min(32, FolderCache.most)
  /// How many entries of a folder are read before the next has its turn.
  private static let share = 128

  private let inbox: Directory
  private let filter: NameFilter
  /// Not looked at yet.
  private var waiting = Queue<Path>()
  /// Being searched for folders.
  private var exploring: Reading?
  /// Searched for folders, their files not looked at yet.
  private var explored = Queue<(path: Path, wasSearched: Bool)>()
  private var reading: [Reading] = []
  private var known: Set<Path> = []
  private var again: Set<Path> = []
  private var turn = 0

  /// How many links a folder has.
  private let links: (Directory) throws(FileError) -> Int

  init(
    _ inbox: Directory, _ filter: NameFilter,
    links: @escaping (Directory) throws(FileError) -> Int = { (folder) throws(FileError) in try folder.status().links }
  ) {
    self.inbox = inbox
    self.filter = filter
    self.links = links
  }

  var isIdle: Bool { !isExploring && explored.isEmpty && reading.isEmpty }
  /// Whether folders are still being found, which takes no room.
  var isExploring: Bool { exploring != nil || !waiting.isEmpty }

  /// Asks for a folder and all below it to be looked through, again if that is going on.
  func request(_ folder: Path) {
    if known.insert(folder).inserted { waiting.append(folder) } else { again.insert(folder) }
  }

  /// Finds some more folders. They come before any files: the files of a huge folder may take hours, and what lies
  /// below it must have its turn meanwhile.
  func explore(_ entries: Int, _ see: (Sight) -> Void) throws(FileError) {
    var left = entries
    while left > 0 {
      if exploring == nil {
        guard let folder = waiting.popFirst() else { return }
        again.remove(folder)
        left -= 16
        do {
          let directory = try inbox.directory(folder)
          // Whoever watches folders does so now: what comes after is an event, what came before is read.
          see(.folder(folder, directory))
          // Most file systems count a folder's folders as links, and two links say that there is none. Where that is not so,
          // they are found among the files.
          if try links(directory) == 2 {
            explored.append((folder, wasSearched: false))
          } else {
            exploring = try open(folder)
          }
        } catch {
          try giveUp(folder, error, see)
        }
      }
      guard let current = exploring else { continue }
      do {
        while left > 0 {
          left -= 1
          guard let entry = try current.stream.next() else {
            explored.append((current.path, wasSearched: true))
            exploring = nil
            break
          }
          if isFolder(entry, in: current, see) { descend(current.path.appending(entry.name)) }
        }
      } catch {
        exploring = nil
        try giveUp(current.path, error, see)
      }
    }
  }

  /// Reads some more entries of folders, these in turn.
  func step(_ entries: Int, _ see: (Sight) -> Void) throws(FileError) {
    var left = entries
    while left > 0 {
      while reading.count < Scanner.together, let (folder, wasSearched) = explored.popFirst() {
        do {
          reading.append(try open(folder, wasSearched: wasSearched))
        } catch {
          try giveUp(folder, error, see)
        }
      }
      guard !reading.isEmpty else { return }
      turn = (turn + 1) % reading.count
      do {
        let count = try read(reading[turn], min(left, Scanner.share), see)
        left -= max(count, 1)
        if count == Scanner.share || left <= 0 { continue }
      } catch {
        if error.isShortage { throw error }
        tell(reading[turn].path, error, see)
      }
      finish(reading.remove(at: turn).path)
    }
  }

  private func open(_ folder: Path, wasSearched: Bool = true) throws(FileError) -> Reading {
    let directory = try inbox.directory(folder)
    return Reading(folder, directory, try DirectoryStream(directory), wasSearched: wasSearched)
  }

  private func giveUp(_ folder: Path, _ error: FileError, _ see: (Sight) -> Void) throws(FileError) {
    known.remove(folder)
    if error.isShortage {
      request(folder)
      throw error
    }
    tell(folder, error, see)
  }

  private func finish(_ folder: Path) {
    known.remove(folder)
    if again.remove(folder) != nil { request(folder) }
  }

  /// One bad folder must not stop the others; it is tried again with the next scan.
  private func tell(_ folder: Path, _ error: FileError, _ see: (Sight) -> Void) {
    // Gone or swapped since it was seen: a producer's everyday business.
    if error.errno.isAbsentOrLink { return }
    // Where the inbox is the top of a disk, the file system has a folder of its own there, which is root's.
    if folder == "lost+found", error.isForbidden { return }
    see(.unreadable(folder, error))
  }

  /// - Returns: How many entries were read; fewer than its share at the folder's end.
  private func read(_ reading: Reading, _ share: Int, _ see: (Sight) -> Void) throws(FileError) -> Int {
    for count in 0..<share {
      guard let entry = try reading.stream.next() else { return count }
      if !reading.wasSearched, isFolder(entry, in: reading, see) { descend(reading.path.appending(entry.name)) }
      guard entry.kind == .regular || entry.kind == nil else { continue }
      guard let document = filter.document(for: entry.name) else {
        if isUnmarked(entry, in: reading, see) { see(.unmarked(reading.path.appending(entry.name))) }
        continue
      }
      if let status = status(of: document, in: reading, see), status.kind == .regular {
        see(.file(reading.path.appending(document), status))
      }
    }
    return share
  }

  private func isFolder(_ entry: DirectoryStream.Entry, in reading: Reading, _ see: (Sight) -> Void) -> Bool {
    if let kind = entry.kind { return kind == .directory }
    return status(of: entry.name, in: reading, see)?.kind == .directory
  }

  private func isUnmarked(_ entry: DirectoryStream.Entry, in reading: Reading, _ see: (Sight) -> Void) -> Bool {
    guard filter.waitsForMarker(entry.name) else { return false }
    if let marker = FileNames.marker(of: entry.name), status(of: marker, in: reading, see)?.kind == .regular {
      return false
    }
    return entry.kind != nil || status(of: entry.name, in: reading, see)?.kind == .regular
  }

  /// One bad entry must not hide the others of its folder.
  private func status(of name: Path, in reading: Reading, _ see: (Sight) -> Void) -> FileStatus? {
    do {
      return try reading.directory.status(name)
    } catch {
      tell(reading.path.appending(name), error, see)
      return nil
    }
  }

  private func descend(_ folder: Path) {
    // The kernel takes paths up to 4,096 bytes; deeper trees can only be meant to harm.
    if filter.isFolder(folder.name), folder.bytes.count < 3500 { request(folder) }
  }

  private final class Reading {
    let path: Path
    let directory: Directory
    let stream: DirectoryStream
    /// Whether its folders are known already.
    let wasSearched: Bool

    init(_ path: Path, _ directory: Directory, _ stream: consuming DirectoryStream, wasSearched: Bool) {
      self.path = path
      self.directory = directory
      self.stream = stream
      self.wasSearched = wasSearched
    }
  }
}
