internal import Files
internal import Formats
internal import Settings
internal import Spool

extension Options {
  /// What the settings say of the spool.
  init(_ settings: Settings) {
    self.init()
    settle = nanoseconds(settings.settle)
    durability = Durability(settings.sync)
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

extension Options.Durability {
  fileprivate init(_ sync: Settings.Sync) {
    self =
      switch sync {
      case .batch: .batch
      case .each: .each
      case .off: .off
      }
  }
}

extension Document.InvalidBytes {
  /// What the settings say of bytes that are not UTF-8.
  init(_ invalid: Settings.Invalid) {
    self =
      switch invalid {
      case .legacy: .legacy
      case .replace: .replace
      case .reject: .reject
      }
  }
}

private func nanoseconds(_ seconds: Double) -> Int { Int(seconds * 1_000_000_000) }
