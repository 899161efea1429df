#if THREAD_SANITIZER
  internal import Glibc
#else
  internal import Synchronization
#endif

/// A value that one thread at a time may use.
///
/// This is the standard library's mutex. That library is not built with ThreadSanitizer, which so can't see that its lock
/// orders two uses, and would take each for a race; `script/sanitize` builds with a lock that it knows.
public struct Locked<Value>: ~Copyable, Sendable {
  #if THREAD_SANITIZER
    private let lock: KnownLock<Value>
  #else
    private let mutex: Mutex<Value>
  #endif

  /// A value that nobody uses as yet.
  public init(_ value: sending Value) {
    #if THREAD_SANITIZER
      lock = KnownLock(value)
    #else
      mutex = Mutex(value)
    #endif
  }

  /// Calls `body` with the value, once no other thread uses it. Not to be called again from `body`.
  public borrowing func withLock<Result, Failure: Error>(
    _ body: (inout sending Value) throws(Failure) -> sending Result
  ) throws(Failure) -> sending Result {
    #if THREAD_SANITIZER
      try lock.withLock(body)
    #else
      try mutex.withLock(body)
    #endif
  }
}

#if THREAD_SANITIZER
  /// A lock of the C library, which the sanitizer watches.
  @safe private final class KnownLock<Value>: @unchecked Sendable {  // the value is used under the lock
    private let lock = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    /// With a byte beside it: a value of no size would have the place of what comes next, and the sanitizer would take
    /// a use of the one for a use of the other.
    private var guarded: (value: Value, size: UInt8)

    init(_ value: sending Value) {
      guarded = (value, 0)
      unsafe pthread_mutex_init(lock, nil)
    }

    deinit {
      unsafe pthread_mutex_destroy(lock)
      unsafe lock.deallocate()
    }

    func withLock<Result, Failure: Error>(
      _ body: (inout sending Value) throws(Failure) -> sending Result
    ) throws(Failure) -> sending Result {
      unsafe pthread_mutex_lock(lock)
      defer { unsafe pthread_mutex_unlock(lock) }
      return try body(&guarded.value)
    }
  }
#endif
