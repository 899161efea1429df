internal import Files
internal import Threads

/// The first error that any of several threads met.
final class FirstError: Sendable {
  private let stored = Locked<FileError?>(nil)

  var error: FileError? { stored.withLock { $0 } }

  func set(_ error: FileError) {
    stored.withLock { if $0 == nil { $0 = error } }
  }
}
