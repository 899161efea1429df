import Files
import Foundation
import Testing

/// As operators have it who keep originals on a larger disk.
@Suite("The daemon with folders of its spool on another file system")
struct DaemonOtherDiskTests {
  static let canWatch: Bool = {
    do throws(FileError) {
      let shared = try Directory.statusFollowing("/dev/shm").device
      let temporary = try Directory.statusFollowing(Path(FileManager.default.temporaryDirectory.path)).device
      return shared != temporary && DaemonFaultTests.canInject
    } catch {
      return false
    }
  }()

  @Test(
    "A document leaves work once the folders are durable that its copy stands in, as a power loss may come between",
    .enabled(if: canWatch, "it takes /dev/shm as another file system, root and strace"),
    arguments: ["archive", "failed"])
  func order(place: String) throws {
    let daemon = try DaemonHarness()
    let disk = "/dev/shm/winnow-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: disk, withIntermediateDirectories: false)
    defer {
      do { try FileManager.default.removeItem(atPath: disk) } catch { Issue.record(error) }
    }
    try FileManager.default.removeItem(at: daemon.url(place))
    try FileManager.default.createSymbolicLink(atPath: daemon.url(place).path, withDestinationPath: disk)
    try FileManager.default.createDirectory(at: daemon.url("inbox/n/m"), withIntermediateDirectories: true)
    try daemon.drop("n/m/a.txt", place == "failed" ? "%PDF-1.7\n" : "One.\n")
    let winnowd = DaemonHarness.products.appendingPathComponent("winnowd").path
    #expect(
      DaemonFaultTests.command(
        "timeout", "60", "strace", "-f", "-y", "-qq", "-o", daemon.url("trace").path, "-e", "trace=fsync,unlinkat",
        winnowd, "--spool", daemon.spool.path, "--once", "--settle", "0") == 0)
    let calls = try daemon.text("trace").split(separator: "\n")
    let removal = try #require(calls.firstIndex { $0.contains("/work/0/n/m>, \"a.txt\"") }, "\(calls)")
    for folder in ["\(disk)>", "\(disk)/n>", "\(disk)/n/m>"] {
      let sync = calls.firstIndex { $0.contains("fsync(") && $0.contains(folder) }
      #expect(sync.map { $0 < removal } == true, "\(folder): \(calls)")
    }
  }
}
