internal import Files
internal import Formats

/// Counts the documents in failed/, a piece at a time: there may be a million, and nothing must wait for that. People put
/// some there and take some away, so it is looked through again and again, but takes a hundredth of the time at most.
final class FailedCount {
  /// How many entries are looked at in one go.
  private static let stride = 1_024
  /// A look through all of it rests so many times as long as it took.
  private static let rest = 100

  private let failed: Directory
  private let interval: Int
  private var waiting: [Path] = []
  private var listing: Listing?
  private var folder: Path = .empty
  private var counted = 0
  private var spent = 0

  /// How many there were when all of it was looked through last.
  private(set) var count: Int
  /// When to look again.
  private(set) var nextLook = 0
  /// Whether it is being looked through.
  private(set) var isLooking = false

  /// - Parameters:
  ///   - interval: How long it rests at least, in nanoseconds.
  ///   - count: What an earlier count has come to.
  init(_ failed: Directory, interval: Int, count: Int = 0) {
    self.failed = failed
    self.count = count
    self.interval = interval
  }

  /// Looks at some more entries, if its time has come.
  func step() {
    let begin = MonotonicClock.now
    if !isLooking {
      guard begin >= nextLook else { return }
      (waiting, listing, counted, spent, isLooking) = ([.empty], nil, 0, 0, true)
    }
    do throws(FileError) {
      let isDone = try advance()
      let now = MonotonicClock.now
      spent += now - begin
      guard isDone else { return }
      count = counted
      finish(at: now)
    } catch {
      // What was counted last stays; the folder's own faults are told of where documents are put there.
      finish(at: MonotonicClock.now)
    }
  }

  /// Looks at all of it at once.
  func complete() {
    isLooking = false
    nextLook = 0
    repeat { step() } while isLooking
  }

  private func finish(at now: Int) {
    isLooking = false
    listing = nil
    waiting = []
    nextLook = now + max(interval, spent * FailedCount.rest)
  }

  /// - Returns: Whether that was all.
  private func advance() throws(FileError) -> Bool {
    for _ in 0..<FailedCount.stride {
      guard let listing else {
        guard let next = waiting.popLast() else { return true }
        folder = next
        do throws(FileError) {
          self.listing = try Listing(failed.directory(next))
        } catch  where error.errno.isAbsent {
          // Gone since it was seen.
        }
        continue
      }
      guard let entry = try listing.stream.next() else {
        self.listing = nil
        continue
      }
      if entry.name.hasPrefix(".") { continue }
      var kind = entry.kind
      if kind == nil { kind = try failed.status(folder.appending(entry.name))?.kind }
      if kind == .directory {
        waiting.append(folder.appending(entry.name))
      } else if kind == .regular, FailedCount.isReason(entry.name) {
        counted += 1
      }
    }
    return false
  }

  /// Whether a file is the reason of a document, of which each has one. A document may itself be called `X.reason.json`, and
  /// its reason has the ending twice: of the two, the one with an odd number of endings counts.
  private static func isReason(_ name: Path) -> Bool {
    var (rest, isOdd) = (name, false)
    while rest.hasSuffix(FileNames.reasonEnding) {
      rest = FileNames.removing(FileNames.reasonEnding, from: rest)
      isOdd.toggle()
    }
    return isOdd
  }

  /// The entries of a folder, which can't be copied.
  private final class Listing {
    let stream: DirectoryStream

    init(_ folder: Directory) throws(FileError) { stream = try DirectoryStream(folder) }
  }
}
