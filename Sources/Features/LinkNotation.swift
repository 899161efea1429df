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
    marks.sort { $0.range.lowerBound < $1.range.lowerBound }
    // Brackets that stand too deep may be counted twice.
    var end = 0
    marks = marks.filter { mark in
      guard mark.range.lowerBound >= end else { return false }
      end = mark.range.upperBound
      return true
    }
  }

  private mutating func readLine(_ text: Span<UInt8>, _ line: Range<Int>) {
    var open: [Int] = []
    // More would be looked for above in vain, and each look costs a few lines.
    var isFirst = true
    var offset = line.lowerBound
    while offset < line.upperBound {
      switch text[offset] {
      case 0x5C: offset += 1
      case 0x5B: if open.count < Self.deepest { open.append(offset) }
      case 0x5D:
        if let start = open.popLast() {
          offset = close(text, start..<offset, line) - 1
        } else if isFirst {
          offset = closeFromAbove(text, offset, line) - 1
          isFirst = false
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
    guard after < line.upperBound, text[after] != 0x20, text[after] != 0x5B, before == 0x20 || before == 0x28 else {
      return
    }
    numbers.append(label.lowerBound..<after)
  }

  // MARK: links over several lines

  /// Takes the end of a link that has begun on a line above, as converters write a link round a picture and a heading, and tells
  /// where to go on.
  private mutating func closeFromAbove(_ text: Span<UInt8>, _ bracket: Int, _ line: Range<Int>) -> Int {
    let after = bracket + 1
    guard after < line.upperBound, text[after] == 0x28, let end = target(text, from: after + 1, line),
      let opening = beginning(text, before: line.lowerBound)
    else { return after }
    let label = lines(of: text, from: opening + 1, to: bracket)
    guard let first = label.first, let last = label.last else { return end }
    lastEnd = end
    links.append((opening..<first.lowerBound, last.upperBound..<end))
    gaps += zip(label, label.dropFirst()).map { $0.upperBound..<$1.lowerBound }
    return end
  }

  /// Where the bracket stands that begins a link and is not closed on its line, no other link's end between.
  private func beginning(_ text: Span<UInt8>, before end: Int) -> Int? {
    var upper = end
    for _ in 0..<Self.mostLines {
      guard upper > lastEnd, end - upper <= Self.mostBytes else { return nil }
      let line = lineStart(text, before: upper - 1)..<(upper - 1)
      let start = skipBullet(text, from: skipBlanks(text, from: line.lowerBound, line), line)
      if start < line.upperBound, start >= lastEnd, text[start] == 0x5B, isOpen(text, start..<line.upperBound) {
        return start
      }
      upper = line.lowerBound
    }
    return nil
  }

  private func lineStart(_ text: Span<UInt8>, before offset: Int) -> Int {
    var start = offset
    while start > 0, text[start - 1] != 0x0A, offset - start <= Self.mostBytes { start -= 1 }
    return start
  }

  private func isOpen(_ text: Span<UInt8>, _ line: Range<Int>) -> Bool {
    var depth = 0
    var offset = line.lowerBound
    while offset < line.upperBound {
      switch text[offset] {
      case 0x5C: offset += 1
      case 0x5B: depth += 1
      case 0x5D: depth -= 1
      default: break
      }
      if depth == 0 { return false }
      offset += 1
    }
    return true
  }

  /// The lines that hold something, without the blanks at their ends.
  private func lines(of text: Span<UInt8>, from start: Int, to end: Int) -> [Range<Int>] {
    var found: [Range<Int>] = []
    var offset = start
    while offset < end {
      let stop = min(end, text.lineEnd(from: offset))
      let first = skipBlanks(text, from: offset, offset..<stop)
      var last = stop
      while last > first, text[last - 1] == 0x20 || text[last - 1] == 0x09 { last -= 1 }
      if first < last { found.append(first..<last) }
      offset = stop + 1
    }
    return found
  }

  private func skipBlanks(_ text: Span<UInt8>, from start: Int, _ line: Range<Int>) -> Int {
    var offset = start
    while offset < line.upperBound, text[offset] == 0x20 || text[offset] == 0x09 { offset += 1 }
    return offset
  }

  /// Where a line's text begins behind a bullet, if it has one.
  private func skipBullet(_ text: Span<UInt8>, from start: Int, _ line: Range<Int>) -> Int {
    guard start + 1 < line.upperBound, text[start] == 0x2A || text[start] == 0x2B || text[start] == 0x2D,
      text[start + 1] == 0x20
    else { return start }
    return skipBlanks(text, from: start + 1, line)
  }
}
