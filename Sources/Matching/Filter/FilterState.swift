/// A state of a ``FilterAutomaton``: a set of steps that a line has led to.
struct FilterState: Sendable {
  /// What stands before it to a word, plus one, or 0 where that makes no difference; how many parts were accepted on the
  /// way to it; those parts; and the steps it waits at. Both ascend.
  let content: [UInt32]
  let hash: UInt64

  init(_ content: [UInt32]) {
    // Copied, to be no larger than it needs to be.
    self.content = content.map { $0 }
    hash = Self.hash(content)
  }

  static func hash(_ content: [UInt32]) -> UInt64 {
    var hash: UInt64 = 0
    for word in content { hash = (hash << 5 | hash >> 59) ^ UInt64(word) &* 0x9E37_79B9_7F4A_7C15 }
    return hash &* 0x9E37_79B9_7F4A_7C15
  }

  /// What stands before it to a word, where some step asks for that or for what follows.
  var prior: Symbols.Kind? { content[0] == 0 ? nil : Symbols.Kind(rawValue: content[0] - 1) ?? .unsure }

  /// The parts that were accepted on the way to it.
  var accepted: ArraySlice<UInt32> { content[2..<2 + Int(content[1])] }

  /// The steps that it waits at.
  var steps: ArraySlice<UInt32> { content[(2 + Int(content[1]))...] }

  /// Whether nothing was accepted, and nothing can be any more.
  static func isDead(_ content: [UInt32]) -> Bool { content.count == 2 }
}

/// The states of an automaton by number, and the number of each.
struct FilterStates {
  private(set) var all: [FilterState] = []
  /// Numbers plus one, where the states' hashes point or behind; a power of two of them, at most half of them in use.
  private var places = [UInt32](repeating: 0, count: 64)

  subscript(number: Int) -> FilterState { all[number] }

  mutating func removeAll() {
    all.removeAll(keepingCapacity: true)
    for place in places.indices { places[place] = 0 }
  }

  /// The number of the state of some content, if it has one.
  func number(of content: [UInt32]) -> Int? {
    let number = places[place(of: content, FilterState.hash(content))]
    return number == 0 ? nil : Int(number) - 1
  }

  /// Adds a state that has no number.
  mutating func append(_ state: FilterState) {
    all.append(state)
    if all.count * 2 > places.count {
      places = [UInt32](repeating: 0, count: places.count * 2)
      for (number, state) in all.enumerated() { places[freePlace(for: state.hash)] = UInt32(number) + 1 }
    } else {
      places[freePlace(for: state.hash)] = UInt32(all.count)
    }
  }

  /// Where the state of some content is, or would be put.
  private func place(of content: [UInt32], _ hash: UInt64) -> Int {
    var place = first(hash)
    while places[place] != 0 {
      let number = Int(places[place]) - 1
      if all[number].hash == hash, all[number].content == content { return place }
      place = (place + 1) & (places.count - 1)
    }
    return place
  }

  private func freePlace(for hash: UInt64) -> Int {
    var place = first(hash)
    while places[place] != 0 { place = (place + 1) & (places.count - 1) }
    return place
  }

  private func first(_ hash: UInt64) -> Int { Int(truncatingIfNeeded: hash >> 32) & (places.count - 1) }
}
