internal import CScan

/// Finds the lines of a text.
enum LineEnds {
  /// Writes where each line ends and how many there are; the array only grows.
  ///
  /// - Returns: Whether the text needs a ``Shadow``.
  static func find(in text: [UInt8], into ends: inout [Int], count: inout Int) -> Bool {
    if ends.isEmpty { ends = [Int](repeating: 0, count: 1024) }
    var needsShadow = false
    var next = 0
    count = 0
    while true {
      let known = count
      count += unsafe text.withUnsafeBufferPointer { text in
        unsafe ends.withUnsafeMutableBufferPointer { ends in
          guard let base = text.baseAddress, let room = ends.baseAddress else { return 0 }
          return unsafe cscan_line_feeds(
            base, text.count, next, room + known, ends.count - known, &next, &needsShadow)
        }
      }
      if next >= text.count { break }
      ends += [Int](repeating: 0, count: ends.count)
    }
    if let last = text.last, last != 0x0A {
      if count == ends.count { ends.append(0) }
      ends[count] = text.count
      count += 1
    }
    return needsShadow
  }

  /// The number of characters in a part of a text.
  static func characters(_ text: Span<UInt8>, _ range: Range<Int>) -> Int {
    unsafe text.extracting(range).withUnsafeBufferPointer { bytes in
      guard let base = bytes.baseAddress else { return 0 }
      return unsafe cscan_characters(base, bytes.count)
    }
  }
}
