public import Matching

/// A line of which two rulebooks make something else.
public struct LineChange: Sendable, Equatable {
  /// Its number in the text, from 1.
  public let number: Int
  /// What one rulebook makes of it.
  public let before: LineAccount
  /// What the other does.
  public let after: LineAccount
}

extension Cleaner {
  /// The lines of a text, blank ones aside, of which another cleaner leaves something else; `nil` where it leaves the same
  /// text.
  ///
  /// - Parameter scratch: The calling worker's own, for this cleaner and for the other: each learns from text to text.
  public func changes(
    by other: Cleaner, in text: [UInt8], context: Context = Context(), using scratch: (Scratch, Scratch)
  ) throws(Interrupted) -> [LineChange]? {
    let before = try clean(text, context: context, using: scratch.0)
    let after = try other.clean(text, context: context, using: scratch.1)
    if before.text == after.text { return nil }
    let accounts = (
      try account(of: text, context: context, using: scratch.0),
      try other.account(of: text, context: context, using: scratch.1)
    )
    var (number, place) = (1, 0)
    var changes: [LineChange] = []
    for (before, after) in zip(accounts.0.lines, accounts.1.lines) {
      number += text[place..<before.range.lowerBound].count { $0 == 0x0A }
      place = before.range.lowerBound
      changes.append(LineChange(number: number, before: before, after: after))
    }
    return changes.filter { change in
      let isCut = change.before.fate == .losesPart || change.before.fate == .rewritten
      guard change.before.fate.leavesSame(as: change.after.fate) else { return true }
      return isCut && before.left(of: change.before.range, in: text) != after.left(of: change.before.range, in: text)
    }
  }
}

extension LineAccount.Fate {
  /// Whether the same is left of a line, which for a part is still to be seen.
  fileprivate func leavesSame(as other: Self) -> Bool {
    self == other || [self, other].allSatisfy { $0 == .stays || $0 == .kept }
  }
}

extension Cleaned {
  /// What is left of some bytes of the text.
  fileprivate func left(of range: Range<Int>, in text: [UInt8]) -> [UInt8] {
    let changes = removals.map { ($0.range, [UInt8]()) } + replacements.map { ($0.range, $0.text) }
    var (result, place) = ([UInt8](), range.lowerBound)
    for (taken, given) in changes.sorted(by: { $0.0.lowerBound < $1.0.lowerBound }) where taken.overlaps(range) {
      result += text[place..<max(place, taken.lowerBound)] + given
      place = max(place, min(taken.upperBound, range.upperBound))
    }
    return result + text[place..<range.upperBound]
  }
}
