import Files
import TestSupport
import Testing

@Suite("A directory")
struct DirectoryTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  static let names: [Path] = [
    "plain.txt", "two\nlines.txt", "Zürich – 東京.txt", Path(bytes: [0xFF, 0xFE, 0x2E]), "-rf", " ", "a'b\"c\\d",
    Path(bytes: Array(repeating: 0x61, count: 255)),
  ]

  @Test("keeps each name to the byte", arguments: names)
  func keepsNames(name: Path) throws {
    try folder.write(name, "text")
    #expect(try folder.directory.entries().map(\.name) == [name])
    #expect(try folder.directory.read(name) == Array("text".utf8))
    #expect(try folder.directory.status(name)?.size == 4)
  }

  @Test("says which entries are what")
  func kinds() throws {
    try folder.write("file", "")
    try folder.write("folder/x", "")
    try folder.link("link", to: "file")
    try folder.fifo("pipe")
    let kinds = try folder.directory.entries().map { ($0.name.description, try folder.directory.status($0.name)?.kind) }
    #expect(kinds.map(\.0) == ["file", "folder", "link", "pipe"])
    #expect(kinds.map(\.1) == [.regular, .directory, .symbolicLink, .special])
  }

  @Test("never replaces by a rename: a taken name is EEXIST, and both files stay")
  func renameNeverReplaces() throws {
    try folder.write("a", "first")
    try folder.write("b", "second")
    try folder.link("c", to: "nowhere")
    for taken: Path in ["b", "c"] {
      let error = #expect(throws: FileError.self) {
        try folder.directory.rename("a", to: folder.directory, taken)
      }
      #expect(error?.errno == .exists)
    }
    #expect(try folder.read("a") == Array("first".utf8))
    #expect(try folder.read("b") == Array("second".utf8))
    try folder.directory.rename("a", to: folder.directory, "d")
    #expect(try folder.read("d") == Array("first".utf8))
    #expect(try folder.directory.status("a") == nil)
  }

  @Test("replaces where that is asked for")
  func replace() throws {
    try folder.write("a", "first")
    try folder.write("b", "second")
    try folder.directory.replace("b", with: "a")
    #expect(try folder.read("b") == Array("first".utf8))
    #expect(try folder.directory.status("a") == nil)
  }

  @Test("creates a file only where there is none, a dangling link included")
  func createIsExclusive() throws {
    try folder.write("a", "text")
    try folder.link("b", to: "outside")
    for taken: Path in ["a", "b"] {
      let error = #expect(throws: FileError.self) { _ = try folder.directory.create(taken) }
      #expect(error?.errno == .exists)
    }
    #expect(try folder.read("a") == Array("text".utf8))
    #expect(try folder.directory.status("outside") == nil)
  }

  @Test("reads no symbolic link, folder or FIFO as a file, and does not hang on a FIFO")
  func readsRegularFilesOnly() throws {
    try folder.write("file", "text")
    try folder.write("folder/x", "")
    try folder.link("link", to: "file")
    try folder.fifo("pipe")
    for name: Path in ["link", "folder", "pipe"] {
      #expect(throws: FileError.self) { _ = try folder.directory.read(name) }
    }
  }

  @Test("gives the size limit as EFBIG, one byte over")
  func limit() throws {
    try folder.write("file", "12345")
    #expect(try folder.directory.read("file", limit: 5).count == 5)
    let error = #expect(throws: FileError.self) { _ = try folder.directory.read("file", limit: 4) }
    #expect(error?.errno == .fileTooLarge)
  }

  @Test("makes what is missing of a path, and tells of each folder")
  func makeDirectory() throws {
    try folder.write("a/x", "")
    var parents: [String] = []
    _ = try folder.directory.makeDirectory("a/b/c") { parent in parents.append(parent.path.name.description) }
    #expect(parents == ["a", "b"])
    #expect(try folder.directory.status("a/b/c")?.kind == .directory)
    parents = []
    _ = try folder.directory.makeDirectory("a/b/c") { parent in parents.append(parent.path.name.description) }
    #expect(parents.isEmpty)
  }

  @Test("tells a changed file from an unchanged one")
  func unchanged() throws {
    try folder.write("file", "text")
    let before = try #require(try folder.directory.status("file"))
    #expect(try #require(try folder.directory.status("file")).isUnchanged(since: before))
    try folder.write("file", "text!")
    #expect(try !#require(try folder.directory.status("file")).isUnchanged(since: before))
  }

  @Test("says what was tried, on what, and why it failed, on one line")
  func messages() throws {
    let error = #expect(throws: FileError.self) { _ = try folder.directory.read("no\nsuch") }
    #expect(error?.description == #"cannot open '\#(folder.path)/no\x0asuch': No such file or directory"#)
  }

  @Test("holds one lock at a time")
  func lock() throws {
    let first = try folder.directory.openOrCreate("lock")
    let second = try folder.directory.openOrCreate("lock")
    #expect(try first.tryLock())
    #expect(try !second.tryLock())
    #expect(try !second.tryLock(isShared: true))
  }

  @Test("holds many shared locks at a time, and no other beside them")
  func sharedLock() throws {
    let first = try folder.directory.openOrCreate("lock")
    let second = try folder.directory.openForReading("lock")
    let third = try folder.directory.openOrCreate("lock")
    #expect(try first.tryLock(isShared: true) && second.tryLock(isShared: true))
    #expect(try !third.tryLock())
  }
}
