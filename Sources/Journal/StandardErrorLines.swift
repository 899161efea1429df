internal import Files
internal import Glibc
internal import Threads

/// Events as lines on standard error. Whoever reads them may stall for ever: documents must not wait for that.
final class StandardErrorLines: Sendable {
  private struct State {
    /// What is still to be written of lines that have begun.
    var rest: ArraySlice<UInt8> = []
    /// Events that were left out since.
    var lost = 0
    var isStalled = false
  }

  /// How long a full pipe is waited for, once until something is read from it again.
  private static let patience = 1_000_000_000

  private let descriptor: Descriptor
  private let program: String
  private let hasTimes: Bool
  private let state = Locked(State())

  /// - Parameter hasTimes: Whether each line begins with the time.
  init(_ descriptor: consuming Descriptor, _ program: String, hasTimes: Bool) {
    self.descriptor = descriptor
    self.program = program
    self.hasTimes = hasTimes
  }

  /// Whether whoever reads standard error sees when a line came: a person at a terminal.
  static var areSeen: Bool { isatty(2) == 1 }

  func write(_ event: Event) {
    state.withLock { state in
      // A line that has begun ends before another begins.
      guard flush(&state) else {
        state.lost += 1
        return
      }
      if state.lost > 0 { state.rest += told(&state.lost) }
      let severity = event.level <= .warning ? "\(event.level): " : ""
      for line in event.lines { state.rest += bytes("\(severity)\(line)") }
      _ = flush(&state)
    }
  }

  /// Writes what a full pipe has kept back, and how many events were left out, once there is room again; never waits.
  func catchUp() {
    state.withLock { state in
      guard state.isStalled, flush(&state, patience: 0), state.lost > 0 else { return }
      state.rest += told(&state.lost)
      _ = flush(&state, patience: 0)
    }
  }

  private func told(_ lost: inout Int) -> [UInt8] {
    defer { lost = 0 }
    return bytes("\(lost) events were not written, as nobody read the lines before them")
  }

  private func bytes(_ line: String) -> [UInt8] {
    let time = hasTimes ? TimeStamp.now + " " : ""
    return Array("\(time)\(program): \(line)".utf8.prefix(8 << 10)) + [UInt8(ascii: "\n")]
  }

  /// - Parameter patience: How long a pipe that is full anew is waited for, in nanoseconds.
  /// - Returns: Whether all is written.
  private func flush(_ state: inout State, patience: Int = patience) -> Bool {
    do throws(FileError) {
      while !state.rest.isEmpty {
        let count = try descriptor.writeSome(state.rest)
        state.rest.removeFirst(count)
        if count > 0 {
          state.isStalled = false
        } else if state.isStalled || !descriptor.waitForRoom(patience) {
          state.isStalled = true
          return false
        }
      }
    } catch {
      // Standard error is closed or full: there is nowhere left to say so, and the documents matter more.
      state.rest = []
    }
    return true
  }
}
