internal import Files

/// One setting: the name that is flag and key at once, what it takes, where it goes, and how it is read back.
struct Setting: Sendable {
  /// How a value is written, and what it does.
  enum Kind: Sendable {
    case path(@Sendable (inout Settings, Path) -> Void)
    case paths(@Sendable (inout Settings, [Path]) -> Void)
    case patterns(@Sendable (inout Settings, [Path]) -> Void)
    case text(@Sendable (inout Settings, String) -> Void)
    case word([String], @Sendable (inout Settings, String) -> Void)
    case seconds(ClosedRange<Double>, @Sendable (inout Settings, Double) -> Void)
    case size(@Sendable (inout Settings, Int) -> Void)
    case count(ClosedRange<Int>, @Sendable (inout Settings, Int) -> Void)
    case truth(@Sendable (inout Settings) -> Void, off: @Sendable (inout Settings) -> Void)
  }

  let name: String
  let value: String?
  let help: String
  let kind: Kind
  /// The value as the file would have it; `nil` where none is set.
  let written: @Sendable (Settings) -> String?

  static let all: [Setting] = [
    Setting("spool", "DIR", "The spool's folder; made where its parent is there.", .path { $0.spool = $1 }) {
      $0.spool.isEmpty ? nil : quoted($0.spool)
    },
    Setting("rules", "DIR", "A folder of rule packs; may be repeated.", .paths { $0.rules = $1 }) {
      $0.rules.isEmpty ? nil : list($0.rules)
    },
    Setting(
      "profile", "NAME",
      "How much evidence removes a line: certain, safe, balanced, eager (safe where packs set thresholds).",
      .text { $0.profile = $1 }
    ) { $0.profile.map { quoted(Path($0)) } },
    Setting(
      "invalid", "POLICY", "Bytes that are not UTF-8: legacy, replace or reject (legacy).",
      word(\.invalid)
    ) { quoted(Path($0.invalid.rawValue)) },
    Setting(
      "max-removed", "PERCENT", "A document that would lose more of its text has failed (no bound).",
      .count(1...100) { $0.maximumRemoved = Double($1) / 100 }
    ) { $0.maximumRemoved.map { "\(Int(($0 * 100).rounded()))" } },
    Setting(
      "settle", "SECONDS", "How long a file found by looking must stay unchanged (1).",
      .seconds(0...86_400) { $0.settle = $1 }
    ) { Quantities.plain($0.settle) },
    Setting(
      "sync", "MODE", "When files are made durable: batch, each or off (batch).",
      word(\.sync)
    ) { quoted(Path($0.sync.rawValue)) },
    Setting("max-size", "SIZE", "The largest document, as 64MiB or 1G (64MiB).", .size { $0.maximumSize = $1 }) {
      Quantities.written(bytes: $0.maximumSize)
    },
    Setting(
      "budget", "SECONDS", "The time a document may take, plus one second a MiB (2).",
      .seconds(0.01...86_400) { $0.budget = $1 }
    ) { Quantities.plain($0.budget) },
    Setting("memory", "SIZE", "The memory that cleaning a large document may take (1GiB).", .size { $0.memory = $1 }) {
      Quantities.written(bytes: $0.memory)
    },
    Setting("jobs", "N", "Documents cleaned at once (one a processor).", .count(1...256) { $0.jobs = $1 }) {
      "\($0.jobs)"
    },
    Setting("batch", "N", "The most documents that are made durable at once (512).", .count(1...4096) { $0.batch = $1 })
    {
      "\($0.batch)"
    },
    Setting(
      "rescan", "SECONDS", "How often the whole inbox is looked through (60).",
      .seconds(1...86_400) { $0.rescan = $1 }
    ) { Quantities.plain($0.rescan) },
    Setting(
      "poll", "SECONDS", "How often folders without events are looked through (5).",
      .seconds(0.1...86_400) { $0.poll = $1 }
    ) { Quantities.plain($0.poll) },
    Setting(
      "originals", "MODE", "What becomes of originals: archive or delete (archive).",
      word(\.originals)
    ) { quoted(Path($0.originals.rawValue)) },
    Setting(
      "ignore", "PATTERN", "File names to leave alone, with * and ?; may be repeated.", .patterns { $0.ignore = $1 }
    ) { $0.ignore.isEmpty ? nil : list($0.ignore) },
    Setting(
      "marker", nil, "Take a document only when NAME.done stands beside it.",
      .truth({ $0.marker = true }, off: { $0.marker = false })
    ) { "\($0.marker)" },
    Setting("once", nil, "Drain the inbox, then exit.", .truth({ $0.once = true }, off: { $0.once = false })) {
      "\($0.once)"
    },
  ]

  private init(
    _ name: String, _ value: String?, _ help: String, _ kind: Kind, _ written: @escaping @Sendable (Settings) -> String?
  ) {
    self.name = name
    self.value = value
    self.help = help
    self.kind = kind
    self.written = written
  }

  /// One word of those that stand for the cases of a setting: there is none for which nothing is set.
  private static func word<Choice: CaseIterable & RawRepresentable<String> & Sendable>(
    _ setting: any WritableKeyPath<Settings, Choice> & Sendable
  ) -> Kind {
    let choices = Array(Choice.allCases)
    return .word(choices.map(\.rawValue)) { settings, word in
      for choice in choices where choice.rawValue == word { settings[keyPath: setting] = choice }
    }
  }

  var repeats: Bool {
    switch kind {
    case .paths, .patterns: true
    default: false
    }
  }

  /// A TOML string. Of bytes that are not UTF-8, which a file can't have, the printable form.
  private static func quoted(_ path: Path) -> String {
    let text = path.utf8 ?? path.description
    return "\"" + text.reduce(into: "") { $0 += ($1 == "\\" || $1 == "\"" ? "\\" : "") + String($1) } + "\""
  }

  private static func list(_ paths: [Path]) -> String { "[" + paths.map(quoted).joined(separator: ", ") + "]" }
}

/// A value that a setting can't take: what it wants instead.
struct UnfitValue: Error, Equatable {
  let wanted: String
  /// Of an element of a list, its bytes in the file.
  private(set) var range: Range<Int>?

  init(wanted: String) { self.wanted = wanted }

  func at(_ range: Range<Int>) -> UnfitValue {
    var copy = self
    copy.range = range
    return copy
  }
}
