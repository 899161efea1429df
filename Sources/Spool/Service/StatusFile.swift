internal import Files

/// Keeps the status file up to date: when something has changed, and at most once a second.
struct StatusFile {
  private static let interval = 1_000_000_000

  private let state: Directory
  /// The status that was written last.
  private(set) var written: Status?
  private var nextWrite = 0

  init(_ state: Directory) { self.state = state }

  /// Writes the status if it has changed and its time has come.
  ///
  /// - Returns: When to come again, where something is still to be written.
  mutating func update(_ status: Status, isUrgent: Bool = false) throws(FileError) -> Int? {
    if status == written { return nil }
    let now = MonotonicClock.now
    // Whoever has asked for a reload waits for its outcome.
    let isAnswer = written.map { $0.reloads != status.reloads } ?? false
    if now < nextWrite, !isUrgent, !isAnswer { return nextWrite }
    nextWrite = now + StatusFile.interval
    written = status
    try write("status.json", status.json)
    try write("metrics.prom", status.metrics)
    return nil
  }

  private func write(_ name: Path, _ bytes: [UInt8]) throws(FileError) {
    let fresh = name.adding(".new")
    do {
      try state.writeAnew(fresh, bytes, sync: false)
      try state.replace(name, with: fresh)
    } catch let error where [.noSpace, .overQuota].contains(error.errno) {
      // The blocks that the old one has are enough to say that the disk is full.
      if try state.status(fresh) != nil { try state.remove(fresh) }
      try overwrite(name, bytes)
    }
  }

  private func overwrite(_ name: Path, _ bytes: [UInt8]) throws(FileError) {
    let old = try state.status(name)?.size ?? 0
    let padding = repeatElement(UInt8(ascii: "\n"), count: max(0, old - bytes.count))
    try state.openOrCreate(name).writeAll(bytes + padding)
  }
}

extension Status {
  /// In the text format of Prometheus.
  var metrics: [UInt8] {
    let series: [(name: String, kind: String, help: String, samples: [(labels: String, value: Int)])] = [
      (
        "winnow_documents_total", "counter", "Documents by what has become of them.",
        [
          ("{outcome=\"cleaned\"}", cleaned), ("{outcome=\"repeated\"}", repeated),
          ("{outcome=\"rejected\"}", rejected), ("{outcome=\"failed\"}", failed),
        ]
      ),
      ("winnow_input_bytes_total", "counter", "Bytes of cleaned documents, before.", [("", bytesIn)]),
      ("winnow_output_bytes_total", "counter", "Bytes of cleaned documents, after.", [("", bytesOut)]),
      ("winnow_waiting_documents", "gauge", "Documents in the inbox that are known.", [("", waiting)]),
      ("winnow_documents_in_work", "gauge", "Claimed documents that are not done.", [("", inWork)]),
      ("winnow_paused", "gauge", "Whether a fault makes everything wait.", [("", state == .paused ? 1 : 0)]),
      ("winnow_rulebook_generation", "gauge", "How often rules were read well.", [("", generation)]),
    ]
    var text = ""
    for (name, kind, help, samples) in series {
      text += "# HELP \(name) \(help)\n# TYPE \(name) \(kind)\n"
      for sample in samples { text += "\(name)\(sample.labels) \(sample.value)\n" }
    }
    return Array(text.utf8)
  }
}
