/// One match of one expression.
public struct Match: Sendable, Hashable, Comparable {
  /// The expression's index in the set.
  public let expression: Int
  /// The matched bytes. Of a line expression: the line without its line feed, so empty for an empty line.
  public let range: Range<Int>

  /// A match of an expression.
  public init(expression: Int, range: Range<Int>) {
    self.expression = expression
    self.range = range
  }

  /// By expression, then by place.
  public static func < (left: Match, right: Match) -> Bool {
    (left.expression, left.range.lowerBound) < (right.expression, right.range.lowerBound)
  }
}

/// A place where an expression neither matched nor failed to match, because it ran into a limit.
public struct Inconclusive: Sendable, Hashable {
  /// Which limit ended the attempt.
  public enum Reason: String, Sendable, Hashable {
    /// PCRE2's match limit: too much backtracking.
    case matchLimit = "match-limit"
    /// PCRE2's depth limit: too deep nesting of backtracking points.
    case depthLimit = "depth-limit"
    /// PCRE2's heap limit: too much memory.
    case heapLimit = "heap-limit"
    /// The expression ran into a limit so often in this document that the rest of it was not searched.
    case abandoned
    /// PCRE2 reported an error of its own.
    case failed
  }

  /// The expression's index in the set.
  public let expression: Int
  /// The line or the stretch of text in which matching gave up.
  public let range: Range<Int>
  /// Which limit it was.
  public let reason: Reason

  /// A place where an expression gave no answer.
  public init(expression: Int, range: Range<Int>, reason: Reason) {
    self.expression = expression
    self.range = range
    self.reason = reason
  }
}

/// Everything that a set of expressions found in one text.
public struct Matches: Sendable, Equatable {
  /// The matches; as a search adds them, those of one expression ascend, and expressions may come in any order.
  public var found: [Match] = []
  /// Where no answer could be had.
  public var inconclusive: [Inconclusive] = []

  /// No matches.
  public init() {}

  /// Forgets everything and keeps the memory.
  public mutating func removeAll() {
    found.removeAll(keepingCapacity: true)
    inconclusive.removeAll(keepingCapacity: true)
  }

  /// By expression, then by place: the form in which two matchers are compared.
  public func sorted() -> Matches {
    var copy = self
    copy.found.sort()
    copy.inconclusive.sort { ($0.expression, $0.range.lowerBound) < ($1.expression, $1.range.lowerBound) }
    return copy
  }
}

/// Matching was told to stop before it was done; what it had found so far means nothing.
public struct Interrupted: Error, Equatable {
  /// The expression that was searched for then, as far as that is known.
  public let expression: Int?

  /// The interruption.
  public init(expression: Int? = nil) { self.expression = expression }
}
