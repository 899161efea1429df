import Files
import Testing

@testable import Spool

@Suite("Watches on folders")
struct WatchesTests {
  let spool: TemporarySpool
  let watches: Watches

  init() throws {
    spool = try TemporarySpool()
    watches = try Watches()
  }

  /// Watches a folder of the inbox, made where it is missing; its watch.
  @discardableResult
  private func watch(_ folder: Path) throws -> Int32 {
    let directory = try spool.layout.inbox.makeDirectory(folder)
    #expect(watches.add(folder, directory) == nil)
    return try #require(watches.watcher).watch(directory)
  }

  @Test("A folder that leaves takes the watches of all folders below it along, and no other")
  func forget() throws {
    let root = try watch("")
    let leaving = try ["a", "a/b", "a/b/c", "a/b/c/d", "a/e"].map { try watch($0) }
    let staying = try ["ab", "ab/a", "b"].map { try watch($0) }
    watches.forget("a")
    for number in leaving { #expect(watches.folder(of: number) == nil) }
    for number in [root] + staying { #expect(watches.folder(of: number) != nil) }
    watches.forget("a")
    watches.forget("nothing/there")
    watches.forget("")
    for number in [root] + staying { #expect(watches.folder(of: number) == nil) }
  }

  @Test("A folder below one that has no watch itself is forgotten with it, and comes back")
  func gap() throws {
    let inner = try watch("a/b/c")
    watches.forget("a")
    #expect(watches.folder(of: inner) == nil)
    let again = try watch("a/b/c")
    #expect(watches.folder(of: again) == "a/b/c")
    watches.forget("a/b")
    #expect(watches.folder(of: again) == nil)
  }

  @Test("A folder that was renamed is known by its new name, and leaves by that")
  func renamed() throws {
    let number = try watch("old/inner")
    try spool.layout.inbox.rename("old", to: spool.layout.inbox, "new")
    #expect(try watch("new/inner") == number)
    watches.forget("old")
    #expect(watches.folder(of: number) == "new/inner")
    watches.forget("new")
    #expect(watches.folder(of: number) == nil)
  }

  @Test("Without an inotify instance the inbox is looked at with all below it every few seconds, which is said once")
  func noInstance() throws {
    let watches = try Watches { () throws(FileError) in throw FileError("watch", "folders", .tooManyOpenFiles) }
    #expect(watches.watcher == nil && watches.eventNumber == -1)
    let said = try #require(watches.add("", spool.layout.inbox))
    #expect(said == "the user's inotify instances are used up (fs.inotify.max_user_instances)")
    for folder: Path in ["a", "a/b"] {
      #expect(watches.add(folder, try spool.layout.inbox.makeDirectory(folder)) == nil)
    }
    #expect(watches.polled == [""])
    #expect(["", "a", "a/b"].allSatisfy { watches.isPolled($0) && !watches.isRemote($0) })
    #expect(try watches.events().isEmpty)
  }

  @Test("Another error of inotify than that is one")
  func noInotify() throws {
    #expect(throws: FileError("watch", "folders", .noMemory)) {
      try Watches { () throws(FileError) in throw FileError("watch", "folders", .noMemory) }
    }
  }

  @Test("The end of an old watch does not end that of a folder made anew under its name")
  func anew() throws {
    let old = try watch("a")
    try spool.layout.inbox.removeDirectory("a")
    let new = try watch("a")
    try #require(old != new)
    watches.ended(old)
    #expect(watches.folder(of: new) == "a")
    watches.forget("a")
    #expect(watches.folder(of: new) == nil)
  }
}
