internal import CLinux
internal import Glibc

/// Something that happened in a watched folder.
public struct FolderEvent: Sendable {
  /// What may happen.
  public enum Kind: Sendable {
    /// A name appeared: a file was created or linked, a folder made.
    case created
    /// A file that was open for writing was closed.
    case closedAfterWriting
    /// A name was renamed into the folder.
    case movedIn
    /// A name left the folder.
    case left
    /// The folder itself was moved, removed or unmounted.
    case folderGone
    /// The kernel has ended the watch; its number may be used anew.
    case watchEnded
    /// Events were lost: only looking at the folders tells what there is.
    case overflow
  }

  /// What happened.
  public let kind: Kind
  /// The watch it happened in, as ``FolderWatcher/watch(_:)`` gave it; -1 on overflow.
  public let watch: Int32
  /// The name it happened to; empty where it is the folder itself.
  public let name: Path
  /// Whether the name is a folder's.
  public let isFolder: Bool
}

/// Watches folders for changes of their entries: inotify(7).
public final class FolderWatcher: Sendable {
  /// The number to wait for with ``Readiness``.
  public let number: Int32

  /// A watcher of no folders.
  public init() throws(FileError) {
    number = winnow_inotify()
    guard number >= 0 else { throw FileError("watch", "folders", .current) }
  }

  deinit { close(number) }

  /// Watches a folder. A folder that is watched already keeps its number.
  ///
  /// - Throws: `ENOSPC` where the user has no watches left.
  public func watch(_ directory: Directory) throws(FileError) -> Int32 {
    let events =
      IN_CREATE | IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE | IN_DELETE_SELF | IN_MOVE_SELF
    let watch = winnow_watch(number, directory.number, UInt32(events))
    guard watch >= 0 else { throw FileError("watch", directory.path.description, .current) }
    return watch
  }

  /// Ends a watch; one that has ended already is no error.
  public func unwatch(_ watch: Int32) { inotify_rm_watch(number, watch) }

  /// The events that wait, at most one buffer full; none where none wait.
  public func events() throws(FileError) -> [FolderEvent] {
    var failure: Errno?
    let buffer = unsafe [UInt8](unsafeUninitializedCapacity: 64 << 10) { buffer, initialized in
      let got = unsafe read(number, buffer.baseAddress, buffer.count)
      if got < 0 { failure = .current }
      initialized = max(0, got)
    }
    if let failure {
      if failure == .wouldBlock || failure.code == EINTR { return [] }
      throw FileError("watch", "folders", failure)
    }
    var events: [FolderEvent] = []
    var offset = 0
    while offset + 16 <= buffer.count {
      let mask = word(buffer, offset + 4)
      let length = Int(word(buffer, offset + 12))
      let name = Path(bytes: Array(buffer[(offset + 16)..<(offset + 16 + length)].prefix { $0 != 0 }))
      if let kind = kind(mask) {
        let watch = Int32(bitPattern: word(buffer, offset))
        events.append(FolderEvent(kind: kind, watch: watch, name: name, isFolder: mask & UInt32(IN_ISDIR) != 0))
      }
      offset += 16 + length
    }
    return events
  }

  private func word(_ bytes: [UInt8], _ offset: Int) -> UInt32 {
    (0..<4).reduce(0) { $0 | UInt32(bytes[offset + $1]) << (8 * UInt32($1)) }
  }

  private func kind(_ mask: UInt32) -> FolderEvent.Kind? {
    func has(_ bits: Int) -> Bool { mask & UInt32(bits) != 0 }
    if has(Int(IN_Q_OVERFLOW)) { return .overflow }
    if has(Int(IN_IGNORED)) { return .watchEnded }
    if has(Int(IN_DELETE_SELF) | Int(IN_MOVE_SELF) | Int(IN_UNMOUNT)) { return .folderGone }
    if has(Int(IN_MOVED_TO)) { return .movedIn }
    if has(Int(IN_CLOSE_WRITE)) { return .closedAfterWriting }
    if has(Int(IN_CREATE)) { return .created }
    if has(Int(IN_MOVED_FROM) | Int(IN_DELETE)) { return .left }
    return nil
  }
}
