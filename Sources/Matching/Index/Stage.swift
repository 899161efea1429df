internal import Threads

/// Expressions that are looked for together, by an index of their own.
///
/// Within a stage, an expression's number is its place in ``places``.
final class Stage: Sendable {
  /// The expressions, by their places in the matcher's set, ascending.
  let places: [Int]
  private let expressions: [CompiledExpression]
  private let made = Locked<Index?>(nil)

  /// - Parameter all: The matcher's set.
  init(_ places: [Int], of all: [CompiledExpression]) {
    self.places = places
    expressions = places.map { all[$0] }
  }

  /// What is learnt of the expressions before the first text.
  final class Index: Sendable {
    /// Each expression's.
    let traits: [Traits]
    let candidates: CandidateIndex

    fileprivate init(_ expressions: [CompiledExpression]) {
      let requirements = Stage.requirements(expressions)
      candidates = CandidateIndex(requirements) { expressions[$0].expression }
      let unfiltered = candidates.unfiltered
      traits = requirements.enumerated().map { expression, requirement in
        Traits(
          isConfined: requirement.isConfined, isFiltered: !unfiltered.contains(expression),
          leadingRun: requirement.leadingRun)
      }
    }
  }

  /// What a search has to know of an expression.
  struct Traits {
    /// See ``Confinement``.
    let isConfined: Bool
    /// Whether its candidates are all that its filter lets through, and no more.
    let isFiltered: Bool
    /// See ``Node/leadingRun``.
    let leadingRun: ByteSet?
  }

  /// The index; whichever thread comes first makes it, with the help of others, while those that come later wait.
  var index: Index {
    made.withLock { made in
      if let made { return made }
      let index = Index(expressions)
      made = index
      return index
    }
  }

  /// Which of the stage's expressions are enabled; empty where all are.
  ///
  /// - Parameter all: One truth value for each expression of the matcher's set, or none.
  func enabled(_ all: [Bool]) -> [Bool] {
    if all.isEmpty || places.count == all.count { return all }
    return places.map { all[$0] }
  }

  /// What each expression requires. Several threads share the work where there is some: a large pattern takes
  /// milliseconds, a phrase next to nothing.
  private static func requirements(_ expressions: [CompiledExpression]) -> [Requirement] {
    let size = expressions.reduce(0) { $0 + $1.expression.cost }
    let group = size < cheap ? WorkerGroup(count: 1) : .forLoading()
    // The largest first, so that none is begun last, when the other threads have nothing to do; phrases many at a time.
    let order = expressions.indices.sorted { expressions[$0].expression.cost > expressions[$1].expression.cost }
    let patterns = order.prefix { expressions[$0].expression.cost > 0 }.count
    let stretches = (order.count - patterns + phrases - 1) / phrases
    let results = group.map(patterns + stretches) { task, _ in
      let first = patterns + (task - patterns) * phrases
      let places = task < patterns ? order[task..<task + 1] : order[first..<min(order.count, first + phrases)]
      return places.map { Requirement(expressions[$0].expression) }
    }
    var requirements = [Requirement](repeating: Requirement(), count: expressions.count)
    for (place, requirement) in zip(order, results.joined()) { requirements[place] = requirement }
    return requirements
  }

  /// Less than so many bytes of patterns are not worth a thread.
  private static let cheap = 4_096
  /// How many phrases are one task.
  private static let phrases = 256
}

extension Expression {
  /// How much work it is to understand: the pattern's length, or nothing to speak of where it is made of phrases.
  fileprivate var cost: Int {
    switch content {
    case .pattern(let pattern, isLiteral: false): pattern.utf8.count + 1
    case .pattern, .phrases: 0
    }
  }
}
