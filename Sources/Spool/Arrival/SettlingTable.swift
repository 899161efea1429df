internal import Files

/// Files that must stay as they are for a while before they are taken.
struct SettlingTable {
  /// A file's looks when it was last seen.
  struct Entry {
    /// Missing where it could not be looked at yet.
    var status: FileStatus?
    /// It was seen to be created, so whoever made it may still be writing.
    var isNew: Bool
    var due: Int
    /// It has been waiting for longer than most.
    var isLate: Bool
    /// It could not be looked at the last time.
    var hasFailed: Bool
    /// It has been looked at before and was not ready.
    fileprivate var isAgain: Bool
    fileprivate var ticket: Int
  }

  private var entries: [Path: Entry] = [:]
  private var soon = Queue<(path: Path, due: Int, ticket: Int)>()
  private var late = Queue<(path: Path, due: Int, ticket: Int)>()
  private var failed = Queue<(path: Path, due: Int, ticket: Int)>()
  private var tickets = 0

  var count: Int { entries.count }
  /// How many of them have been looked at before: they may take for ever.
  private(set) var again = 0

  /// The last change of the inode of the one that has waited longest; of what could not be looked at it is not known.
  var oldest: Int? { entries.values.compactMap(\.status?.changed).min() }

  func contains(_ path: Path) -> Bool { entries[path] != nil }

  /// Puts a file in, or puts it in anew with other looks.
  ///
  /// - Parameters:
  ///   - isLate: Whether it waits for longer than most; each kind must come in the order of its moments.
  ///   - isAgain: Whether it has been looked at before and was not ready.
  ///   - hasFailed: Whether it could not be looked at; these, too, must come in the order of their moments.
  mutating func insert(
    _ path: Path, _ status: FileStatus?, isNew: Bool, due: Int, isLate: Bool = false, isAgain: Bool = false,
    hasFailed: Bool = false
  ) {
    remove(path)
    tickets += 1
    if isAgain { again += 1 }
    entries[path] = Entry(
      status: status, isNew: isNew, due: due, isLate: isLate, hasFailed: hasFailed, isAgain: isAgain, ticket: tickets)
    if hasFailed {
      failed.append((path, due, tickets))
    } else if isLate {
      late.append((path, due, tickets))
    } else {
      soon.append((path, due, tickets))
    }
  }

  mutating func remove(_ path: Path) {
    if let old = entries.removeValue(forKey: path), old.isAgain { again -= 1 }
  }

  /// The next file whose time has come, taken out.
  mutating func next(at now: Int) -> (path: Path, entry: Entry)? {
    guard
      let found = SettlingTable.next(&soon, &entries, now) ?? SettlingTable.next(&late, &entries, now)
        ?? SettlingTable.next(&failed, &entries, now)
    else { return nil }
    if found.entry.isAgain { again -= 1 }
    return found
  }

  /// When the next file's time comes.
  mutating func nextDue() -> Int? {
    SettlingTable.prune(&soon, entries)
    SettlingTable.prune(&late, entries)
    SettlingTable.prune(&failed, entries)
    return [soon.first?.due, late.first?.due, failed.first?.due].compactMap { $0 }.min()
  }

  private typealias Waiting = Queue<(path: Path, due: Int, ticket: Int)>

  private static func next(
    _ queue: inout Waiting, _ entries: inout [Path: Entry], _ now: Int
  ) -> (path: Path, entry: Entry)? {
    prune(&queue, entries)
    guard let first = queue.first, first.due <= now, let entry = entries.removeValue(forKey: first.path) else {
      return nil
    }
    _ = queue.popFirst()
    return (first.path, entry)
  }

  /// Drops what was removed or put in anew meanwhile.
  private static func prune(_ queue: inout Waiting, _ entries: [Path: Entry]) {
    while let first = queue.first, entries[first.path]?.ticket != first.ticket { _ = queue.popFirst() }
  }
}
