internal import Digest
public import Files

/// How the files of a document are called: its pair, its sidecar, and what says why it has failed.
public enum FileNames {
  /// The longest name the file system takes.
  public static let longest = 255
  /// Room for what is added to a name: `~` and a tag, `~` and a number, and the longest endings.
  private static let reserve = 13 + 5 + (textEnding + reasonEnding).utf8.count

  /// Of a pair's text.
  public static let textEnding = ".txt"
  /// Of a pair's record.
  public static let recordEnding = ".json"
  /// Of a sidecar, behind its document's name.
  public static let sidecarEnding = ".meta.json"
  /// Of the file that says why a document has failed, behind the document's name.
  public static let reasonEnding = ".reason.json"

  /// A document's name without a final `.txt`, short enough for every ending: the NAME of `NAME.txt` and `NAME.json`.
  public static func stem(of name: Path) -> Path {
    let isBare = name.hasSuffix(textEnding) && name.bytes.count > textEnding.utf8.count
    return shortened(isBare ? removing(textEnding, from: name) : name)
  }

  /// A name that leaves room for every ending; a long one is cut and gets a hash of the whole.
  public static func shortened(_ name: Path) -> Path {
    guard name.bytes.count > longest - reserve else { return name }
    var kept = name.bytes.prefix(longest - reserve - 13)
    // Not in the middle of a character.
    while let last = kept.last, last & 0xC0 == 0x80 { kept.removeLast() }
    if let last = kept.last, last >= 0xC0 { kept.removeLast() }
    return Path(bytes: Array(kept)).adding("~" + SHA256.digest(name.bytes).prefix(12))
  }

  /// The name of the sidecar that belongs to a document.
  public static func sidecar(of name: Path) -> Path { name.adding(sidecarEnding) }
  /// The name of the file that says why a document stands in failed/.
  public static func reason(of name: Path) -> Path { name.adding(reasonEnding) }
  /// Whether a name is that of a sidecar.
  public static func isSidecar(_ name: Path) -> Bool {
    name.hasSuffix(sidecarEnding) && name.bytes.count > sidecarEnding.utf8.count
  }

  /// The name without an ending that it has.
  public static func removing(_ ending: String, from name: Path) -> Path {
    Path(bytes: Array(name.bytes.dropLast(ending.utf8.count)))
  }
}
