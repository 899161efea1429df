internal import Arguments
internal import Journal
internal import Settings
internal import Spool

/// Reads rules and settings, at the start and for each SIGHUP.
final class ConfigurationReader {
  private let invocation: Invocation
  private let journal: Journal
  /// What can't be changed while the service runs stays as it was at the start.
  private let initial: EffectiveSettings
  private var current: Settings
  private var isFirst = true

  init(_ invocation: Invocation, _ settings: EffectiveSettings, _ journal: Journal) {
    self.invocation = invocation
    self.journal = journal
    initial = settings
    current = settings.settings
  }

  /// - Throws: Whatever is wrong with settings or rules; then nothing has changed.
  func read() throws -> Service.Configuration {
    let effective = try isFirst ? initial : readAnew()
    isFirst = false
    var settings = effective.settings
    let fixed = settings.differences(from: initial.settings).filter(Settings.fixed.contains)
    settings.spool = initial.settings.spool
    settings.once = initial.settings.once
    let configuration = Service.Configuration(
      try loadProcessor(effective, journal), Options(settings), needsRestart: fixed)
    for name in fixed {
      journal.log(Event(.warning, .needsRestart, "the new value of '\(name)' takes effect at the next start"))
    }
    let applied = settings.differences(from: current)
    if !applied.isEmpty {
      let names = applied.joined(separator: ", ")
      journal.log(Event(.notice, .reloaded, "these settings have changed and are in effect: \(names)"))
    }
    current = settings
    return configuration
  }

  private func readAnew() throws -> EffectiveSettings {
    do {
      return try EffectiveSettings(invocation)
    } catch let error as UsageError {
      // Nobody has typed anything: what the help tells is no help.
      throw Service.BadSettings(error.message)
    } catch {
      throw Service.BadSettings("\(error)")
    }
  }
}
