internal import Files

/// Documents that wait in the inbox and are not looked at now: they can't be taken, somebody writes them still, or what is
/// in their folder waits for something else. Only a count of them is wanted, and the oldest: the next look comes upon them.
struct SetAside {
  private struct Entry {
    /// The last change of its inode, nanoseconds since 1970.
    let changed: Int
    /// The look that came upon it last.
    var look: Int
  }

  private let capacity: Int
  private var entries: [Path: Entry] = [:]
  private var unmarked: Set<Path> = []
  /// What can't be claimed, and why; a few, for people.
  private(set) var refused: [Path: FileError] = [:]
  /// What can't be looked at, or into, and why; a few, too.
  private(set) var outOfReach: [Path: FileError] = [:]
  static let mostRefused = 10
  private var look = 0
  private var isLooking = false

  /// - Parameter capacity: The most that are known; more wait uncounted.
  init(capacity: Int) { self.capacity = capacity }

  var count: Int { entries.count }
  /// How many documents without their marker the last whole look has come upon.
  private(set) var unmarkedCount = 0
  /// The last change of the inode of the one that has waited longest.
  var oldest: Int? { entries.values.map(\.changed).min() }

  mutating func put(_ path: Path, changed: Int) {
    guard entries[path] != nil || entries.count < capacity else { return }
    entries[path] = Entry(changed: changed, look: look)
  }

  mutating func remove(_ path: Path) {
    // Mostly there is none, and a path is long to hash.
    if !entries.isEmpty { entries[path] = nil }
  }

  /// A document can't be claimed.
  mutating func refuse(_ path: Path, _ error: FileError) {
    if refused.count < SetAside.mostRefused || refused[path] != nil { refused[path] = error }
  }

  /// A document can be claimed, or has gone.
  mutating func admit(_ path: Path) { if !refused.isEmpty { refused[path] = nil } }

  /// A folder, or an entry, can't be looked at.
  mutating func miss(_ path: Path, _ error: FileError) {
    if outOfReach.count < SetAside.mostRefused || outOfReach[path] != nil { outOfReach[path] = error }
  }

  /// It can, or has gone.
  mutating func reach(_ path: Path) { if !outOfReach.isEmpty { outOfReach[path] = nil } }

  /// A look has come upon a document.
  mutating func see(_ path: Path) { if !entries.isEmpty { entries[path]?.look = look } }

  /// A look has come upon a document without its marker.
  mutating func seeUnmarked(_ path: Path) { if isLooking, unmarked.count < capacity { unmarked.insert(path) } }

  /// Folders have left, and all below them.
  mutating func forget(_ folders: Set<Path>) {
    guard !entries.isEmpty, !folders.isEmpty else { return }
    entries = entries.filter { path, _ in
      var folder = path.parent
      while !folder.isEmpty {
        if folders.contains(folder) { return false }
        folder = folder.parent
      }
      return true
    }
  }

  /// A look through the whole inbox begins.
  mutating func beginLook() {
    look += 1
    isLooking = true
  }

  /// Nobody looks any more: what a whole look has not come upon is not there.
  mutating func endLook() {
    guard isLooking else { return }
    isLooking = false
    unmarkedCount = unmarked.count
    unmarked = []
    if !entries.isEmpty { entries = entries.filter { $0.value.look == look } }
  }
}
