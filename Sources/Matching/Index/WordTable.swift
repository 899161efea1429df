internal import CScan

/// Literals that stand at the start of a word, or begin with a character that is of no word. Memory of its own, as CScan
/// reads it.
@safe final class WordTable: @unchecked Sendable {  // written by `init` alone
  /// As CScan takes it; good as long as the object is.
  let table: UnsafeMutablePointer<cscan_words>
  /// The greatest number of finds at one place.
  let most: Int
  private let tables: [KeyTable?]
  private let pairs: UnsafeMutablePointer<UInt64>

  /// Literals by the width of their keys: 8, 4, 2 bytes and one; `nil` where there are none.
  init?(_ literals: [[cscan_entry]]) {
    if literals.allSatisfy(\.isEmpty) { return nil }
    tables = literals.map { $0.isEmpty ? nil : KeyTable($0) }
    unsafe pairs = .allocate(capacity: 1024)
    unsafe pairs.initialize(repeating: 0, count: 1024)
    for entry in literals[2] { unsafe pairs[Int(entry.key >> 6)] |= 1 &<< (entry.key & 63) }
    // What follows a single byte may be anything.
    for entry in literals[3] {
      for second in 0..<UInt64(256) {
        let pair = second << 8 | entry.key
        unsafe pairs[Int(pair >> 6)] |= 1 &<< (pair & 63)
      }
    }
    var words = unsafe cscan_words()
    unsafe words.pairs = UnsafePointer(pairs)
    var most = 0
    let known = tables
    unsafe withUnsafeMutableBytes(of: &words.tables) { raw in
      let room = unsafe raw.bindMemory(to: cscan_table.self)
      for (width, table) in known.enumerated() {
        guard let table else { continue }
        unsafe room[width] = table.table
        most += table.most
      }
    }
    for (width, table) in known.enumerated() where table != nil { unsafe words.present |= 1 << UInt32(width) }
    self.most = most
    unsafe words.most = UInt32(most)
    unsafe table = .allocate(capacity: 1)
    unsafe table.initialize(to: words)
  }

  deinit {
    unsafe pairs.deallocate()
    unsafe table.deallocate()
  }
}
