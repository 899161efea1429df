internal import Files
internal import Synchronization

/// The first error that any of several threads met.
final class FirstError: Sendable {
  private let stored = Mutex<FileError?>(nil)

  var error: FileError? { stored.withLock { $0 } }

  func set(_ error: FileError) {
    stored.withLock { if $0 == nil { $0 = error } }
  }
}

/// Results that several threads put down, each at its own place.
final class Results<Value: Sendable>: Sendable {
  private let stored: Mutex<[Value?]>

  init(count: Int) { stored = Mutex(Array(repeating: nil, count: count)) }

  func set(_ value: Value, at index: Int) { stored.withLock { $0[index] = value } }

  /// The results, in order; those that were never put down are left out.
  var all: [Value] { stored.withLock { $0.compactMap { $0 } } }
}
