internal import Arguments
internal import JSON
internal import Spool

/// `winnow audit`
enum AuditCommand: Command {
  static let syntax = Syntax(
    command: "winnow audit",
    about: """
      Account for every document of a spool.
      Each input must be in exactly one place, and each record must have its text with the SHA-256 that it states.
      """,
    options: [
      Option("spool", value: "DIR", "The spool to look at."),
      Option("json", "One JSON object instead of lines."),
    ],
    notes: """
      A finding is a path, a word and what it means; docs/operations.md lists the words, as "What an audit finds".
      It only reads, and may run beside the service; what is on its way is no fault then.
      Exit status: 0 everything is accounted for; 1 it isn't, and here is the list; 2 usage.
      """)

  static func run(_ invocation: Invocation) throws -> ExitStatus {
    let spool = try SpoolOption.folder(invocation)
    let report = try Audit.run(spool)
    if invocation.has("json") {
      try Console.write(json(report))
    } else {
      for finding in report.findings { try Console.print("\(finding)") }
      // Each kind once: of one fault there may be thousands.
      for kind in Finding.Kind.allCases where report.findings.contains(where: { $0.kind == kind }) {
        try Console.print("  \(kind.rawValue): \(kind.meaning)\n    help: \(kind.advice)")
      }
      try Console.print(
        "\(Console.counted(report.pairs, "pair")), \(report.archived) archived, \(report.failed) failed, \(report.waiting) waiting, "
          + (report.unclaimed > 0 ? "\(report.unclaimed) of them can't be taken (winnow status says why), " : "")
          + (report.unmarked > 0 ? "\(report.unmarked) without a marker, " : "")
          + (report.lateSidecars > 0 ? "\(Console.counted(report.lateSidecars, "sidecar")) too late, " : "")
          + "\(report.inWork) in work\(report.isRunning ? " (the service runs)" : ""); "
          + (report.findings.isEmpty
            ? "everything is accounted for" : Console.counted(report.findings.count, "finding")))
    }
    return report.findings.isEmpty ? .success : .faults
  }

  private static func json(_ report: Audit.Report) -> [UInt8] {
    var json = JSONWriter()
    json.beginObject(lines: true)
    let counts = [
      ("pairs", report.pairs), ("archived", report.archived), ("failed", report.failed), ("waiting", report.waiting),
      ("unclaimed", report.unclaimed), ("unmarked", report.unmarked), ("lone_sidecars", report.loneSidecars),
      ("late_sidecars", report.lateSidecars), ("in_work", report.inWork),
    ]
    for (name, count) in counts {
      json.name(name)
      json.integer(count)
    }
    json.name("running")
    json.boolean(report.isRunning)
    json.name("findings")
    json.beginArray(lines: true)
    for finding in report.findings {
      json.beginObject()
      for (name, value) in [
        ("kind", finding.kind.rawValue), ("path", "\(finding.path)"), ("detail", finding.detail),
      ] {
        json.name(name)
        json.string(value)
      }
      json.end()
    }
    json.end()
    json.end()
    json.finish()
    return json.bytes
  }
}
