internal import CScan

/// What the index asks of every line: literals at either end, and its first byte. Memory of its own, as CScan reads it.
@safe final class LineTable: @unchecked Sendable {  // written by `init` alone
  /// As CScan takes it; good as long as the object is.
  let table: UnsafeMutablePointer<cscan_ends>
  /// The greatest number of finds in one line.
  let most: Int
  private let tables: [KeyTable?]
  private let first: UnsafeMutablePointer<UInt32>
  private let firstBranches: UnsafeMutablePointer<UInt32>

  /// Literals by CScan's kind of key, and branches by first byte.
  init(_ literals: [[cscan_entry]], _ byFirst: [[UInt32]]) {
    tables = literals.map { $0.isEmpty ? nil : KeyTable($0) }
    let branches = byFirst.joined()
    unsafe first = .allocate(capacity: 257)
    unsafe firstBranches = .allocate(capacity: max(branches.count, 1))
    var place: UInt32 = 0
    for byte in 0..<256 {
      unsafe (first + byte).initialize(to: place)
      for branch in byFirst[byte] {
        unsafe (firstBranches + Int(place)).initialize(to: branch)
        place += 1
      }
    }
    unsafe (first + 256).initialize(to: place)
    var ends = unsafe cscan_ends()
    unsafe ends.first = UnsafePointer(first)
    unsafe ends.first_branches = UnsafePointer(firstBranches)
    var present: UInt32 = place > 0 ? 1 << UInt32(cscan_first.rawValue) : 0
    var most = byFirst.map(\.count).max() ?? 0
    let known = tables
    unsafe withUnsafeMutableBytes(of: &ends.tables) { raw in
      let room = unsafe raw.bindMemory(to: cscan_table.self)
      for (kind, table) in known.enumerated() {
        guard let table else { continue }
        unsafe room[kind] = table.table
        present |= 1 << UInt32(kind)
        most += table.most
      }
    }
    self.most = most
    unsafe ends.present = present
    unsafe ends.most = UInt32(most)
    unsafe table = .allocate(capacity: 1)
    unsafe table.initialize(to: ends)
  }

  deinit {
    unsafe first.deallocate()
    unsafe firstBranches.deallocate()
    unsafe table.deallocate()
  }
}
