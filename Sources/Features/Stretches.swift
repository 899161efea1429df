/// Where the stretches of a text stood that others follow at once in a shorter one.
public struct Stretches: Sendable {
  private struct Piece {
    /// Where it starts in the shorter text.
    let start: Int
    /// Where it stood.
    let origin: Range<Int>
  }

  private var pieces: [Piece] = []
  private var count = 0

  /// Of an empty text.
  public init() {}

  /// Where the last one ended; 0 where there is none.
  public var end: Int { pieces.last?.origin.upperBound ?? 0 }

  /// Adds what follows; an empty one is left out.
  public mutating func add(_ origin: Range<Int>) {
    guard !origin.isEmpty else { return }
    pieces.append(Piece(start: count, origin: origin))
    count += origin.count
  }

  /// Where a range of the text stands in the shorter one; `nil` where part of it does not.
  public func place(of range: Range<Int>) -> Range<Int>? {
    let index = last { $0.origin.lowerBound <= range.lowerBound }
    guard index >= 0, range.upperBound <= pieces[index].origin.upperBound else { return nil }
    let shift = pieces[index].origin.lowerBound - pieces[index].start
    return (range.lowerBound - shift)..<(range.upperBound - shift)
  }

  /// Where a byte of the shorter text stood.
  public func origin(of offset: Int) -> Int {
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
