import Synchronization

/// The program of one expression's filter, made by whichever thread first has a line for it: few of thousands ever do.
final class LazyFilterProgram: Sendable {
  private enum State: Sendable {
    case waiting(LineFilter)
    /// `nil` where the filter is too long for a program.
    case made(FilterProgram?)
  }

  private let expression: Int
  private let state: Mutex<State>

  init(_ filter: LineFilter, of expression: Int) {
    self.expression = expression
    state = Mutex(.waiting(filter))
  }

  /// The program; `nil` where every line has to be let through.
  var made: FilterProgram? {
    state.withLock { state in
      switch state {
      case .made(let program): return program
      case .waiting(let filter):
        var builder = FilterProgram.Builder()
        let program = builder.add(filter, of: expression) ? builder.program : nil
        state = .made(program)
        return program
      }
    }
  }
}
