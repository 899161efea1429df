internal import Files
internal import Formats
internal import Journal

/// Documents on their way from the inbox into work.
extension Desk {
  func claim(_ arrivals: Arrivals) throws(FileError) -> [Claim] {
    claimer.beginBatch()
    var claims: [Claim] = []
    var bytes = 0
    let end = MonotonicClock.now + Desk.longestClaiming
    while claims.count < limit, bytes < BatchRunner.bytes, MonotonicClock.now < end, let candidate = arrivals.next() {
      let path = candidate.path
      if broken.holds(path.parent) {
        // It is found there again once its folder is sound.
        if options.once, !isEmpty { block(path, arrivals) } else { arrivals.leave(path) }
        continue
      }
      do {
        switch try claimer.claim(path) {
        case .claimed(let claim):
          if let error = claimer.markerError, complaints.mayLog("marker") {
            control.journal.log(Event(.warning, .unclaimed, "its marker stays in the inbox: \(error)", document: path))
          }
          arrivals.admit(path)
          tellMarker(path)
          forget(claim.path)
          takenNames.take(claim.path, withSidecar: claimer.tookSidecar)
          claims.append(claim)
          bytes += claim.size
        case .busy: if options.once, isEmpty, claims.isEmpty { arrivals.leave(path) } else { block(path, arrivals) }
        case .nothing: arrivals.admit(path)
        }
      } catch let error where [.accessDenied, .notPermitted, .crossDevice, .busy].contains(error.errno) {
        arrivals.leave(path, for: error)
        if complaints.mayLog("claim") {
          let help = error.isForbidden ? "; " + Status.unclaimedHelp : ""
          let message = "'\(path)' stays in the inbox: \(error)\(help)"
          control.journal.log(Event(.warning, .unclaimed, message, document: path))
        }
      } catch {
        // It alone waits where others can be claimed. What is claimed already stands in work and is found there again.
        guard !error.concernsAll, layout.canClaim() else {
          arrivals.putBack(path)
          throw error
        }
        // Each may have taken the disk its time.
        control.progressed()
        try arrivals.wait(candidate, after: error)
      }
    }
    return claims
  }

  /// A file that is called as the marker of a document, which nobody asks for: it is one itself.
  private func tellMarker(_ path: Path) {
    guard !options.needsMarker, path.name.hasSuffix(FileNames.markerEnding) else { return }
    let document = FileNames.removing(FileNames.markerEnding, from: path)
    do throws(FileError) {
      if !takenNames.wasTaken(document), try layout.inbox.status(document) == nil { return }
    } catch {
      return
    }
    guard complaints.mayLog("marker-taken") else { return }
    let message =
      "'\(path)' is taken for a document, beside '\(document)': set marker where such files say that one is whole"
    control.journal.log(Event(.warning, .doubtful, message, document: path, fields: [.reason: "marker"]))
  }

  /// Whatever was known of an earlier document of the name is not true of the one that is claimed.
  private func forget(_ path: Path) {
    runner.forget(path)
    attempts[path] = nil
    parking.forget(path)
    broken.forget(path)
  }

  /// After so long whoever wants the service to end has his turn: on a bad disk each claim may take seconds.
  private static let longestClaiming = 500_000_000
}
