internal import Arguments
internal import Files
internal import Formats
internal import Glibc
internal import Spool

/// `winnow retry`
enum RetryCommand: Command {
  static let syntax = Syntax(
    command: "winnow retry", operands: "[NAME…]", operandCount: 0...(.max),
    about: """
      Move documents from failed/ back to the inbox, to be tried again.
      NAME is a document's path in failed/ or in the inbox, as a.pdf; failed/a.pdf, the path from the root and
      a.pdf.reason.json do, too. None means all that have failed.
      """,
    options: [
      Option("spool", value: "DIR", "The spool."),
      Option("all", "Rejected documents, too: those that a rule says are no articles."),
      Option(
        "reason", value: "WORD", repeats: true,
        "Only documents with this reason, as budget, or PACK/RULE for those that the rule rejected. May be given again."
      ),
    ],
    notes: """
      Exit status: 0 everything that was asked for is in the inbox again; 1 something stays, and here is why; 2 usage.
      """)

  static func run(_ invocation: Invocation) throws -> ExitStatus {
    let spool = try SpoolOption.folder(invocation)
    // Folders that are missing in the inbox are made for the service's group: else it could take nothing out of them.
    umask(0o007)
    let reasons = try invocation.all("reason").map { word throws(UsageError) in
      guard let text = word.utf8 else { throw invocation.error("--reason wants a word, not '\(word)'") }
      return text
    }
    let report = try Report(
      spool, includesRejected: invocation.has("all"), names: invocation.operands, reasons: reasons)
    for path in report.returned { try Console.print("\(path): in the inbox again") }
    for path in report.blocked { Console.complain("winnow: \(path): stays, the inbox holds a file of that name") }
    for (path, error) in report.stuck {
      Console.complain("winnow: \(path.isEmpty ? "failed" : path): stays, \(error)")
    }
    if !report.stuck.isEmpty {
      Console.complain(
        "  help: mend that (permissions: as root, or as the service's user) and run it again, or move the documents to "
          + "their places in the inbox yourself")
    }
    for path in report.unexplained + report.unknown {
      Console.complain("winnow: \(path): \(Report.fault(of: path, in: spool))")
    }
    let strange = reasons.filter { !report.reasons.contains($0) }
    for word in strange {
      let there = report.reasons.sorted().joined(separator: ", ")
      Console.complain(
        "winnow: no document in failed/ has the reason '\(word)'\n  help: "
          + (there.isEmpty ? "none has any" : "there are: \(there)"))
    }
    let isNamed = !invocation.operands.isEmpty
    if isNamed {
      for path in report.rejected { Console.complain("winnow: \(path): rejected by a rule; --all moves it, too") }
    }
    let rejected = report.rejected.isEmpty ? "" : ", \(report.rejected.count) rejected stay (--all moves them, too)"
    try Console.print("\(report.returned.count) moved back\(rejected)")
    let stays =
      !report.blocked.isEmpty || !report.stuck.isEmpty || !report.unexplained.isEmpty || !report.unknown.isEmpty
      || isNamed && !report.rejected.isEmpty || !strange.isEmpty
    return stays ? .faults : .success
  }
}

/// What became of the documents that were named, in one way or another.
private struct Report {
  private(set) var returned: [Path]
  private(set) var rejected: [Path]
  private(set) var blocked: [Path]
  private(set) var stuck: [(path: Path, error: FileError)]
  let unexplained: [Path]
  private(set) var unknown: [Path]
  private(set) var reasons: Set<String>

  /// A name counts as it is first: a document may well be called so.
  init(_ spool: Path, includesRejected: Bool, names: [Path], reasons wanted: [String]) throws(FileError) {
    let first = try Retry.run(spool, includesRejected: includesRejected, names: names, reasons: wanted)
    reasons = first.reasons
    (returned, rejected, blocked) = (first.returned, first.rejected, first.blocked)
    (stuck, unexplained, unknown) = (first.stuck, first.unexplained, first.unknown)
    let meant = unknown.map { (name: $0, document: Self.document($0, in: spool)) }.filter { $0.name != $0.document }
    guard !meant.isEmpty else { return }
    let second = try Retry.run(
      spool, includesRejected: includesRejected, names: meant.map(\.document), reasons: wanted)
    reasons.formUnion(second.reasons)
    returned += second.returned
    rejected += second.rejected
    blocked += second.blocked
    stuck += second.stuck.filter { fresh in !stuck.contains { $0.path == fresh.path } }
    // A document and its reason may both be named, as by a shell that completes "*".
    let done = Set(first.returned + first.rejected + first.blocked + first.stuck.map(\.path))
    let found = meant.filter { done.contains($0.document) || !second.unknown.contains($0.document) }.map(\.name)
    unknown.removeAll { found.contains($0) || Self.isSidecar($0, in: spool) }
  }

  /// Why there is nothing to move of a name.
  static func fault(of name: Path, in spool: Path) -> String {
    let place = spool.appending("failed").appending(document(name, in: spool))
    do throws(FileError) {
      switch try Directory.statusFollowing(place).kind {
      case .directory: return "is a folder; name its documents, or nothing for all that have failed"
      case .regular:
        let reason = FileNames.reason(of: place.name)
        if Self.isFile(place.parent.appending(reason)) {
          return "has a reason beside it (\(reason)) that can't be read; move it to its place in the inbox yourself"
        }
        return "has no reason beside it (\(reason)), so nobody knows its place in the inbox; move it there yourself"
      default: return "is no document"
      }
    } catch {
      return "not in failed/"
    }
  }

  /// Whether it goes with a document that stands beside it.
  private static func isSidecar(_ name: Path, in spool: Path) -> Bool {
    let place = spool.appending("failed").appending(document(name, in: spool))
    guard FileNames.isSidecar(place.name), isFile(place) else { return false }
    return isFile(FileNames.removing(FileNames.sidecarEnding, from: place))
  }

  private static func isFile(_ path: Path) -> Bool {
    do throws(FileError) {
      return try Directory.statusFollowing(path).kind == .regular
    } catch {
      return false
    }
  }

  /// The document that is meant by what a shell completes: its path from here or from the root, or its reason's.
  private static func document(_ name: Path, in spool: Path) -> Path {
    let document = below(spool.appending("failed"), name) ?? trimmed(name)
    let ending = FileNames.reasonEnding
    return document.hasSuffix(ending) ? FileNames.removing(ending, from: document) : document
  }

  /// The path below a folder of what a path leads to, whatever links are in either.
  private static func below(_ folder: Path, _ name: Path) -> Path? {
    guard let folder = Directory.resolved(folder),
      let place = Directory.resolved(name.parent.isEmpty ? "." : name.parent)
    else { return nil }
    if place == folder { return name.name }
    let inside = folder.adding("/").bytes
    guard place.bytes.starts(with: inside) else { return nil }
    return Path(bytes: Array(place.bytes.dropFirst(inside.count))).appending(name.name)
  }

  private static func trimmed(_ name: Path) -> Path {
    var bytes = name.bytes[...]
    for prefix in ["./", "failed/"] as [Path] where bytes.starts(with: prefix.bytes) {
      bytes = bytes.dropFirst(prefix.bytes.count)
    }
    return Path(bytes: Array(bytes))
  }
}
