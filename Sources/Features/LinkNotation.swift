/// Finds what a text holds for the sake of its links, and nobody reads: the brackets and the target of a link of Markdown, and the
/// numbers that lynx and elinks set before theirs.
struct LinkNotation {
  /// A stretch of bytes that is no text.
  struct Mark: Equatable {
    let range: Range<Int>
    /// Whether it stands before what it belongs to: then it goes along with that, and else with what is before it.
    let opens: Bool
    /// The other one of a pair; `nil` where it stands alone.
    let partner: Range<Int>?
  }

  /// Longer targets are no targets, in bytes.
  private static let longestTarget = 2000
  /// How many lines, and how many bytes, a link may go over.
  private static let mostLines = 12
  private static let mostBytes = 2000
  /// Blanks between the words of a sentence, at least.
  private static let fewestBlanks = 3
  /// Brackets that stand open at once; more are no links.
  private static let deepest = 16
  /// Numbered links are told from notes only where there are so many, in ascending order.
  private static let fewestNumbers = 5

  /// Ascending and disjoint.
  private(set) var marks: [Mark] = []
  private var links: [(opening: Range<Int>, closing: Range<Int>)] = []
  private var numbers: [Range<Int>] = []
  /// Where the last link over several lines ends.
  private var lastEnd = 0
  /// Line feeds and blanks between the lines of one link.
  private var gaps: [Range<Int>] = []
  /// The greatest number so far; `nil` once one was out of turn.
  private var lastNumber: Int? = 0

  /// - Parameter text: With LF line ends.
  init(in text: Span<UInt8>) {
    var offset = text.first(0x5D, from: 0)
    while offset < text.count {
      let end = text.lineEnd(from: offset)
      var start = offset
      while start > 0, text[start - 1] != 0x0A { start -= 1 }
      readLine(text, start..<end)
      offset = text.first(0x5D, from: end)
    }
    collect()
  }

  private mutating func collect() {
    for link in links {
      marks.append(Mark(range: link.opening, opens: true, partner: link.closing))
      marks.append(Mark(range: link.closing, opens: false, partner: link.opening))
    }
    marks += gaps.map { Mark(range: $0, opens: false, partner: nil) }
    if numbers.count >= Self.fewestNumbers { marks += numbers.map { Mark(range: $0, opens: true, partner: nil) } }
    // Brackets that stand too deep may be counted twice.
    marks = Self.disjoint(marks)
  }

  /// Marks in ascending order, without those that begin in another.
  static func disjoint(_ marks: [Mark]) -> [Mark] {
    var end = 0
    return marks.sorted { $0.range.lowerBound < $1.range.lowerBound }.filter { mark in
      guard mark.range.lowerBound >= end else { return false }
      end = mark.range.upperBound
      return true
    }
  }

  private mutating func readLine(_ text: Span<UInt8>, _ line: Range<Int>) {
    var open: [Int] = []
    // Each look above costs a few lines.
    var mayLookAbove = true
    var offset = line.lowerBound
    while offset < line.upperBound {
      switch text[offset] {
      case 0x5C: offset += 1
      case 0x5B: if open.count < Self.deepest { open.append(offset) }
      case 0x5D:
        if let start = open.popLast() {
          offset = close(text, start..<offset, line) - 1
        } else if mayLookAbove, offset + 1 < line.upperBound, text[offset + 1] == 0x28 {
          offset = closeFromAbove(text, offset, line) - 1
          mayLookAbove = false
        }
      default: break
      }
      offset += 1
    }
  }

  /// Takes what stands in brackets, the closing one left out, and tells where to go on.
  private mutating func close(_ text: Span<UInt8>, _ label: Range<Int>, _ line: Range<Int>) -> Int {
    let after = label.upperBound + 1
    guard after < line.upperBound, text[after] == 0x28 else {
      readNumber(text, label, line)
      return after
    }
    guard let end = target(text, from: after + 1, line) else { return after }
    let isImage = label.lowerBound > line.lowerBound && text[label.lowerBound - 1] == 0x21
    if !isImage { addLink(text, label, end) }
    return end
  }

  private mutating func addLink(_ text: Span<UInt8>, _ label: Range<Int>, _ end: Int) {
    var (first, last) = (label.lowerBound + 1, label.upperBound)
    while first < last, text[first] == 0x20 || text[first] == 0x09 { first += 1 }
    while last > first, text[last - 1] == 0x20 || text[last - 1] == 0x09 { last -= 1 }
    if first < last { links.append((label.lowerBound..<first, last..<end)) }
  }

  /// Where the target of a link ends, its bracket included; `nil` where it is none.
  private func target(_ text: Span<UInt8>, from start: Int, _ line: Range<Int>) -> Int? {
    let limit = min(line.upperBound, start + Self.longestTarget)
    var depth = 0
    var offset = start
    while offset < limit {
      switch text[offset] {
      case 0x28: depth += 1
      case 0x29 where depth == 0: return offset + 1
      case 0x29: depth -= 1
      case 0x20: return title(text, from: offset, line)
      case 0x5B, 0x5D: return nil
      default: break
      }
      offset += 1
    }
    return nil
  }

  /// Where a title in quotation marks ends that follows a target, with the bracket behind it.
  private func title(_ text: Span<UInt8>, from start: Int, _ line: Range<Int>) -> Int? {
    var offset = start
    while offset < line.upperBound, text[offset] == 0x20 { offset += 1 }
    guard offset < line.upperBound, text[offset] == 0x22 else { return nil }
    let limit = min(line.upperBound, offset + Self.longestTarget)
    offset += 1
    while offset < limit, text[offset] != 0x22 { offset += 1 }
    return offset + 1 < limit && text[offset + 1] == 0x29 ? offset + 2 : nil
  }

  /// A letter, a digit, a quotation mark or an opening bracket.
  private static func beginsWord(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x80..., 0x22, 0x27, 0x28: true
    default: false
    }
  }

  /// Takes a number in brackets right before a word, if it is its turn.
  private mutating func readNumber(_ text: Span<UInt8>, _ label: Range<Int>, _ line: Range<Int>) {
    guard let last = lastNumber, (2...6).contains(label.count) else { return }
    var number = 0
    for offset in (label.lowerBound + 1)..<label.upperBound {
      guard text[offset] >= 0x30, text[offset] <= 0x39 else { return }
      number = number * 10 + Int(text[offset] - 0x30)
    }
    guard number > last else {
      lastNumber = nil
      return
    }
    lastNumber = number
    let after = label.upperBound + 1
    let before = label.lowerBound > line.lowerBound ? text[label.lowerBound - 1] : 0x20
    guard after < line.upperBound, Self.beginsWord(text[after]), before == 0x20 || before == 0x28 else {
      return
    }
    numbers.append(label.lowerBound..<after)
  }

  // MARK: links over several lines

  /// Takes the end of a link that has begun on a line above, as converters write a link round a picture and a heading, and tells
  /// where to go on. Not where a sentence stands in it: that is to be judged by itself.
  private mutating func closeFromAbove(_ text: Span<UInt8>, _ bracket: Int, _ line: Range<Int>) -> Int {
    let after = bracket + 1
    guard let end = target(text, from: after + 1, line), let opening = opening(text, of: bracket) else { return after }
    let label = lines(of: text, from: opening + 1, to: bracket)
    guard let first = label.first, let last = label.last, !label.contains(where: { isSentence(text, $0) }) else {
      return end
    }
    lastEnd = end
    links.append((opening..<first.lowerBound, last.upperBound..<end))
    gaps += zip(label, label.dropFirst()).map { $0.upperBound..<$1.lowerBound }
    return end
  }

  /// The bracket that a closing one belongs to, if that begins its line.
  private func opening(_ text: Span<UInt8>, of bracket: Int) -> Int? {
    var (depth, lines) = (0, 0)
    var offset = bracket
    while offset > lastEnd, bracket - offset < Self.mostBytes, lines < Self.mostLines {
      offset -= 1
      if offset > 0, text[offset - 1] == 0x5C { continue }
      switch text[offset] {
      case 0x0A: lines += 1
      case 0x5D: depth += 1
      case 0x5B where depth == 0: return beginsLine(text, offset) ? offset : nil
      case 0x5B: depth -= 1
      default: break
      }
    }
    return nil
  }

  /// Whether nothing but blanks and a bullet stand before an offset on its line.
  private func beginsLine(_ text: Span<UInt8>, _ offset: Int) -> Bool {
    var start = offset
    while start > 0, text[start - 1] == 0x20 || text[start - 1] == 0x09 { start -= 1 }
    if start > 0, start < offset, text[start - 1] == 0x2A || text[start - 1] == 0x2B || text[start - 1] == 0x2D {
      start -= 1
      while start > 0, text[start - 1] == 0x20 || text[start - 1] == 0x09 { start -= 1 }
    }
    return start == 0 || text[start - 1] == 0x0A
  }

  /// Whether a line of some words ends in a full stop or its like.
  private func isSentence(_ text: Span<UInt8>, _ line: Range<Int>) -> Bool {
    let last = text[line.upperBound - 1]
    guard last == 0x2E || last == 0x21 || last == 0x3F else { return false }
    var blanks = 0
    for offset in line where text[offset] == 0x20 { blanks += 1 }
    return blanks >= Self.fewestBlanks
  }

  /// The lines that hold something, without the blanks at their ends.
  private func lines(of text: Span<UInt8>, from start: Int, to end: Int) -> [Range<Int>] {
    var found: [Range<Int>] = []
    var offset = start
    while offset < end {
      let stop = min(end, text.lineEnd(from: offset))
      var (first, last) = (offset, stop)
      while first < last, text[first] == 0x20 || text[first] == 0x09 { first += 1 }
      while last > first, text[last - 1] == 0x20 || text[last - 1] == 0x09 { last -= 1 }
      if first < last { found.append(first..<last) }
      offset = stop + 1
    }
    return found
  }
}
