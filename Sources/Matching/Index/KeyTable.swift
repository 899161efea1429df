internal import CScan

/// Literals by a folded key of theirs: a bit for each key, which is asked first, and a flat table. Memory of its own, as
/// CScan reads it.
@safe final class KeyTable: @unchecked Sendable {  // written by `init` alone
  /// As CScan takes it; good as long as the object is.
  let table: cscan_table
  /// The greatest number of literals in one bucket.
  let most: Int
  private let bits: UnsafeMutablePointer<UInt64>
  private let buckets: UnsafeMutablePointer<UInt32>
  private let entries: UnsafeMutablePointer<cscan_entry>

  init(_ unsorted: [cscan_entry]) {
    // Some thirty-two bits a key keep chance hits to a few per cent; 128 KB stay in the cache.
    let bitCount = min(max(Self.power(above: unsorted.count * 32), 1 << 12), 1 << 20)
    let bucketCount = min(max(Self.power(above: unsorted.count), 64), bitCount)
    let shift = UInt32(64 - bitCount.trailingZeroBitCount)
    let bucketShift = UInt32(64 - bucketCount.trailingZeroBitCount)
    unsafe bits = .allocate(capacity: bitCount / 64)
    unsafe buckets = .allocate(capacity: bucketCount + 1)
    unsafe entries = .allocate(capacity: max(unsorted.count, 1))
    unsafe bits.initialize(repeating: 0, count: bitCount / 64)
    var places = [UInt32](repeating: 0, count: bucketCount + 1)
    for entry in unsorted {
      let hash = cscan_hash(entry.key)
      let bit = hash &>> UInt64(shift)
      unsafe bits[Int(bit >> 6)] |= 1 &<< (bit & 63)
      places[Int(hash &>> UInt64(bucketShift)) + 1] += 1
    }
    most = Int(places.max() ?? 0)
    for bucket in 1...bucketCount { places[bucket] += places[bucket - 1] }
    for bucket in 0...bucketCount { unsafe (buckets + bucket).initialize(to: places[bucket]) }
    for entry in unsorted {
      let bucket = Int(cscan_hash(entry.key) &>> UInt64(bucketShift))
      unsafe (entries + Int(places[bucket])).initialize(to: entry)
      places[bucket] += 1
    }
    unsafe table = cscan_table(
      bits: bits, buckets: buckets, entries: entries, shift: shift, bucket_shift: bucketShift)
  }

  deinit {
    unsafe bits.deallocate()
    unsafe buckets.deallocate()
    unsafe entries.deallocate()
  }

  private static func power(above value: Int) -> Int {
    1 << (Int.bitWidth - max(value, 1).leadingZeroBitCount)
  }
}
