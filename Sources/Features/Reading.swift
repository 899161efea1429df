/// A text as it reads: links as their labels, without the brackets, targets and numbers that stand for them.
///
/// It has the text's lines, each shorter or the same; but a link over several lines is one, and so is a paragraph that a converter has
/// broken into lines, in a page of many links.
public struct Reading: Sendable {
  /// Brackets and numbers that must be there before lines are joined: a page that a converter wrote, and no mail with a link.
  private static let fewestMarks = 20

  /// What is read.
  public private(set) var text: [UInt8] = []
  private var stretches = Stretches()
  private let marks: [LinkNotation.Mark]

  /// `nil` where a text reads as it is written.
  ///
  /// - Parameter whole: Valid UTF-8 with LF line ends.
  public init?(of whole: [UInt8]) {
    var marks = LinkNotation(in: whole.span).marks
    if marks.isEmpty { return nil }
    let breaks = marks.count < Self.fewestMarks ? [] : LineBreaks(in: whole.span, marks).breaks
    if !breaks.isEmpty {
      let indents = breaks.map {
        LinkNotation.Mark(range: ($0.lowerBound + 1)..<$0.upperBound, opens: false, partner: nil)
      }
      marks = LinkNotation.disjoint(marks + indents.filter { !$0.range.isEmpty })
    }
    self.marks = marks
    text.reserveCapacity(whole.count)
    var cursor = 0
    var opened: [Int] = []
    for mark in marks {
      add(whole, cursor..<mark.range.lowerBound)
      cursor = mark.range.upperBound
      for offset in mark.range where whole[offset] == 0x0A { joints.append(offset) }
      guard mark.partner != nil else { continue }
      if mark.opens {
        opened.append(text.count)
      } else if let start = opened.popLast(), opened.isEmpty, !Self.leadsWithin(whole, mark.range) {
        labels.append(start..<text.count)
      }
    }
    add(whole, cursor..<whole.count)
    for place in breaks { join(at: place.lowerBound) }
    // A line feed between two lines of a link may break a paragraph as well.
    joints = Set(joints + breaks.map(\.lowerBound)).sorted()
  }

  /// Puts a blank where a paragraph was broken, if a line feed is read there.
  private mutating func join(at lineFeed: Int) {
    if let place = stretches.place(of: lineFeed..<(lineFeed + 1)) { text[place.lowerBound] = 0x20 }
  }

  /// Whether the end of a link names a place of the same page, as a table of contents does.
  private static func leadsWithin(_ whole: [UInt8], _ end: Range<Int>) -> Bool {
    guard let bracket = whole[end].firstIndex(of: 0x28), bracket + 1 < end.upperBound else { return false }
    return whole[bracket + 1] == 0x23
  }

  private mutating func add(_ whole: [UInt8], _ origin: Range<Int>) {
    stretches.add(origin)
    text += whole[origin]
  }

  /// The line feeds of the text that are read as none.
  private var joints: [Int] = []
  /// What is read of each link to another page that stands in brackets, ascending; not of one in another.
  private(set) var labels: [Range<Int>] = []

  /// Where a line stands in the text, its notation included.
  ///
  /// - Parameter line: The bytes that are read of it, without its line feed.
  public func line(_ line: Range<Int>) -> Range<Int> {
    var range = origin(of: line)
    while let mark = mark(endingAt: range.lowerBound) { range = mark.range.lowerBound..<range.upperBound }
    while let mark = mark(startingAt: range.upperBound) { range = range.lowerBound..<mark.range.upperBound }
    return range
  }

  /// The lines that a line of the reading is written on, those that hold nothing but notation left out.
  ///
  /// - Parameter line: Where it stands in the text.
  func written(_ line: Range<Int>) -> [Range<Int>] {
    var low = 0
    var high = joints.count
    while low < high {
      let middle = (low + high) / 2
      if joints[middle] < line.lowerBound { low = middle + 1 } else { high = middle }
    }
    let within = joints[low...].prefix { $0 < line.upperBound }
    if within.isEmpty { return [line] }
    return zip([line.lowerBound] + within.map { $0 + 1 }, Array(within) + [line.upperBound]).map { $0..<$1 }
      .filter { part in
        let place = index(where: { $0.range.upperBound >= part.upperBound })
        return place == marks.count || marks[place].range.lowerBound > part.lowerBound
      }
  }

  /// Where a stretch stands in the text, all links included that lie in it or that it cuts.
  public func place(of stretch: Range<Int>) -> Range<Int> {
    var range = origin(of: stretch)
    while let mark = mark(endingAt: range.lowerBound), mark.opens {
      range = mark.range.lowerBound..<range.upperBound
    }
    while let mark = mark(startingAt: range.upperBound), !mark.opens {
      range = range.lowerBound..<mark.range.upperBound
    }
    let within = marks[index(where: { $0.range.lowerBound >= range.lowerBound })...]
      .prefix { $0.range.lowerBound < range.upperBound }
    for mark in within {
      guard let partner = mark.partner else { continue }
      range = min(range.lowerBound, partner.lowerBound)..<max(range.upperBound, partner.upperBound)
    }
    return range
  }

  private func origin(of range: Range<Int>) -> Range<Int> {
    if range.isEmpty {
      let offset = range.lowerBound == text.count ? stretches.end : stretches.origin(of: range.lowerBound)
      return offset..<offset
    }
    return stretches.origin(of: range.lowerBound)..<(stretches.origin(of: range.upperBound - 1) + 1)
  }

  private func mark(endingAt offset: Int) -> LinkNotation.Mark? {
    let place = index(where: { $0.range.upperBound >= offset })
    return place < marks.count && marks[place].range.upperBound == offset ? marks[place] : nil
  }

  private func mark(startingAt offset: Int) -> LinkNotation.Mark? {
    let place = index(where: { $0.range.lowerBound >= offset })
    return place < marks.count && marks[place].range.lowerBound == offset ? marks[place] : nil
  }

  /// The place of the first mark of which something holds that holds of all after it; their number where it holds of none.
  private func index(where holds: (LinkNotation.Mark) -> Bool) -> Int {
    var low = 0
    var high = marks.count
    while low < high {
      let middle = (low + high) / 2
      if holds(marks[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
