internal import Features

/// Finds the lines that come again in many texts of one site: menus, notices and calls to the reader, whatever they say.
///
/// All lines of all texts are held in memory, equal ones once.
public struct RepeatedLines {
  /// A line that comes again.
  public struct Line: Sendable, Equatable {
    /// Its bytes, without blanks at its ends.
    public let bytes: [UInt8]
    /// In how many texts it stands, copies left out.
    public let texts: Int
    /// Whether articles may say it: it stands by itself between paragraphs in half of these texts or more, as subheadings
    /// do, and the labels of advertisements; or it is prose and stands in less than half of all texts, as a sentence
    /// does that an agency or an earlier article has said before, or most of its texts have less prose of their own than
    /// such as comes again, as versions of one article do.
    public let isUnsure: Bool
  }

  /// A text: its lines that are not blank, by number.
  private struct Text {
    let lines: [Int]
  }

  private var texts: [Text] = []
  /// The lines of each, and how many more texts had the same.
  private var known: Set<[Int]> = []
  private var doubles = 0
  private var numbers: [ArraySlice<UInt8>: Int] = [:]
  private var lines: [(bytes: ArraySlice<UInt8>, isProse: Bool)] = []

  /// No texts.
  public init() {}

  /// Takes a text into account: valid UTF-8 with LF line ends.
  public mutating func add(_ text: [UInt8]) {
    let all = text.split(separator: 0x0A).map(Blank.trimmed).filter { !$0.isEmpty }
    let lines = all.map { number(of: $0) }
    if known.insert(lines).inserted { texts.append(Text(lines: lines)) } else { doubles += 1 }
  }

  private mutating func number(of line: ArraySlice<UInt8>) -> Int {
    if let known = numbers[line] { return known }
    // Not a slice of its text, which would be held with it.
    let bytes = Array(line)[...]
    numbers[bytes] = lines.count
    lines.append((bytes, Prose.isProse(bytes.span)))
    return lines.count - 1
  }

  /// The lines that stand in so many texts or more, those in most texts first, and how many texts were copies.
  ///
  /// A text counts as a copy where one before it has the same lines, where no line stands in it alone, or less than half of its
  /// prose, that of most texts aside, or where another has more than three quarters of its prose, as versions of an article
  /// have: an article that came twice must not have its own sentences taken for notices.
  public func found(in least: Int) -> (lines: [Line], copies: Int) {
    let originals = originals()
    let counts = counts(originals)
    let unsure = unsureProse(originals, counts, least)
    var alone = [Int](repeating: 0, count: lines.count)
    for text in originals {
      for line in linesAlone(text, isRepeated: { counts[$0] >= least && !unsure[$0] }) { alone[line] += 1 }
    }
    let found = counts.indices.filter { counts[$0] >= least }
      .sorted { (counts[$1], $0) < (counts[$0], $1) }
      .map { line in
        Line(
          bytes: Array(lines[line].bytes), texts: counts[line],
          isUnsure: unsure[line] || alone[line] * 2 >= counts[line])
      }
    return (found, texts.count - originals.count + doubles)
  }

  /// The texts that are no copies.
  private func originals() -> [Text] {
    let everywhere = counts(texts)
    let some = texts.filter { isOriginal($0, everywhere) }
    // What stands in several texts that are no versions of one is the site's, and says nothing of what is a version.
    let apart = counts(withoutVersions(some, besides: { _ in false }))
    return withoutVersions(some, besides: { apart[$0] >= 3 })
  }

  private func isOriginal(_ text: Text, _ counts: [Int]) -> Bool {
    let own = Set(text.lines)
    guard own.contains(where: { counts[$0] == 1 }) else { return false }
    let prose = own.filter { lines[$0].isProse && counts[$0] * 2 <= texts.count }
    return prose.count { counts[$0] == 1 } * 2 >= prose.count
  }

  /// The texts without those of whose prose another, that has as much or more, has over three quarters.
  private func withoutVersions(_ texts: [Text], besides isOfSite: (Int) -> Bool) -> [Text] {
    let prose = texts.map { text in Set(text.lines).filter { lines[$0].isProse && !isOfSite($0) } }
    let counts = counts(texts)
    var kept: [Text] = []
    var holders: [Int: [Int]] = [:]
    for text in texts.indices.sorted(by: { (prose[$1].count, $0) < (prose[$0].count, $1) }) {
      // Fewer than a quarter are not the other's, so it has one of the rarest quarter and one.
      let rarest = prose[text].sorted { (counts[$0], $0) < (counts[$1], $1) }.prefix((prose[text].count + 3) / 4)
      let others = Set(rarest.flatMap { holders[$0] ?? [] })
      if others.contains(where: { prose[$0].intersection(prose[text]).count * 4 > prose[text].count * 3 }) { continue }
      kept.append(texts[text])
      for line in prose[text] { holders[line, default: []].append(text) }
    }
    return kept
  }

  /// The prose that comes again and may be of articles, by the line's number.
  private func unsureProse(_ texts: [Text], _ counts: [Int], _ least: Int) -> [Bool] {
    // In how many texts it stands that have less prose of their own than such as comes again.
    var crowded = [Int](repeating: 0, count: lines.count)
    for text in texts {
      let prose = Set(text.lines).filter { lines[$0].isProse }
      let repeated = prose.filter { counts[$0] >= least }
      if repeated.count * 2 > prose.count { for line in repeated { crowded[line] += 1 } }
    }
    return lines.indices.map { line in
      lines[line].isProse && counts[line] >= least
        && (counts[line] * 2 < texts.count || crowded[line] * 2 > counts[line])
    }
  }

  /// In how many texts each line stands.
  private func counts(_ texts: [Text]) -> [Int] {
    var counts = [Int](repeating: 0, count: lines.count)
    for text in texts { for line in Set(text.lines) { counts[line] += 1 } }
    return counts
  }

  /// The lines that come again and stand between paragraphs which don't, without another such line beside them.
  private func linesAlone(_ text: Text, isRepeated: (Int) -> Bool) -> Set<Int> {
    let isParagraph = { (line: Int) in lines[line].isProse && !isRepeated(line) }
    guard let first = text.lines.firstIndex(where: isParagraph), let last = text.lines.lastIndex(where: isParagraph)
    else { return [] }
    var alone: Set<Int> = []
    for place in first...last where isRepeated(text.lines[place]) {
      // There is a paragraph before it and one behind it, so it has neighbours.
      if !isRepeated(text.lines[place - 1]), !isRepeated(text.lines[place + 1]) { alone.insert(text.lines[place]) }
    }
    return alone
  }
}
