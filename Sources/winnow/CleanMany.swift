internal import Arguments
internal import Digest
internal import Files
internal import Formats
internal import Glibc
internal import Spool
internal import Threads

/// `winnow clean --out DIR`: a pair for each of many files.
struct CleanMany: Sendable {
  /// A file to clean and where its pair goes.
  struct Job: Sendable {
    let file: Path
    /// Relative to the folder that was named, or the file's name.
    let relative: Path
    /// The pair's name without endings, in the folder `relative.parent` below the output folder.
    let stem: Path
  }

  private let pipeline: Pipeline
  private let output: Directory
  private let source: String?
  private let progress: Progress

  static func run(_ invocation: Invocation, into folder: Path) throws -> ExitStatus {
    if invocation.has("record") { throw invocation.error("--record goes with a single document; --out writes records") }
    guard !invocation.operands.isEmpty else { throw invocation.error("name the files or folders to clean") }
    let processors = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
    let threads = try invocation.integer("jobs", in: 1...256) ?? processors
    let pipeline = Pipeline(
      try RuleOptions.rulebook(invocation), maximumRemoved: try RuleOptions.maximumRemoved(invocation))
    let jobs = try list(invocation.operands)
    let many = CleanMany(
      pipeline: pipeline, output: try Directory.openOrMake(folder),
      source: try invocation.text("source"), progress: Progress(total: jobs.count, quiet: invocation.has("quiet")))
    let workers = Workers()
    WorkerGroup(count: threads).forEach(jobs.count) { job, _ in
      workers.withWorker { many.clean(jobs[job], $0) }
    }
    return many.progress.finish() ? .success : .faults
  }

  /// Every file that is named, and every file below a folder that is named, except hidden ones and sidecars.
  private static func list(_ operands: [Path]) throws -> [Job] {
    var found: [(file: Path, relative: Path)] = []
    for operand in operands {
      do {
        try walk(try Directory.open(operand), operand, .empty, &found)
      } catch let error as FileError where error.errno == .notADirectory {
        found.append((operand, operand.name))
      }
    }
    var taken: Set<Path> = []
    return found.sorted { ($0.relative, $0.file) < ($1.relative, $1.file) }.map { file, relative in
      var stem = FileNames.stem(of: relative.name)
      if !taken.insert(relative.parent.appending(stem)).inserted {
        stem = stem.adding("~" + SHA256.digest(file.bytes).prefix(12))
      }
      return Job(file: file, relative: relative, stem: stem)
    }
  }

  private static func walk(
    _ folder: Directory, _ path: Path, _ relative: Path, _ found: inout [(file: Path, relative: Path)]
  ) throws {
    let stream = try DirectoryStream(folder)
    while let entry = try stream.next() {
      if entry.name.hasPrefix(".") || FileNames.isSidecar(entry.name) { continue }
      let kind = try entry.kind ?? folder.status(entry.name)?.kind
      if kind == .directory {
        try walk(folder.directory(entry.name), path.appending(entry.name), relative.appending(entry.name), &found)
      } else if kind == .regular {
        found.append((path.appending(entry.name), relative.appending(entry.name)))
      }
    }
  }

  private func clean(_ job: Job, _ worker: Worker) {
    do {
      let bytes = try Directory.readFollowing(job.file)
      let input = Input(path: job.relative, bytes: bytes, sidecar: try sidecar(of: job.file), source: source)
      switch pipeline.process(input, worker: worker) {
      case .cleaned(let result):
        let folder = try output.makeDirectory(job.relative.parent, mode: 0o777)
        let text = job.stem.adding(".txt")
        try write(text, result.text, in: folder)
        try write(job.stem.adding(".json"), result.record(textPath: text), in: folder)
        progress.cleaned(bytes: bytes.count, left: result.text.count)
      case .rejected(let rule, let detail): progress.rejected("\(job.file): rejected by \(rule): \(detail)")
      case .failed(_, let detail): progress.failed("\(job.file): \(detail)")
      }
    } catch {
      progress.failed("\(error)")
    }
  }

  private func sidecar(of file: Path) throws -> [UInt8]? {
    do {
      return try Directory.readFollowing(FileNames.sidecar(of: file))
    } catch let error where error.errno == .noSuchFile {
      return nil
    }
  }

  /// Writes a file whole or not at all; an older one of the same name is replaced.
  private func write(_ name: Path, _ bytes: [UInt8], in folder: Directory) throws(FileError) {
    let temporary = Path(".winnow-\(SHA256.digest(name.bytes).prefix(32)).part")
    do {
      try folder.remove(temporary)
    } catch let error where error.errno == .noSuchFile {
      // Nothing is left of an earlier run.
    }
    try folder.create(temporary, mode: 0o666).writeAll(bytes)
    try folder.replace(name, with: temporary)
  }
}
