internal import CPCRE2

/// What can be said of a pattern without a text: for the advice that `winnow rules check` gives.
public struct PatternFacts: Sendable, Equatable {
  /// Whether every match holds a piece of fixed text that the index can look for. Without one PCRE2 is asked about many
  /// lines, or about every document.
  public let hasLiteral: Bool
  /// Whether a repetition without end stands within another without end, with nothing fixed between two rounds: the
  /// classic cause of catastrophic backtracking.
  public let hasNestedRepetition: Bool
  /// Whether it is shown whole texts, and a repetition without end goes over line ends and on to something that must follow: where
  /// that is missing, each place where a match may begin is followed to the text's end.
  public let runsAcrossLines: Bool
  /// Whether it is shown whole texts and may take all of one, whatever stands there.
  public let takesAnyText: Bool
  /// Whether it is shown whole texts and every match begins, ends or has within it the beginning or the end of a line; so of
  /// what is not understood.
  public let touchesLineEdge: Bool
  /// Whether it is shown whole texts and every match is a line, or some, from the first's beginning to the last's end and without
  /// the line feed after it.
  public let takesLinesButTheirEnd: Bool
  /// Whether it is shown whole texts and can match nothing but a place between characters, which is no match.
  public let takesNothing: Bool
  /// The least number of characters in a match, as PCRE2 tells it; 0 where it doesn't.
  public let minimumLength: Int
  /// Whether it is shown lines, without their line feeds, and every match would take one.
  public let needsLineFeed: Bool
  /// Whether it is shown lines and matches an empty one.
  public let matchesEmptyLine: Bool
}

extension CompiledExpression {
  /// What can be said of the pattern.
  public var facts: PatternFacts {
    guard case .one(let pattern) = patterns else {
      return PatternFacts(
        hasLiteral: true, hasNestedRepetition: false, runsAcrossLines: false, takesAnyText: false,
        touchesLineEdge: false, takesLinesButTheirEnd: false, takesNothing: false,
        minimumLength: 0, needsLineFeed: false, matchesEmptyLine: false)
    }
    var (nested, needsLineFeed, runsAcross, takesAny) = (false, false, false, false)
    var (takesNothing, touchesLineEdge, takesLines) = (false, true, false)
    do {
      let node = try PatternParser.parse(expression)
      (nested, needsLineFeed) = (node.hasNestedRepetition, node.needsLineFeed)
      if !expression.subject.isLine {
        (runsAcross, takesAny, takesNothing) = (node.runsAcrossLines(false), node.takesAnyText, node.takesNothing)
        (touchesLineEdge, takesLines) = (node.touchesLineEdge, node.takesLinesButTheirEnd)
      }
    } catch {
      // Nothing is known of what is not understood.
    }
    return PatternFacts(
      hasLiteral: !Requirement(expression, isLiteral: true).places.isAnywhere, hasNestedRepetition: nested,
      runsAcrossLines: runsAcross, takesAnyText: takesAny, touchesLineEdge: touchesLineEdge,
      takesLinesButTheirEnd: takesLines, takesNothing: takesNothing,
      minimumLength: pattern.minimumLength, needsLineFeed: needsLineFeed && expression.subject.isLine,
      matchesEmptyLine: matches(pattern, line: []))
  }

  /// Whether it is shown lines, and matches this one.
  private func matches(_ pattern: Pattern, line: [UInt8]) -> Bool {
    guard case .line(let minimum, _) = expression.subject, line.count >= minimum,
      case .match = pattern.matches(line: line.span, .interpreter, Scratch())
    else {
      return false
    }
    return true
  }

  /// How many groups capture.
  public var captureCount: Int {
    guard case .one(let pattern) = patterns else { return 0 }
    return pattern.captureCount
  }

  /// Whether it takes all of a line: at once where it is shown lines, else by matches one beside the other. A phrase does not.
  public func takesAll(of line: String) -> Bool {
    let bytes = Array(line.utf8)
    guard case .one(let pattern) = patterns, case .pattern(_, isLiteral: false) = expression.content else {
      return false
    }
    if case .line(_, let maximum) = expression.subject {
      return line.unicodeScalars.count <= maximum && matches(pattern, line: bytes)
    }
    var place = 0
    while place < bytes.count {
      guard
        case .match(let range) = pattern.firstMatch(
          in: bytes.span, from: place, lastStart: place, .interpreter, Scratch()), range.lowerBound == place,
        !range.isEmpty
      else { return false }
      place = range.upperBound
    }
    return true
  }

  /// Whether something in a text matches.
  public func matches(in text: String) -> Bool {
    let bytes = Array(text.utf8)
    guard !expression.subject.isLine, case .one(let pattern) = patterns,
      case .match = pattern.firstMatch(
        in: bytes.span, from: 0, lastStart: bytes.count, .interpreter, Scratch())
    else { return false }
    return true
  }
}

extension Pattern {
  fileprivate var captureCount: Int {
    var count: UInt32 = 0
    unsafe pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_CAPTURECOUNT), &count)
    return Int(count)
  }

  fileprivate var minimumLength: Int {
    var length: UInt32 = 0
    unsafe pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_MINLENGTH), &length)
    return Int(length)
  }
}

extension Requirement.Places {
  fileprivate var isAnywhere: Bool {
    if case .anywhere = self { true } else { false }
  }
}

extension Node {
  /// Whether every match takes a line feed.
  fileprivate var needsLineFeed: Bool {
    switch self {
    case .character(0x0A, _): true
    case .set(let set): !set.beyond && set.ascii == ByteSet(0x0A...0x0A)
    case .sequence(let parts): parts.contains(where: \.needsLineFeed)
    case .alternation(let parts): !parts.isEmpty && parts.allSatisfy(\.needsLineFeed)
    case .repetition(let body, let minimum, _): minimum > 0 && body.needsLineFeed
    default: false
    }
  }

  /// See ``PatternFacts/touchesLineEdge``.
  fileprivate var touchesLineEdge: Bool {
    switch self {
    case .lineStart, .lineEnd, .textStart, .textEnd, .textEndOrBefore, .unknown, .character(0x0A, _): true
    case .set(let set): !set.beyond && set.ascii.subtracting(ByteSet(0x0A...0x0D)) == ByteSet()
    case .sequence(let parts): parts.contains(where: \.touchesLineEdge)
    case .alternation(let parts): parts.allSatisfy(\.touchesLineEdge)
    case .repetition(let body, let minimum, _): minimum > 0 && body.touchesLineEdge
    // What must not stand there may be all but a line's end.
    case .lookahead(let body, let isNegative), .lookbehind(let body, let isNegative): isNegative || body.touchesLineEdge
    case .character, .string, .wordBoundary, .zeroWidth, .backreference: false
    }
  }

  /// See ``PatternFacts/takesLinesButTheirEnd``.
  fileprivate var takesLinesButTheirEnd: Bool {
    switch self {
    case .alternation(let parts): return !parts.isEmpty && parts.allSatisfy(\.takesLinesButTheirEnd)
    case .sequence(let parts):
      if parts.count == 1 { return parts[0].takesLinesButTheirEnd }
      guard case .lineStart? = parts.first, case .lineEnd? = parts.last, parts.count > 2 else { return false }
      return !parts[parts.count - 2].needsLineFeed
    default: return false
    }
  }

  /// See ``PatternFacts/hasNestedRepetition``.
  fileprivate var hasNestedRepetition: Bool {
    switch self {
    case .sequence(let parts), .alternation(let parts): return parts.contains(where: \.hasNestedRepetition)
    case .repetition(let body, _, let maximum):
      if maximum == .max, body.isOnlyRepetition { return true }
      return body.hasNestedRepetition
    case .lookahead(let body, _), .lookbehind(let body, _): return body.hasNestedRepetition
    default: return false
    }
  }

  /// Whether one round can consist of a repetition without end and nothing else that must be there.
  private var isOnlyRepetition: Bool {
    switch self {
    case .repetition(let body, _, let maximum): return maximum == .max || body.isOnlyRepetition
    case .sequence(let parts):
      let solid = parts.filter { !$0.mayBeEmpty }
      return parts.contains(where: \.isOnlyRepetition)
        && solid.allSatisfy { part in if case .repetition = part { true } else { false } }
    case .alternation(let parts): return parts.contains(where: \.isOnlyRepetition)
    default: return false
    }
  }

  private var mayBeEmpty: Bool {
    switch self {
    case .repetition(let body, let minimum, _): return minimum == 0 || body.mayBeEmpty
    case .sequence(let parts): return parts.allSatisfy(\.mayBeEmpty)
    case .alternation(let parts): return parts.contains(where: \.mayBeEmpty)
    case .character, .string, .set: return false
    default: return true
    }
  }
}
