internal import Cleaning
internal import Files
internal import Formats
internal import Threads

/// Cleans the texts of one site after the other and finds the lines that come again in each.
struct RepetitionSearch: Sendable {
  /// What was found in the texts of a site.
  struct Result {
    let lines: [RepeatedLines.Line]
    /// How many texts were looked at, and how many of them were copies.
    let texts: Int
    let copies: Int
    /// In how many texts each line stands at least.
    let least: Int
    /// How many more texts there are.
    let passedOver: Int
    /// What could not be read or cleaned, a line for each.
    let complaints: [String]
  }

  /// In how many texts a line must stand; `nil`: three, or a twentieth if that is more.
  let least: Int?
  /// How many texts of a site are looked at: those that come last.
  let most: Int
  private let pipeline: Pipeline
  private let group: WorkerGroup
  private let workers = Workers()

  /// How many cleaned texts are held in memory.
  private static let batch = 256

  init(_ pipeline: Pipeline, least: Int?, most: Int, threads: Int) {
    self.pipeline = pipeline
    self.least = least
    self.most = most
    group = WorkerGroup(count: threads)
  }

  /// Whether a site has so many texts that a line could come again often enough.
  func hasEnough(_ site: SiteTexts.Site) -> Bool { site.files.count >= fewest }

  /// How many texts of a site there must be.
  var fewest: Int { least ?? Self.fewest }

  /// What comes again in the texts of a site.
  func find(in site: SiteTexts.Site) -> Result {
    let files = Array(site.files.suffix(most))
    var repeated = RepeatedLines()
    var texts = 0
    var complaints: [String] = []
    for first in stride(from: 0, to: files.count, by: Self.batch) {
      let some = files[first..<min(first + Self.batch, files.count)]
      for text in group.map(some.count, { task, _ in clean(some[first + task], site.host) }) {
        switch text {
        case .clean(let bytes):
          repeated.add(bytes)
          texts += 1
        case .rejected: continue
        case .failed(let complaint): complaints.append(complaint)
        }
      }
    }
    let needed = least ?? max(Self.fewest, (texts + 19) / 20)
    let (lines, copies) = repeated.found(in: needed)
    return Result(
      lines: lines, texts: texts, copies: copies, least: needed, passedOver: site.files.count - files.count,
      complaints: complaints)
  }

  private static let fewest = 3

  private enum Text: Sendable {
    case clean([UInt8])
    case rejected
    case failed(String)
  }

  private func clean(_ file: NamedFiles.File, _ source: String?) -> Text {
    do {
      let input = Input(
        path: file.relative, bytes: try Directory.readFollowing(file.path),
        sidecar: try SidecarFile.read(of: file.path), source: source)
      switch workers.withWorker({ pipeline.process(input, worker: $0) }) {
      case .cleaned(let output): return .clean(output.text)
      case .rejected: return .rejected
      case .failed(_, let detail): return .failed("\(file.path): \(detail)")
      }
    } catch {
      return .failed("\(error)")
    }
  }
}
