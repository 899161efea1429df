public import Files
internal import Glibc

/// The rules that are used where a user names none.
public enum StandardRules {
  /// `../share/winnow/rules` beside the executable's folder, else `Rules` of the checkout that the executable was built
  /// in; `nil` where there is neither.
  public static func folder() -> Path? {
    guard let executable = executablePath() else { return nil }
    let installed = executable.parent.parent.appending("share/winnow/rules")
    if isDirectory(installed) { return installed }
    var folder = executable.parent
    while folder.components.count > 0 {
      let rules = folder.appending("Rules")
      if isDirectory(rules), exists(folder.appending("Package.swift")) { return rules }
      folder = folder.parent
    }
    return nil
  }

  private static func executablePath() -> Path? {
    var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
    let length = unsafe buffer.withUnsafeMutableBufferPointer { buffer in
      unsafe buffer.baseAddress.map { unsafe readlink("/proc/self/exe", $0, buffer.count) } ?? -1
    }
    return length > 0 ? Path(bytes: buffer.prefix(length).map { UInt8(bitPattern: $0) }) : nil
  }

  private static func isDirectory(_ path: Path) -> Bool {
    do {
      _ = try Directory.open(path)
      return true
    } catch {
      return false
    }
  }

  private static func exists(_ path: Path) -> Bool {
    do {
      return try Directory.open(path.parent).status(path.name) != nil
    } catch {
      return false
    }
  }
}
