/// Finds all matches of a fixed set of expressions in a text.
///
/// Immutable and shared by all workers; each worker brings its own ``Scratch``. Two matchers of the same expressions
/// give equal ``Matches/sorted()`` for every text: the plain ``ReferenceMatcher`` is the judge.
public protocol Matcher: Sendable {
  /// The expressions, in the order in which matches name them.
  var expressions: [Expression] { get }

  /// Whether patterns run as machine code.
  var usesJIT: Bool { get }

  /// Finds every match of every enabled expression.
  ///
  /// - Parameters:
  ///   - text: Valid UTF-8; line ends are LF.
  ///   - enabled: One truth value an expression; empty means all of them.
  ///   - scratch: The calling worker's own.
  ///   - matches: Emptied, then filled.
  ///   - shouldStop: Asked every now and then; `true` ends the work.
  /// - Throws: ``Interrupted`` once `shouldStop` has answered `true`.
  func findMatches(
    in text: [UInt8], enabled: [Bool], using scratch: Scratch, into matches: inout Matches,
    shouldStop: () -> Bool
  ) throws(Interrupted)

  /// Frees machine code, which is made again for patterns that are used anew. No thread may be matching.
  func releaseMachineCode()
}
