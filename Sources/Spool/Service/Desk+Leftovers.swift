internal import Files
internal import Journal

/// Documents that a crash, a fault or an earlier session has left in work.
extension Desk {
  /// Tells what was taken up at the start. Not all of it is for a crash: what waits for a fault to go stays in work as a run
  /// ends in order.
  func tellRecovered(commits: Int, documents: Int) {
    if commits + documents == 0 { return }
    let commits = commits == 1 ? "1 commit completed" : "\(commits) commits completed"
    let documents = documents == 1 ? "1 document taken up again" : "\(documents) documents taken up again"
    let last = endedInOrder ? "what the last run has left in work" : "the last run was cut off"
    control.journal.log(Event(.notice, .recovered, "\(last): \(commits), \(documents)"))
  }

  /// Whether the last run has said that it ends; to be asked before this one writes its status.
  static func lastEndedInOrder(_ layout: Layout) -> Bool {
    do throws(FileError) {
      return try Status.last(in: layout)?.state == .stopped
    } catch {
      return false
    }
  }

  func leftovers(progressed: @escaping @Sendable () -> Void = {}) -> Leftovers {
    Leftovers(layout: layout, largestRecord: options.largestRecord, progressed: progressed)
  }

  /// What stands in work, as far as it can be seen.
  func lookIntoWork(_ leftovers: Leftovers) throws(FileError) -> Leftovers.Found {
    var found = try leftovers.inWork()
    found.hidden = hiddenElsewhere
    // Of two documents of one name one waits until the other is done.
    mustLookAgain = !found.unreadable.isEmpty || Set(found.claims.map(\.path)).count < found.claims.count
    for (path, error) in found.unreadable where complaints.mayLog("work") {
      control.journal.log(Event(.warning, .unreadable, "what is in '\(path)' in work waits: \(error)"))
    }
    return found
  }

  /// Takes up documents in work that could not be seen before.
  func takeUp(_ found: Leftovers.Found, _ leftovers: Leftovers) throws(FileError) {
    let known = Set((alone + pending + held.map(\.claim)).map(\.path)).union(parking.paths).union(broken.paths)
    let fresh = found.claims.filter { !known.contains($0.path) }
    try leftovers.removeReasons(besides: fresh)
    if options.needsMarker { try leftovers.removeMarkers(fresh) }
    // Left by a crash, but for those whose pair is known to be out, which must not be read again.
    pending += Self.oneByName(fresh.filter { runner.mayBePublished($0) })
    alone += fresh.filter { !runner.mayBePublished($0) }
  }

  /// Of several documents of one name, in different levels of work, the one in the lowest: the others wait for it.
  static func oneByName(_ claims: [Claim]) -> [Claim] {
    Array(Dictionary(claims.map { ($0.path, $0) }) { $0.level <= $1.level ? $0 : $1 }.values)
      .sorted { $0.path < $1.path }
  }

  /// Takes up what stands in an earlier work folder. What has a fault there is tried again, ever more rarely.
  func adopt(_ leftovers: Leftovers) throws(FileError) {
    let adoption = Adoption(layout, progressed: leftovers.progressed)
    try adoption.run()
    let earlier = staysTold
    staysTold = Set(adoption.staying.map(\.folder))
    for folder in staysTold.subtracting(earlier).sorted() {
      guard let stay = adoption.staying.first(where: { $0.folder == folder }) else { continue }
      let message = "'\(stay.path)' can't be taken up: \(stay.error)"
      control.journal.log(Event(.error, .parked, message, document: stay.path))
    }
    hiddenElsewhere = adoption.hidden
    waitingElsewhere = adoption.staying.filter { !$0.error.concernsOneDocument }
    guard adoption.mayPass else {
      adoptTries = 0
      adoptDue = nil
      return
    }
    let wait = min(1_000_000_000 << min(adoptTries, 6), max(options.rescan, 1_000_000_000))
    adoptTries += 1
    // A run that is to end does not wait for it for long.
    adoptDue = options.once && adoptTries > 3 ? nil : MonotonicClock.now + wait
  }

  var mustAdopt: Bool { adoptDue.map { $0 <= MonotonicClock.now } ?? false }

  /// Forgets documents that stayed in work and that somebody has taken away.
  func forgetTaken() {
    parking.keep { layout.mayBeInWork($0) }
    for path in broken.paths where !layout.mayBeInWork(path) { broken.forget(path) }
  }

  /// Puts back into the inbox what waits for its writer or for another try: nobody waits for it here any more, and until
  /// the next start its owner finds it where it was dropped. What is published is not for its owner any more.
  func giveBackHeld() {
    for (claim, _) in held where !runner.mayBePublished(claim) {
      do throws(FileError) {
        try claimer.giveBack(claim)
      } catch {
        // A newer file may have its name. The next start takes it from work.
      }
    }
    held = []
  }
}
