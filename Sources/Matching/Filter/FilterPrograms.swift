/// Shares filters out to programs, so that none has too many states.
struct FilterPrograms {
  private var short = FilterProgram.Builder()
  private var long: [FilterProgram.Builder] = []

  /// A program of filters that go on to the end of most lines has no more steps than this, unless it is of one filter:
  /// each such filter multiplies the states of the others.
  private static let mostLongSteps = 400

  /// Adds an expression's filter; `false` where there is no room.
  mutating func add(_ filter: FilterProgram.Builder, isShort: Bool, of expression: Int) -> Bool {
    if isShort { return short.add(filter, of: expression) }
    // Those that are shown most lines must not make others read these, too.
    let kind = filter.gate?.kind
    if let last = long.lastIndex(where: { $0.gate?.kind == kind }),
      long[last].steps.count + filter.steps.count <= Self.mostLongSteps
    {
      return long[last].add(filter, of: expression)
    }
    guard long.count < Self.mostLong else { return false }
    var fresh = FilterProgram.Builder()
    guard fresh.add(filter, of: expression) else { return false }
    // Small ones come last, where others are added.
    long.insert(fresh, at: fresh.steps.count > Self.mostLongSteps ? 0 : long.count)
    return true
  }

  /// Each program looks at every line.
  private static let mostLong = 12

  var programs: [FilterProgram] { ([short] + long).compactMap(\.program) }
}
