public import Files
internal import Glibc

/// Folders of a spool that an operator has made symbolic links to elsewhere.
extension Layout {
  /// A link that leads to what is not there: another disk that is not mounted, as a rule.
  public struct DanglingLink: Sendable, CustomStringConvertible {
    /// The link.
    public let path: Path
    /// Where it leads, as it is written in it.
    public let target: Path

    /// A few words, to stand where it is said what a spool lacks.
    public var description: String { "'\(path)' is a link to '\(target)', which is not there" }
  }

  private static let parts: [Path] = ["inbox", "work", "outbox", "failed", "archive", ".winnow"]

  /// The first of a spool's folders that is such a link, or the spool itself; `nil`: none is.
  public static func danglingLink(in spool: Path) -> DanglingLink? {
    for path in [spool] + parts.map({ spool.appending($0) }) {
      if let target = Directory.danglingTarget(path) { return DanglingLink(path: path, target: target) }
    }
    return nil
  }

  /// Sees to it that nothing is made, and nobody publishes, in the empty folder that a disk was mounted on which has been
  /// taken away: there what is put would be hidden once the disk is back.
  ///
  /// - Throws: `ENODEV` where the outbox's path leads to another file system than the one that is open, not to the top of
  ///   one that is mounted there, and to a folder that has never been an outbox.
  func checkOutboxIsMounted() throws(FileError) {
    let path = root.path.appending("outbox")
    let there: Directory
    do throws(FileError) {
      there = try Directory.open(path)
    } catch {
      // Made anew, or told by whoever opens it.
      return
    }
    let device = try there.status().device
    guard device != earlierDevice(), try there.status(".tmp") == nil else { return }
    guard try Directory.open(path.appending("..")).status().device == device else { return }
    throw FileError(
      "use the folder (another file system than before; is its disk mounted?)", path.description, .init(ENODEV))
  }

  /// The file system of the outbox that is open; `nil` where its server has gone.
  private func earlierDevice() -> UInt64? {
    do throws(FileError) {
      return try outbox.status().device
    } catch {
      return nil
    }
  }

  /// Opens a folder by its path, and says where a link leads whose target is not there.
  static func open(_ path: Path) throws(FileError) -> Directory {
    do throws(FileError) {
      return try Directory.open(path)
    } catch {
      guard error.errno == .noSuchFile, let target = Directory.danglingTarget(path) else { throw error }
      throw FileError("open the folder (a link to '\(target)', which is not there)", error.path, error.errno)
    }
  }
}
