internal import Files

/// Where events go.
public final class Journal: Sendable {
  private let write: @Sendable (Event) -> Void

  /// A journal that hands each event on.
  public init(_ write: @escaping @Sendable (Event) -> Void) { self.write = write }

  /// A journal of lines on standard error, one an event.
  ///
  /// - Parameter program: The word each line begins with.
  public static func standardError(program: String) throws -> Journal {
    let output = StandardErrorLines(try Descriptor.standard(2), program)
    return Journal { output.write($0) }
  }

  /// Adds an event.
  public func log(_ event: Event) { write(event) }
}

private final class StandardErrorLines: Sendable {
  private let descriptor: Descriptor
  private let program: String

  init(_ descriptor: consuming Descriptor, _ program: String) {
    self.descriptor = descriptor
    self.program = program
  }

  func write(_ event: Event) {
    let severity = event.level <= .warning ? "\(event.level): " : ""
    let line = Array("\(program): \(severity)\(event.line)".utf8.prefix(8 << 10)) + [UInt8(ascii: "\n")]
    do {
      try descriptor.writeAll(line)
    } catch {
      // Standard error is closed or full: there is nowhere left to say so, and the documents matter more.
    }
  }
}
