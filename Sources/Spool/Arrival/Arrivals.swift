internal import Files
internal import Glibc
internal import Journal

/// Finds the documents in the inbox that may be taken: by events, and by looking.
final class Arrivals {
  /// The most files known at a time; more wait unseen in the inbox, however many there are. Those that were looked at and
  /// are being written still may be as many again: they must not take the others' places.
  static let capacity = 20_000
  /// How many entries are looked at in one go.
  private static let stride = 2_048

  let layout: Layout
  let options: Options
  private let journal: Journal
  let capacity: Int
  private let filter: NameFilter
  let watches: Watches
  private let scanner: Scanner
  private let parentWatch: Int32?
  var settling = SettlingTable()
  private var ready = ReadyQueue()
  var aside: SetAside
  /// Ready again after an error: another is one too many for now.
  private var retried: Set<Path> = []
  private var missed = false
  /// Whether files that were not ready were too many to be kept, so that all is looked through again once those that were kept
  /// are fewer.
  var isCrowded = false
  private var complaints = Complaints()
  var folders = FolderCache()
  /// Folders that have left, as the events tell that are being taken.
  private var gone: Set<Path> = []

  /// Files that are left alone: somebody writes them still, or they can't be taken. Only with `once`.
  private(set) var left: Set<Path> = []
  /// What can't be looked at or claimed for an error of the disk, or as permissions forbid it. Only with `once`.
  var faults: [Path: FileError] = [:]
  /// Whether documents of this folder are held back because its outbox folder is broken, so as not to take the places of
  /// others; a scan of the folder is asked for once it is mended. Not asked in a run that is to end.
  var isHeld: (Path) -> Bool = { _ in false }
  /// Told of sidecars as they come.
  var sidecarCame: (Path) -> Void = { _ in }
  /// The inbox's name may lead elsewhere by now.
  var inboxMayBeGone = false
  /// So may the name of the service's own folder.
  var stateMayBeGone = false

  init(
    _ layout: Layout, _ options: Options, _ journal: Journal, capacity: Int = Arrivals.capacity
  ) throws(FileError) {
    self.capacity = capacity
    aside = SetAside(capacity: capacity)
    self.layout = layout
    self.options = options
    self.journal = journal
    filter = NameFilter(options)
    watches = try Watches()
    scanner = Scanner(layout.inbox, filter)
    // Of the parent only the inbox's coming and going matters.
    do {
      parentWatch = try watches.watcher?.watch(layout.root)
    } catch let error where error.errno == .noSpace {
      // No watch is left. Each rescan asks where the folders are.
      parentWatch = nil
    }
  }

  /// The number to wait for.
  var eventNumber: Int32 { watches.eventNumber }
  var waiting: Int { ready.count + settling.count }
  /// The same, and those that are not looked at now.
  var known: Int { waiting + aside.count }
  /// How many documents were without their marker when all was looked through last.
  var unmarked: Int { aside.unmarkedCount }
  /// Since when the document waits that has waited longest, nanoseconds since 1970. Goes through all that are known.
  var oldest: Int? { [ready.oldest, settling.oldest, aside.oldest].compactMap { $0 }.min() }
  var polledFolders: Int { watches.polled.count }
  /// Whether more are being looked for, or will be without being asked for.
  var isScanning: Bool { !scanner.isIdle || isCrowded }
  /// Whether looking on would find something now.
  var canScan: Bool { scanner.isExploring || !scanner.isIdle && hasRoom || isThinned }
  var hasReady: Bool { !ready.isEmpty }
  /// Whether nothing is known to wait, and nobody is looking.
  var isEmpty: Bool { waiting == 0 && scanner.isIdle && !missed }

  /// Watches the inbox, and asks for all that stands in it: what comes from here on is an event, at least at its top.
  func begin() throws(FileError) {
    rescan()
    try scanner.explore(1) { see($0) }
  }

  /// Looks through the whole inbox, or through one of its folders.
  func rescan(_ folder: Path = .empty) {
    // All else shows anew what it is.
    if folder.isEmpty {
      faults = faults.filter { left.contains($0.key) }
      dropRefused()
      // One that goes on may be past what has changed.
      if scanner.isIdle { aside.beginLook() }
    }
    scanner.request(folder)
  }

  /// Looks through the folders that have no events.
  func poll() { for folder in watches.polled { scanner.request(folder) } }

  /// Takes what the kernel has to tell.
  func takeEvents() throws(FileError) {
    // All at once: each of thousands would go through all that is set aside.
    defer {
      aside.forget(gone)
      gone = []
    }
    while true {
      let events = try watches.events()
      if events.isEmpty { break }
      do {
        for event in events { try take(event) }
      } catch {
        // The rest of what was told is told no more.
        missed = true
        throw error
      }
    }
    folders = FolderCache()
  }

  /// Looks at some more entries, and at the files whose time has come.
  func advance() throws(FileError) {
    if missed, places < capacity / 2 {
      missed = false
      rescan()
    }
    if isThinned {
      isCrowded = false
      rescan()
    }
    if scanner.isExploring { try scanner.explore(4 * Arrivals.stride) { see($0) } }
    let room = capacity - places
    if room > 0 { try scanner.step(min(room, Arrivals.stride)) { see($0) } }
    if scanner.isIdle { aside.endLook() }
    let now = MonotonicClock.now
    while let (path, entry) = settling.next(at: now) {
      do throws(FileError) {
        try look(path, entry, now)
      } catch {
        try waitAfter(error, path, entry.status, isNew: entry.isNew, isLate: entry.isLate, hasFailed: entry.hasFailed)
      }
    }
    folders = FolderCache()
  }

  /// When a file's settling time is over, next.
  func nextDue() -> Int? { settling.nextDue() }

  /// A document to claim.
  struct Candidate {
    let path: Path
    /// Whether it is ready again after an error.
    let isRetry: Bool
  }

  /// The next document to claim.
  func next() -> Candidate? { ready.next().map { Candidate(path: $0, isRetry: retried.remove($0) != nil) } }

  /// A document that could not be claimed now and may be later.
  func putBack(_ path: Path) { makeReady(path, since: changed(path)) }

  /// A document could not be claimed, though others can be: it waits as one does that could not be looked at.
  func wait(_ candidate: Candidate, after failure: FileError) throws(FileError) {
    let path = candidate.path
    faults[path] = nil
    var status: FileStatus?
    var failure = failure
    do throws(FileError) {
      status = try self.status(of: path)
      if status == nil { return }
    } catch {
      failure = error
    }
    try waitAfter(failure, path, status, isNew: false, hasFailed: candidate.isRetry)
  }

  /// A document that can't be taken; the next scan may try again, unless this run is to end.
  ///
  /// - Parameter error: What forbids it.
  func leave(_ path: Path, for error: FileError? = nil) {
    setAside(path)
    if let error { aside.refuse(path, error) }
    guard options.once else { return }
    left.insert(path)
    if let error { faults[path] = error }
  }

  /// A document that waits for something else than its own, until it is put back.
  func setAside(_ path: Path) { aside.put(path, changed: changed(path)) }

  /// The last change of a document's inode, or now where that can't be told.
  private func changed(_ path: Path) -> Int {
    do throws(FileError) {
      if let status = try status(of: path) { return status.changed }
    } catch {
      // Only how long it has waited is not known then.
    }
    return Arrivals.now
  }

  private static var now: Int { time(nil) * 1_000_000_000 }

  private func makeReady(_ path: Path, since time: Int) {
    aside.remove(path)
    forgetLeft(path)
    ready.append(path, since: time)
  }

  func settle(
    _ path: Path, _ status: FileStatus?, isNew: Bool, due: Int, isLate: Bool = false, isAgain: Bool = false,
    hasFailed: Bool = false
  ) {
    aside.remove(path)
    settling.insert(
      path, status, isNew: isNew, due: due, isLate: isLate, isAgain: isAgain, hasFailed: hasFailed)
  }

  private func take(_ event: FolderEvent) throws(FileError) {
    if event.kind == .overflow {
      rescan()
      return
    }
    if let parentWatch, event.watch == parentWatch {
      if event.name == "inbox" { inboxMayBeGone = true }
      if event.name == ".winnow" { stateMayBeGone = true }
      return
    }
    guard let folder = watches.folder(of: event.watch) else { return }
    switch event.kind {
    case .watchEnded: watches.ended(event.watch)
    case .folderGone: if folder.isEmpty { inboxMayBeGone = true }
    case .created, .movedIn, .closedAfterWriting, .left, .overflow:
      let path = folder.appending(event.name)
      if event.isFolder {
        guard filter.isFolder(event.name) else { return }
        if event.kind == .left {
          watches.forget(path)
          gone.insert(path)
        } else {
          scanner.request(path)
        }
      } else if let document = filter.document(for: event.name) {
        try take(event.kind, folder.appending(document))
      } else if event.kind == .movedIn || event.kind == .closedAfterWriting, filter.waitsForMarker(event.name) {
        if try hasMarker(path) { try take(event.kind, path) }
      } else if filter.isSidecar(event.name), event.kind == .movedIn || event.kind == .closedAfterWriting {
        sidecarCame(path)
      }
    }
  }

  private func take(_ kind: FolderEvent.Kind, _ document: Path) throws(FileError) {
    do throws(FileError) {
      try heed(kind, document)
    } catch {
      try waitAfter(error, document, nil, isNew: kind == .created)
    }
  }

  private func heed(_ kind: FolderEvent.Kind, _ document: Path) throws(FileError) {
    switch kind {
    case .movedIn, .closedAfterWriting:
      settling.remove(document)
      if waitsForOthers(document) { return aside.put(document, changed: Arrivals.now) }
      guard hasRoom else {
        missed = true
        return
      }
      // Many a writer makes an empty file first, closes it, and opens it again.
      if kind == .closedAfterWriting, let status = try status(of: document), status.size == 0 {
        settle(document, status, isNew: false, due: MonotonicClock.now + options.settle)
      } else {
        makeReady(document, since: Arrivals.now)
      }
    case .created:
      // Its closing tells that it is whole. A linked file is never closed, so its looks are watched as well.
      guard !ready.contains(document), hasRoom, let status = try status(of: document) else { return }
      settle(document, status, isNew: true, due: MonotonicClock.now + options.settle)
    default:
      settling.remove(document)
      aside.remove(document)
      admit(document)
      forgetLeft(document)
    }
  }

  /// What has become of a document since it was left alone is another matter.
  private func forgetLeft(_ path: Path) {
    guard options.once else { return }
    left.remove(path)
    faults[path] = nil
  }

  private func waitsForOthers(_ document: Path) -> Bool { !options.once && isHeld(document.parent) }

  /// Whether there is room again for files that were too many.
  private var isThinned: Bool { isCrowded && scanner.isIdle && settling.again < max(capacity / 2, 1) }

  private var hasRoom: Bool { places < capacity }
  private var places: Int { waiting - settling.again }

  private func see(_ sight: Scanner.Sight) {
    switch sight {
    case .folder(let path, let directory):
      faults[path] = nil
      aside.reach(path)
      guard let reason = watches.add(path, directory) else { return }
      journal.log(
        Event(.notice, .polling, "looking at '\(directory.path)' every few seconds, for \(reason)"))
    case .unmarked(let path): aside.seeUnmarked(path)
    case .unreadable(let path, let error):
      aside.miss(path, error)
      tell(path, error)
    case .file(let path, let status):
      aside.reach(path)
      if ready.contains(path) || settling.contains(path) { return }
      if waitsForOthers(path) || left.contains(path) { return aside.put(path, changed: status.changed) }
      faults[path] = nil
      settle(path, status, isNew: false, due: MonotonicClock.now + options.settle)
    }
  }

  /// Something can't be looked at now.
  private func tell(_ path: Path, _ error: FileError) {
    aside.see(path)
    if options.once, !error.concernsOneDocument || error.isForbidden { faults[path] = error }
    guard complaints.mayLog("unreadable") else { return }
    journal.log(Event(.warning, .unreadable, "what is in '\(path)' waits: \(error)"))
  }

  func makeReady(_ path: Path, _ entry: SettlingTable.Entry) {
    if entry.hasFailed { retried.insert(path) }
    makeReady(path, since: entry.status?.changed ?? Arrivals.now)
  }

  /// A file that could not be looked at, or claimed, is looked at again in a second; where that fails, too, the next
  /// scan comes upon it. It alone waits, unless the system is short of something.
  func waitAfter(
    _ error: FileError, _ path: Path, _ status: FileStatus?, isNew: Bool, isLate: Bool = false, hasFailed: Bool = false
  ) throws(FileError) {
    // Other handles may do.
    folders = FolderCache()
    if error.isLostServer { inboxMayBeGone = true }
    if hasFailed, !error.isShortage {
      leave(path)
    } else if settling.again < capacity {
      let due = MonotonicClock.now + 1_000_000_000
      settle(path, status, isNew: isNew, due: due, isLate: isLate, isAgain: true, hasFailed: true)
    } else {
      aside.put(path, changed: status?.changed ?? Arrivals.now)
    }
    if error.isShortage { throw error }
    tell(path, error)
  }
}
