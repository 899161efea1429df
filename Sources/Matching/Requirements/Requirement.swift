/// What must hold of a text for an expression to match in it, proved from its pattern.
///
/// It never decides that there is a match, only that there can be none: that is left to PCRE2.
struct Requirement {
  /// The lines in which a match may start.
  enum Places {
    /// Any line.
    case anywhere
    /// Any line, if one of the folded strings stands somewhere in the text.
    case ifPresent([[UInt8]])
    /// The lines that one of the branches points to.
    case branches([Branch])
  }

  var places = Places.anywhere
  /// Whether a match depends on its own line alone; see ``Confinement``.
  var isConfined = false

  init(_ expression: Expression) {
    let node: Node
    do { node = try PatternParser.parse(expression) } catch { return }
    let wholeLine = expression.subject.isLine
    isConfined = node.isConfined
    var branches: [Branch] = []
    for track in Track.all(through: node, wholeLine: wholeLine) {
      let signs = Branch.branches(of: track, isLine: wholeLine)
      if signs.isEmpty { return }
      branches += signs
    }
    branches = Branch.merged(branches)
    if !branches.contains(where: \.isWeak) {
      places = .branches(branches)
    } else if branches.allSatisfy({ !$0.literals.isEmpty }) {
      places = .ifPresent(branches.flatMap(\.literals))
    }
  }
}

extension Expression.Subject {
  /// Whether a pattern is shown lines.
  var isLine: Bool {
    switch self {
    case .line: true
    case .document: false
    }
  }
}
