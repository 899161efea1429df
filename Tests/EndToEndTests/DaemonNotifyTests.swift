import Files
import Foundation
import TestSupport
import Testing

/// What the daemon tells a service manager, heard on a socket of our own. The runner `systemd` shows the same with a real
/// systemd, where a machine can boot one.
@Suite("What the service manager hears", .serialized, .waiting)
struct DaemonNotifyTests {
  static func start(
    _ daemon: DaemonHarness, _ listener: NotifyListener, _ arguments: [String] = [], watchdog: String? = nil
  ) throws {
    var environment = ["NOTIFY_SOCKET": listener.path]
    environment["WATCHDOG_USEC"] = watchdog
    try daemon.start(arguments, waits: false, environment: environment)
    try #require(daemon.wait { listener.messages.contains { $0.hasPrefix("READY=1") } }, "never ready: \(daemon.log)")
  }

  static func rules(_ daemon: DaemonHarness, _ pattern: String) throws {
    try FileManager.default.createDirectory(at: daemon.url("rules"), withIntermediateDirectories: true)
    let text = "winnow = 1\npack = \"t\"\n[[rule]]\nid = \"a\"\ndo = \"drop-line\"\nmatch = '\(pattern)'\n"
    try Data(text.utf8).write(to: daemon.url("rules/t.toml"))
  }

  @Test("READY once, with a status in words; STOPPING before the end")
  func life() throws {
    let daemon = try DaemonHarness()
    let listener = try NotifyListener()
    try Self.rules(daemon, "Ad")
    try Self.start(daemon, listener, ["--rules", daemon.url("rules").path])
    try daemon.drop("a.txt", "Ad\nText.\n")
    #expect(daemon.wait { listener.messages.contains { $0.contains("STATUS=0 waiting · 1 cleaned · rules ") } })
    #expect(try daemon.stop() == 0)
    let said = listener.messages
    #expect(said.count { $0.contains("READY=1") } == 1)
    #expect(
      said.contains { $0.hasPrefix("READY=1\nSTATUS=0 waiting · 0 cleaned · rules ") && $0.hasSuffix("(1 rule)") })
    #expect(said.contains { $0.hasPrefix("STOPPING=1\nSTATUS=Ending") })
    #expect(!said.contains { $0.contains("WATCHDOG") })
  }

  @Test("A reload says RELOADING with the time, then READY; a refused one says so in its status")
  func reload() throws {
    let daemon = try DaemonHarness()
    let listener = try NotifyListener()
    try Self.rules(daemon, "Ad")
    try Self.start(daemon, listener, ["--rules", daemon.url("rules").path])
    let before = Int(DispatchTime.now().uptimeNanoseconds / 1_000)
    daemon.signal(SIGHUP)
    #expect(daemon.wait { listener.messages.count { $0.hasPrefix("READY=1") } == 2 })
    let reloading = try #require(listener.messages.first { $0.hasPrefix("RELOADING=1\nMONOTONIC_USEC=") })
    let stamp = try #require(Int(reloading.dropFirst("RELOADING=1\nMONOTONIC_USEC=".count)))
    #expect(stamp >= before && stamp <= Int(DispatchTime.now().uptimeNanoseconds / 1_000))
    try Self.rules(daemon, "Ad(")
    daemon.signal(SIGHUP)
    #expect(daemon.wait { listener.messages.count { $0.hasPrefix("READY=1") } == 3 })
    let last = try #require(listener.messages.last { $0.hasPrefix("READY=1") })
    #expect(last.contains("the last reload was refused: ") && last.contains("t.toml:6:"))
    #expect(try daemon.stop() == 0)
  }

  @Test("A watched service gives signs of life when it is idle")
  func watchdog() throws {
    let daemon = try DaemonHarness()
    let listener = try NotifyListener()
    try Self.start(daemon, listener, watchdog: "600000")
    func signs() -> Int { listener.messages.count { $0.contains("WATCHDOG=1") } }
    #expect(daemon.wait(for: 10) { signs() >= 3 })
    #expect(try daemon.stop() == 0)
  }

  @Test("A watched service gives signs of life while it waits for an outbox whose disk is away")
  func watchdogAway() throws {
    let daemon = try DaemonHarness()
    let listener = try NotifyListener()
    let (target, away) = (daemon.url("disk/out"), daemon.url("disk/away"))
    try FileManager.default.createDirectory(at: daemon.url("disk"), withIntermediateDirectories: false)
    try FileManager.default.moveItem(at: daemon.url("outbox"), to: target)
    try FileManager.default.createSymbolicLink(at: daemon.url("outbox"), withDestinationURL: target)
    try Self.start(daemon, listener, ["--rescan", "1"], watchdog: "600000")
    try FileManager.default.moveItem(at: target, to: away)
    #expect(daemon.wait(for: 40) { daemon.log.contains("everything waits: ") }, "\(daemon.log)")
    let before = listener.messages.count
    func signs() -> Int { listener.messages.dropFirst(before).count { $0.contains("WATCHDOG=1") } }
    // The tries come ever more rarely, up to 5 seconds; systemd would have killed it long since.
    #expect(daemon.wait(for: 5) { signs() >= 10 }, "\(signs())")
    try FileManager.default.moveItem(at: away, to: target)
    #expect(daemon.wait { daemon.log.contains("the fault is gone") }, "\(daemon.log)")
    #expect(try daemon.stop() == 0)
  }

  @Test("Reload applies changed settings, names them, and names what needs a restart")
  func settings() throws {
    let daemon = try DaemonHarness()
    let file = daemon.url("winnow.toml")
    try Data("settle = 1\njobs = 1\n".utf8).write(to: file)
    try daemon.start(["--config", file.path])
    try Data("settle = 0.1\njobs = 3\noriginals = \"delete\"\nonce = true\n".utf8).write(to: file)
    daemon.signal(SIGHUP)
    #expect(daemon.wait { daemon.log.contains("in effect: settle, jobs, originals") })
    #expect(daemon.wait { daemon.log.contains("the new value of 'once' takes effect at the next start") })
    for number in 0..<20 { try daemon.drop("\(number).txt", "Text \(number).\n") }
    #expect(daemon.wait { daemon.files("outbox").count == 40 && daemon.files("inbox").isEmpty })
    #expect(daemon.wait { daemon.files("work").isEmpty })
    #expect(daemon.files("archive").isEmpty)
    try Data("settle = \"soon\"\n".utf8).write(to: file)
    daemon.signal(SIGHUP)
    #expect(daemon.wait { daemon.log.contains("winnow.toml:1:10: error: settle wants a number of seconds") })
    #expect(try daemon.stop() == 0)
  }
}
