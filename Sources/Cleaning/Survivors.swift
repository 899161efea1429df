internal import Matching

/// What stays of a text, and where each stretch of it stood.
struct Survivors {
  private struct Piece {
    /// Where it starts in what stays.
    let start: Int
    /// Where it stood in the text.
    let origin: Range<Int>
  }

  /// The bytes that stay.
  private(set) var text: [UInt8] = []
  private var pieces: [Piece] = []

  /// - Parameter regions: What does not stay: disjoint and ascending.
  init(of whole: [UInt8], without regions: [Removal]) {
    text.reserveCapacity(whole.count)
    var cursor = 0
    for region in regions {
      add(whole, cursor..<region.range.lowerBound)
      cursor = region.range.upperBound
    }
    add(whole, cursor..<whole.count)
  }

  private mutating func add(_ whole: [UInt8], _ origin: Range<Int>) {
    guard !origin.isEmpty else { return }
    pieces.append(Piece(start: text.count, origin: origin))
    text += whole[origin]
  }

  /// Where a range of the text stands in what stays; `nil` where part of it does not stay.
  func place(of range: Range<Int>) -> Range<Int>? {
    let index = last { $0.origin.lowerBound <= range.lowerBound }
    guard index >= 0, range.upperBound <= pieces[index].origin.upperBound else { return nil }
    let shift = pieces[index].origin.lowerBound - pieces[index].start
    return (range.lowerBound - shift)..<(range.upperBound - shift)
  }

  /// Where a range of what stays, not empty, stood in the text; what was taken out of its middle lies in it, too.
  func origin(of range: Range<Int>) -> Range<Int> {
    origin(of: range.lowerBound)..<(origin(of: range.upperBound - 1) + 1)
  }

  /// Where a byte of what stays stood in the text.
  func origin(of offset: Int) -> Int {
    let index = last { $0.start <= offset }
    return index < 0 ? offset : offset - pieces[index].start + pieces[index].origin.lowerBound
  }

  /// The last of the pieces of which something holds that holds of none after the first of which it does not; -1
  /// where it holds of none.
  private func last(_ holds: (Piece) -> Bool) -> Int {
    var low = 0
    var high = pieces.count
    while low < high {
      let middle = (low + high) / 2
      if holds(pieces[middle]) { low = middle + 1 } else { high = middle }
    }
    return low - 1
  }
}
