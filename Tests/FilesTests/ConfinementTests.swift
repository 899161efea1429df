import Files
import TestSupport
import Testing

@Suite("Confinement")
struct ConfinementTests {
  /// Holds what must stay out of reach, and the folder that is confined.
  let outer: TemporaryFolder
  let confined: Directory

  init() throws {
    outer = try TemporaryFolder()
    try outer.write("file", "secret")
    try outer.write("sub/file", "secret")
    try outer.write("in/sub/file", "own")
    try outer.write("in/mine", "own")
    try outer.link("in/link", to: outer.path.description)
    try outer.link("in/inner", to: "sub")
    try outer.link("in/up", to: "..")
    confined = try Directory.open(outer.path.appending("in"))
  }

  static let ways: [Path] = ["link", "link/sub", "..", "sub/../..", "inner", "up", "ABSOLUTE"]

  private func resolved(_ way: Path) -> Path { way == "ABSOLUTE" ? outer.path : way }

  private func expectUntouched() throws {
    #expect(try outer.directory.entries().map(\.name) == ["file", "in", "sub"])
    #expect(try outer.directory.directory("sub").entries().map(\.name) == ["file"])
    #expect(try confined.entries().map(\.name) == ["inner", "link", "mine", "sub", "up"])
    #expect(try confined.directory("sub").entries().map(\.name) == ["file"])
    #expect(try outer.read("file") == Array("secret".utf8))
  }

  @Test("opens no folder through a symbolic link or upwards", arguments: ways)
  func folders(way: Path) throws {
    #expect(throws: FileError.self) { _ = try confined.directory(resolved(way)) }
    if way != "ABSOLUTE" {
      #expect(throws: FileError.self) { _ = try confined.makeDirectory(way.appending("made")) }
    }
    try expectUntouched()
  }

  @Test("reads no file through a symbolic link or upwards", arguments: ways)
  func files(way: Path) {
    #expect(throws: FileError.self) { _ = try confined.read(resolved(way).appending("file")) }
  }

  @Test("creates nothing through a symbolic link or upwards", arguments: ways)
  func creates(way: Path) throws {
    #expect(throws: FileError.self) { _ = try confined.create(resolved(way).appending("new")) }
    #expect(throws: FileError.self) { _ = try confined.openOrCreate(resolved(way).appending("new")) }
    try expectUntouched()
  }

  @Test("renames nothing through a symbolic link or upwards", arguments: ways)
  func renames(way: Path) throws {
    #expect(throws: FileError.self) { try confined.rename("mine", to: confined, resolved(way).appending("mine")) }
    #expect(throws: FileError.self) { try confined.rename(resolved(way).appending("file"), to: confined, "theirs") }
    #expect(throws: FileError.self) { try confined.replace(resolved(way).appending("file"), with: "mine") }
    try expectUntouched()
  }

  @Test("removes nothing through a symbolic link or upwards", arguments: ways)
  func removes(way: Path) throws {
    #expect(throws: FileError.self) { try confined.remove(resolved(way).appending("file")) }
    #expect(throws: FileError.self) { try confined.removeDirectory(resolved(way).appending("sub")) }
    try expectUntouched()
  }

  @Test("follows no symbolic link to tell a status", arguments: ["link/file", "inner/file", "up/file"] as [Path])
  func status(name: Path) {
    #expect(throws: FileError.self) { _ = try confined.status(name) }
  }

  @Test("leaves what lies honestly below within reach")
  func below() throws {
    #expect(try confined.read("sub/file") == Array("own".utf8))
    try confined.create("sub/new").writeAll([1])
    #expect(try confined.status("sub/new")?.size == 1)
    try confined.rename("sub/new", to: confined, "sub/newer")
    try confined.remove("sub/newer")
    #expect(try confined.status("sub/newer") == nil)
    #expect(try confined.status("nowhere/newer") == nil)
  }
}
