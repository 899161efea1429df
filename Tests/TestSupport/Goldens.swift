import Files
import Glibc

/// Files that hold what is expected. `WINNOW_UPDATE_GOLDENS=1 swift test` writes them anew; the difference is then for a
/// human to read.
public enum Goldens {
  /// `Tests/Goldens` of the checkout.
  public static let folder = Path(#filePath).parent.parent.appending("Goldens")

  /// Whether goldens are written instead of compared.
  public static let isUpdating = getenv("WINNOW_UPDATE_GOLDENS").map { String(cString: $0) == "1" } ?? false

  /// The names in a folder of goldens that end in a suffix, without it, sorted.
  public static func names(in folder: Path, suffix: String = "") throws -> [String] {
    try Directory.open(Goldens.folder.appending(folder)).entries().compactMap { entry in
      guard entry.name.hasSuffix(suffix), !entry.name.hasPrefix(".") else { return nil }
      return entry.name.utf8.map { String($0.dropLast(suffix.count)) }
    }
  }

  /// The names, for the arguments of a test: nothing, and a printed line, where they can't be read.
  public static func listed(in folder: Path, suffix: String = "") -> [String] {
    do {
      return try names(in: folder, suffix: suffix)
    } catch {
      print("goldens: \(error)")
      return []
    }
  }

  /// The bytes of a golden; `nil` where there is none.
  public static func bytes(_ name: Path) throws -> [UInt8]? {
    do {
      return try Directory.readFollowing(folder.appending(name))
    } catch  where error.errno == .noSuchFile {
      return nil
    }
  }

  /// Compares with a golden, or writes it; what differs, in words for a human, or `nil`.
  public static func difference(_ actual: [UInt8], from name: Path) throws -> String? {
    let expected = try bytes(name)
    if expected == actual { return nil }
    if isUpdating {
      let directory = try Directory.open(folder.appending(name.parent))
      let file = try directory.openOrCreate(name.name, mode: 0o644)
      try file.truncate()
      try file.writeAll(actual)
      return nil
    }
    guard let expected else { return "\(name) is missing; WINNOW_UPDATE_GOLDENS=1 swift test writes it" }
    return "\(name):\n--- wanted\n\(shown(expected))\n--- got\n\(shown(actual))\n---"
  }

  private static func shown(_ bytes: [UInt8]) -> String {
    let text = String(decoding: bytes.prefix(4_000), as: UTF8.self)
    return text + (bytes.count > 4_000 ? "… (\(bytes.count) bytes)" : "")
  }
}

/// Material that stands beside a checkout and not in it; tests that want it say so when it is absent.
public enum Shared {
  /// A folder beside the checkout or one above it; `nil`, and a printed line, where there is none.
  public static func folder(_ name: Path) -> Path? {
    let checkout = Goldens.folder.parent.parent
    for parent in [checkout.parent, checkout.parent.parent] {
      let folder = parent.appending("shared").appending(name)
      do {
        _ = try Directory.open(folder)
        return folder
      } catch {}
    }
    print("skipped: ../shared/\(name) is not here")
    return nil
  }
}
