internal import Files

/// Documents that may be claimed, served folder by folder in turn, so that a huge one keeps no other waiting.
struct ReadyQueue {
  private var folders: [Path: Queue<Path>] = [:]
  private var turn = Queue<Path>()
  /// Since when each waits, nanoseconds since 1970.
  private var members: [Path: Int] = [:]

  var count: Int { members.count }
  var isEmpty: Bool { members.isEmpty }

  /// Since when the one waits that has waited longest.
  var oldest: Int? { members.values.min() }

  func contains(_ path: Path) -> Bool { members[path] != nil }

  mutating func append(_ path: Path, since time: Int) {
    guard members[path] == nil else { return }
    members[path] = time
    let folder = path.parent
    if folders[folder] == nil { turn.append(folder) }
    folders[folder, default: Queue()].append(path)
  }

  mutating func next() -> Path? {
    guard let folder = turn.popFirst(), let path = folders[folder]?.popFirst() else { return nil }
    members[path] = nil
    if folders[folder]?.isEmpty == true { folders[folder] = nil } else { turn.append(folder) }
    return path
  }
}
