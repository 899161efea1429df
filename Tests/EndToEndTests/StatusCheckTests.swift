import Files
import Foundation
import TestSupport
import Testing

@Suite("winnow status --check")
struct StatusCheckTests {
  private func check(_ daemon: DaemonHarness, _ more: Path...) throws -> Program.Result {
    try Program("winnow").run(["status", "--spool", Path(daemon.spool.path), "--check"] + more)
  }

  private func write(rule match: String, _ daemon: DaemonHarness) throws {
    let rules = "winnow = 1\npack = \"t\"\n[[rule]]\nid = \"ad\"\ndo = \"drop-line\"\nmatch = '\(match)'\n"
    try FileManager.default.createDirectory(at: daemon.url("rules"), withIntermediateDirectories: true)
    try Data(rules.utf8).write(to: daemon.url("rules/t.toml"))
  }

  @Test("ends with 0 while the service takes what comes, with 1 after a reload that was refused and where none runs")
  func check() throws {
    let daemon = try DaemonHarness()
    try write(rule: "Ad", daemon)
    try daemon.start(["--rules", daemon.url("rules").path])
    #expect(try daemon.wait { try check(daemon).status == 0 })
    #expect(try check(daemon, "--json").status == 0)
    try write(rule: "Ad(", daemon)
    daemon.signal(SIGHUP)
    #expect(try daemon.wait { try check(daemon).status == 1 })
    let refused = try check(daemon)
    #expect(refused.text.contains("the last reload was refused") && refused.complaint == "")
    try write(rule: "Ad", daemon)
    daemon.signal(SIGHUP)
    #expect(try daemon.wait { try check(daemon).status == 0 })
    #expect(try daemon.stop() == 0)
    let stopped = try check(daemon)
    #expect(stopped.status == 1 && stopped.text.hasPrefix("service    not running\n"), "\(stopped.text)")
    #expect(try Program("winnow").run(["status", "--spool", Path(daemon.spool.path)]).status == 0)
  }

  @Test(
    "ends with 1 while the service is paused, which the journal says again where that comes back within the minute",
    .enabled(if: DaemonFaultTests.canMount, "mounting takes root, and a system that allows it"))
  func paused() throws {
    let daemon = try DaemonHarness()
    DaemonFaultTests.command("mount", "-t", "tmpfs", "-o", "size=300k", "tmpfs", daemon.spool.path)
    defer {
      daemon.kill()
      DaemonFaultTests.command("umount", daemon.spool.path)
    }
    try FileManager.default.createDirectory(at: daemon.url("inbox"), withIntermediateDirectories: true)
    try daemon.start(["--settle", "0"])
    #expect(try daemon.wait { try check(daemon).status == 0 })
    for round in 1...2 {
      for number in 0..<400 {
        let text = String(repeating: "Document \(number) of round \(round).\n", count: 90)
        do { try daemon.drop("\(round)-\(number).txt", text) } catch { break }
      }
      #expect(daemon.wait(for: 30) { daemon.log.components(separatedBy: "everything waits: ").count == round + 1 })
      #expect(try daemon.wait { try check(daemon).status == 1 })
      #expect(try check(daemon).text.contains("paused"))
      if round == 2 { return }
      DaemonFaultTests.command("mount", "-o", "remount,size=1500k", daemon.spool.path)
      #expect(daemon.wait(for: 20) { daemon.log.contains("the fault is gone") && daemon.files("inbox").isEmpty })
    }
  }

  @Test("does not go with --watch")
  func watch() throws {
    let result = try Program("winnow").run(["status", "--spool", ".", "--check", "--watch"])
    #expect(result.status == 2 && result.complaint.contains("--check and --watch don't go together"))
  }
}
