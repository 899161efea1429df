import Foundation
import TestSupport
import Testing

@Suite(
  "Documents that can't be taken from the inbox", .serialized, .waiting,
  .enabled(if: DaemonFaultTests.canInject, "putting errors into the service's calls takes root and strace"))
struct DaemonClaimTests {
  let daemon: DaemonHarness

  init() throws { daemon = try DaemonHarness() }

  @Test(
    "A document that can't be claimed for a disk error makes nothing else wait",
    arguments: ["renameat2:error=EIO", "renameat2:error=ESTALE", "newfstatat:error=EIO"])
  func claimFails(inject: String) throws {
    let mend = try daemon.startFailing("a.txt", inject, arguments: ["--rescan", "2"])
    defer { mend() }
    try daemon.drop("a.txt", "One.\n")
    #expect(daemon.wait { daemon.log.contains("'a.txt' waits: cannot ") }, "\(daemon.log)")
    for number in 0..<30 {
      try daemon.drop("\(number).txt", "\(number).\n")
      #expect(daemon.wait(for: 1.5) { daemon.files("archive").contains("\(number).txt") }, "\(daemon.log)")
      usleep(100_000)
    }
    #expect(daemon.files("inbox") == ["a.txt"])
    #expect(!daemon.log.contains("everything waits"), "\(daemon.log)")
    mend()
    #expect(daemon.wait { daemon.files("archive").contains("a.txt") }, "\(daemon.log)")
    #expect(try daemon.stop() == 0)
  }

  @Test("A document that fails a claim once is claimed a second later, not at the next look round")
  func claimFailsOnce() throws {
    let mend = try daemon.startFailing("a.txt", "renameat2:error=EIO:when=1")
    defer { mend() }
    try daemon.drop("a.txt", "One.\n")
    #expect(daemon.wait(for: 8) { daemon.files("archive") == ["a.txt"] }, "\(daemon.log)")
    #expect(!daemon.log.contains("everything waits"), "\(daemon.log)")
    #expect(try daemon.stop() == 0)
  }

  @Test("A document that can't be claimed does not keep a run from its end")
  func claimFailsAtTheEnd() throws {
    for name in ["a.txt", "b.txt"] { try daemon.drop(name, "\(name)\n") }
    let winnowd = DaemonHarness.products.appendingPathComponent("winnowd").path
    let script = """
      exec timeout 30 strace -f -qq -o /dev/null -P a.txt -e inject=renameat2:error=EIO \
        "$0" --spool "$1" --once --settle 0 2>"$1/said"
      """
    #expect(DaemonFaultTests.command("bash", "-c", script, winnowd, daemon.spool.path) == 1)
    #expect(daemon.files("inbox") == ["a.txt"] && daemon.files("archive") == ["b.txt"])
    let said = try daemon.text("said")
    #expect(said.contains("\nwinnowd: 1 document waits in the inbox: cannot rename "), "\(said)")
    #expect(said.contains("left 'a.txt'") && !said.contains("everything waits"), "\(said)")
  }

  @Test("A sidecar that can't go back after a failed claim, as a newer one has come, does not block the name of both")
  func newerSidecar() throws {
    let mend = try daemon.startFailing(
      "a.txt", "renameat2:error=EIO:delay_enter=1500000:when=1", arguments: ["--rescan", "1"])
    defer { mend() }
    try daemon.drop("a.txt.meta.json", "{\"n\": 1}")
    try daemon.drop("a.txt", "One.\n")
    #expect(daemon.wait { daemon.files("work") == ["0/a.txt.meta.json"] }, "\(daemon.log)")
    try daemon.drop("a.txt.meta.json", "{\"n\": 2}")
    #expect(daemon.wait(for: 10) { daemon.files("archive").contains("a.txt") }, "\(daemon.log)")
    #expect(try daemon.stop() == 0)
    #expect(daemon.files("work").isEmpty && daemon.files("inbox").isEmpty)
    #expect(try daemon.record("a.json")["document"]?["n"]?.integer == 2)
    #expect(daemon.files("archive").count { $0.hasSuffix(".meta.json") } == 2)
  }

  @Test("A sidecar that is left in work and can't be read for a disk error makes nothing wait but its name")
  func sidecarFails() throws {
    try FileManager.default.createDirectory(at: daemon.url("work/0"), withIntermediateDirectories: true)
    try Data("{}".utf8).write(to: daemon.url("work/0/a.txt.meta.json"))
    for name in ["a.txt", "b.txt"] { try daemon.drop(name, "\(name)\n") }
    let winnowd = DaemonHarness.products.appendingPathComponent("winnowd").path
    let script = """
      exec timeout 30 strace -f -qq -o /dev/null -P a.txt.meta.json -e inject=openat2:error=EIO \
        "$0" --spool "$1" --once --settle 0 2>"$1/said"
      """
    #expect(DaemonFaultTests.command("bash", "-c", script, winnowd, daemon.spool.path) == 1)
    let said = try daemon.text("said")
    #expect(said.contains("\nwinnowd: the sidecar 'a.txt.meta.json' stays in work: cannot open "), "\(said)")
    #expect(daemon.files("inbox") == ["a.txt"] && daemon.files("archive") == ["b.txt"])
    #expect(try daemon.run() == 0)
    #expect(daemon.files("archive") == ["a.txt", "a.txt.meta.json", "b.txt"])
  }

  @Test("Where renaming is linking and unlinking, a document that can't be unlinked does not fail twice")
  func notUnlinked() throws {
    let mend = try daemon.startFailing("a.txt", "renameat2:error=EINVAL", "unlinkat:error=EPERM:when=1")
    defer { mend() }
    try daemon.drop("a.txt", "%PDF-1.4\n")
    #expect(daemon.wait { daemon.files("failed").contains("a.txt") && daemon.files("work").isEmpty }, "\(daemon.log)")
    #expect(try daemon.stop() == 0)
    #expect(daemon.files("failed") == ["a.txt", "a.txt.reason.json"])
  }

  @Test("Where the file system knows no renaming that refuses a taken name, what replaces a document is not lost")
  func replaced() throws {
    let mend = try daemon.startFailing("a.txt", "renameat2:error=EINVAL", "unlinkat:delay_enter=1500000:when=1")
    defer { mend() }
    try daemon.drop("a.txt", "One.\n")
    #expect(daemon.wait { daemon.files("work") == ["0/a.txt"] || !daemon.files("archive").isEmpty }, "\(daemon.log)")
    try daemon.drop("a.txt", "Another.\n")
    #expect(daemon.wait { daemon.files("archive").count == 2 }, "\(daemon.log)")
    #expect(try daemon.stop() == 0)
    try daemon.expectComplete(["a.txt": "One.\n", "a.txt again": "Another.\n"])
  }

  @Test("A disk error that every claim meets pauses the service, which goes on once it is gone")
  func allClaimsFail() throws {
    let mend = try daemon.startFailing(daemon.url("work/0").path, "renameat2:error=EIO")
    defer { mend() }
    for name in ["a.txt", "b.txt"] { try daemon.drop(name, "\(name)\n") }
    #expect(daemon.wait { daemon.log.contains("everything waits") }, "\(daemon.log)")
    #expect(try daemon.wait { try daemon.text(".winnow/status.json").contains(#""state": "paused""#) })
    mend()
    #expect(daemon.wait { daemon.files("archive") == ["a.txt", "b.txt"] }, "\(daemon.log)")
    #expect(daemon.wait { daemon.log.contains("the fault is gone") }, "\(daemon.log)")
    #expect(try daemon.stop() == 0)
  }

  @Test("An event of a document that can't be looked at makes nothing else wait", arguments: [true, false])
  func eventFails(isLinked: Bool) throws {
    let mend = try daemon.startFailing("a.txt", "newfstatat:error=EIO", arguments: ["--rescan", "2"])
    defer { mend() }
    if isLinked {
      try daemon.write("a.txt", "One.\n")
      try FileManager.default.linkItem(at: daemon.url("a.txt"), to: daemon.url("inbox/a.txt"))
    } else {
      // Made and closed, as by one who writes it himself.
      #expect(DaemonFaultTests.command("cp", "/etc/hostname", daemon.url("inbox/a.txt").path) == 0)
    }
    #expect(daemon.wait { daemon.log.contains("'a.txt' waits: cannot examine") }, "\(daemon.log)")
    for number in 0..<10 {
      try daemon.drop("\(number).txt", "\(number).\n")
      #expect(daemon.wait(for: 1.5) { daemon.files("archive").contains("\(number).txt") }, "\(daemon.log)")
    }
    #expect(!daemon.log.contains("everything waits"), "\(daemon.log)")
    mend()
    #expect(daemon.wait { daemon.files("archive").contains("a.txt") }, "\(daemon.log)")
    #expect(try daemon.stop() == 0)
  }
}
