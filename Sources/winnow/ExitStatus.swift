/// What the program tells its caller by its exit status.
enum ExitStatus: Int32 {
  /// All is well.
  case success = 0
  /// The work, or the check, found faults.
  case faults = 1
  /// The command line is wrong, or the rules can't be used for the work.
  case usage = 2
}

/// An end of the program that has something to say on standard error.
struct Failure: Error {
  let status: ExitStatus
  let message: String

  init(_ status: ExitStatus, _ message: String) {
    self.status = status
    self.message = message
  }
}
