internal import Files
internal import Threads
internal import Systemd

/// Where events go. Many threads may use it.
public final class Journal: Sendable {
  private let write: @Sendable (Event) -> Void
  private let retry: @Sendable () -> Void
  private let limit = Locked(RateLimit())

  /// A journal that hands each event on, but of one kind no more than a thousand at once and twenty a second for long.
  ///
  /// - Parameters:
  ///   - retry: Writes what could not be written when it came; see ``catchUp()``.
  public init(
    _ write: @escaping @Sendable (Event) -> Void, retry: @escaping @Sendable () -> Void = {}
  ) {
    self.write = write
    self.retry = retry
  }

  /// The journal of a service: systemd's with all fields where standard error goes there, else lines on standard error,
  /// each behind the time unless that is a terminal.
  ///
  /// - Parameter program: The word that each line begins with, and the entry's `SYSLOG_IDENTIFIER`.
  public static func service(program: String) throws -> Journal {
    let isJournal = SystemJournal.takesStandardError
    let lines = StandardErrorLines(
      try Descriptor.standardError(), program, hasTimes: !isJournal && !StandardErrorLines.areSeen)
    guard isJournal else { return Journal({ lines.write($0) }, retry: lines.catchUp) }
    return Journal { event in
      do {
        try SystemJournal.send(event.entry(program: program))
      } catch {
        // The journal is being restarted, or the entry is too large: as a line it may get through.
        lines.write(event)
      }
    }
  }

  /// Adds an event.
  public func log(_ event: Event) {
    let now = MonotonicClock.now
    guard let suppressed = limit.withLock({ $0.admit(event.kind, at: now) }) else { return }
    if suppressed > 0 { write(.suppressed(suppressed, of: event.kind)) }
    write(event)
  }

  /// Writes what could not be written when it came, as nobody read the lines before it; never waits.
  public func catchUp() { retry() }

  /// Tells of events that were left out at the end. To be called once, when no more will come.
  public func close() {
    defer { catchUp() }
    for (kind, count) in limit.withLock({ $0.takeSuppressed() }) { write(.suppressed(count, of: kind)) }
  }
}

extension Event {
  fileprivate static func suppressed(_ count: Int, of kind: Kind) -> Event {
    Event(
      .notice, .suppressed, "\(count) more events '\(kind.rawValue)' were not written", fields: [.count: "\(count)"])
  }

  /// The event as an entry of the journal.
  func entry(program: String) -> [SystemJournal.Field] {
    var entry: [SystemJournal.Field] = [
      ("MESSAGE", Array(lines.joined(separator: "\n").utf8)),
      ("PRIORITY", Array("\(level.rawValue)".utf8)),
      ("MESSAGE_ID", Array(kind.messageID.utf8)),
      ("SYSLOG_IDENTIFIER", Array(program.utf8)),
      ("WINNOW_EVENT", Array(kind.rawValue.utf8)),
    ]
    if let document { entry.append(("WINNOW_DOCUMENT", document.bytes)) }
    for field in Field.allCases {
      if let value = fields[field] { entry.append((field.rawValue, Array(value.utf8))) }
    }
    return entry
  }
}
