import CLinux
import Files
import Glibc
import TestSupport
import Testing

/// Where openat2(2) is forbidden (systemd's RestrictSUIDSGID answers ENOSYS), folders are walked one by one, and nothing
/// else may be different.
@Suite("Confinement without openat2")
struct WalkTests {
  @Test(
    "opens what openat2 opens, and refuses what it refuses, for the same reason",
    arguments: [
      ".", "sub", "sub/", "sub/.", "./sub/deep", "sub//deep/file", "mine", "mine/", "mine/x", "missing", "missing/x",
      "sub/missing", "link", "link/sub", "inner", "inner/file", "up", "..", "sub/..", "sub/../mine", "/", "/etc",
      "sub/deep",
      "", String(repeating: "n", count: 300), "sub/" + String(repeating: "n", count: 300), "filelink", "sub/filelink/x",
    ], [O_RDONLY | O_DIRECTORY, O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_NOCTTY])
  func same(path: String, flags: Int32) throws {
    let outer = try TemporaryFolder()
    try outer.write("secret", "secret")
    try outer.write("in/sub/deep/file", "own")
    try outer.write("in/mine", "own")
    try outer.link("in/link", to: outer.path.description)
    try outer.link("in/inner", to: "sub")
    try outer.link("in/up", to: "..")
    try outer.link("in/filelink", to: "mine")
    try outer.link("in/sub/filelink", to: "deep")
    let folder = try Directory.open(outer.path.appending("in"))
    func open(_ call: (Int32, UnsafePointer<CChar>, Int32) -> Int32) -> (reason: Int32, inode: UInt64) {
      let number = path.withCString { call(folder.number, $0, flags) }
      guard number >= 0 else { return (errno, 0) }
      defer { close(number) }
      var status = stat()
      fstat(number, &status)
      return (0, UInt64(status.st_ino))
    }
    let (plain, walked) = (open(winnow_open_beneath), open(winnow_walk_beneath))
    // Up and down again stays beneath, and openat2 allows it; the walk, which asks for no more than Winnow does, refuses.
    if path == "sub/.." || path == "sub/../mine" {
      #expect(walked.reason == EXDEV)
    } else {
      #expect(walked.reason == plain.reason && walked.inode == plain.inode)
    }
  }
}
