public import Files
internal import Glibc

/// The rules that are used where a user names none.
public enum StandardRules {
  /// `../share/winnow/rules` beside the executable's folder, else `Rules` of the checkout that the executable was built
  /// in; `nil` where there is neither.
  public static func folder() -> Path? {
    guard let executable = executablePath() else { return nil }
    if let installed, isDirectory(installed) { return installed }
    var folder = executable.parent
    while folder.components.count > 0 {
      let rules = folder.appending("Rules")
      if isDirectory(rules), exists(folder.appending("Package.swift")) { return rules }
      folder = folder.parent
    }
    return nil
  }

  /// Where they are once they are installed: beside the executable's folder; `nil` where that is not known.
  public static var installed: Path? { executablePath()?.parent.parent.appending("share/winnow/rules") }

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
