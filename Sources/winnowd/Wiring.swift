internal import Files
internal import Settings
internal import Spool

extension Options {
  /// What the settings say of the spool.
  init(_ settings: Settings) {
    self.init()
    settle = nanoseconds(settings.settle)
    durability = Durability(rawValue: settings.sync.rawValue) ?? .batch
    maximumSize = settings.maximumSize
    budget = nanoseconds(settings.budget)
    memory = settings.memory
    jobs = settings.jobs
    batch = settings.batch
    rescan = nanoseconds(settings.rescan)
    poll = nanoseconds(settings.poll)
    once = settings.once
    keepsOriginals = settings.originals == .archive
    needsMarker = settings.marker
    ignored = settings.ignore
  }
}

private func nanoseconds(_ seconds: Double) -> Int { Int(seconds * 1_000_000_000) }
