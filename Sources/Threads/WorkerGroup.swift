internal import Glibc

/// A fixed number of threads that share out the tasks of one call at a time.
///
/// Plain threads: the work blocks, on disks and in matching, and must not take a cooperative pool hostage.
public final class WorkerGroup: Sendable {
  /// How many tasks run at once: as many as were asked for, or fewer where the system starts no more threads.
  public let count: Int
  private let crew: Crew

  /// Starts the threads; a group of one starts none and works in the caller, and so does one that gets none.
  public init(count: Int) {
    crew = Crew()
    var started = 0
    if count > 1 { while started < count, crew.start(started) { started += 1 } }
    self.count = max(1, started)
  }

  deinit { crew.dismiss() }

  /// Runs `body(task, worker)` once for each task from 0 and returns when all have ended.
  ///
  /// A worker's number, from 0 to ``count`` − 1, is in use by one thread at a time. One task alone runs in the caller.
  public func forEach(_ tasks: Int, _ body: @Sendable (_ task: Int, _ worker: Int) -> Void) {
    if count == 1 || tasks <= 1 {
      for task in 0..<tasks { body(task, 0) }
      return
    }
    withoutActuallyEscaping(body) { crew.run(tasks, $0) }
  }
}

/// One thread that does a piece of work beside its owner, one at a time.
public final class Companion: Sendable {
  private let crew = Crew()
  private let isStarted = Locked(false)

  /// A thread that is started with its first work.
  public init() {}

  deinit { crew.dismiss() }

  /// Begins a piece of work; ``finish()`` must follow before the next. Where the system starts no thread the work is done at
  /// once, in the caller.
  public func begin(_ work: @escaping @Sendable () -> Void) {
    let hasThread = isStarted.withLock { started in
      if !started { started = crew.start(0) }
      return started
    }
    if hasThread { crew.begin(1) { _, _ in work() } } else { work() }
  }

  /// Waits for the work that was begun.
  public func finish() { crew.finish() }
}

/// What the threads share. They keep it alive, so that the group can go before they have ended.
@safe private final class Crew: @unchecked Sendable {  // every field is used under the lock
  private let lock = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let changed = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  private var body: (@Sendable (Int, Int) -> Void)?
  private var next = 0
  private var tasks = 0
  private var running = 0
  private var dismissed = false
  private var threads: [pthread_t] = []

  init() {
    unsafe pthread_mutex_init(lock, nil)
    unsafe pthread_cond_init(changed, nil)
  }

  deinit {
    unsafe pthread_cond_destroy(changed)
    unsafe pthread_mutex_destroy(lock)
    unsafe changed.deallocate()
    unsafe lock.deallocate()
  }

  /// - Returns: Whether the system has started the thread: memory, or the number of threads, may be limited.
  func start(_ worker: Int) -> Bool {
    let member = unsafe Unmanaged.passRetained(Member(crew: self, worker: worker))
    var thread = pthread_t()
    let result = unsafe pthread_create(
      &thread, nil,
      { argument in
        guard let argument = unsafe argument else { return nil }
        let member = unsafe Unmanaged<Member>.fromOpaque(argument).takeRetainedValue()
        member.crew.work(as: member.worker)
        return nil
      }, member.toOpaque())
    if result == 0 { threads.append(thread) } else { unsafe member.release() }
    return result == 0
  }

  func run(_ count: Int, _ body: @escaping @Sendable (Int, Int) -> Void) {
    begin(count, body)
    finish()
  }

  func begin(_ count: Int, _ body: @escaping @Sendable (Int, Int) -> Void) {
    unsafe pthread_mutex_lock(lock)
    self.body = body
    next = 0
    tasks = count
    unsafe pthread_cond_broadcast(changed)
    unsafe pthread_mutex_unlock(lock)
  }

  func finish() {
    unsafe pthread_mutex_lock(lock)
    while next < tasks || running > 0 { unsafe pthread_cond_wait(changed, lock) }
    self.body = nil
    tasks = 0
    unsafe pthread_mutex_unlock(lock)
  }

  func dismiss() {
    unsafe pthread_mutex_lock(lock)
    dismissed = true
    unsafe pthread_cond_broadcast(changed)
    unsafe pthread_mutex_unlock(lock)
    for thread in threads { pthread_join(thread, nil) }
  }

  private func work(as worker: Int) {
    unsafe pthread_mutex_lock(lock)
    while !dismissed {
      guard let body, next < tasks else {
        unsafe pthread_cond_wait(changed, lock)
        continue
      }
      let task = next
      next += 1
      running += 1
      unsafe pthread_mutex_unlock(lock)
      body(task, worker)
      unsafe pthread_mutex_lock(lock)
      running -= 1
      if next >= tasks && running == 0 { unsafe pthread_cond_broadcast(changed) }
    }
    unsafe pthread_mutex_unlock(lock)
  }

  private final class Member {
    let crew: Crew
    let worker: Int
    init(crew: Crew, worker: Int) {
      self.crew = crew
      self.worker = worker
    }
  }
}
