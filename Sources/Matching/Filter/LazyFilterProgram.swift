internal import Threads

/// The program of one expression's filter, made by whichever thread first has a line for it: few of thousands ever do. Until
/// then its pattern is all that is kept: the parsed ones would take as much memory as all else of a rulebook's index.
///
/// It lives as long as some worker reads with it, so that workers that are let go take with them what they have learnt.
final class LazyFilterProgram: Sendable {
  private struct State {
    weak var program: FilterProgram?
    var isTooLong = false
  }

  private let expression: Expression
  private let place: Int
  private let state = Locked(State())

  /// - Parameters:
  ///   - expression: One that has a filter.
  ///   - place: Its place in the set.
  init(of expression: Expression, at place: Int) {
    self.expression = expression
    self.place = place
  }

  /// The program; `nil` where the filter is too long for one, so that every line has to be let through.
  var made: FilterProgram? {
    state.withLock { state in
      if state.isTooLong { return nil }
      if let program = state.program { return program }
      var builder = FilterProgram.Builder()
      let program = filter.flatMap { builder.add($0, of: place) ? builder.program : nil }
      state.program = program
      state.isTooLong = program == nil
      return program
    }
  }

  /// What it had when its ``Requirement`` was proved.
  private var filter: LineFilter? {
    do { return LineFilter(try PatternParser.parse(expression), expression.subject) } catch { return nil }
  }
}
