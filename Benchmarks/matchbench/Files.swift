import Glibc

/// Reads what is measured.
enum Files {
  /// The regular files of a folder, by name.
  static func texts(in folder: String, limit: Int) -> [[UInt8]] {
    guard let directory = unsafe opendir(folder) else { return [] }
    defer { unsafe closedir(directory) }
    var names: [String] = []
    while let entry = unsafe readdir(directory) {
      let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { name in
        unsafe name.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
      }
      if !name.hasPrefix(".") { names.append(name) }
    }
    return names.sorted().prefix(limit).compactMap { bytes(of: folder + "/" + $0) }
  }

  static func bytes(of path: String) -> [UInt8]? {
    guard let file = unsafe fopen(path, "rb") else { return nil }
    defer { unsafe fclose(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = unsafe fread(&buffer, 1, buffer.count, file)
      if count == 0 { return bytes }
      bytes += buffer[..<count]
    }
  }

  static func lines(of path: String) -> [String] {
    (bytes(of: path) ?? []).split(separator: 0x0A).map { String(decoding: $0, as: UTF8.self) }
  }

  /// What the process holds in memory.
  static var residentKiB: Int {
    for line in lines(of: "/proc/self/status") where line.hasPrefix("VmHWM:") {
      return Int(line.split(separator: " ")[1].filter(\.isNumber)) ?? line.split { !$0.isNumber }.compactMap { Int($0) }
        .first ?? 0
    }
    return 0
  }
}
