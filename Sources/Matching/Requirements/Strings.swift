/// Some strings of bytes in one stretch of memory: a pattern stands for thousands, and an array of arrays takes each of them
/// a piece of memory of its own. None holds a line feed, which stands between them.
struct Strings: Equatable, Sendable {
  private(set) var bytes: [UInt8] = []
  private var number: Int32 = 0
  private var lengthOfFirst: Int32 = 0
  private var lengthOfShortest: Int32 = 0

  /// How many there are.
  private(set) var count: Int {
    get { Int(number) }
    set { number = Int32(newValue) }
  }
  /// The length of the first one; 0 where there is none.
  private(set) var firstLength: Int {
    get { Int(lengthOfFirst) }
    set { lengthOfFirst = Int32(newValue) }
  }
  /// The length of the shortest one; 0 where there is none.
  private(set) var shortest: Int {
    get { Int(lengthOfShortest) }
    set { lengthOfShortest = Int32(newValue) }
  }

  /// None.
  init() {}

  /// One.
  init(_ string: [UInt8]) {
    bytes = string
    count = 1
    firstLength = string.count
    shortest = string.count
  }

  /// The empty string alone.
  static let empty = Strings([])

  var isEmpty: Bool { count == 0 }
  /// Whether the empty string is all there is.
  var isOneEmpty: Bool { count == 1 && bytes.isEmpty }
  /// Whether the empty string is among them.
  var hasEmpty: Bool { count > 0 && shortest == 0 }

  // MARK: One after the other

  /// Where each of them stands in ``bytes``.
  struct Ranges: Sequence, IteratorProtocol {
    fileprivate let bytes: [UInt8]
    fileprivate var left: Int
    fileprivate var start = 0

    mutating func next() -> Range<Int>? {
      if left == 0 { return nil }
      left -= 1
      var end = start
      if left == 0 {
        end = bytes.count
      } else {
        while bytes[end] != Strings.separator { end += 1 }
      }
      defer { start = end + 1 }
      return start..<end
    }
  }

  var ranges: Ranges { Ranges(bytes: bytes, left: count) }

  private static let separator: UInt8 = 0x0A

  /// All of them.
  var slices: some Sequence<ArraySlice<UInt8>> { ranges.lazy.map { [bytes] in bytes[$0] } }

  /// The greatest number of characters in one of them.
  var mostCharacters: Int {
    var (most, characters) = (0, 0)
    for byte in bytes {
      if byte == Self.separator {
        most = max(most, characters)
        characters = 0
      } else if byte & 0xC0 != 0x80 {
        characters += 1
      }
    }
    return max(most, characters)
  }

  /// The length of the longest one.
  var longest: Int { ranges.reduce(0) { max($0, $1.count) } }

  /// Whether some of them begin with a byte.
  func beginsAny(with byte: UInt8) -> Bool { ranges.contains { !$0.isEmpty && bytes[$0.lowerBound] == byte } }

  /// Whether some of them end with a byte.
  func endsAny(with byte: UInt8) -> Bool { ranges.contains { !$0.isEmpty && bytes[$0.upperBound - 1] == byte } }

  // MARK: More of them

  /// Adds one.
  mutating func append(_ string: ArraySlice<UInt8>) {
    if count > 0 { bytes.append(Self.separator) }
    bytes += string
    note(string.count)
  }

  private mutating func note(_ length: Int) {
    if count == 0 { (firstLength, shortest) = (length, length) } else { shortest = min(shortest, length) }
    count += 1
  }

  /// Adds others.
  mutating func append(_ others: Strings) {
    if others.count == 0 { return }
    if count == 0 {
      self = others
      return
    }
    bytes.append(Self.separator)
    bytes += others.bytes
    count += others.count
    shortest = min(shortest, others.shortest)
  }

  // MARK: Longer ones

  /// Lengthens each of them.
  mutating func append(toEach string: ArraySlice<UInt8>) {
    guard count > 1 else {
      if count == 1 {
        bytes += string
        (firstLength, shortest) = (bytes.count, bytes.count)
      }
      return
    }
    var longer: [UInt8] = []
    longer.reserveCapacity(bytes.count + count * string.count)
    for byte in bytes {
      if byte == Self.separator { longer += string }
      longer.append(byte)
    }
    longer += string
    bytes = longer
    firstLength += string.count
    shortest += string.count
  }

  /// Adds what a character folds to, where there is one string; `false`, and nothing done, where there are several or it is not
  /// known: see ``Fold/append(_:to:)``.
  mutating func append(character: UInt32) -> Bool {
    guard count == 1, Fold.append(character, to: &bytes) else { return false }
    (firstLength, shortest) = (bytes.count, bytes.count)
    return true
  }

  /// Each of them with each of some others behind it.
  func followed(by tails: Strings) -> Strings {
    if isOneEmpty { return tails }
    if tails.isOneEmpty { return self }
    var result = self
    if tails.count == 1 {
      result.append(toEach: tails.bytes[...])
      return result
    }
    result.bytes = []
    result.bytes.reserveCapacity(bytes.count * tails.count + count * tails.bytes.count + count * tails.count)
    for head in ranges {
      for tail in tails.ranges {
        if head.lowerBound > 0 || tail.lowerBound > 0 { result.bytes.append(Self.separator) }
        result.bytes += bytes[head]
        result.bytes += tails.bytes[tail]
      }
    }
    result.count = count * tails.count
    result.firstLength += tails.firstLength
    result.shortest += tails.shortest
    return result
  }

  // MARK: Others in their place

  /// Some of them, or parts of them, in the order of some places.
  func picked(_ places: some Sequence<Range<Int>>) -> Strings {
    var result = Strings()
    for place in places { result.append(bytes[place]) }
    return result
  }

  /// Those whose places some condition holds of.
  func filtered(_ isWanted: (Range<Int>) -> Bool) -> Strings {
    if ranges.allSatisfy(isWanted) { return self }
    var result = Strings()
    for range in ranges where isWanted(range) { result.append(bytes[range]) }
    return result
  }

  /// The same without a byte at their starts, however often it stands there.
  func trimmedAtStart(_ byte: UInt8) -> Strings {
    guard beginsAny(with: byte) else { return self }
    return picked(
      ranges.lazy.map { range in
        var start = range.lowerBound
        while start < range.upperBound, bytes[start] == byte { start += 1 }
        return start..<range.upperBound
      })
  }

  /// The same without a byte at their ends.
  func trimmedAtEnd(_ byte: UInt8) -> Strings {
    guard endsAny(with: byte) else { return self }
    return picked(
      ranges.lazy.map { range in
        var end = range.upperBound
        while end > range.lowerBound, bytes[end - 1] == byte { end -= 1 }
        return range.lowerBound..<end
      })
  }

  /// Each of them once, in order.
  var sorted: Strings {
    if count < 2 { return self }
    // By their first bytes, which tell most of them apart.
    var places: [(start: UInt64, place: Range<Int>)] = []
    places.reserveCapacity(count)
    for range in ranges { places.append((key(range), range)) }
    places.sort { $0.start != $1.start ? $0.start < $1.start : precedes($0.place, $1.place) }
    var result = Strings()
    result.bytes.reserveCapacity(bytes.count)
    for (index, (start, place)) in places.enumerated() {
      if index > 0, places[index - 1].start == start, isEqual(places[index - 1].place, place) { continue }
      result.append(bytes[place])
    }
    return result
  }

  /// The first eight bytes as a number of the same order; no string has a NUL.
  private func key(_ place: Range<Int>) -> UInt64 {
    var key: UInt64 = 0
    for index in place.lowerBound..<min(place.upperBound, place.lowerBound + 8) {
      key = key << 8 | UInt64(bytes[index])
    }
    return place.count < 8 ? key << UInt64(8 * (8 - place.count)) : key
  }

  private func precedes(_ left: Range<Int>, _ right: Range<Int>) -> Bool {
    bytes[left].lexicographicallyPrecedes(bytes[right])
  }

  private func isEqual(_ left: Range<Int>, _ right: Range<Int>) -> Bool {
    left.count == right.count && bytes[left].elementsEqual(bytes[right])
  }
}

extension Strings: ExpressibleByArrayLiteral {
  init(arrayLiteral elements: [UInt8]...) { for element in elements { append(element[...]) } }
}
