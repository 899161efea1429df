internal import Files

/// A line at the foot of a terminal that says what is going on; nothing where standard error is none.
struct StatusLine {
  private let isWanted: Bool
  private var shownAt = 0
  private var isShown = false

  init(isWanted: Bool = true) { self.isWanted = isWanted && Console.errorIsTerminal }

  /// Shows a text in the place of the last one, at most ten times a second.
  mutating func show(_ text: @autoclosure () -> String) {
    guard isWanted, MonotonicClock.now - shownAt > 100_000_000 else { return }
    shownAt = MonotonicClock.now
    isShown = true
    write("\r\u{1B}[K" + text())
  }

  /// Clears the line, for what is to stay on the terminal.
  mutating func hide() {
    if isShown { write("\r\u{1B}[K") }
    isShown = false
  }

  /// A bar of so many of a whole.
  static func bar(_ done: Int, of total: Int) -> String {
    let width = 30
    let filled = total == 0 ? width : min(width, done * width / total)
    return String(repeating: "█", count: filled) + String(repeating: "░", count: width - filled)
  }

  private func write(_ text: String) {
    do { try Descriptor.standard(2).writeAll(Array(text.utf8)) } catch {}
  }
}
