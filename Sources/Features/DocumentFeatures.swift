/// The measured features of all lines of a document.
///
/// Blank lines have none: lines are counted without them. Two passes: one over the bytes, one over the lines. Percents
/// are whole numbers, rounded down.
public struct DocumentFeatures: Sendable {
  /// A value that says that there is nothing to measure.
  public static let none = -1
  /// Values are not told apart from here on.
  public static let greatest = 1_000

  /// The bytes of a line that is not blank, without its line feed; a link or a paragraph over several lines counts as one.
  public struct Line: Sendable, Hashable {
    /// Offset of the first byte.
    public let start: Int
    /// Offset after the last byte.
    public let end: Int
  }

  /// The lines that are not blank, in order.
  public private(set) var lines: [Line] = []
  /// Those that the lines are written on, where some are written on several; else empty.
  private(set) var written: [Line] = []
  /// The values: line after line, in each the features in their order.
  var values: [Int16] = []
  var facts: [LineFacts] = []
  var kinds: [LineKind] = []
  var longWords: [UInt32] = []
  /// Which lines have a blank line, or nothing, before them; one more value for what follows the last.
  var blankBefore: [Bool] = []
  /// Prose lines before each line; one more value for all.
  var proseCount: [Int] = []
  /// How far most of the prose is indented, in blanks; `nil` where it has no column of its own, as in a program.
  var margin: Int?
  /// How many pages form feeds part the text into.
  private(set) var pages = 1
  /// Of each line: the place in it (from 0) and the bounds of the run and the block that it belongs to.
  var runs: [Range<Int>] = []
  var blocks: [Range<Int>] = []
  /// The stretch of lines that holds most prose for its fragments; empty where there is no prose.
  var core = 0..<0
  /// Of each line: the percent of its longer words that occur in prose, as parts.
  var topicHits: [Int] = []
  /// The marks of each line; a bit a mark.
  var marks: [UInt64] = []
  /// The mark that leads each line, by number; -1 where none does.
  var leaders: [Int] = []
  /// The marks that lead from any line above each line; a bit a mark.
  var marksAbove: [UInt64] = []

  /// The features of a text without lines.
  public init() {}

  /// The features of a text.
  ///
  /// - Parameter text: Valid UTF-8 with LF line ends.
  public init(of text: [UInt8]) {
    scan(text.span)
    pages = Self.pages(of: text.span)
    measure()
  }

  /// The features of a text as it reads; its lines are told as they stand in the text.
  public init(of reading: Reading) {
    self.init(of: reading.text)
    measureLinks(reading)
    lines = lines.map { line in
      let range = reading.line(line.start..<line.end)
      return Line(start: range.lowerBound, end: range.upperBound)
    }
    written = lines.flatMap { line in
      reading.written(line.start..<line.end).map { Line(start: $0.lowerBound, end: $0.upperBound) }
    }
  }

  /// The features of what stays of a text that has been measured: lines that are as they were are not read again.
  ///
  /// - Parameters:
  ///   - text: Valid UTF-8 with LF line ends.
  ///   - known: The features of the text that it was taken from.
  ///   - whole: That text.
  ///   - origin: Where a byte of what stays stood in it.
  public init(of text: [UInt8], known: DocumentFeatures, of whole: [UInt8], origin: (Int) -> Int) {
    scan(text.span, known, whole.span, origin)
    pages = known.pages
    measure()
  }

  private mutating func measure() {
    lines = facts.map { Line(start: $0.start, end: $0.end) }
    kinds = facts.map(\.kind)
    values = Array(repeating: 0, count: facts.count * Feature.count)
    proseCount.reserveCapacity(facts.count + 1)
    var prose = 0
    for kind in kinds {
      proseCount.append(prose)
      if kind == .prose { prose += 1 }
    }
    proseCount.append(prose)
    findIndented()
    measureLines()
    findBlocks()
    findRuns()
    findCore()
    measureTopics()
    measureStretches()
    measurePlaces()
    measureNeighbours()
    measureDocument()
  }

  private static func pages(of text: Span<UInt8>) -> Int {
    var formFeeds = 0
    for offset in text.indices { formFeeds += text[offset] == 0x0C ? 1 : 0 }
    return formFeeds + 1
  }

  private mutating func scan(_ text: Span<UInt8>) { scan(text, DocumentFeatures(), text) { $0 } }

  private mutating func scan(
    _ text: Span<UInt8>, _ known: DocumentFeatures, _ whole: Span<UInt8>, _ origin: (Int) -> Int
  ) {
    var scanner = LineScanner(longWords: known.longWords)
    var offset = 0
    var isAfterBlank = true
    facts.reserveCapacity(text.count / 64 + 8)
    while offset < text.count {
      let line = known.facts(ofLineAt: offset, text, whole, origin) ?? scanner.scan(text, from: offset)
      offset = line.end + 1
      if line.isBlank {
        isAfterBlank = true
      } else {
        facts.append(line)
        blankBefore.append(isAfterBlank)
        isAfterBlank = false
      }
    }
    blankBefore.append(true)
    longWords = scanner.longWords
  }

  /// What is known of a line that stands at an offset of another text, if it is the same there.
  private func facts(
    ofLineAt offset: Int, _ text: Span<UInt8>, _ whole: Span<UInt8>, _ origin: (Int) -> Int
  ) -> LineFacts? {
    if facts.isEmpty { return nil }
    let start = origin(offset)
    guard let line = line(at: start), lines[line].start == start else { return nil }
    let end = offset + lines[line].end - start
    guard end == text.count || end < text.count && text[end] == 0x0A,
      text.extracting(offset..<end).isSame(as: whole.extracting(start..<lines[line].end))
    else { return nil }
    var facts = facts[line]
    (facts.start, facts.end) = (offset, end)
    return facts
  }

  /// The value of a feature.
  public func value(_ feature: Feature, of line: Int) -> Int {
    Int(values[line * Feature.count + Int(feature.rawValue)])
  }

  @inline(__always)
  mutating func set(_ feature: Feature, of line: Int, _ value: Int) {
    values[line &* Feature.count &+ Int(feature.rawValue)] = Int16(truncatingIfNeeded: min(value, Self.greatest))
  }

  /// Whether a line is prose, by its index among the lines that are not blank.
  public func isProse(_ line: Int) -> Bool { kinds[line] == .prose }

  /// The line that an offset lies in, by its index among the lines that are not blank; `nil` on a blank line.
  public func line(at offset: Int) -> Int? {
    var low = 0
    var high = lines.count
    while low < high {
      let middle = (low + high) / 2
      if lines[middle].end < offset { low = middle + 1 } else { high = middle }
    }
    return low < lines.count && lines[low].start <= offset ? low : nil
  }

  /// From the first prose line to after the last; of a document without prose, what follows its last line.
  var prose: Range<Int> {
    guard let first = kinds.firstIndex(of: .prose), let last = kinds.lastIndex(of: .prose) else {
      return lines.count..<lines.count
    }
    return first..<(last + 1)
  }
}

/// A part of a whole in percent, rounded down; ``DocumentFeatures/none`` of nothing.
@inline(__always)
func percent(_ part: Int, of whole: Int) -> Int {
  whole == 0 ? DocumentFeatures.none : part &* 100 / whole
}
