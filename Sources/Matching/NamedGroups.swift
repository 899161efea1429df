internal import CPCRE2

extension CompiledExpression {
  /// The names of the pattern's groups.
  public var groupNames: [String] {
    if case .one(let pattern) = patterns { pattern.namedGroups().map(\.name) } else { [] }
  }

  /// The named groups that took part in a match, by their place in the text.
  ///
  /// - Parameters:
  ///   - text: The text that the match was found in.
  ///   - start: Where the match starts.
  ///   - scratch: The calling worker's own.
  /// - Returns: Nothing where no match starts there.
  public func groups(
    in text: [UInt8], at start: Int, using scratch: Scratch
  ) -> [(name: String, range: Range<Int>)] {
    guard case .one(let pattern) = patterns,
      case .match(let match) = pattern.firstMatch(in: text.span, from: start, lastStart: start, .interpreter, scratch),
      match.lowerBound == start
    else { return [] }
    let vector = unsafe pcre2_get_ovector_pointer_8(scratch.data)
    let count = unsafe Int(pcre2_get_ovector_count_8(scratch.data))
    return pattern.namedGroups().compactMap { name, number in
      guard number < count, let vector = unsafe vector else { return nil }
      let (low, high) = unsafe (vector[2 * number], vector[2 * number + 1])
      // A group that took no part has PCRE2_UNSET at both ends, -1 as Swift sees it.
      return 0 <= low && low <= high && high <= text.count ? (name, low..<high) : nil
    }
    .sorted { ($0.range.lowerBound, $0.name) < ($1.range.lowerBound, $1.name) }
  }
}

extension Pattern {
  /// The pattern's named groups and their numbers.
  func namedGroups() -> [(name: String, number: Int)] {
    var count: UInt32 = 0
    var size: UInt32 = 0
    var table: UnsafePointer<UInt8>?
    unsafe pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_NAMECOUNT), &count)
    unsafe pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_NAMEENTRYSIZE), &size)
    unsafe pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_NAMETABLE), &table)
    guard let table = unsafe table else { return [] }
    return (0..<Int(count)).map { index in
      // An entry: the number in two bytes, big-endian, then the name, closed by NUL.
      let entry = unsafe table + index * Int(size)
      let number = unsafe Int(entry[0]) << 8 | Int(entry[1])
      return unsafe (String(cString: entry + 2), number)
    }
  }
}
