internal import Features
internal import Matching
internal import Rulebook

extension Matches {
  /// Adds what rules that only support others have found in a text as it reads. The others are for the text as it is
  /// written: a link says more than its label does, and their authors see what they match.
  ///
  /// - Parameter action: What becomes of an expression's matches.
  mutating func add(_ read: Matches, in reading: Reading, action: (Int) -> Rule.Action) {
    var known = Set(found)
    for match in read.found {
      let action = action(match.expression)
      guard action.supports else { continue }
      let range = action == .keep ? reading.place(of: match.range) : reading.line(match.range)
      let match = Match(expression: match.expression, range: range)
      if known.insert(match).inserted { found.append(match) }
    }
    var undecided = Set(inconclusive)
    for place in read.inconclusive where action(place.expression).supports {
      let place = Inconclusive(expression: place.expression, range: reading.line(place.range), reason: place.reason)
      if undecided.insert(place).inserted { inconclusive.append(place) }
    }
  }
}
