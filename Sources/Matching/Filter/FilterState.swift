/// A state of a ``FilterAutomaton``: a set of steps that a line has led to.
struct FilterState: Sendable {
  /// What stands before it to a word, plus one, or 0 where that makes no difference; how many expressions have been decided
  /// on the way to it, and how many parts are accepted; those expressions; those parts; and the steps it waits at. All ascend.
  let content: ArraySlice<UInt32>

  /// What stands before it to a word, where some step asks for that or for what follows.
  var prior: Symbols.Kind? {
    let prior = content[content.startIndex]
    return prior == 0 ? nil : Symbols.Kind(rawValue: prior - 1) ?? .unsure
  }

  /// The expressions, by their place in ``FilterProgram/owners``, the last of whose parts was accepted on the way to it.
  var complete: ArraySlice<UInt32> { content[firstComplete..<firstAccepted] }

  /// The parts that have been accepted of expressions of which others have not.
  var accepted: ArraySlice<UInt32> { content[firstAccepted..<firstStep] }

  /// The steps that it waits at.
  var steps: ArraySlice<UInt32> { content[firstStep...] }

  private var firstComplete: Int { content.startIndex + 3 }
  private var firstAccepted: Int { firstComplete + Int(content[content.startIndex + 1]) }
  private var firstStep: Int { firstAccepted + Int(content[content.startIndex + 2]) }

  /// Whether nothing was decided, and nothing can be any more.
  static func isDead(_ content: [UInt32]) -> Bool { content.count == 3 }
}

/// The states of an automaton by number, and the number of each.
///
/// Their contents stand one after the other: thousands of small arrays would leave memory in pieces that can't be given back.
struct FilterStates {
  private var contents: [UInt32] = []
  private var all: [(hash: UInt64, end: Int)] = []
  /// Numbers plus one, where the states' hashes point or behind; a power of two of them, at most half of them in use.
  private var places = [UInt32](repeating: 0, count: 64)

  /// How many there are.
  var count: Int { all.count }

  /// Good until the next one is added.
  subscript(number: Int) -> FilterState { FilterState(content: contents[range(number)]) }

  private func range(_ number: Int) -> Range<Int> { (number == 0 ? 0 : all[number - 1].end)..<all[number].end }

  mutating func removeAll() {
    contents.removeAll(keepingCapacity: true)
    all.removeAll(keepingCapacity: true)
    for place in places.indices { places[place] = 0 }
  }

  /// The number of the state of some content, if it has one.
  func number(of content: [UInt32]) -> Int? {
    let number = places[place(of: content, Self.hash(content))]
    return number == 0 ? nil : Int(number) - 1
  }

  /// Adds a state of some content that has no number.
  mutating func append(_ content: [UInt32]) {
    let hash = Self.hash(content)
    contents += content
    all.append((hash, contents.count))
    if all.count * 2 > places.count {
      places = [UInt32](repeating: 0, count: places.count * 2)
      for (number, state) in all.enumerated() { places[freePlace(for: state.hash)] = UInt32(number) + 1 }
    } else {
      places[freePlace(for: hash)] = UInt32(all.count)
    }
  }

  private static func hash(_ content: [UInt32]) -> UInt64 {
    var hash: UInt64 = 0
    for word in content { hash = (hash << 5 | hash >> 59) ^ UInt64(word) &* 0x9E37_79B9_7F4A_7C15 }
    return hash &* 0x9E37_79B9_7F4A_7C15
  }

  /// Where the state of some content is, or would be put.
  private func place(of content: [UInt32], _ hash: UInt64) -> Int {
    var place = first(hash)
    while places[place] != 0 {
      let number = Int(places[place]) - 1
      if all[number].hash == hash, contents[range(number)].elementsEqual(content) { return place }
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
