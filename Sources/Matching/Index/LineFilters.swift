internal import CScan

/// The bitmaps of the line-end tables in the form that CScan reads: memory of its own, so that pointers stay good.
@safe final class LineFilters: @unchecked Sendable {  // written by `init` alone
  let table: UnsafeMutablePointer<cscan_ends>
  private let blocks: [UnsafeMutablePointer<UInt64>]
  private let first: UnsafeMutablePointer<UInt8>

  init(_ tables: [KeyTable], _ byFirst: [[UInt32]]) {
    var ends = unsafe cscan_ends()
    unsafe first = .allocate(capacity: 256)
    for byte in 0..<256 { unsafe first[byte] = byFirst.isEmpty || byFirst[byte].isEmpty ? 0 : 1 }
    unsafe ends.first = UnsafePointer(first)
    var present: UInt32 = byFirst.isEmpty ? 0 : 1 << cscan_first
    var blocks: [UnsafeMutablePointer<UInt64>] = unsafe []
    unsafe withUnsafeMutableBytes(of: &ends.filters) { raw in
      let filters = unsafe raw.bindMemory(to: cscan_filter.self)
      for (kind, table) in tables.enumerated() where !table.isEmpty {
        let bits = UnsafeMutablePointer<UInt64>.allocate(capacity: table.bits.count)
        for (index, word) in table.bits.enumerated() { unsafe (bits + index).initialize(to: word) }
        unsafe blocks.append(bits)
        unsafe filters[kind] = cscan_filter(bits: bits, shift: table.shift)
        present |= 1 << UInt32(kind)
      }
    }
    unsafe ends.present = present
    unsafe self.blocks = blocks
    unsafe table = .allocate(capacity: 1)
    unsafe table.initialize(to: ends)
  }

  deinit {
    for unsafe block in unsafe blocks { unsafe block.deallocate() }
    unsafe first.deallocate()
    unsafe table.deallocate()
  }
}
