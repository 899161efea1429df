internal import CScan

/// Literals by a folded key of theirs: a bit for each key, which is asked first, and a flat table.
struct KeyTable: Sendable {
  /// One literal under one of its keys.
  struct Entry: Sendable {
    var key: UInt64
    /// The branch, by index.
    var branch: UInt32
    /// Where the literal begins in the pool.
    var literal: UInt32
    /// The literal's length in bytes.
    var length: UInt16
    /// Where the key lies in the literal.
    var offset: UInt16
  }

  private(set) var entries: [Entry]
  /// For each bucket the first entry, and one more at the end.
  private var buckets: [UInt32]
  private let bucketShift: UInt64
  /// A bit for every key's hash.
  let bits: [UInt64]
  /// 64 minus the binary logarithm of the number of bits.
  let shift: UInt32

  init(_ unsorted: [Entry]) {
    // Sixteen bits a key keep chance hits to a few per cent; a quarter of a megabyte stays in the cache.
    let bitCount = min(max(Self.power(above: unsorted.count * 16), 1 << 10), 1 << 21)
    let bucketCount = min(max(Self.power(above: unsorted.count), 64), bitCount)
    shift = UInt32(64 - bitCount.trailingZeroBitCount)
    bucketShift = UInt64(64 - bucketCount.trailingZeroBitCount)
    var bits = [UInt64](repeating: 0, count: bitCount / 64)
    var counts = [UInt32](repeating: 0, count: bucketCount + 1)
    var hashes: [UInt64] = []
    hashes.reserveCapacity(unsorted.count)
    for entry in unsorted {
      let hash = cscan_hash(entry.key)
      hashes.append(hash)
      let place = hash &>> UInt64(shift)
      bits[Int(place >> 6)] |= 1 &<< (place & 63)
      counts[Int(hash &>> bucketShift) + 1] += 1
    }
    for index in 1...bucketCount { counts[index] += counts[index - 1] }
    buckets = counts
    entries = unsorted
    for (entry, hash) in zip(unsorted, hashes) {
      let bucket = Int(hash &>> bucketShift)
      entries[Int(counts[bucket])] = entry
      counts[bucket] += 1
    }
    self.bits = bits
  }

  var isEmpty: Bool { entries.isEmpty }

  /// The entries that may have a key.
  func candidates(_ key: UInt64) -> Range<Int> {
    let bucket = Int(cscan_hash(key) &>> bucketShift)
    return Int(buckets[bucket])..<Int(buckets[bucket + 1])
  }

  private static func power(above value: Int) -> Int {
    1 << (Int.bitWidth - max(value, 1).leadingZeroBitCount)
  }
}
