/// Counts hashes: in how many places a word or a line occurs. Open addressing, made for one document.
struct WordTable {
  private struct Slot {
    var hash: UInt32 = 0
    var place: Int32 = -1
    var count: Int32 = 0
    var coreCount: Int32 = 0
    var isTitle = false
  }

  private var slots: [Slot]
  private let mask: Int

  /// - Parameter capacity: How many different hashes there may be at most.
  init(capacity: Int) {
    var size = 16
    while size < capacity * 2 { size *= 2 }
    slots = Array(repeating: Slot(), count: size)
    mask = size - 1
  }

  @inline(__always)
  private func slot(_ hash: UInt32) -> Int {
    var slot = Int(truncatingIfNeeded: hash &* 0x9E37_79B1 >> 7) & mask
    while slots[slot].hash != 0, slots[slot].hash != hash { slot = (slot &+ 1) & mask }
    return slot
  }

  /// Counts a hash, once a place; in places of the document's core apart, too.
  @inline(__always)
  mutating func add(_ hash: UInt32, at place: Int, isCore: Bool = false) {
    let slot = slot(hash)
    slots[slot].hash = hash
    if slots[slot].place != Int32(truncatingIfNeeded: place) {
      slots[slot].place = Int32(truncatingIfNeeded: place)
      slots[slot].count &+= 1
      if isCore { slots[slot].coreCount &+= 1 }
    }
  }

  /// Says of a hash that it belongs to the title.
  mutating func addTitle(_ hash: UInt32) {
    let slot = slot(hash)
    slots[slot].hash = hash
    slots[slot].isTitle = true
  }

  /// In how many places a hash occurs, in how many of the core, and whether it belongs to the title.
  @inline(__always)
  func find(_ hash: UInt32) -> (count: Int, inCore: Int, isTitle: Bool) {
    let slot = slots[slot(hash)]
    return (Int(slot.count), Int(slot.coreCount), slot.isTitle)
  }
}
