internal import Arguments
internal import Files
internal import Glibc
internal import JSON
internal import Spool

/// `winnow status`
enum StatusCommand: Command {
  static let syntax = Syntax(
    command: "winnow status",
    about: "Show what a spool holds and what its service is doing.",
    options: [
      Option("spool", value: "DIR", "The spool."),
      Option("json", "One JSON object."),
      Option(
        "check",
        "Exit with 1, too, unless the service runs, takes documents, does not hang, and has taken its last reload."),
      Option(
        "watch", "Anew every two seconds, until Ctrl-C: in place on a terminal, else one below the other."
      ),
    ],
    notes: "Exit status: 0 it is shown, whatever it says; 1 the spool can't be read, or see --check; 2 usage.")

  static func run(_ invocation: Invocation) throws -> ExitStatus {
    if invocation.has("json"), invocation.has("watch") {
      throw invocation.error("--json and --watch don't go together")
    }
    if invocation.has("check"), invocation.has("watch") {
      throw invocation.error("--check and --watch don't go together")
    }
    let spool = try SpoolOption.folder(invocation)
    let reader = try StatusReader(spool)
    guard invocation.has("watch") else {
      var status = try reader.read()
      if status.silence(at: time(nil)) != nil {
        // It may just be about to take what came after a long rest.
        sleep(2)
        status = try reader.read()
      }
      try invocation.has("json") ? Console.write(json(status)) : Console.print(text(status, rate: nil))
      return !invocation.has("check") || isSound(status) ? .success : .faults
    }
    var speed = Speed()
    var isFirst = true
    while true {
      let status = try reader.read()
      let text = text(status, rate: speed.rate(at: status))
      // Into a pipe or a file nothing that moves a cursor goes, but a blank line between one time and the next.
      let isTerminal = Console.outputIsTerminal
      if !isTerminal, !isFirst { try Console.print("") }
      isFirst = false
      try Console.print((isTerminal ? "\u{1B}[H\u{1B}[J" : "") + text)
      sleep(2)
    }
  }

  /// Whether the service takes what comes, under the rules that it was given last.
  private static func isSound(_ status: SpoolStatus) -> Bool {
    guard status.isRunning, let daemon = status.daemon else { return false }
    return daemon.state == .running && daemon.foldersWaiting.isEmpty && daemon.reloadRefused == nil
      && status.silence(at: time(nil)) == nil
  }

  private static func text(_ status: SpoolStatus, rate: Double?) -> String {
    var lines = ["service    \(service(status))"]
    let oldest = status.oldestWaiting.map { ", the oldest for \(age($0))" } ?? ""
    lines.append("waiting    \(status.waiting)\(oldest)")
    let unclaimed = status.isRunning ? status.daemon?.unclaimed ?? [] : []
    for document in unclaimed.prefix(5) { lines.append("           \(document)") }
    let outOfReach = status.isRunning ? status.daemon?.outOfReach ?? [] : []
    for folder in outOfReach.prefix(5) { lines.append("           \(folder)") }
    if !unclaimed.isEmpty || !outOfReach.isEmpty { lines.append("             help: \(Status.unclaimedHelp)") }
    if status.unmarked > 0 {
      let documents = Console.counted(status.unmarked, "document waits for its", "documents wait for their")
      lines.append("           \(documents) marker NAME.done")
    }
    for marker in status.loneMarkers.prefix(5) {
      let document = String("\(marker)".dropLast(".done".count))
      lines.append("           \(marker) waits for its document \(document)")
    }
    for sidecar in status.loneSidecars.prefix(5) { lines.append("           \(sidecar) waits for its document") }
    for sidecar in status.lateSidecars.prefix(5) {
      lines.append("           came after its document was taken: \(sidecar)")
    }
    for (path, error) in status.unreadable.prefix(5) {
      lines.append("           can't look at \(path): \(error.errno)")
    }
    lines.append("in work    \(status.inWork)")
    let staying = status.isRunning ? status.daemon?.staying ?? [] : []
    for document in staying.prefix(5) { lines.append("           \(document)") }
    let folders = status.isRunning ? status.daemon?.foldersWaiting ?? [] : []
    for folder in folders.prefix(5) { lines.append("           what goes to \(folder)") }
    lines.append("outbox     \(Console.counted(status.pairs, "pair"))")
    let failed = ["failed", "rejected"].map { "\(status.failed[$0] ?? 0) \($0)" }.joined(separator: ", ")
    let unexplained = status.failedWithoutReason > 0 ? ", \(status.failedWithoutReason) without a reason" : ""
    lines.append("failed/    \(failed)\(unexplained)")
    if let daemon = status.daemon {
      // What has stopped has no speed.
      let speed = status.isRunning ? rate.map { ", \(Int($0.rounded())) a second now" } ?? "" : "; it is stopped"
      lines.append("cleaned    \(daemon.cleaned) since the service began\(speed)")
      lines.append(
        "rules      \(daemon.rulebook.prefix(12)), \(Console.counted(daemon.rules, "rule")), generation \(daemon.generation), "
          + (daemon.machineCode ? "as machine code" : "interpreted"))
      lines.append("rate       \(lastMinute(status)) in the last minute")
      if status.isRunning, !daemon.needsRestart.isEmpty {
        lines.append("           the new value of \(daemon.needsRestart.joined(separator: ", ")) needs a restart")
      }
      if let refused = daemon.reloadRefused { lines.append("           the last reload was refused: \(refused)") }
    }
    return lines.joined(separator: "\n")
  }

  /// Documents done in the last minute. What a service said longer ago than that says that none were.
  private static func lastMinute(_ status: SpoolStatus) -> Int {
    guard status.isRunning, let daemon = status.daemon, time(nil) - daemon.written < 60 else { return 0 }
    return daemon.lastMinute
  }

  private static func service(_ status: SpoolStatus) -> String {
    guard status.isRunning else { return "not running" }
    guard let daemon = status.daemon else { return "starting" }
    let process = daemon.process > 0 ? " (process \(daemon.process))" : ""
    let silence =
      status.silence(at: time(nil)).map { ", but has not looked at what waits for \(age(seconds: $0))" } ?? ""
    return switch daemon.state {
    case .running: "running" + process + silence
    case .paused: "paused" + process + (daemon.pausedBecause.map { ": \($0)" } ?? "")
    case .stopped: "starting"
    }
  }

  /// How long ago a time was, in the largest unit that fits. The clock on the wall is all that files know.
  private static func age(_ nanoseconds: Int) -> String {
    age(seconds: max(0, time(nil) - nanoseconds / 1_000_000_000))
  }

  private static func age(seconds: Int) -> String {
    switch seconds {
    case ..<120: "\(seconds) s"
    case ..<7200: "\(seconds / 60) min"
    case ..<172_800: "\(seconds / 3600) h"
    default: "\(seconds / 86_400) days"
    }
  }

  private static func json(_ status: SpoolStatus) -> [UInt8] {
    var json = JSONWriter()
    json.beginObject(lines: true)
    json.name("running")
    json.boolean(status.isRunning)
    json.name("state")
    json.string(status.isRunning ? status.daemon?.state.rawValue ?? "starting" : "stopped")
    json.name("paused_because")
    if status.isRunning, let reason = status.daemon?.pausedBecause { json.string(reason) } else { json.null() }
    let daemon = status.isRunning ? status.daemon : nil
    for (name, words) in [
      ("folders_waiting", daemon?.foldersWaiting), ("unclaimed", daemon?.unclaimed),
      ("out_of_reach", daemon?.outOfReach),
      ("staying", daemon?.staying),
    ] {
      json.name(name)
      json.beginArray()
      for word in words ?? [] { json.string(word) }
      json.end()
    }
    for (name, count) in [("waiting", status.waiting), ("in_work", status.inWork), ("pairs", status.pairs)] {
      json.name(name)
      json.integer(count)
    }
    json.name("oldest_waiting")
    if let oldest = status.oldestWaiting { json.integer(oldest / 1_000_000_000) } else { json.null() }
    json.name("unmarked")
    json.integer(status.unmarked)
    for (name, paths) in [
      ("lone_sidecars", status.loneSidecars), ("late_sidecars", status.lateSidecars),
      ("lone_markers", status.loneMarkers),
      ("unreadable", status.unreadable.map(\.path)),
    ] {
      json.name(name)
      json.beginArray()
      for path in paths { json.string("\(path)") }
      json.end()
    }
    for kind in ["failed", "rejected"] {
      json.name(kind)
      json.integer(status.failed[kind] ?? 0)
    }
    json.name("failed_without_reason")
    json.integer(status.failedWithoutReason)
    json.name("cleaned")
    json.integer(status.daemon?.cleaned ?? 0)
    json.name("last_minute")
    json.integer(lastMinute(status))
    json.name("rulebook")
    json.beginObject()
    json.name("hash")
    json.string(status.daemon?.rulebook ?? "")
    json.name("generation")
    json.integer(status.daemon?.generation ?? 0)
    json.name("rules")
    json.integer(status.daemon?.rules ?? 0)
    json.name("machine_code")
    json.boolean(status.daemon?.machineCode ?? false)
    json.name("refused")
    if let refused = status.daemon?.reloadRefused { json.string(refused) } else { json.null() }
    json.end()
    json.end()
    json.finish()
    return json.bytes
  }
}

/// How fast a service is, from one look to the next.
private struct Speed {
  private var earlier: (service: Int, done: Int, at: Int)?

  /// Documents a second since the look before; `nil` where there was none, or another service, which has counted anew.
  mutating func rate(at status: SpoolStatus) -> Double? {
    let now = status.daemon.map { (service: $0.process, done: $0.cleaned, at: MonotonicClock.now) }
    defer { earlier = now }
    guard let now, let earlier, now.service == earlier.service, now.done >= earlier.done else { return nil }
    return Double(now.done - earlier.done) / (Double(now.at - earlier.at) / 1e9)
  }
}
