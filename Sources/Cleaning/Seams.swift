/// Closes the text over what is removed: which blank lines go along with a removal, so that no gap is left and none is
/// made. Nothing else is ever reflowed.
///
/// - After a removal, one run of blank lines goes if the text that stays before it is empty or ends in a blank line.
/// - Where the text ends in a removal, the run of blank lines before it goes.
/// - What stays ends in a line feed exactly if the text did; nothing at all stays as nothing.
struct Seams {
  private var regions: [Removal] = []

  /// - Parameter regions: Disjoint and ascending.
  static func close(_ text: Span<UInt8>, over regions: [Removal]) -> [Removal] {
    var seams = Seams()
    seams.eatForward(text, regions)
    if let last = seams.regions.last, last.range.upperBound == text.count { seams.trimEnd(text) }
    return seams.regions.filter { !$0.range.isEmpty }
  }

  private mutating func eatForward(_ text: Span<UInt8>, _ wanted: [Removal]) {
    var stays = StayingText()
    var cursor = 0
    for (index, region) in wanted.enumerated() {
      stays.append(text, cursor..<region.range.lowerBound)
      let limit = index + 1 < wanted.count ? wanted[index + 1].range.lowerBound : text.count
      var end = region.range.upperBound
      if stays.endsBlank { end = Blank.endOfRun(text, from: end, limit: limit) }
      regions.append(Removal(range: region.range.lowerBound..<end, rules: region.rules))
      cursor = end
    }
  }

  /// Takes the blank lines before a removal that reaches the end, wherever between removals they stand.
  private mutating func trimEnd(_ text: Span<UInt8>) {
    let endsInLineFeed = text[text.count - 1] == 0x0A
    guard let content = lastContent(text) else {
      let rules = Set(regions.flatMap(\.rules)).sorted()
      regions = [Removal(range: 0..<text.count, rules: rules)]
      return
    }
    guard let lineFeed = nextStaying(text, 0x0A, from: content) else {
      // The line that stays last has lost its end to a removal: it gets the text's own line feed back.
      if endsInLineFeed { shortenLast(to: text.count - 1) }
      return
    }
    takeStaying(from: endsInLineFeed ? lineFeed + 1 : lineFeed)
  }

  private func stretch(before index: Int) -> Range<Int> {
    (index == 0 ? 0 : regions[index - 1].range.upperBound)..<regions[index].range.lowerBound
  }

  /// The offset after the last byte that stays and is neither blank nor a line feed.
  private func lastContent(_ text: Span<UInt8>) -> Int? {
    for index in regions.indices.reversed() {
      let stretch = stretch(before: index)
      var offset = stretch.upperBound
      while offset > stretch.lowerBound {
        let byte = text[offset - 1]
        let isNoBreakSpace = byte == 0xA0 && offset - 1 > stretch.lowerBound && text[offset - 2] == 0xC2
        if isNoBreakSpace {
          offset -= 2
        } else if byte == 0x0A || byte == 0x20 || byte == 0x09 {
          offset -= 1
        } else {
          return offset
        }
      }
    }
    return nil
  }

  private func nextStaying(_ text: Span<UInt8>, _ byte: UInt8, from start: Int) -> Int? {
    for index in regions.indices {
      let stretch = stretch(before: index)
      var offset = max(start, stretch.lowerBound)
      while offset < stretch.upperBound {
        if text[offset] == byte { return offset }
        offset += 1
      }
    }
    return nil
  }

  /// Gives everything that stays at or after an offset to the removal that follows it.
  private mutating func takeStaying(from start: Int) {
    for index in regions.indices {
      let stretch = stretch(before: index)
      guard stretch.upperBound > start else { continue }
      let from = max(start, stretch.lowerBound)
      regions[index] = Removal(range: from..<regions[index].range.upperBound, rules: regions[index].rules)
    }
  }

  private mutating func shortenLast(to end: Int) {
    guard let last = regions.popLast() else { return }
    regions.append(Removal(range: min(last.range.lowerBound, end)..<end, rules: last.rules))
  }
}

/// Knows how the text that stays ends, piece by piece.
private struct StayingText {
  private var isEmpty = true
  private var atLineStart = true
  private var lastLineIsBlank = true
  private var lineHasContent = false

  /// Whether it is empty or ends in a blank line.
  var endsBlank: Bool { isEmpty || atLineStart && lastLineIsBlank }

  mutating func append(_ text: Span<UInt8>, _ range: Range<Int>) {
    guard !range.isEmpty else { return }
    isEmpty = false
    guard let last = lastLineFeed(text, range) else {
      lineHasContent = lineHasContent || Blank.hasContent(text, range)
      atLineStart = false
      return
    }
    if let previous = lastLineFeed(text, range.lowerBound..<last) {
      lastLineIsBlank = !Blank.hasContent(text, (previous + 1)..<last)
    } else {
      lastLineIsBlank = !lineHasContent && !Blank.hasContent(text, range.lowerBound..<last)
    }
    lineHasContent = Blank.hasContent(text, (last + 1)..<range.upperBound)
    atLineStart = last + 1 == range.upperBound
  }

  private func lastLineFeed(_ text: Span<UInt8>, _ range: Range<Int>) -> Int? {
    var offset = range.upperBound
    while offset > range.lowerBound {
      offset -= 1
      if text[offset] == 0x0A { return offset }
    }
    return nil
  }
}
