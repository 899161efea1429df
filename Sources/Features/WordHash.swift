internal import CWords
internal import Glibc

/// A run of letters.
struct Word {
  /// Of its characters in small letters; never 0. Words of up to fifteen ASCII letters have another kind of hash than
  /// all others, ``WordHash``: both kinds are the same for every way that a word can be written.
  var hash: UInt32 = 0
  /// Of its first letters, ``stem`` at most: other endings make no other topic; never 0.
  var topic: UInt32 = 0
  var length = 0
  var capitals = 0
  var isCapitalised = false

  static let stem = Int(cwords_stem)
}

/// The hash of the characters of a word that is long or not of ASCII letters alone.
struct WordHash {
  private var state: UInt32 = 0x811C_9DC5

  @inline(__always)
  mutating func add(_ scalar: UInt32) {
    state = (state ^ scalar) &* 0x0100_0193
  }

  @inline(__always)
  var value: UInt32 {
    let mixed = state ^ (state >> 15)
    return mixed == 0 ? 1 : mixed
  }

  /// The hash of any word in small letters.
  static func of(_ word: Substring) -> UInt32 {
    let bytes = Array(word.utf8)
    let short = bytes.span.letters(at: 0)
    if short.length < 16, short.length == bytes.count { return short.hash }
    var hash = WordHash()
    for scalar in word.unicodeScalars { hash.add(scalar.value) }
    return hash.value
  }
}

/// The hash of a line's words and numbers, in their order: two different lines have one hash once in some billion pairs.
struct LineHash {
  var state: UInt64 = 0

  @inline(__always)
  mutating func add(_ value: UInt32) { state = cwords_add(state, value) }

  /// Never 0.
  @inline(__always)
  var value: UInt32 { max(1, UInt32(truncatingIfNeeded: state >> 32)) }
}

extension Span<UInt8> {
  /// The ASCII letters at an offset, up to sixteen; where there are sixteen, the word may be longer, and the hash means
  /// nothing.
  func letters(at offset: Int) -> Word {
    guard count &- offset >= 16 else { return lastLetters(at: offset) }
    // Sixteen bytes from the offset on lie inside the span.
    return unsafe withUnsafeBufferPointer { buffer in
      guard let start = buffer.baseAddress else { return Word() }
      let run = unsafe cwords_letters(start + offset)
      return Word(
        hash: run.hash, topic: run.topic, length: Int(run.length), capitals: Int(run.capitals),
        isCapitalised: run.capitalised)
    }
  }

  @inline(never)
  private func lastLetters(at offset: Int) -> Word {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(16)
    for place in offset..<count { bytes.append(self[place]) }
    while bytes.count < 16 { bytes.append(0) }
    return bytes.span.letters(at: 0)
  }

  /// Whether another span has the same bytes.
  func isSame(as other: Span<UInt8>) -> Bool {
    guard count == other.count else { return false }
    // As many bytes as both have are compared.
    return unsafe withUnsafeBufferPointer { mine in
      unsafe other.withUnsafeBufferPointer { theirs in
        guard let mine = mine.baseAddress, let theirs = theirs.baseAddress else { return true }
        return unsafe memcmp(mine, theirs, count) == 0
      }
    }
  }

  /// The offset of the first line feed at or after an offset; where there is none, the end.
  func lineEnd(from offset: Int) -> Int { first(0x0A, from: offset) }

  /// The offset of the first such byte at or after an offset; where there is none, the end.
  func first(_ byte: UInt8, from offset: Int) -> Int {
    if offset < count, self[offset] == byte { return offset }
    // The search ends with the span.
    return unsafe withUnsafeBufferPointer { buffer in
      guard offset < count, let start = buffer.baseAddress else { return count }
      guard let found = unsafe memchr(start + offset, Int32(byte), count - offset) else { return count }
      return unsafe UnsafeRawPointer(start).distance(to: UnsafeRawPointer(found))
    }
  }
}
