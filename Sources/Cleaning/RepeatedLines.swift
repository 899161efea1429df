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
    /// does that an agency or an earlier article has said before.
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
  /// prose, that of most texts aside: an article that came twice must not have its own sentences taken for notices.
  public func found(in least: Int) -> (lines: [Line], copies: Int) {
    let everywhere = counts(texts)
    let originals = texts.filter { isOriginal($0, everywhere) }
    let counts = counts(originals)
    var alone = [Int](repeating: 0, count: lines.count)
    for text in originals {
      for line in linesAlone(text, isRepeated: { counts[$0] >= least }) { alone[line] += 1 }
    }
    let found = counts.indices.filter { counts[$0] >= least }
      .sorted { (counts[$1], $0) < (counts[$0], $1) }
      .map { line in
        let isRareProse = lines[line].isProse && counts[line] * 2 < originals.count
        return Line(
          bytes: Array(lines[line].bytes), texts: counts[line],
          isUnsure: isRareProse || alone[line] * 2 >= counts[line])
      }
    return (found, texts.count - originals.count + doubles)
  }

  private func isOriginal(_ text: Text, _ counts: [Int]) -> Bool {
    let own = Set(text.lines)
    guard own.contains(where: { counts[$0] == 1 }) else { return false }
    let prose = own.filter { lines[$0].isProse && counts[$0] * 2 <= texts.count }
    return prose.count { counts[$0] == 1 } * 2 >= prose.count
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
