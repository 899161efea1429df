internal import Files
internal import Formats
internal import Glibc

/// Looks at single documents in the inbox, whose folders are kept open for as long as a step takes.
extension Arrivals {
  /// Documents that can't be claimed as the system forbids it, and why, in words; some of them.
  var unclaimed: [String] { aside.refused.sorted { $0.key < $1.key }.map { "\($0.key) can't be taken: \($0.value)" } }

  /// Folders, and entries, that can't be looked at, and why, in words; some of them.
  var outOfReach: [String] {
    aside.outOfReach.sorted { $0.key < $1.key }.map { "\($0.key) is out of reach: \($0.value)" }
  }

  /// Nothing forbids it any more to claim a document.
  func admit(_ path: Path) { aside.admit(path) }

  /// Forgets those that are not there any more, and what was out of reach.
  func dropRefused() {
    for path in aside.refused.keys {
      do throws(FileError) {
        if try status(of: path) == nil { aside.admit(path) }
      } catch {
        // It is as it was, as far as anybody can tell.
      }
    }
    for path in aside.outOfReach.keys {
      do throws(FileError) {
        if try layout.inbox.status(path) == nil { aside.reach(path) }
      } catch {
        // The same.
      }
    }
  }

  func status(of path: Path) throws(FileError) -> FileStatus? {
    do {
      guard let status = try folder(path.parent).status(path.name), status.kind == .regular else { return nil }
      return status
    } catch let error where error.isOutOfReach {
      return nil
    }
  }

  /// Whether a document's marker is there already: it may come first.
  func hasMarker(_ path: Path) throws(FileError) -> Bool {
    guard let marker = FileNames.marker(of: path.name) else { return false }
    do throws(FileError) {
      return try status(of: path.parent.appending(marker)) != nil
    } catch {
      try waitAfter(error, path, nil, isNew: false)
      return false
    }
  }

  func look(_ path: Path, _ entry: SettlingTable.Entry, _ now: Int) throws(FileError) {
    faults[path] = nil
    guard let status = try status(of: path) else { return }
    guard let earlier = entry.status, status.isUnchanged(since: earlier) else {
      hold(path, status, isNew: entry.isNew, due: now + options.settle)
      return
    }
    switch try hasWriter(path) {
    case false?: makeReady(path, entry)
    case true?:
      // Its closing is an event, where there are events.
      if options.once {
        leave(path)
      } else if watches.isPolled(path.parent) {
        wait(path, status, now, for: quiet)
      } else {
        aside.put(path, changed: status.changed)
      }
    case nil:
      // Nobody can tell, as where the file is another user's. It must be quiet for long where it is probably being written: a
      // new one with one name, and one that was written to lately.
      let isNew = entry.isNew && status.links == 1
      if isNew || isFresh(path, status), !entry.isLate, !options.once {
        wait(path, status, now, for: isNew ? quiet : quietOfFound, isNew: entry.isNew)
      } else {
        makeReady(path, entry)
      }
    }
  }

  /// Whether the last that was done to the file is that somebody wrote to it, and that is not as long ago as the quiet that is
  /// asked for. A rename, a link, or times that are set come after the writing, unless all of it took no longer than a tick of
  /// the kernel's clock: those who do that are done. On a file system without events `settle` is what the operator
  /// thinks long enough; and 0 says that everything is whole.
  private func isFresh(_ path: Path, _ status: FileStatus) -> Bool {
    guard options.settle > 0, status.modified == status.changed, !watches.isRemote(path.parent) else {
      return false
    }
    return time(nil) - status.modified / 1_000_000_000 < quietOfFound / 1_000_000_000
  }

  private var quiet: Int { max(30_000_000_000, 30 * options.settle) }

  /// What a scan comes upon has mostly been there for longer.
  private var quietOfFound: Int { max(10_000_000_000, 10 * options.settle) }

  private func wait(_ path: Path, _ status: FileStatus, _ now: Int, for time: Int, isNew: Bool = false) {
    hold(path, status, isNew: isNew, due: now + time, isLate: true)
  }

  /// Keeps a file that was not ready when it was looked at. Where there are too many of them, its closing is told, or a scan
  /// comes upon it, which does not wait for the next one's time: half of a backlog would lie idle until then.
  private func hold(_ path: Path, _ status: FileStatus, isNew: Bool, due: Int, isLate: Bool = false) {
    guard settling.again < capacity else {
      isCrowded = true
      return aside.put(path, changed: status.changed)
    }
    settle(path, status, isNew: isNew, due: due, isLate: isLate, isAgain: true)
  }

  func hasWriter(_ path: Path) throws(FileError) -> Bool? {
    do {
      return try folder(path.parent).openForReading(path.name).hasWriter()
    } catch let error where error.isOutOfReach {
      return nil
    }
  }

  func folder(_ path: Path) throws(FileError) -> Directory {
    if let known = folders[path] { return known }
    let directory = try layout.inbox.directory(path)
    folders[path] = directory
    return directory
  }
}
