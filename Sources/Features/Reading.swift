/// A text as it reads: links as their labels, without the brackets, targets and numbers that stand for them.
///
/// It has the text's lines, each shorter or the same; but a link over several lines is one.
public struct Reading: Sendable {
  private struct Piece {
    /// Where it starts in what is read.
    let start: Int
    /// Where it stands in the text.
    let origin: Range<Int>
  }

  /// What is read.
  public private(set) var text: [UInt8] = []
  private var pieces: [Piece] = []
  private let marks: [LinkNotation.Mark]

  /// `nil` where a text reads as it is written.
  ///
  /// - Parameter whole: Valid UTF-8 with LF line ends.
  public init?(of whole: [UInt8]) {
    marks = LinkNotation(in: whole.span).marks
    if marks.isEmpty { return nil }
    text.reserveCapacity(whole.count)
    var cursor = 0
    var opened: [Int] = []
    for mark in marks {
      add(whole, cursor..<mark.range.lowerBound)
      cursor = mark.range.upperBound
      guard mark.partner != nil else { continue }
      if mark.opens {
        opened.append(text.count)
      } else if let start = opened.popLast() {
        labels.append(start..<text.count)
      }
    }
    add(whole, cursor..<whole.count)
  }

  private mutating func add(_ whole: [UInt8], _ origin: Range<Int>) {
    guard !origin.isEmpty else { return }
    pieces.append(Piece(start: text.count, origin: origin))
    text += whole[origin]
  }

  /// What is read of each link of a pair of brackets, ascending.
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

  /// Where a stretch stands in the text, the notation of links included that lie in it as wholes; `nil` where it holds a
  /// part of one.
  public func place(of stretch: Range<Int>) -> Range<Int>? {
    var range = origin(of: stretch)
    while let mark = mark(endingAt: range.lowerBound), mark.opens {
      range = mark.range.lowerBound..<range.upperBound
    }
    while let mark = mark(startingAt: range.upperBound), !mark.opens {
      range = range.lowerBound..<mark.range.upperBound
    }
    let isWhole = marks[first { $0.range.lowerBound >= range.lowerBound }...]
      .prefix { $0.range.lowerBound < range.upperBound }
      .allSatisfy { mark in mark.partner.map { range.contains($0.lowerBound) } ?? true }
    return isWhole ? range : nil
  }

  private func origin(of range: Range<Int>) -> Range<Int> {
    if range.isEmpty {
      let offset = range.lowerBound == text.count ? pieces.last?.origin.upperBound ?? 0 : origin(of: range.lowerBound)
      return offset..<offset
    }
    return origin(of: range.lowerBound)..<(origin(of: range.upperBound - 1) + 1)
  }

  private func origin(of offset: Int) -> Int {
    var low = 0
    var high = pieces.count
    while low < high {
      let middle = (low + high) / 2
      if pieces[middle].start <= offset { low = middle + 1 } else { high = middle }
    }
    let piece = pieces[max(0, low - 1)]
    return offset - piece.start + piece.origin.lowerBound
  }

  private func mark(endingAt offset: Int) -> LinkNotation.Mark? {
    let index = first { $0.range.upperBound >= offset }
    return index < marks.count && marks[index].range.upperBound == offset ? marks[index] : nil
  }

  private func mark(startingAt offset: Int) -> LinkNotation.Mark? {
    let index = first { $0.range.lowerBound >= offset }
    return index < marks.count && marks[index].range.lowerBound == offset ? marks[index] : nil
  }

  /// The first mark of which something holds that holds of all after it; their number where it holds of none.
  private func first(_ holds: (LinkNotation.Mark) -> Bool) -> Int {
    var low = 0
    var high = marks.count
    while low < high {
      let middle = (low + high) / 2
      if holds(marks[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
