/// What must hold of a text for an expression to match in it, proved from its pattern.
///
/// It never decides that there is a match, only that there can be none: that is left to PCRE2.
struct Requirement: Sendable {
  /// The lines in which a match may start.
  enum Places: Sendable {
    /// Any line.
    case anywhere
    /// Any line, if one of the folded strings stands somewhere in the text.
    case ifPresent(Strings)
    /// The lines that one of the branches points to.
    case branches([Branch])
    /// The lines that the filter lets through, whatever literals they hold.
    case filtered
    /// The lines that the branch of one of an expression's phrases points to.
    case phrases(Expression, Phrases)
  }

  var places = Places.anywhere
  /// Whether a match depends on its own line alone; see ``Confinement``.
  var isConfined = false
  /// See ``Node/leadingRun``.
  private(set) var leadingRun: ByteSet?
  /// What else a line must show, after the literals or, where these tell too little, in their place.
  var filter: LineFilter?
  /// The filter's steps, where it is the only thing to go by; `nil` where they are too many.
  private(set) var steps: FilterProgram.Builder?
  /// What the literals alone point to, where the steps are too many.
  private(set) var withoutSteps: Places?

  /// Nothing is known.
  init() {}

  /// - Parameter isLiteral: Whether to look for literals alone, and never for a filter.
  init(_ expression: Expression, isLiteral: Bool = false) {
    if let phrases = expression.phrases {
      isConfined = true
      places = .phrases(expression, phrases)
      return
    }
    let node: Node
    do { node = try PatternParser.parse(expression) } catch { return }
    let wholeLine = expression.subject.isLine
    defer {
      if case .filtered = places, let filter, !filter.isFirstLineOnly {
        var builder = FilterProgram.Builder()
        if builder.add(filter, of: 0) {
          steps = builder
        } else {
          var places = Self.literals(node, wholeLine: wholeLine, isLine: wholeLine)
          places.leaveOut(linesLongerThan: expression.subject.longestLine)
          withoutSteps = places
        }
      }
      places.leaveOut(linesLongerThan: expression.subject.longestLine)
    }
    if wholeLine, let line = FixedLine(node) {
      isConfined = true
      places = .branches([line.branch])
      return
    }
    // A line is all that a pattern for lines is shown.
    isConfined = wholeLine || node.isConfined
    leadingRun = wholeLine ? nil : node.leadingRun
    if !isLiteral, let filter = LineFilter(node, expression.subject) {
      self.filter = filter
      if filter.isShort {
        places = .filtered
        return
      }
    }
    places = Self.literals(node, wholeLine: wholeLine, isLine: wholeLine, orVague: filter != nil)
    if let filter { places.leaveOut(linesNotOf: filter.gate) }
    if let filter, places.isVague {
      // What a look ahead from the line's start asks for must be there as well.
      for ahead in filter.parts.dropFirst() where places.isVague {
        places = Self.literals(
          .sequence([.lineStart, ahead]), wholeLine: false, isLine: wholeLine, orVague: true)
      }
      if places.isVague { places = .filtered }
    }
  }

  /// The lines that the literals of a node point to.
  ///
  /// - Parameters:
  ///   - wholeLine: Whether a match is a whole line.
  ///   - isLine: Whether the pattern is shown lines.
  ///   - orVague: Whether ``Places/anywhere`` will do for places that are vague: one sign tells that, of hundreds at times.
  private static func literals(_ node: Node, wholeLine: Bool, isLine: Bool, orVague: Bool = false) -> Places {
    var branches: [Branch] = []
    for track in Track.all(through: node, wholeLine: wholeLine) {
      let signs = Branch.branches(of: track, isLine: isLine)
      if signs.isEmpty || orVague && signs.contains(where: { $0.isWeak || $0.isVague }) { return .anywhere }
      branches += signs
    }
    branches = Branch.merged(branches)
    if !branches.contains(where: \.isWeak) { return .branches(branches) }
    guard branches.allSatisfy({ !$0.literals.isEmpty }) else { return .anywhere }
    return .ifPresent(branches.reduce(into: Strings()) { $0.append($1.literals) })
  }
}

extension Requirement.Places {
  /// Leaves out the lines that the pattern is not shown; in characters.
  fileprivate mutating func leaveOut(linesLongerThan longest: Int) {
    guard longest < .max, case .branches(var branches) = self else { return }
    for place in branches.indices {
      branches[place].maximumCharacters = min(branches[place].maximumCharacters, longest)
    }
    self = .branches(branches)
  }

  /// Leaves out the lines in which no match starts, for their length.
  fileprivate mutating func leaveOut(linesNotOf gate: LineGate) {
    guard case .branches(var branches) = self else { return }
    for place in branches.indices where branches[place].lead == .lines(0) {
      branches[place].maximumCharacters = min(branches[place].maximumCharacters, gate.longest)
      branches[place].maximumSolid = min(branches[place].maximumSolid, gate.mostSolid)
    }
    self = .branches(branches)
  }

  /// Whether most lines of most texts are among them.
  fileprivate var isVague: Bool {
    switch self {
    case .anywhere, .ifPresent: true
    case .branches(let branches): branches.contains(where: \.isVague)
    case .filtered, .phrases: false
    }
  }
}

extension Branch {
  /// Whether it is but a first byte, and one of many.
  fileprivate var isVague: Bool { anchor == .first && (first?.count ?? 256) > 64 }
}

extension Expression.Subject {
  /// Whether a pattern is shown lines.
  var isLine: Bool {
    switch self {
    case .line: true
    case .document: false
    }
  }

  /// The greatest number of characters in a line that a pattern is shown; `Int.max` where it is shown all.
  var longestLine: Int {
    switch self {
    case .line(let minimum, let maximum): max(minimum, maximum)
    case .document: .max
    }
  }
}
