public import Diagnostics
internal import Files

/// Puts figures into rule files, in the place of those that stand there; not another byte changes.
public struct WeightWriter {
  private struct Change {
    let range: Range<Int>
    let text: String
  }

  private var changes: [String: [Change]] = [:]
  private var files: [String: SourceFile] = [:]

  /// Nothing to write yet.
  public init() {}

  /// Puts a figure, in thousandths, in a place.
  public mutating func set(_ place: SourcePlace, _ thousandths: Int) {
    files[place.file.name] = place.file
    changes[place.file.name, default: []].append(Change(range: place.range, text: WeightWriter.text(thousandths)))
  }

  /// The files that change, and their bytes then.
  public var changed: [(name: String, bytes: [UInt8])] {
    files.keys.sorted().compactMap { name in
      guard let file = files[name] else { return nil }
      var bytes = file.bytes
      for change in (changes[name] ?? []).sorted(by: { $0.range.lowerBound > $1.range.lowerBound }) {
        bytes.replaceSubrange(change.range, with: Array(change.text.utf8))
      }
      return bytes == file.bytes ? nil : (name, bytes)
    }
  }

  /// Writes the files that change.
  public func write() throws {
    for (name, bytes) in changed {
      let path = Path(name)
      let folder = try Directory.open(path.parent.isEmpty ? "." : path.parent)
      let temporary = Path(".\(path.name).part")
      let file = try folder.openOrCreate(temporary, mode: 0o644)
      try file.truncate()
      try file.writeAll(bytes)
      try folder.replace(path.name, with: temporary)
    }
  }

  /// Thousandths as a decimal number with at least one digit on each side of the point, as TOML wants it.
  static func text(_ thousandths: Int) -> String {
    let sign = thousandths < 0 ? "-" : ""
    let magnitude = thousandths.magnitude
    var digits = String(magnitude % 1000 + 1000).dropFirst()
    while digits.count > 2, digits.last == "0" { digits = digits.dropLast() }
    return "\(sign)\(magnitude / 1000).\(digits)"
  }
}
