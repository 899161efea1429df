internal import Digest
public import Files

/// How files are called in the outbox, in failed/ and in archive/.
public enum FileNames {
  /// The longest name the file system takes.
  static let longest = 255
  /// Room for what is added to a name: `~` and a tag, `~` and a number, and the longest endings.
  private static let reserve = 13 + 5 + ".txt.reason.json".utf8.count

  static let sidecarEnding = ".meta.json"
  static let reasonEnding = ".reason.json"
  static let markerEnding = ".done"
  /// Of a sidecar that came after its document was taken; more than once where such a name is in use, and a `~` behind.
  static let lateEnding = ".late"

  /// The name of a document's marker; `nil` where that would be too long for a name, so that there can be none.
  static func marker(of name: Path) -> Path? {
    name.bytes.count + markerEnding.utf8.count > longest ? nil : name.adding(markerEnding)
  }

  /// A document's name without a final `.txt`, short enough for every ending: the NAME of `NAME.txt` and `NAME.json`.
  public static func stem(of name: Path) -> Path {
    let text = ".txt"
    let bare = name.hasSuffix(text) && name.bytes.count > text.utf8.count
    return shortened(bare ? Path(bytes: Array(name.bytes.dropLast(text.utf8.count))) : name)
  }

  /// A name that leaves room for every ending; a long one is cut and gets a hash of the whole.
  static func shortened(_ name: Path) -> Path {
    guard name.bytes.count > longest - reserve else { return name }
    var kept = name.bytes.prefix(longest - reserve - 13)
    // Not in the middle of a character.
    while let last = kept.last, last & 0xC0 == 0x80 { kept.removeLast() }
    if let last = kept.last, last >= 0xC0 { kept.removeLast() }
    return Path(bytes: Array(kept)).adding("~" + SHA256.digest(name.bytes).prefix(12))
  }

  /// What a folder is called where a file has its name.
  static func besideFile(_ folder: Path) -> Path { shortened(folder).adding("~folder") }

  /// The names to try for one input, in order: `NAME`, `NAME~tag`, `NAME~tag~2`, `NAME~tag~3` …
  static func alternative(_ number: Int, to name: Path, tag: String) -> Path {
    switch number {
    case 0: name
    case 1: name.adding("~\(tag)")
    default: name.adding("~\(tag)~\(number)")
    }
  }

  /// How many names are tried before something else must be wrong.
  static let alternatives = 0..<10_000

  /// Likewise for a whole file name, which keeps a final `.txt`: `a.txt`, `a~tag.txt` …
  static func alternative(_ number: Int, toFile name: Path, tag: String) -> Path {
    let stem = stem(of: name)
    let ending = name.hasSuffix(".txt") && name.bytes.count > 4 ? ".txt" : ""
    return alternative(number, to: stem, tag: tag).adding(ending)
  }

  /// The name of the sidecar that belongs to a document.
  public static func sidecar(of name: Path) -> Path { name.adding(sidecarEnding) }
  /// The name of the file that says why a document stands in failed/.
  public static func reason(of name: Path) -> Path { name.adding(reasonEnding) }
  /// Whether a name is that of a sidecar.
  public static func isSidecar(_ name: Path) -> Bool {
    name.hasSuffix(sidecarEnding) && name.bytes.count > sidecarEnding.utf8.count
  }

  /// Whether a name is one that a sidecar was given which came after its document was taken.
  static func isLateSidecar(_ name: Path) -> Bool {
    guard name.hasSuffix("\(lateEnding)~") else { return false }
    var name = removing("~", from: name)
    while name.hasSuffix(lateEnding) { name = removing(lateEnding, from: name) }
    return isSidecar(name)
  }

  /// The name without an ending that it has.
  static func removing(_ ending: String, from name: Path) -> Path {
    Path(bytes: Array(name.bytes.dropLast(ending.utf8.count)))
  }
}
