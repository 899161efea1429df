internal import Files

/// Documents that may be claimed, served folder by folder in turn, so that a huge one keeps no other waiting.
struct ReadyQueue {
  private var folders: [Path: Queue<Path>] = [:]
  private var turn = Queue<Path>()
  private var members: Set<Path> = []

  var count: Int { members.count }
  var isEmpty: Bool { members.isEmpty }

  func contains(_ path: Path) -> Bool { members.contains(path) }

  mutating func append(_ path: Path) {
    guard members.insert(path).inserted else { return }
    let folder = path.parent
    if folders[folder] == nil { turn.append(folder) }
    folders[folder, default: Queue()].append(path)
  }

  mutating func next() -> Path? {
    guard let folder = turn.popFirst(), let path = folders[folder]?.popFirst() else { return nil }
    members.remove(path)
    if folders[folder]?.isEmpty == true { folders[folder] = nil } else { turn.append(folder) }
    return path
  }
}
