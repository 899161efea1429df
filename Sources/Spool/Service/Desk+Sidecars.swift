internal import Files
internal import Journal

extension Desk {
  /// Finds sidecars whose documents are not in work their places.
  ///
  /// - Parameter sidecars: All there are.
  func settle(_ sidecars: [Path], _ leftovers: Leftovers) throws(FileError) {
    settleDue = MonotonicClock.now + options.rescan
    // Somebody may have taken one away.
    let documents = Set(sidecars.map { FileNames.removing(FileNames.sidecarEnding, from: $0) })
    claimer.unsettled = claimer.unsettled.filter { documents.contains($0.key) }
    sidecarFaults = [:]
    for sidecar in sidecars { try settle(sidecar, leftovers) }
  }

  private func settle(_ sidecar: Path, _ leftovers: Leftovers) throws(FileError) {
    let document = FileNames.removing(FileNames.sidecarEnding, from: sidecar)
    var stood = claimer.unsettled[document]
    do {
      // Once it has gone, whatever comes later is another one.
      if stood != false { stood = try layout.inbox.status(document) != nil }
      try leftovers.place(
        sidecar, by: runner, durable: options.durability != .off, mayReturn: stood ?? false)
      claimer.unsettled[document] = nil
    } catch let error where !error.concernsAll {
      // It alone stays, and keeps back a document that would be taken for its own: everything else must not wait for
      // it. Not known yet: the next look tells.
      claimer.unsettled[document] = stood ?? true
      sidecarFaults[sidecar] = error
      if complaints.mayLog("sidecar") {
        control.journal.log(
          Event(.warning, .parked, "the sidecar '\(sidecar)' stays in work: \(error)", document: sidecar))
      }
    }
  }

  /// Sets sidecars aside that came after their documents were taken: the next document of such a name is another one, and
  /// what is said of the first, the site that it comes from above all, is not true of it.
  func setLateAside() {
    for sidecar in takenNames.takeLate() {
      do throws(FileError) {
        let folder = try layout.inbox.directory(sidecar.parent)
        let document = FileNames.removing(FileNames.sidecarEnding, from: sidecar.name)
        guard try folder.status(sidecar.name)?.kind == .regular, try folder.status(document) == nil else { continue }
        let name = try setAside(sidecar.name, in: folder)
        if complaints.mayLog("late") {
          let message =
            "'\(sidecar)' came after its document was taken, which goes without it; it is '\(name)' now, so that"
            + " no other document gets it; put sidecars first, or set marker"
          control.journal.log(Event(.warning, .lateSidecar, message, document: sidecar))
        }
      } catch {
        if [.noSuchFile, .notADirectory].contains(error.errno) { continue }
        let message =
          "'\(sidecar)' came after its document was taken, and the next document of that name gets it: \(error)"
        if complaints.mayLog("late") {
          control.journal.log(Event(.warning, .lateSidecar, message, document: sidecar))
        }
      }
    }
  }

  private func setAside(_ sidecar: Path, in folder: Directory) throws(FileError) -> Path {
    var name = sidecar
    while true {
      name = name.adding(FileNames.lateEnding)
      do {
        try folder.rename(sidecar, to: folder, name.adding("~"))
        return name.adding("~")
      } catch let error where error.errno == .exists {
        // Another one; it ends where no longer name is taken.
        continue
      }
    }
  }

  /// What was in a sidecar's way may have gone, and folders that could not be looked into may be sound again.
  func settleAgain(_ arrivals: Arrivals) throws(FileError) {
    // Until then sidecars may be on their way behind their documents.
    _ = try finish(arrivals)
    let leftovers = leftovers()
    let hidden = mustLookAgain || mustAdopt
    if mustAdopt { try adopt(leftovers) }
    let found = try lookIntoWork(leftovers)
    if hidden { try takeUp(found, leftovers) }
    try settle(found.loneSidecars, leftovers)
    putBackBlocked(arrivals)
  }
}
