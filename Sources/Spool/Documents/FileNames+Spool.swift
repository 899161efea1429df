internal import Files
internal import Formats

/// How files are called that only a spool has, and the names to try where one is taken.
extension FileNames {
  static let markerEnding = ".done"
  /// Of a sidecar that came after its document was taken; more than once where such a name is in use, and a `~` behind.
  static let lateEnding = ".late"

  /// The name of a document's marker; `nil` where that would be too long for a name, so that there can be none.
  static func marker(of name: Path) -> Path? {
    name.bytes.count + markerEnding.utf8.count > longest ? nil : name.adding(markerEnding)
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

  /// Whether a name is one that a sidecar was given which came after its document was taken.
  static func isLateSidecar(_ name: Path) -> Bool {
    guard name.hasSuffix("\(lateEnding)~") else { return false }
    var name = removing("~", from: name)
    while name.hasSuffix(lateEnding) { name = removing(lateEnding, from: name) }
    return isSidecar(name)
  }
}
