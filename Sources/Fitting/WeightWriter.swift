public import Diagnostics
public import Files

/// Puts figures into rule files, in the place of those that stand there; not another byte changes.
public struct WeightWriter {
  private struct Change {
    let range: Range<Int>
    let text: String
  }

  private var changes: [Path: [Change]] = [:]
  private var files: [Path: SourceFile] = [:]

  /// Nothing to write yet.
  public init() {}

  /// Puts a figure, in thousandths, in a place.
  public mutating func set(_ place: SourcePlace, _ thousandths: Int) {
    files[place.file.path] = place.file
    changes[place.file.path, default: []].append(Change(range: place.range, text: WeightWriter.text(thousandths)))
  }

  /// The files that change, and their bytes then.
  public var changed: [(file: SourceFile, bytes: [UInt8])] {
    files.values.sorted { $0.path < $1.path }.compactMap { file in
      var bytes = file.bytes
      for change in (changes[file.path] ?? []).sorted(by: { $0.range.lowerBound > $1.range.lowerBound }) {
        bytes.replaceSubrange(change.range, with: Array(change.text.utf8))
      }
      return bytes == file.bytes ? nil : (file, bytes)
    }
  }

  /// Writes the files that change, each whole or not at all. A link stays one: what it leads to is written, with its mode.
  public func write() throws(FileError) {
    for (file, bytes) in changed {
      try Directory.writeFollowing(file.path, bytes, isDurable: true)
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
