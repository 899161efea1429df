internal import Arguments
internal import Files

enum CleanMany {
  static func run(_ invocation: Invocation, into folder: Path) throws -> ExitStatus {
    throw Failure(.faults, "winnow: --out is not built yet")
  }
}
