/// A place in a file that a finding can be made about later.
public struct SourcePlace: Sendable {
  /// The file.
  public let file: SourceFile
  /// The bytes in it.
  public let range: Range<Int>

  /// A place.
  public init(file: SourceFile, range: Range<Int>) {
    self.file = file
    self.range = range
  }

  /// A finding about this place.
  public func diagnostic(
    _ message: String, help: String? = nil, severity: Diagnostic.Severity = .error
  ) -> Diagnostic {
    Diagnostic(message, in: file, at: range, help: help, severity: severity)
  }
}
