internal import Threads

/// The program of one expression's filter, made by whichever thread first has a line for it: few of thousands ever do.
///
/// It lives as long as some worker reads with it, so that workers that are let go take with them what they have learnt.
final class LazyFilterProgram: Sendable {
  private struct State {
    weak var program: FilterProgram?
    var isTooLong = false
  }

  private let filter: LineFilter
  private let expression: Int
  private let state = Locked(State())

  init(_ filter: LineFilter, of expression: Int) {
    self.filter = filter
    self.expression = expression
  }

  /// The program; `nil` where the filter is too long for one, so that every line has to be let through.
  var made: FilterProgram? {
    state.withLock { state in
      if state.isTooLong { return nil }
      if let program = state.program { return program }
      var builder = FilterProgram.Builder()
      let program = builder.add(filter, of: expression) ? builder.program : nil
      state.program = program
      state.isTooLong = program == nil
      return program
    }
  }
}
