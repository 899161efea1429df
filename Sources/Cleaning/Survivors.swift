internal import Features
internal import Matching

/// What stays of a text, and where each stretch of it stood.
struct Survivors {
  /// The bytes that stay.
  private(set) var text: [UInt8] = []
  private var stretches = Stretches()

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
    stretches.add(origin)
    text += whole[origin]
  }

  /// Where a range of the text stands in what stays; `nil` where part of it does not stay.
  func place(of range: Range<Int>) -> Range<Int>? { stretches.place(of: range) }

  /// Where a range of what stays, not empty, stood in the text; what was taken out of its middle lies in it, too.
  func origin(of range: Range<Int>) -> Range<Int> {
    origin(of: range.lowerBound)..<(origin(of: range.upperBound - 1) + 1)
  }

  /// Where a byte of what stays stood in the text.
  func origin(of offset: Int) -> Int { stretches.origin(of: offset) }
}
