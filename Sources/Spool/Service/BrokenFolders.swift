internal import Files

/// Folders of the outbox that nothing can be put into, though others take what comes. Their documents wait, and each folder
/// is tried again, ever more rarely.
struct BrokenFolders {
  private enum Standing {
    case waits
    /// It seems to be sound, and no document has shown so yet.
    case onTrial
    case isSound
  }

  private struct State {
    var error: FileError
    var standing = Standing.waits
    var tries = 1
    /// When it is tried again; where it is on trial, when it counts as sound; then, when it is forgotten how often it was tried.
    var due: Int
    /// What was last logged of it (waits or sound), and when.
    var told: (waits: Bool, at: Int)?
    /// Those that stand in work.
    var claims: [Path: Claim] = [:]

    var isToBeTold: Bool { standing != .onTrial && told?.waits != (standing == .waits) }
    /// When there may be something to tell of it, or to forget.
    var nextTelling: Int? {
      let next = told.map { $0.at + BrokenFolders.longest } ?? 0
      if isToBeTold { return next }
      return standing == .waits ? nil : max(due, standing == .isSound ? next : 0)
    }
  }

  /// What is made of all of them, and holds until something changes: there may be thousands, and it is asked for at each step.
  private struct Summary {
    var count = 0
    var nextDue: Int?
    var nextTelling: Int?
    var descriptions: [String] = []
  }

  private final class Known {
    var summary: Summary?
  }

  private static let first = 1_000_000_000
  private static let longest = 60_000_000_000
  /// Tries that come to nothing take this share of the time at most, and come at least so far apart.
  private static let share = 10
  private static let interval = 100_000_000
  /// The most folders that are tried at once.
  private static let together = 256
  /// A run that is to end tries so often.
  private static let triesOfOne = 3
  /// The most folders that the status names.
  private static let mostNamed = 10

  private var states: [Path: State] = [:] {
    // Copies may have the old one still.
    didSet { if known.summary != nil { known = Known() } }
  }
  private var known = Known()
  /// When the next tries may begin.
  private var nextRound = 0

  /// How many documents in work wait.
  var count: Int { summary.count }
  var paths: [Path] { states.values.flatMap(\.claims.keys) }
  /// When one may be tried again.
  var nextDue: Int? { summary.nextDue.map { max($0, nextRound) } }
  func hasDue(at now: Int) -> Bool { nextDue.map { $0 <= now } ?? false }
  /// When there may be something to tell.
  var nextTelling: Int? { summary.nextTelling }
  /// Some of the folders, and why each takes nothing.
  var descriptions: [String] { summary.descriptions }

  private var summary: Summary {
    if let summary = known.summary { return summary }
    var new = Summary()
    var first: [Path] = []
    for (folder, state) in states {
      new.count += state.claims.count
      if let telling = state.nextTelling { new.nextTelling = min(new.nextTelling ?? .max, telling) }
      guard state.standing == .waits else { continue }
      if state.due < .max { new.nextDue = min(new.nextDue ?? .max, state.due) }
      if first.count == BrokenFolders.mostNamed {
        guard let last = first.last, folder < last else { continue }
        first.removeLast()
      }
      first.insert(folder, at: first.firstIndex { folder < $0 } ?? first.endIndex)
    }
    new.descriptions = first.compactMap { folder in
      states[folder].map { "\(BrokenFolders.name(folder)) waits: \($0.error)" }
    }
    known.summary = new
    return new
  }

  /// All folders whose documents wait, how many of those stand in work, and why.
  var closed: [(folder: Path, inWork: Int, error: FileError)] {
    states.filter { $0.value.standing == .waits }.map { ($0.key, $0.value.claims.count, $0.value.error) }
      .sorted { $0.folder < $1.folder }
  }

  /// What a folder is called in messages.
  static func name(_ folder: Path) -> String { folder.isEmpty ? "the outbox's top" : "'\(folder)' in the outbox" }

  /// Whether documents of the folder wait.
  func holds(_ folder: Path) -> Bool { states[folder]?.standing == .waits }

  /// Nothing could be put into a folder. Where it was sound for less than a minute, its tries go on from where they were.
  mutating func note(_ folder: Path, _ error: FileError, once: Bool, at now: Int = MonotonicClock.now) {
    guard let state = states[folder] else {
      states[folder] = State(error: error, due: now + BrokenFolders.first)
      return
    }
    states[folder]?.error = error
    if state.standing != .waits { postpone(folder, once: once, at: now) }
  }

  /// A try has shown that it is not sound yet.
  ///
  /// - Parameter once: Whether the run is to end, and does not wait for it for long.
  mutating func postpone(_ folder: Path, once: Bool, at now: Int = MonotonicClock.now) {
    guard var state = states[folder] else { return }
    let wait = min(BrokenFolders.first << min(state.tries, 6), BrokenFolders.longest)
    state.tries += 1
    state.standing = .waits
    state.due = once && state.tries > BrokenFolders.triesOfOne ? .max : now + wait
    states[folder] = state
  }

  /// Keeps a document back until its folder is sound. Of two of one name, in different levels of work, it is the one in the
  /// lower: the other waits for that, and is found there.
  mutating func keep(_ claim: Claim) {
    if let other = states[claim.folder]?.claims[claim.path], other.level < claim.level { return }
    states[claim.folder]?.claims[claim.path] = claim
  }

  /// The folders to try next, those whose time came first before others.
  func due(at now: Int) -> [Path] {
    guard hasDue(at: now) else { return [] }
    let due = states.filter { $0.value.standing == .waits && $0.value.due <= now }
    return due.sorted { ($0.value.due, $0.key) < ($1.value.due, $1.key) }.prefix(BrokenFolders.together).map(\.key)
  }

  /// Tries have come to nothing for so long: where there are many, or a disk that answers slowly, the next ones must not take
  /// all the time that others need.
  mutating func rest(after wasted: Int, at now: Int = MonotonicClock.now) {
    if wasted > 0 { nextRound = now + max(wasted * (BrokenFolders.share - 1), BrokenFolders.interval) }
  }

  /// A folder seems to be sound: its documents.
  mutating func release(_ folder: Path, at now: Int = MonotonicClock.now) -> [Claim] {
    guard var state = states[folder] else { return [] }
    let claims = Array(state.claims.values)
    state.claims = [:]
    state.standing = .onTrial
    state.due = now + BrokenFolders.longest
    states[folder] = state
    return claims
  }

  /// A document went through there. What was mended may have been the fault of others, too: their time has come.
  ///
  /// - Parameter once: Whether the run is to end, and has a few tries for each.
  mutating func prove(_ folder: Path, once: Bool = false, at now: Int = MonotonicClock.now) {
    guard states[folder]?.standing == .onTrial else { return }
    states[folder]?.standing = .isSound
    states[folder]?.due = now + BrokenFolders.longest
    if once { return }
    for (other, state) in states where state.standing == .waits && state.due > now { states[other]?.due = now }
  }

  /// What is to be told now: of each folder at most one thing a minute, which is how it is then. One that seems to be sound for
  /// so long that no document is likely to have come is; and one that is sound for a minute is forgotten.
  ///
  /// - Returns: Folders, and why each waits; `nil`: it is sound again.
  mutating func tell(at now: Int = MonotonicClock.now) -> [(folder: Path, error: FileError?)] {
    guard let due = nextTelling, due <= now else { return [] }
    var told: [(folder: Path, error: FileError?)] = []
    for (folder, var state) in states {
      if state.standing == .onTrial, state.due <= now { state.standing = .isSound }
      let mayTell = state.told.map { now - $0.at >= BrokenFolders.longest } ?? true
      if mayTell, state.isToBeTold {
        state.told = (state.standing == .waits, now)
        told.append((folder, state.standing == .waits ? state.error : nil))
      } else if mayTell, state.standing == .isSound, state.due <= now {
        states[folder] = nil
        continue
      }
      states[folder] = state
    }
    return told.sorted { $0.folder < $1.folder }
  }

  /// What was to be told later, at the end.
  var untold: [(folder: Path, error: FileError?)] {
    states.filter(\.value.isToBeTold).map { ($0.key, $0.value.standing == .waits ? $0.value.error : nil) }
      .sorted { $0.folder < $1.folder }
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
