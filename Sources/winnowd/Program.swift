internal import Arguments
internal import Diagnostics
internal import Files
internal import Glibc
internal import Journal
internal import Rulebook
internal import Settings
internal import Spool
internal import Systemd
internal import Threads

/// The service's program: settings, wiring, run. Exit status: 0 well; 1 faults; 2 usage, or rules unusable.
enum Program {
  private static let syntax = Syntax(
    command: "winnowd",
    about: """
      Watches SPOOL/inbox and publishes each document there, cleaned of boilerplate, as NAME.txt and NAME.json in
      SPOOL/outbox. Originals go to SPOOL/archive; what can't be cleaned goes to SPOOL/failed with a reason.
      """,
    options: Settings.options + [
      EffectiveSettings.option,
      Option("version", "Show the version and exit."),
    ],
    notes: """
      SIGTERM finishes the batch in hand and ends; SIGHUP reads rules and settings anew and keeps the old where they are broken.
      Exit status: 0 well, 1 faults, or with --once something can't be taken, 2 usage or unusable rules.
      """)

  static func run() -> Int32 {
    ProcessMemory.setUp(places: WorkerGroup.processors + 1)
    do {
      try Descriptor.openStandardStreams()
      let invocation = try Invocation(processArguments(), for: syntax)
      if invocation.has("help") {
        try show(syntax.helpText)
        return 0
      }
      if invocation.has("version") {
        try show("winnowd \(Version.winnow)")
        return 0
      }
      let effective = try EffectiveSettings(invocation)
      let settings = effective.settings
      guard !settings.spool.isEmpty else { throw invocation.error("--spool DIR is missing") }
      let journal = try Journal.service(program: "winnowd")
      defer { journal.close() }
      let observer = ServiceManager().map { ManagerLink($0, journal).observer } ?? Observer()
      let reader = ConfigurationReader(invocation, effective, journal)
      try Service(spool: settings.spool, journal: journal, observer: observer) { try reader.read() }.run()
      return 0
    } catch let error as UsageError {
      return complain("\(error)", 2)
    } catch let error as DiagnosticList {
      return complain("\(error)", 2)
    } catch let error as Service.StartFailure {
      if case .rules = error { return complain("\(error)", 2) }
      return complain("winnowd: \(error)", 1)
    } catch {
      return complain("winnowd: \(error)", 1)
    }
  }

  private static func show(_ text: String) throws(FileError) {
    try Descriptor.writeAll(Array((text + "\n").utf8), toStandard: 1)
  }

  private static func complain(_ message: String, _ status: Int32) -> Int32 {
    do {
      // Whoever reads it may have stalled for good, and whoever waits for the end must not wait for that.
      let errors = try Descriptor.standardError()
      var rest = Array("\(message)\n".utf8)[...]
      while !rest.isEmpty {
        let count = try errors.writeSome(rest)
        rest.removeFirst(count)
        if count == 0, !errors.waitForRoom(1_000_000_000) { break }
      }
    } catch {
      // Without standard error the exit status has to do.
    }
    return status
  }
}
