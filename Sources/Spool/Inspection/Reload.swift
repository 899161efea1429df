public import Files
internal import Glibc

/// Asks a running service to read rules and settings anew, and waits for its answer.
public enum Reload {
  /// What the service has answered.
  public enum Answer: Sendable, Equatable {
    /// They are in force, but for the settings that are named: these take effect at the next start.
    case accepted(rulebook: String, rules: Int, generation: Int, needsRestart: [String])
    /// They can't be used; the old ones stay. The first line of why.
    case refused(String)
    /// Nobody works the spool.
    case notRunning
    /// Somebody does, but not the process that the status names, as far as can be seen.
    case notFound
    /// Another process than the one that is named works the spool.
    case otherProcess(Int)
    /// The service may not be signalled, for this reason.
    case notAllowed(Errno)
    /// There was no answer in time; it may still come.
    case noAnswer
  }

  /// Sends SIGHUP to the service of a spool and waits until its status shows the outcome.
  ///
  /// - Parameters:
  ///   - process: The service's process, where the caller knows it. Inside of a sandbox of systemd's it can't be looked
  ///     at, as it has a name space of its own.
  ///   - patience: How long to wait, in nanoseconds.
  public static func run(
    _ spool: Path, process: Int? = nil, patience: Int = 60_000_000_000
  ) throws(FileError) -> Answer {
    let deadline = MonotonicClock.now + patience
    let reader = try StatusReader(spool)
    let before = try status(
      reader, deadline, unless: { process != nil && process != $0.process && isService($0.process, spool) }
    ) {
      status in process.map { $0 == status.process } ?? isService(status.process, spool)
    }
    guard let before else {
      if let other = try other(than: process, reader, spool) { return .otherProcess(other) }
      return try reader.isRunning() ? .notFound : .notRunning
    }
    guard kill(pid_t(before.process), SIGHUP) == 0 else { return .notAllowed(.current) }
    guard let after = try status(reader, deadline, until: { $0.reloads != before.reloads }) else {
      return try reader.isRunning() ? .noAnswer : .notRunning
    }
    if let reason = after.reloadRefused { return .refused(reason) }
    return .accepted(
      rulebook: after.rulebook, rules: after.rules, generation: after.generation, needsRestart: after.needsRestart)
  }

  /// The process that works the spool, where it is another than the one that is named.
  private static func other(than process: Int?, _ reader: StatusReader, _ spool: Path) throws(FileError) -> Int? {
    guard let process, try reader.isRunning(), let other = try reader.daemon()?.process, other != process,
      isService(other, spool)
    else { return nil }
    return other
  }

  /// The first status for which something holds. A service that has just begun may not have written one yet.
  ///
  /// - Parameter isHopeless: Whether no later one can be expected to.
  private static func status(
    _ reader: StatusReader, _ deadline: Int, unless isHopeless: (Status) -> Bool = { _ in false },
    until holds: (Status) -> Bool
  ) throws(FileError) -> Status? {
    while try reader.isRunning() {
      if let status = try reader.daemon() {
        if holds(status) { return status }
        if isHopeless(status) { return nil }
      }
      let now = MonotonicClock.now
      if now >= deadline { return nil }
      try Readiness.wait(for: [], until: now + 10_000_000)
    }
    return nil
  }

  /// Whether a process is the spool's service: the status of one that was killed may name a process that is another now. Its
  /// program may have any name, but it holds the spool's lock, where the kernel shows that.
  private static func isService(_ process: Int, _ spool: Path) -> Bool {
    do {
      let name = try Directory.open(Path("/proc/\(process)")).read("comm", limit: 64)
      if name == Array("winnowd\n".utf8) { return true }
      guard let lock = try Directory.open(spool).status(".winnow/lock") else { return false }
      return holdsLock(process, lock.inode, try Directory.open("/proc").read("locks"))
    } catch {
      return false
    }
  }

  /// - Parameter locks: Lines as "1: FLOCK  ADVISORY  WRITE 4711 08:01:393230 0 EOF".
  static func holdsLock(_ process: Int, _ inode: UInt64, _ locks: [UInt8]) -> Bool {
    locks.split(separator: UInt8(ascii: "\n")).contains { line in
      let words = line.split(separator: UInt8(ascii: " ")).map { String(decoding: $0, as: UTF8.self) }
      // Whoever asks whether there is a service has it for reading, for a moment.
      return words.count > 5 && words[1] == "FLOCK" && words[3] == "WRITE" && words[4] == "\(process)"
        && words[5].hasSuffix(":\(inode)")
    }
  }
}
