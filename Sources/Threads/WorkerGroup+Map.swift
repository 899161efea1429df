internal import Glibc

extension WorkerGroup {
  /// How many processors the system offers, at least one.
  public static var processors: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }

  /// A group for work that is done once, such as loading rules: a thread for each processor, but few, since each has
  /// memory of its own.
  public static func forLoading() -> WorkerGroup { WorkerGroup(count: min(processors, 4)) }

  /// The results of `body(task, worker)` for each task from 0, in order; see ``forEach(_:_:)``.
  public func map<Value: Sendable>(
    _ tasks: Int, _ body: @Sendable (_ task: Int, _ worker: Int) -> Value
  ) -> [Value] {
    let results = Locked<[Value?]>(Array(repeating: nil, count: tasks))
    forEach(tasks) { task, worker in
      let value = body(task, worker)
      results.withLock { $0[task] = value }
    }
    return results.withLock { $0.compactMap { $0 } }
  }
}
