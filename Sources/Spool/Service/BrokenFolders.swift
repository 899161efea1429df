internal import Files

/// Folders of the outbox that nothing can be put into, though others take what comes. Their documents wait, and each folder
/// is tried again, ever more rarely.
struct BrokenFolders {
  private struct State {
    var error: FileError
    var tries = 1
    /// When it is tried again; where it is on trial, when it counts as sound.
    var due: Int
    /// It seems to be sound, and no document has shown so yet.
    var isOnTrial = false
    /// Those that stand in work.
    var claims: [Path: Claim] = [:]
  }

  private static let first = 1_000_000_000
  private static let longest = 60_000_000_000
  /// A run that is to end tries so often.
  private static let triesOfOne = 3
  /// The most folders that the status names.
  private static let mostNamed = 10

  private var states: [Path: State] = [:]

  /// How many documents in work wait.
  var count: Int { states.values.reduce(0) { $0 + $1.claims.count } }
  var paths: [Path] { states.values.flatMap(\.claims.keys) }
  /// When one may be tried again.
  var nextDue: Int? { waiting.map(\.due).filter { $0 < .max }.min() }

  private var waiting: some Collection<State> { states.values.lazy.filter { !$0.isOnTrial } }

  /// Some of the folders, and why each takes nothing.
  var descriptions: [String] {
    if states.isEmpty { return [] }
    let closed = states.filter { !$0.value.isOnTrial }.sorted { $0.key < $1.key }
    return closed.prefix(BrokenFolders.mostNamed).map { "\(BrokenFolders.name($0.key)) waits: \($0.value.error)" }
  }

  /// All folders whose documents wait, how many of those stand in work, and why.
  var closed: [(folder: Path, inWork: Int, error: FileError)] {
    states.filter { !$0.value.isOnTrial }.map { ($0.key, $0.value.claims.count, $0.value.error) }
      .sorted { $0.folder < $1.folder }
  }

  /// What a folder is called in messages.
  static func name(_ folder: Path) -> String { folder.isEmpty ? "the outbox's top" : "'\(folder)' in the outbox" }

  /// Whether documents of the folder wait.
  func holds(_ folder: Path) -> Bool { states[folder].map { !$0.isOnTrial } ?? false }

  /// Nothing could be put into a folder.
  ///
  /// - Returns: Whether that is new.
  mutating func note(_ folder: Path, _ error: FileError, once: Bool) -> Bool {
    guard states[folder] != nil else {
      states[folder] = State(error: error, due: MonotonicClock.now + BrokenFolders.first)
      return true
    }
    states[folder]?.error = error
    if states[folder]?.isOnTrial == true { postpone(folder, once: once) }
    return false
  }

  /// A try has shown that it is not sound yet.
  ///
  /// - Parameter once: Whether the run is to end, and does not wait for it for long.
  mutating func postpone(_ folder: Path, once: Bool) {
    guard var state = states[folder] else { return }
    let wait = min(BrokenFolders.first << min(state.tries, 6), BrokenFolders.longest)
    state.tries += 1
    state.isOnTrial = false
    state.due = once && state.tries > BrokenFolders.triesOfOne ? .max : MonotonicClock.now + wait
    states[folder] = state
  }

  /// Keeps a document back until its folder is sound.
  mutating func keep(_ claim: Claim) { states[claim.folder]?.claims[claim.path] = claim }

  /// The folder to try next, if its time has come.
  func next(at now: Int) -> Path? {
    states.filter { !$0.value.isOnTrial && $0.value.due <= now }.min { $0.value.due < $1.value.due }?.key
  }

  /// A folder seems to be sound: its documents.
  mutating func release(_ folder: Path) -> [Claim] {
    guard var state = states[folder] else { return [] }
    let claims = Array(state.claims.values)
    state.claims = [:]
    state.isOnTrial = true
    state.due = MonotonicClock.now + BrokenFolders.longest
    states[folder] = state
    return claims
  }

  /// A document went through there.
  ///
  /// - Returns: Whether that shows that the folder is sound again.
  mutating func prove(_ folder: Path) -> Bool {
    guard states[folder]?.isOnTrial == true else { return false }
    states[folder] = nil
    return true
  }

  /// Forgets folders that seem to be sound for so long that no document is likely to have come; which.
  mutating func forgetSound(at now: Int) -> [Path] {
    let sound = states.filter { $0.value.isOnTrial && $0.value.due <= now }.map(\.key)
    for folder in sound { states[folder] = nil }
    return sound
  }

  /// A document has left work, or another has its name.
  mutating func forget(_ path: Path) { states[path.parent]?.claims[path] = nil }

  /// Notes where documents stand now.
  mutating func relocate(_ levels: [Path: Int]) {
    for (folder, state) in states {
      for path in state.claims.keys { if let level = levels[path] { states[folder]?.claims[path]?.level = level } }
    }
  }
}
