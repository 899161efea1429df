extension Node {
  /// See ``PatternFacts/runsAcrossLines``.
  ///
  /// - Parameter isFollowed: Whether something must follow the node.
  func runsAcrossLines(_ isFollowed: Bool) -> Bool {
    switch self {
    case .sequence(let parts):
      // Only one place is followed where the text must begin there.
      if case .textStart? = parts.first { return false }
      var isFollowed = isFollowed
      for part in parts.reversed() {
        if part.runsAcrossLines(isFollowed) { return true }
        if part.demandsText { isFollowed = true }
      }
      return false
    case .alternation(let parts): return parts.contains { $0.runsAcrossLines(isFollowed) }
    case .repetition(let body, _, let maximum):
      if isFollowed, maximum == .max, body.takesLineFeed, body.takesAnyLetter, body.isOpen { return true }
      return body.runsAcrossLines(isFollowed)
    case .lookahead(let body, _): return body.runsAcrossLines(false)
    default: return false
    }
  }

  /// See ``PatternFacts/takesAnyText``.
  var takesAnyText: Bool {
    switch self {
    case .sequence(let parts):
      return parts.contains(where: \.takesAnyText) && parts.allSatisfy { $0.takesAnyText || $0.mayTakeNothing }
    case .alternation(let parts): return parts.contains(where: \.takesAnyText)
    case .repetition(let body, _, let maximum): return maximum == .max && body.takesAnyCharacter || body.takesAnyText
    default: return false
    }
  }

  /// See ``PatternFacts/takesNothing``.
  var takesNothing: Bool {
    switch self {
    case .sequence(let parts): parts.allSatisfy(\.takesNothing)
    case .alternation(let parts): parts.allSatisfy(\.takesNothing)
    case .repetition(let body, _, let maximum): maximum == 0 || body.takesNothing
    case .lineStart, .lineEnd, .textStart, .textEnd, .textEndOrBefore, .wordBoundary, .lookahead, .lookbehind: true
    default: false
    }
  }

  /// Whether it takes each character there is, one at a time.
  private var takesAnyCharacter: Bool {
    switch self {
    case .set(let set): set.certain == .ascii && set.beyond && !set.beyondIsBlank
    case .sequence(let parts): parts.count == 1 && parts[0].takesAnyCharacter
    case .alternation(let parts):
      parts.contains(where: \.takesAnyCharacter)
        || parts.contains { if case .set(.anyButLineFeed) = $0 { true } else { false } }
          && parts.contains(where: \.isLineEnd)
    default: false
    }
  }

  private var isLineEnd: Bool {
    if case .character(0x0A, _) = self { true } else { false }
  }

  /// Whether some match takes a line feed.
  private var takesLineFeed: Bool {
    switch self {
    case .character(let character, _): character == 0x0A
    case .set(let set): set.certain.contains(0x0A)
    case .sequence(let parts), .alternation(let parts): parts.contains(where: \.takesLineFeed)
    case .repetition(let body, _, let maximum): maximum > 0 && body.takesLineFeed
    default: false
    }
  }

  /// Whether some match takes whatever letters stand there: certain words, line after line, are not much of a text.
  private var takesAnyLetter: Bool {
    switch self {
    case .set(let set): ByteSet(0x61...0x7A).isSubset(of: set.certain)
    case .sequence(let parts), .alternation(let parts): parts.contains(where: \.takesAnyLetter)
    case .repetition(let body, _, let maximum): maximum > 0 && body.takesAnyLetter
    default: false
    }
  }

  /// Whether nothing in it asks for a certain character, so that it goes on in any text: all that must take something takes
  /// letters, or ends a line.
  private var isOpen: Bool {
    switch self {
    case .sequence(let parts): parts.allSatisfy { !$0.mustTakeText || $0.isOpen }
    case .alternation(let parts): parts.contains(where: \.isOpen)
    case .repetition(let body, _, _): body.isOpen
    default: takesAnyLetter || takesLineFeed
    }
  }

  /// Whether something must stand where it is, taken or not.
  private var demandsText: Bool {
    switch self {
    case .lookahead(let body, let isNegative): !isNegative && body.demandsText
    // What a group takes is seldom nothing.
    case .backreference: true
    case .sequence(let parts): parts.contains(where: \.demandsText)
    case .alternation(let parts): !parts.isEmpty && parts.allSatisfy(\.demandsText)
    case .repetition(let body, let minimum, _): minimum > 0 && body.demandsText
    default: mustTakeText
    }
  }

  /// Whether every match takes something.
  private var mustTakeText: Bool {
    switch self {
    case .character, .string, .set: true
    case .sequence(let parts): parts.contains(where: \.mustTakeText)
    case .alternation(let parts): !parts.isEmpty && parts.allSatisfy(\.mustTakeText)
    case .repetition(let body, let minimum, _): minimum > 0 && body.mustTakeText
    default: false
    }
  }

  /// Whether it is sure that a match may take nothing, wherever it stands.
  private var mayTakeNothing: Bool {
    switch self {
    case .sequence(let parts): parts.allSatisfy(\.mayTakeNothing)
    case .alternation(let parts): parts.contains(where: \.mayTakeNothing)
    case .repetition(let body, let minimum, _): minimum == 0 || body.mayTakeNothing
    case .lineStart, .lineEnd, .textStart, .textEnd, .textEndOrBefore: true
    default: false
    }
  }
}
