/// Finds where a converter has broken the paragraphs of a text into lines of one width.
///
/// Who breaks a paragraph puts as many words on a line as fit. So a line that the next line's first word would have fitted on ends
/// where its author ended it, and any other goes on, unless an item or a heading follows.
struct LineBreaks {
  /// How wide lines may be that somebody has broken, in characters.
  private static let widths = 60...100
  /// Percent of the lines that must not be wider.
  private static let share = 98
  /// Fewer lines than that prove nothing.
  private static let fewest = 8
  /// Lines of fewer words may hold one that fits on none, as an address.
  private static let fewestBlanks = 5

  private struct Line {
    let range: Range<Int>
    /// The bytes without the blanks at its ends; empty where it is blank.
    let content: Range<Int>
    let characters: Int
    /// Between its words.
    let blanks: Int
  }

  /// The line feeds that break a paragraph, each with the blanks that indent what follows; ascending.
  private(set) var breaks: [Range<Int>] = []

  /// - Parameters:
  ///   - text: With LF line ends.
  ///   - marks: What is notation in it: lines that hold such may be wider.
  init(in text: Span<UInt8>, _ marks: [LinkNotation.Mark]) {
    let lines = Self.lines(of: text)
    guard let width = Self.width(lines, marks) else { return }
    for (line, next) in zip(lines, lines.dropFirst()) where Self.goesOn(line, next, width, text) {
      breaks.append(line.range.upperBound..<next.content.lowerBound)
    }
  }

  private static func lines(of text: Span<UInt8>) -> [Line] {
    var lines: [Line] = []
    var start = 0
    while start < text.count {
      let end = text.lineEnd(from: start)
      var (first, last) = (start, end)
      while first < last, text[first] == 0x20 { first += 1 }
      while last > first, text[last - 1] == 0x20 { last -= 1 }
      var (characters, blanks) = (0, 0)
      for offset in start..<last {
        if text[offset] & 0xC0 != 0x80 { characters += 1 }
        if offset > first, text[offset] == 0x20 { blanks += 1 }
      }
      lines.append(Line(range: start..<end, content: first..<last, characters: characters, blanks: blanks))
      start = end + 1
    }
    return lines
  }

  /// The width of the lines of a text that has been broken; `nil` of others.
  private static func width(_ lines: [Line], _ marks: [LinkNotation.Mark]) -> Int? {
    var counts = [Int](repeating: 0, count: widths.upperBound + 1)
    var (all, next) = (0, 0)
    for line in lines {
      while next < marks.count, marks[next].range.upperBound <= line.range.lowerBound { next += 1 }
      let isMarked = next < marks.count && marks[next].range.lowerBound < line.range.upperBound
      if isMarked || line.blanks < fewestBlanks { continue }
      all += 1
      if line.characters <= widths.upperBound { counts[line.characters] += 1 }
    }
    guard all >= fewest else { return nil }
    var reached = 0
    for (width, count) in counts.enumerated() {
      reached += count
      if reached * 100 >= all * share { return widths.contains(width) ? width : nil }
    }
    return nil
  }

  private static func goesOn(_ line: Line, _ next: Line, _ width: Int, _ text: Span<UInt8>) -> Bool {
    guard !line.content.isEmpty, !next.content.isEmpty, !beginsAnew(next, text) else { return false }
    var word = 0
    for offset in next.content {
      if text[offset] == 0x20 { break }
      if text[offset] & 0xC0 != 0x80 { word += 1 }
    }
    return line.characters + 1 + word > width
  }

  /// Whether a line is an item, a heading, a quotation, a row of a table or a rule.
  private static func beginsAnew(_ line: Line, _ text: Span<UInt8>) -> Bool {
    let first = line.content.lowerBound
    if Bullet(text, line.content, indent: first - line.range.lowerBound) != .none { return true }
    switch text[first] {
    case 0x23, 0x3D, 0x3E, 0x5F, 0x7C: return true
    case 0x30...0x39:
      var offset = first
      while offset < line.content.upperBound, text[offset] >= 0x30, text[offset] <= 0x39 { offset += 1 }
      return offset + 1 < line.content.upperBound && (text[offset] == 0x2E || text[offset] == 0x29)
        && text[offset + 1] == 0x20
    default: return false
    }
  }
}
