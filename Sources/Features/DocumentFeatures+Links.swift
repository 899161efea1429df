extension DocumentFeatures {
  /// How many links must be written out before a line without one says something.
  private static let fewestLinks = 5

  /// The bytes of a bullet or a number before an item, at most.
  private static let longestNumber = 4

  /// Measures how much of each line is links.
  mutating func measureLinks(_ reading: Reading) {
    let labels = reading.labels
    guard labels.count >= Self.fewestLinks else { return }
    var next = 0
    for line in facts.indices {
      let text = text(of: line, in: reading.text)
      var linked = 0
      while next < labels.count, labels[next].lowerBound < facts[line].end {
        linked += labels[next].clamped(to: text).count
        next += 1
      }
      set(.linked, of: line, percent(linked, of: text.count))
    }
  }

  /// A line without the blanks at its ends and what stands before its text: a bullet, a number, the signs of a heading.
  private func text(of line: Int, in whole: [UInt8]) -> Range<Int> {
    var (start, end) = (facts[line].start, facts[line].end)
    while end > start, whole[end - 1] <= 0x20 { end -= 1 }
    while start < end, whole[start] <= 0x20 || whole[start] == 0x23 { start += 1 }
    if facts[line].bullet != .none || facts[line].starts == .digit, let blank = whole[start..<end].firstIndex(of: 0x20),
      blank - start <= Self.longestNumber
    {
      start = blank + 1
    }
    return start..<end
  }
}
