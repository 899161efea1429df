internal import Files
internal import Journal

/// Folders of the outbox that nothing can be put into.
extension Desk {
  /// What goes to a folder waits from now on.
  func note(_ folder: Path, _ error: FileError) {
    broken.note(folder, error, once: options.once)
    tellFolders()
  }

  /// Tells of folders that wait, or are sound again.
  func tellFolders() { tell(broken.tell()) }

  /// Tells at the end what was to be told later.
  func tellLast() { tell(broken.untold) }

  private func tell(_ folders: [(folder: Path, error: FileError?)]) {
    for (folder, error) in folders {
      let name = BrokenFolders.name(folder)
      if let error {
        let outlook = options.once ? "trying again a few times" : "trying again, at least once a minute"
        let message = "what goes to \(name) waits: \(error); \(outlook)"
        control.journal.log(Event(.error, .folderWaits, message))
      } else {
        control.journal.log(Event(.notice, .resumed, "\(name) is sound again, work goes on there"))
      }
    }
  }

  /// Keeps documents back that could not be published for the sake of their folder.
  func keep(_ stuck: [(claim: Claim, error: FileError)]) {
    for (folder, documents) in Dictionary(grouping: stuck, by: \.claim.folder) {
      note(folder, documents[0].error)
      for (claim, _) in documents {
        attempts[claim.path] = nil
        broken.keep(claim)
      }
    }
  }

  /// The next document whose folder takes it; the others wait with theirs.
  func sound(_ next: () -> Claim?) -> Claim? {
    while let claim = next() {
      guard broken.holds(claim.folder) else { return claim }
      broken.keep(claim)
    }
    return nil
  }

  /// Rolls forward what a crash or a fault has left, but in folders that wait.
  ///
  /// - Parameter folders: Those that wait and are tried again.
  /// - Returns: How many records were brought to their texts, and in which folders some could not be.
  @discardableResult
  func rollForward(
    _ leftovers: Leftovers, trying folders: Set<Path> = []
  ) throws(FileError) -> (count: Int, stuck: Set<Path>) {
    var stuck: Set<Path> = []
    let rolled = try leftovers.rollForward(
      known: waitingRecords, placed: runner.placed,
      stuck: { folder, error in
        note(folder, error)
        stuck.insert(folder)
      }, leaving: { !folders.contains($0) && broken.holds($0) })
    waitingRecords = rolled.waiting
    return (rolled.count, stuck)
  }

  /// Tries folders again whose time has come: first each by itself, then all that seem to be sound with their records that
  /// have not got to their texts.
  func tryFolders(_ arrivals: Arrivals) throws(FileError) {
    let due = broken.due(at: MonotonicClock.now)
    if due.isEmpty { return }
    // What is on its way has temporary files as well.
    _ = try finish(arrivals)
    let begin = MonotonicClock.now
    var now = begin
    var wasted = 0
    var sound: Set<Path> = []
    for folder in due where now - begin < Desk.longestTrying {
      broken.postpone(folder, once: options.once)
      let isSound = layout.canPublish(into: folder)
      if isSound { sound.insert(folder) }
      control.progressed()
      defer { now = MonotonicClock.now }
      if !isSound { wasted += MonotonicClock.now - now }
    }
    if !sound.isEmpty {
      let stuck = try rollForward(leftovers(progressed: control.progressed), trying: sound).stuck
      if stuck.isSuperset(of: sound) { wasted = MonotonicClock.now - begin }
      for folder in sound.subtracting(stuck).sorted() { release(folder, arrivals) }
    }
    if !options.once { broken.rest(after: wasted) }
    putBackBlocked(arrivals)
  }

  private func release(_ folder: Path, _ arrivals: Arrivals) {
    for claim in broken.release(folder) {
      if claim.level > 0 { alone.append(claim) } else { pending.append(claim) }
    }
    // Those that were left in the inbox.
    arrivals.rescan(folder)
  }

  /// After so long others have their turn.
  private static let longestTrying = 200_000_000
}
