public import Files
internal import JSON

/// Texts for measuring rules, with labels where people have given them.
///
/// A folder of text files; or a folder that holds `in/` with the texts and `labels.jsonl` with a line for each:
/// `{"id": "NAME", "labels": "KRR-K"}`, one character for each line of `in/NAME.txt`: `K` keep, `R` remove, `?` or `M` not
/// judged, `-` blank. A line may also say `"site"` (the host that the text is from), `"dataset"` (the set that it belongs
/// to) and `"light": 1` (there is little to remove).
public struct Corpus: Sendable {
  /// A text of a corpus.
  public struct Item: Sendable {
    /// The file.
    public let path: Path
    /// One label a line, where there are labels: `K`, `R`, `?`, `M` or `-`.
    let labels: [UInt8]?
    /// Where they stand: file and line.
    let labelPlace: String
    /// The file's name without its ending.
    public let name: String
    /// The site that it is from, where the labels say so.
    public let site: String?
    /// The set of texts that it belongs to, where the labels say so.
    public let dataset: String?
    /// Whether the labels say that there is little to remove.
    public let isLight: Bool

    /// Whether there are labels.
    public var isLabelled: Bool { labels != nil }

    /// The labels, one for each line of the text; `nil` where there are none.
    ///
    /// - Parameters:
    ///   - raw: The file's bytes.
    ///   - text: The same as text.
    /// - Throws: ``BadLabels`` where there are more or fewer than lines: all that follow would be of another line.
    public func labels(of raw: [UInt8], _ text: Document) throws(BadLabels) -> [UInt8]? {
      guard let labels else { return nil }
      let lines = Item.lines(text.text)
      guard labels.count == lines || labels.count == Item.lines(raw) else {
        throw BadLabels(description: "\(labelPlace): \"\(name)\" has \(labels.count) labels for \(lines) lines")
      }
      return labels
    }

    private static func lines(_ bytes: [UInt8]) -> Int {
      bytes.reduce(0) { $0 + ($1 == 0x0A ? 1 : 0) } + (bytes.isEmpty || bytes.last == 0x0A ? 0 : 1)
    }
  }

  /// A line of the label file.
  private struct Entry {
    let labels: [UInt8]
    let place: String
    let site: String?
    let dataset: String?
    let isLight: Bool
  }

  /// A label file that can't be read.
  public struct BadLabels: Error, CustomStringConvertible {
    /// File, line, and what is wrong.
    public let description: String
  }

  /// The texts, by name.
  public let items: [Item]
  /// How many texts have labels and are not there.
  public let missingTexts: Int

  /// Finds the texts of a corpus.
  ///
  /// - Throws: `FileError`, or ``BadLabels``.
  public init(at path: Path) throws {
    let root = try Directory.open(path)
    let hasLabels = try root.status("labels.jsonl") != nil
    let texts = try root.status("in")?.kind == .directory ? root.directory("in") : root
    let labels = hasLabels ? try Corpus.labels(path.appending("labels.jsonl")) : [:]
    let entries = try texts.entries().filter { !$0.name.hasPrefix(".") && $0.name.hasSuffix(".txt") }
    items = entries.map { entry in
      let name = String(decoding: entry.name.bytes.dropLast(4), as: UTF8.self)
      let entry = (path: texts.path.appending(entry.name), labels: labels[name])
      return Item(
        path: entry.path, labels: entry.labels?.labels, labelPlace: entry.labels?.place ?? "", name: name,
        site: entry.labels?.site,
        dataset: entry.labels?.dataset, isLight: entry.labels?.isLight ?? false)
    }
    missingTexts = Set(labels.keys).subtracting(items.map(\.name)).count
  }

  private static func labels(_ path: Path) throws -> [String: Entry] {
    var labels: [String: Entry] = [:]
    let lines = try Directory.readFollowing(path).split(separator: 0x0A, omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() where !line.isEmpty {
      let value: JSONValue
      do {
        value = try JSONValue(parsing: Array(line))
      } catch {
        throw BadLabels(description: "\(path):\(index + 1): \(error)")
      }
      guard let id = value["id"]?.string, let text = value["labels"]?.string else {
        throw BadLabels(description: "\(path):\(index + 1): a label line has \"id\" and \"labels\"")
      }
      let place = "\(path):\(index + 1)"
      if let other = labels[id] {
        throw BadLabels(description: "\(place): \"\(id)\" has labels already, at \(other.place)")
      }
      if let unknown = text.first(where: { !"KRM?-".contains($0) }) {
        throw BadLabels(description: "\(place): there is no label '\(unknown)'; there are K, R, M, ? and -")
      }
      labels[id] = Entry(
        labels: Array(text.utf8), place: place, site: value["site"]?.string, dataset: value["dataset"]?.string,
        isLight: value["light"]?.integer == 1)
    }
    return labels
  }
}
