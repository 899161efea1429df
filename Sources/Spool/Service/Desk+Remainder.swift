internal import Files
internal import Formats

/// What is left undone at the end of a run that is to end.
extension Desk {
  /// What a fault, or permissions, keep back, and where; or what stays in work for whatever reason. `nil`: nothing.
  ///
  /// - Parameters:
  ///   - left: What stays in the inbox.
  ///   - faults: What can't be had there.
  func remainder(_ left: Set<Path>, _ faults: [Path: FileError]) -> String? {
    let inInbox = Dictionary(grouping: left, by: \.parent).mapValues(\.count)
    var parts = broken.closed.map { folder, inWork, error in
      let count = inWork + inInbox[folder, default: 0]
      return "\(Self.waiting(count)) for \(BrokenFolders.name(folder)): \(error)"
    }
    parts += inWork()
    for (folder, stays) in Dictionary(grouping: waitingElsewhere, by: \.folder).sorted(by: { $0.key < $1.key }) {
      // Of a folder that can't be looked into nobody knows how many are in it.
      let isSeen = !stays.contains { $0.path == folder }
      let count = isSeen ? stays.count { !FileNames.isSidecar($0.path) } : 0
      parts.append("\(Self.waiting(count)) in '\(folder)': \(stays[0].error)")
    }
    let inFault = faults.filter { !broken.holds($0.key.parent) }.sorted { $0.key < $1.key }
    if let (_, error) = inFault.first {
      let isFile = inFault.allSatisfy { left.contains($0.key) }
      parts.append("\(Self.waiting(isFile ? inFault.count : 0)) in the inbox: \(error)")
    }
    if parts.isEmpty { return nil }
    let others = parts.count > 3 ? ["and \(parts.count - 3) more"] : []
    return (parts.prefix(3) + others).joined(separator: "; ") + "; the next start takes up what waits"
  }

  /// What stays in work besides documents that wait for a folder of the outbox: the folders tell, whatever was known.
  private func inWork() -> [String] {
    let found: Leftovers.Found
    do throws(FileError) {
      found = try Leftovers(layout: layout).inWork()
    } catch {
      return ["something waits in work: \(error)"]
    }
    var parts: [String] = []
    let reasons = parking.reasons
    let waiting = Set(broken.paths)
    let staying = Set(found.claims.map(\.path)).subtracting(waiting).sorted()
    let known = staying.first { reasons[$0] != nil }
    if let first = known ?? staying.first {
      let count = staying.count == 1 ? "1 document stays" : "\(staying.count) documents stay"
      parts.append("\(count) in work: '\(first)'" + (reasons[first].map { ": \($0)" } ?? ""))
    }
    if let (path, error) = found.unreadable.first { parts.append("something waits in '\(path)' in work: \(error)") }
    if let (sidecar, error) = sidecarFaults.min(by: { $0.key < $1.key }) {
      parts.append("the sidecar '\(sidecar)' stays in work: \(error)")
    }
    return parts
  }

  private static func waiting(_ count: Int) -> String {
    count == 0 ? "something waits" : count == 1 ? "1 document waits" : "\(count) documents wait"
  }
}
