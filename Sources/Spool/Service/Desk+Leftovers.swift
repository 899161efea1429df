internal import Files
internal import Journal

/// Documents that a crash, a fault or an earlier session has left in work.
extension Desk {
  /// What stands in work, as far as it can be seen.
  func lookIntoWork(_ leftovers: Leftovers) throws(FileError) -> Leftovers.Found {
    let found = try leftovers.inWork()
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

  func adopt(_ leftovers: Leftovers) throws(FileError) {
    for (path, error) in try leftovers.adopt() where complaints.mayLog("adopt") {
      control.journal.log(Event(.error, .parked, "'\(path)' can't be taken up: \(error)", document: path))
    }
  }

  /// Forgets documents that stayed in work and that somebody has taken away.
  func forgetTaken() {
    parking.keep { isInWork($0) }
    for path in broken.paths where !isInWork(path) { broken.forget(path) }
    for folder in broken.forgetSound(at: MonotonicClock.now) { tellSound(folder) }
  }

  private func isInWork(_ path: Path) -> Bool {
    layout.levels.contains { level in
      do throws(FileError) {
        return try level.status(path) != nil
      } catch {
        // Gone with its folder, or not to be looked at now.
        return error.errno != .notADirectory
      }
    }
  }
}
