internal import CScan

/// A text with its lines and the pool of literals, while all three are held in place.
///
/// Valid within ``with(_:_:lines:_:_:)`` only. Offsets are trusted: they come from the kernels, which stay within the
/// text, and from the index, which keeps to its pool.
@safe struct TextView {
  private let text: UnsafePointer<UInt8>
  private let ends: UnsafePointer<Int>
  private let pool: UnsafePointer<UInt8>
  let count: Int
  let lines: Int

  /// Calls `body` with a view; does nothing for an empty text.
  static func with(
    _ text: [UInt8], _ ends: [Int], lines: Int, _ pool: [UInt8], _ body: (TextView) -> Void
  ) {
    unsafe text.withUnsafeBufferPointer { text in
      unsafe ends.withUnsafeBufferPointer { ends in
        unsafe pool.withUnsafeBufferPointer { pool in
          guard let base = text.baseAddress, let lineEnds = ends.baseAddress else { return }
          // A pool without literals is never read.
          let literals = unsafe pool.baseAddress ?? base
          unsafe body(TextView(text: base, ends: lineEnds, pool: literals, count: text.count, lines: lines))
        }
      }
    }
  }

  func start(ofLine line: Int) -> Int { unsafe line == 0 ? 0 : ends[line - 1] + 1 }

  func end(ofLine line: Int) -> Int { unsafe ends[line] }

  func byte(at offset: Int) -> UInt8 { unsafe text[offset] }

  /// The line in which an offset lies, a line feed belonging to the line that it ends.
  func line(at offset: Int) -> Int {
    var (low, high) = (0, lines - 1)
    while low < high {
      let middle = (low + high) / 2
      if unsafe ends[middle] < offset { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// Whether a literal of the pool stands, folded, at an offset; the caller has made sure that it fits.
  func holds(_ literal: UInt32, length: Int, at offset: Int) -> Bool {
    unsafe cscan_equal(text + offset, pool + Int(literal), length)
  }

  /// Whether a literal of the pool stands anywhere.
  func contains(_ string: PooledString) -> Bool {
    unsafe cscan_find(text, count, pool + Int(string.offset), Int(string.length)) < count
  }

  /// A line without the blanks at its ends.
  func trimmed(line: Int) -> Range<Int> {
    var (start, end) = (start(ofLine: line), end(ofLine: line))
    unsafe cscan_trim(text, &start, &end)
    return start..<end
  }

  func characters(ofLine line: Int) -> Int {
    let start = start(ofLine: line)
    return unsafe cscan_characters(text + start, end(ofLine: line) - start)
  }

  /// How many characters of a line there are that surely are no blanks, at least.
  func solid(ofLine line: Int) -> Int {
    let start = start(ofLine: line)
    return unsafe cscan_solid(text + start, end(ofLine: line) - start)
  }

  /// Whether an ASCII letter, digit or underscore stands at an offset.
  func isInWord(_ offset: Int) -> Bool {
    unsafe offset < count && cscan_is_word(text[offset], false)
  }

  /// The offset behind the last ASCII letter or digit of a line, so far as that is sure; its start, where it has none.
  func lastWord(ofLine line: Int, loose: Bool) -> Int {
    let start = start(ofLine: line)
    return unsafe start + cscan_last_word(text + start, end(ofLine: line) - start, loose)
  }

  func characters(_ range: Range<Int>) -> Int {
    unsafe cscan_characters(text + range.lowerBound, range.count)
  }

  /// Walks an automaton along lines; see CScan.
  func walk(
    _ asked: UnsafePointer<Int>?, until end: Int, _ gate: cscan_gate, _ rows: UnsafePointer<UInt16>, shift: Int,
    _ symbols: UnsafePointer<UInt8>, _ hopeless: UnsafeMutablePointer<UInt64>?, _ walk: UnsafeMutablePointer<cscan_walk>
  ) -> cscan_event {
    var gate = gate
    return unsafe cscan_walk_lines(
      text, count, ends, lines, asked, end, &gate, rows, UInt32(shift), symbols, hopeless, walk)
  }

  /// Has a walk begin anew along the lines that are chosen; see CScan.
  func forget(_ walk: UnsafeMutablePointer<cscan_walk>) { unsafe cscan_walk_forget(ends, walk) }

  /// Whether a gate lets a line through, its held bytes apart.
  func mayStart(inLine line: Int, _ gate: cscan_gate) -> Bool {
    var gate = gate
    return unsafe cscan_may_start(text, start(ofLine: line), end(ofLine: line), &gate)
  }

  /// Looks up words, from `offset` on; see CScan.
  func findWords(
    _ words: WordTable, from offset: inout Int, loose: Bool, into finds: inout [cscan_occurrence]
  ) -> Int {
    unsafe finds.withUnsafeMutableBufferPointer { finds in
      guard let room = finds.baseAddress else { return 0 }
      return unsafe cscan_find_words(text, count, words.table, pool, loose, &offset, room, finds.count)
    }
  }

  /// Looks up line ends, from `line` on; see CScan.
  func findLineEnds(
    _ index: CandidateIndex, from line: inout Int, loose: Bool, into finds: inout [cscan_occurrence]
  ) -> Int {
    unsafe finds.withUnsafeMutableBufferPointer { finds in
      guard let room = finds.baseAddress else { return 0 }
      return unsafe cscan_line_ends(text, ends, lines, index.lineTable.table, pool, loose, &line, room, finds.count)
    }
  }

  /// Samples the text, from `offset` on; see CScan.
  func findGrams(_ table: GramTable, from offset: inout Int, into finds: inout [cscan_occurrence]) -> Int {
    unsafe finds.withUnsafeMutableBufferPointer { finds in
      guard let room = finds.baseAddress else { return 0 }
      var keys = unsafe table.keys.table
      let most = UInt32(table.keys.most)
      return unsafe cscan_grams(
        text, count, &keys, pool, table.stride, table.width, most, &offset, room, finds.count)
    }
  }
}
