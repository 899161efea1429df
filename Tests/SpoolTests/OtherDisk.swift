import Files
import Foundation
import Glibc

/// A folder on another file system.
final class OtherDisk {
  static let want = "renaming between file systems takes /dev/shm, on another one than the temporary folder"
  static let exists: Bool = {
    do throws(FileError) {
      let shared = try Directory.statusFollowing("/dev/shm")
      let temporary = try Directory.statusFollowing(Path(FileManager.default.temporaryDirectory.path))
      return shared.device != temporary.device && access("/dev/shm", W_OK) == 0
    } catch {
      return false
    }
  }()

  let folder = "/dev/shm/winnow-\(UUID().uuidString)"

  init() throws { try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false) }

  deinit {
    do { try FileManager.default.removeItem(atPath: folder) } catch { print("\(folder) stays: \(error)") }
  }

  /// As an operator does who has a folder of the spool elsewhere.
  func replace(_ path: String) throws {
    try FileManager.default.removeItem(atPath: path)
    guard symlink(folder, path) == 0 else { throw FileError("link", path, .current) }
  }
}
