extension Node {
  /// Where every match is the start of a line and as many of certain characters as there are or fewer, across lines, and
  /// then something that does not care where these began, as in `^\s*word`: those characters, of one byte each. What an
  /// atomic group takes depends on where it began, so none is looked into.
  ///
  /// Whatever such a pattern tries behind a run of them it has tried when it began at the run's first line: where that
  /// came to nothing, all other lines that begin in the run will. PCRE2 tries them all, each to the run's end, which
  /// took three seconds a pattern for a hundred thousand blank lines.
  var leadingRun: ByteSet? {
    guard case .sequence(let nodes) = self else { return nil }
    let parts = nodes.flatMap(\.flattened)
    guard parts.count > 2, case .lineStart = parts[0], case .repetition(let repeated, _, .max) = parts[1],
      let run = repeated.certain, run.contains(0x0A)
    else { return nil }
    return parts.dropFirst(2).contains(where: \.remembers) ? nil : run
  }

  /// The bytes that it is sure to take, one at a time.
  private var certain: ByteSet? {
    switch self {
    case .set(let set): set.certain
    case .character(0x0A, _): ByteSet(0x0A...0x0A)
    default: nil
    }
  }

  private var flattened: [Node] {
    if case .sequence(let nodes) = self { nodes.flatMap(\.flattened) } else { [self] }
  }

  /// Whether it asks what was taken before it, or may.
  private var remembers: Bool {
    contains { node in
      switch node {
      case .backreference, .unknown: true
      default: false
      }
    }
  }
}
