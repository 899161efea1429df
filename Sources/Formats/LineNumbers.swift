/// The lines in which some places of a text stand, found in one look at it.
struct LineNumbers {
  private var lines: [Int: Int] = [:]

  /// - Parameters:
  ///   - places: Byte offsets, in any order.
  ///   - text: A text whose lines end in LF.
  init(of places: [Int], in text: [UInt8]) {
    let bytes = text.span
    var line = 1
    var offset = 0
    for place in places.sorted() {
      while offset < min(place, bytes.count) {
        if bytes[offset] == 0x0A { line += 1 }
        offset += 1
      }
      lines[place] = line
    }
  }

  /// The line of one of the places, from 1.
  subscript(place: Int) -> Int { lines[place] ?? 1 }
}
