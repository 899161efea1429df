internal import Arguments
internal import Diagnostics
internal import Files
internal import Formats

/// `winnow clean`
enum CleanCommand: Command {
  static let syntax = Syntax(
    command: "winnow clean", operands: "[FILE|-]", otherUsage: "--out DIR [OPTION]… FILE|DIR…",
    operandCount: 0...(.max),
    about: """
      Clean a document: its text without the boilerplate, on standard output.
      With --out, clean many: each becomes a text and a record under DIR.
      """,
    options: RuleOptions.all + [
      RuleOptions.encoding, RuleOptions.invalid, RuleOptions.bound, RuleOptions.budget, RuleOptions.source,
      Option("record", value: "FILE", "Write the record, too: what was removed, by which rules, and how to undo it."),
      Option("out", value: "DIR", "Write NAME.txt and NAME.json below DIR for each FILE, and each file below a DIR."),
      Option("files-from", value: "FILE", "With --out: clean what FILE names, too, one a line or each ended by NUL."),
      Option("jobs", letter: "j", value: "N", "With --out: documents at the same time. Default: one a processor."),
      Option("quiet", letter: "q", "With --out: no progress and no summary."),
    ],
    notes: """
      Exit status: 0 all well; 1 a document could not be read or cleaned; 2 usage, or rules that can't be used.
      A document that a rule rejects is a result: a line on standard error, no text, and status 0.
      With --out, the pair that an earlier run wrote of a document that is rejected or fails now is removed,
      unless it has only taken longer than --budget.
      It writes over nothing but the same document's pair of an earlier run, and says how many. Records tell as source.folder
      where a document is from; of two of one name in one place the second's pair is NAME~TAG.
      Of a DIR, hidden files, symbolic links, sidecars, and records beside their texts are left out.
      Documents are plain text; of HTML extract the text first. It is cleaned all the same, with a warning.
      FILE.meta.json, where it stands beside FILE, is its sidecar: source, url, language, encoding, and more for the record.
      """)

  static func run(_ invocation: Invocation) throws -> ExitStatus {
    if let folder = invocation.path("out") { return try CleanMany.run(invocation, into: folder) }
    for option in ["jobs", "quiet", "files-from"] where invocation.has(option) {
      throw invocation.error("--\(option) goes with --out")
    }
    if invocation.operands.count > 1 {
      throw invocation.error("more than one FILE goes with --out DIR")
    }
    return try cleanOne(invocation)
  }

  private static func cleanOne(_ invocation: Invocation) throws -> ExitStatus {
    let (host, encoding) = (try RuleOptions.host(invocation), try RuleOptions.textEncoding(invocation))
    let fixedBudget = try RuleOptions.budget(invocation)
    let pipeline = try RuleOptions.pipeline(invocation)
    let path = invocation.operands.first ?? "-"
    let bytes = try read(path)
    if let record = invocation.path("record") { try refuse(record, over: path) }
    let isFile = path != "-"
    let sidecar = isFile ? try SidecarFile.read(of: path) : nil
    let input = Input(
      path: isFile ? path.name : "stdin", bytes: bytes, sidecar: sidecar, source: host,
      encoding: encoding)
    let budget = fixedBudget.map { TimeBudget(fixed: $0, bytes: bytes.count) }
    switch pipeline.process(input, worker: Worker(), shouldStop: { budget?.isSpent() ?? false }) {
    case .cleaned(let output):
      if let record = invocation.path("record") {
        let name = input.path.hasSuffix(".txt") ? Path(bytes: input.path.bytes.dropLast(4)) : input.path
        try writeFile(record, output.record(textPath: name.adding(".txt")))
      }
      for doubt in output.doubts { Console.complain("winnow: \(path): \(doubt.message)\n  help: \(doubt.help)") }
      try Console.write(output.text)
      return .success
    case .rejected(let rule, let detail):
      Console.complain("winnow: \(path): rejected by \(rule): \(detail)")
      return .success
    case .failed(let what, let detail):
      if what == "sidecar", let sidecar, let fault = input.sidecarFault {
        let file = SourceFile(FileNames.sidecar(of: path), bytes: sidecar)
        Console.complain(Diagnostic(fault.message, in: file, at: fault.offset..<fault.offset).description)
      } else {
        Console.complain("winnow: \(path): \(detail)")
      }
      return .faults
    }
  }

  private static func read(_ path: Path) throws -> [UInt8] {
    if path == "-" { return try Console.readInput() }
    do {
      return try Directory.readFollowing(path)
    } catch {
      guard error.errno == .isADirectory else { throw error }
      throw Failure(
        .faults, "winnow: \(path) is a folder\n  help: name a folder to write to, and all of it is cleaned: --out DIR")
    }
  }

  /// A record that took the document's place would be all that is left of it.
  private static func refuse(_ record: Path, over document: Path) throws {
    if record == "-" || document == "-" { return }
    guard let place = try InputList.identity(of: record) else { return }
    let inputs = [try InputList.identity(of: document), try InputList.identity(of: FileNames.sidecar(of: document))]
    guard !inputs.contains(place) else {
      throw Failure(
        .faults, "winnow: '\(record)' is an input and is not written over\n  help: name another file with --record")
    }
  }

  private static func writeFile(_ path: Path, _ bytes: [UInt8]) throws(FileError) {
    if path == "-" { return try Console.write(bytes) }
    try Directory.writeFollowing(path, bytes)
  }
}
