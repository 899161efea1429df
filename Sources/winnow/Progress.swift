internal import Files
internal import Formats
internal import Threads

/// Counts what becomes of many documents, shows it on a terminal, and says how it ended.
final class Progress: Sendable {
  private struct Counts {
    var cleaned = 0
    var rejected = 0
    var failed = 0
    var replaced = 0
    var bytes = 0
    var removed = 0
    var line: StatusLine
    var doubts: [Doubt.Kind: Int] = [:]

    var done: Int { cleaned + rejected + failed }
  }

  private let total: Int
  private let recordsLeftOut: Int
  private let linksLeftOut: Int
  private let quiet: Bool
  private let start = MonotonicClock.now
  private let counts: Locked<Counts>

  /// - Parameters:
  ///   - recordsLeftOut: How many records were left out that stood among the documents.
  ///   - linksLeftOut: How many symbolic links.
  init(total: Int, recordsLeftOut: Int = 0, linksLeftOut: Int = 0, quiet: Bool) {
    self.total = total
    self.recordsLeftOut = recordsLeftOut
    self.linksLeftOut = linksLeftOut
    self.quiet = quiet
    counts = Locked(Counts(line: StatusLine(isWanted: !quiet)))
  }

  /// - Parameters:
  ///   - bytes: The text's bytes before cleaning; a file's in another character set are more or fewer.
  ///   - removed: Those of them that are gone.
  ///   - replaced: Whether a pair had its place before.
  func cleaned(bytes: Int, removed: Int, replaced: Bool) {
    counts.withLock {
      if replaced { $0.replaced += 1 }
      $0.cleaned += 1
      $0.bytes += bytes
      $0.removed += removed
      show(&$0)
    }
  }

  /// A result, not a fault; it is said even where progress is not.
  func rejected(_ message: String) {
    counts.withLock {
      $0.rejected += 1
      say(message, &$0)
    }
  }

  /// How many documents with one kind of doubt are named.
  private static let named = 3

  /// Of many documents with the same doubt the first are named, and the others counted at the end.
  func doubts(_ doubt: Doubt, _ path: Path) {
    counts.withLock {
      let count = $0.doubts[doubt.kind, default: 0] + 1
      $0.doubts[doubt.kind] = count
      if count <= Self.named { say("\(path): \(doubt.message)\n  help: \(doubt.help)", &$0) }
    }
  }

  func failed(_ message: String) {
    counts.withLock {
      $0.failed += 1
      say(message, &$0)
    }
  }

  /// The summary. `false` where something failed.
  func finish() -> Bool {
    counts.withLock {
      $0.line.hide()
      for (kind, count) in $0.doubts.sorted(by: { $0.key.rawValue < $1.key.rawValue }) where count > Self.named {
        let what =
          switch kind {
          case .empty: "are empty"
          case .emptied: "have nothing left of their text"
          case .textGone, .textAltered: "have records without their texts"
          case .data: "have many invalid bytes or control characters, and are probably no text"
          case .html: "are HTML, and not plain text"
          case .jsonLines: "are JSON, an object a line, and not plain text"
          case .warc: "are WARC or WET, and not plain text"
          case .record: "are records of Winnow, and no documents"
          case .source: "have a sidecar whose source is no host"
          case .language: "have a sidecar whose language is no code"
          case .encoding: "have a sidecar whose encoding is none that can be read, or not theirs"
          }
        Console.complain("winnow: \(Console.counted(count, "document")) \(what)")
      }
      if !quiet {
        let share = $0.bytes == 0 ? 0 : $0.removed * 1000 / $0.bytes
        let seconds = Double(MonotonicClock.now - start) / 1e9
        let tenths = Int((seconds * 10).rounded())
        Console.complain(
          "\($0.cleaned) cleaned, \($0.rejected) rejected, \($0.failed) failed; "
            + "\(share / 10).\(share % 10) % of \($0.bytes) bytes removed in \(tenths / 10).\(tenths % 10) s"
            + ($0.replaced == 0 ? "" : "; \(Console.counted($0.replaced, "pair")) replaced that stood there before")
            + (recordsLeftOut == 0 ? "" : "; \(Console.counted(recordsLeftOut, "record")) of pairs left out")
            + (linksLeftOut == 0 ? "" : "; \(Console.counted(linksLeftOut, "symbolic link")) left out"))
      }
      return $0.failed == 0
    }
  }

  private func say(_ message: String, _ counts: inout Counts) {
    counts.line.hide()
    Console.complain("winnow: \(message)")
    show(&counts)
  }

  private func show(_ counts: inout Counts) {
    let (done, bytes) = (counts.done, counts.bytes)
    counts.line.show(
      "\(StatusLine.bar(done, of: total)) \(done) of \(total)  "
        + "\(Int((Double(bytes) * 1000 / Double(max(1, MonotonicClock.now - start))).rounded())) MB/s")
  }
}
