internal import Files

/// Documents that can neither be cleaned nor moved now, and stay in work. Each is tried again, ever more rarely: what was in
/// its way may have gone.
struct Parking {
  private struct Place {
    var claim: Claim
    let reason: String
    let due: Int
  }

  /// At most one is tried in so long: others must not wait for many that fail.
  private static let interval = 1_000_000_000
  /// How often the time until the next try is doubled.
  private static let mostDoublings = 6
  /// The longest time until the next try, but for a first one that is longer: an hour.
  private static let longest = 3_600_000_000_000

  private var places: [Path: Place] = [:]
  /// How often each was parked; known while it is tried again as well.
  private var times: [Path: Int] = [:]
  private var nextTry = 0
  /// When the next one may be tried.
  private(set) var nextDue: Int?
  /// The first of them by path, and why each stays, in words.
  private(set) var descriptions: [String] = []
  private static let mostNamed = 10

  var count: Int { places.count }
  var paths: some Collection<Path> { places.keys }
  /// Why each stays.
  var reasons: [Path: String] { places.mapValues(\.reason) }

  /// Whether a document has stood here before, so that one try is enough to tell that it must again.
  func knows(_ path: Path) -> Bool { times[path] != nil }

  func hasDue(at now: Int) -> Bool { nextDue.map { $0 <= now } ?? false }

  /// Parks a document.
  ///
  /// - Parameter wait: The time until it is tried again, the first time; `nil`: it is not.
  mutating func park(_ claim: Claim, _ reason: String, for wait: Int?) {
    let earlier = times[claim.path, default: 0]
    times[claim.path] = earlier + 1
    let due = wait.map { first in
      MonotonicClock.now + min(first << min(earlier, Parking.mostDoublings), max(first, Parking.longest))
    }
    places[claim.path] = Place(claim: claim, reason: reason, due: due ?? .max)
    refresh()
  }

  /// Takes out the document that has waited longest, if its time has come.
  mutating func next(at now: Int) -> Claim? {
    guard hasDue(at: now), let first = places.min(by: { $0.value.due < $1.value.due }) else { return nil }
    places[first.key] = nil
    nextTry = now + Parking.interval
    refresh()
    return first.value.claim
  }

  /// A document has left work, or another has its name.
  mutating func forget(_ path: Path) {
    guard times.removeValue(forKey: path) != nil, places.removeValue(forKey: path) != nil else { return }
    refresh()
  }

  /// Forgets those that are not there any more.
  mutating func keep(where isThere: (Path) -> Bool) {
    for path in places.keys where !isThere(path) { forget(path) }
  }

  /// Notes where documents stand now.
  mutating func relocate(_ levels: [Path: Int]) {
    for (path, place) in places { places[path]?.claim.level = levels[path] ?? place.claim.level }
  }

  private mutating func refresh() {
    let first = places.values.map(\.due).min()
    nextDue = first == .max ? nil : first.map { max($0, nextTry) }
    var named: [Path] = []
    for path in places.keys {
      if named.count == Parking.mostNamed {
        guard let last = named.last, path < last else { continue }
        named.removeLast()
      }
      named.insert(path, at: named.firstIndex { path < $0 } ?? named.endIndex)
    }
    descriptions = named.compactMap { path in places[path].map { "\(path) stays: \($0.reason)" } }
  }
}
