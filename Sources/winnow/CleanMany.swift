internal import Arguments
internal import Digest
internal import Files
internal import Formats
internal import Glibc
internal import Threads

/// `winnow clean --out DIR`: a pair for each of many files.
struct CleanMany: Sendable {
  private let pipeline: Pipeline
  private let output: Directory
  private let inputs: InputList
  private let source: String?
  private let encoding: TextEncoding?
  private let budget: Int?
  private let progress: Progress

  static func run(_ invocation: Invocation, into folder: Path) throws -> ExitStatus {
    if invocation.has("record") { throw invocation.error("--record goes with a single document; --out writes records") }
    let operands = try invocation.operands + listed(invocation.path("files-from"))
    guard !operands.isEmpty || invocation.has("files-from") else {
      throw invocation.error("name the files or folders to clean")
    }
    if invocation.operands.contains("-") {
      throw invocation.error("- is one document, without --out; a file of that name is ./-")
    }
    let threads = try invocation.integer("jobs", in: 1...256) ?? WorkerGroup.processors
    let (host, encoding) = (try RuleOptions.host(invocation), try RuleOptions.textEncoding(invocation))
    let budget = try RuleOptions.budget(invocation)
    let pipeline = try RuleOptions.pipeline(invocation)
    let output = try Directory.openOrMake(folder)
    for operand in operands where try isPlace(operand, of: output) {
      throw Failure(
        .usage,
        "winnow: '\(operand)' is to be cleaned and can't be where the pairs go\n  help: name another folder with --out")
    }
    let inputs = try InputList(operands, besides: output)
    let many = CleanMany(
      pipeline: pipeline, output: output, inputs: inputs, source: host,
      encoding: encoding, budget: budget,
      progress: Progress(
        total: inputs.items.count, recordsLeftOut: inputs.recordsLeftOut, linksLeftOut: inputs.linksLeftOut,
        quiet: invocation.has("quiet")))
    let lock = try OutputLock(output)
    let workers = Workers()
    WorkerGroup(count: threads).forEach(inputs.items.count) { index, _ in
      workers.withWorker { many.clean(inputs.items[index], $0) }
    }
    let isWell = many.progress.finish()
    try lock.release()
    return isWell && inputs.isWhole ? .success : .faults
  }

  /// Whether a path leads to a folder; not where it can't be followed, which is said when its turn comes.
  private static func isPlace(_ path: Path, of folder: Directory) throws(FileError) -> Bool {
    let own = try folder.status().identity
    do throws(FileError) { return try InputList.identity(of: path) == own } catch { return false }
  }

  /// The paths that a list holds: one a line or, where one of them is ended by NUL, all.
  private static func listed(_ list: Path?) throws -> [Path] {
    guard let list else { return [] }
    let bytes = list == "-" ? try Console.readInput() : try Directory.readFollowing(list)
    let end: UInt8 = bytes.contains(0) ? 0 : 0x0A
    return bytes.split(separator: end).map { Path(bytes: Array($0)) }
  }

  private func clean(_ job: InputList.Item, _ worker: Worker) {
    do {
      let bytes = try Directory.readFollowing(job.file)
      let input = Input(
        path: job.relative, bytes: bytes, sidecar: try SidecarFile.read(of: job.file), source: source,
        encoding: encoding,
        folder: job.folder)
      let stem = try stem(of: job, bytes)
      let budget = budget.map { TimeBudget(fixed: $0, bytes: bytes.count) }
      switch pipeline.process(input, worker: worker, shouldStop: { budget?.isSpent() ?? false }) {
      case .cleaned(let result):
        let folder = try output.makeDirectory(job.relative.parent, mode: 0o777)
        let text = stem.adding(FileNames.textEnding)
        let record = stem.adding(FileNames.recordEnding)
        for name in [text, record] where try isInput(name, in: folder) {
          let place = folder.path.appending(name)
          return progress.failed(
            "\(job.file): '\(place)' is an input and is not written over; name another folder with --out")
        }
        let standing = try standing(text, record, in: folder, for: result.text)
        if stem != job.stem, try owner(ofPair: stem, job, bytes) == .another {
          let place = folder.path.appending(record)
          return progress.failed(
            "\(job.file): '\(place)' is of another document and is not written over; name another folder with --out")
        }
        if case .foreign(let name, let why) = standing {
          let place = folder.path.appending(name)
          return progress.failed(
            "\(job.file): '\(place)' \(why) and is not written over; move it away, or name another folder with --out")
        }
        try write(text, result.text, in: folder)
        try write(record, result.record(textPath: text), in: folder)
        for doubt in result.doubts { progress.doubts(doubt, job.file) }
        progress.cleaned(
          bytes: result.bytesBefore, removed: result.bytesRemoved, replaced: standing == .pair)
      case .rejected(let rule, let detail):
        progress.rejected(
          "\(job.file): rejected by \(rule): \(detail)" + (try withdraw(job, stem, bytes) ? Self.withdrawn : ""))
      case .failed("budget", let detail):
        // Of the document itself that says nothing: what stands there is as good as it was.
        progress.failed("\(job.file): \(detail)")
      case .failed(_, let detail):
        progress.failed("\(job.file): \(detail)" + (try withdraw(job, stem, bytes) ? Self.withdrawn : ""))
      }
    } catch {
      progress.failed("\(error)")
    }
  }

  /// The name of a document's pair. Where the pair of another document has it, perhaps since an earlier run, it is told apart:
  /// none is written over that is not the same document's.
  private func stem(of job: InputList.Item, _ bytes: [UInt8]) throws(FileError) -> Path {
    switch try owner(ofPair: job.stem, job, bytes) {
    case .this: return job.stem
    case .another: return job.taggedStem
    case .unknown: return job.isSecond ? job.taggedStem : job.stem
    }
  }

  /// Which document a record is of.
  private enum Owner {
    case this
    case another
    /// There is none.
    case unknown
  }

  private func owner(
    ofPair stem: Path, _ job: InputList.Item, _ document: [UInt8]
  ) throws(FileError) -> Owner {
    do throws(FileError) {
      let record = try output.directory(job.relative.parent).read(stem.adding(FileNames.recordEnding))
      return try owner(of: record, job, document)
    } catch  where Self.notOurs.contains(error.errno) {
      return .unknown
    }
  }

  private func owner(
    of record: [UInt8], _ job: InputList.Item, _ document: [UInt8]
  ) throws(FileError) -> Owner {
    let known: Record
    do { known = try Record(record) } catch { return .unknown }
    guard let folder = known.sourceFolder else {
      // The service wrote it, or --record: what it is of is known by its bytes alone.
      return known.sourceSHA256 == SHA256.digest(document) ? .this : .another
    }
    guard let named = try InputList.identity(of: folder.appending(known.sourcePath)) else { return .another }
    return try InputList.identity(of: job.file) == named ? .this : .another
  }

  /// What has the names of a pair already.
  private enum Standing: Equatable {
    case nothing
    /// A pair of Winnow.
    case pair
    /// Something of the user's own, and how that shows.
    case foreign(Path, String)
  }

  /// What stands where a pair is to be written. A text alone is what a run has left that was ended between its two files, where
  /// it is the same.
  private func standing(
    _ text: Path, _ record: Path, in folder: Directory, for bytes: [UInt8]
  ) throws(FileError) -> Standing {
    guard try folder.status(record) == nil else {
      return Self.isRecord(try read(record, in: folder), of: nil, beside: text)
        ? .pair : .foreign(record, "is no record of Winnow")
    }
    guard try folder.status(text) != nil else { return .nothing }
    return try read(text, in: folder) == bytes ? .nothing : .foreign(text, "has no record of Winnow beside it")
  }

  /// A file's bytes; none of what is no file.
  private func read(_ name: Path, in folder: Directory) throws(FileError) -> [UInt8] {
    do throws(FileError) { return try folder.read(name) } catch  where Self.notOurs.contains(error.errno) { return [] }
  }

  private static let withdrawn = "; the pair of an earlier run is removed"

  /// Removes the pair that an earlier run wrote of the same document, the record first, so that nobody takes it for
  /// this run's. Whatever else has the names stays.
  ///
  /// - Returns: Whether there was one.
  private func withdraw(_ job: InputList.Item, _ stem: Path, _ document: [UInt8]) throws(FileError) -> Bool {
    guard try owner(ofPair: stem, job, document) == .this else { return false }
    let (text, record) = (stem.adding(FileNames.textEnding), stem.adding(FileNames.recordEnding))
    do throws(FileError) {
      let folder = try output.directory(job.relative.parent)
      guard try !isInput(text, in: folder), try !isInput(record, in: folder),
        Self.isRecord(try folder.read(record), of: job.relative, beside: text)
      else { return false }
      try folder.remove(record)
      do throws(FileError) { try folder.remove(text) } catch  where error.errno == .noSuchFile {}
      return true
    } catch  where Self.notOurs.contains(error.errno) {
      return false
    }
  }

  /// How it shows that no pair of ours has the names: nothing does, or a folder, a link, a device.
  private static let notOurs: Set<Errno> = [
    .noSuchFile, .notADirectory, .isADirectory, .tooManyLinks, .invalidArgument,
  ]

  /// - Parameter source: The document that it must be of; `nil`: any.
  private static func isRecord(_ bytes: [UInt8], of source: Path?, beside text: Path) -> Bool {
    do {
      let record = try Record(bytes)
      return record.sourcePath == source ?? record.sourcePath && record.textPath == text
    } catch {
      return false
    }
  }

  /// Whether a file in the output folder is one of those that are to be cleaned.
  private func isInput(_ name: Path, in folder: Directory) throws(FileError) -> Bool {
    guard let status = try folder.status(name) else { return false }
    return inputs.contain(status)
  }

  private func write(_ name: Path, _ bytes: [UInt8], in folder: Directory) throws(FileError) {
    let temporary = Path(".winnow-\(SHA256.digest(name.bytes).prefix(32)).part")
    try folder.writeWhole(name, bytes, by: temporary)
  }
}
