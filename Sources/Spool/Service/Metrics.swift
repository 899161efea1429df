/// Writes metrics in the text format of Prometheus.
struct Metrics {
  private var text = ""

  /// All metrics of a service.
  static func of(_ status: Status, _ figures: Figures) -> [UInt8] {
    var metrics = Metrics()
    metrics.addDocuments(status, figures)
    metrics.addDurations(figures)
    metrics.addState(status)
    metrics.add("rule_hits_total", "counter", "How often each rule had its way.", by: "rule", figures.hits)
    return Array(metrics.text.utf8)
  }

  private mutating func addDocuments(_ status: Status, _ figures: Figures) {
    let outcomes = [
      "cleaned": status.cleaned, "repeated": status.repeated, "rejected": status.rejected, "failed": status.failed,
    ]
    add("documents_total", "counter", "Documents by what has become of them.", by: "outcome", outcomes)
    add("failures_total", "counter", "Failed documents by reason.", by: "reason", figures.failures)
    add("rejections_total", "counter", "Rejected documents by rule.", by: "rule", figures.rejections)
    add("input_bytes_total", "counter", "Bytes of cleaned documents, before.", status.bytesIn)
    add("output_bytes_total", "counter", "Bytes of cleaned documents, after.", status.bytesOut)
    add("removed_bytes_total", "counter", "Bytes that rules took out of texts.", figures.bytesRemoved)
    add("inconclusive_total", "counter", "Places where a rule ran into a limit.", figures.inconclusive)
  }

  private mutating func addState(_ status: Status) {
    add(
      "waiting_documents", "gauge", "Documents in the inbox that are known; a huge inbox is known in pieces.",
      status.waiting)
    add(
      "oldest_waiting_timestamp_seconds", "gauge", "Since when the one of them waits that has waited longest; 0: none.",
      status.oldestWaiting ?? 0)
    add(
      "unmarked_documents", "gauge", "Documents that had no marker when the inbox was looked through last.",
      status.unmarked)
    add(
      "untaken_entries", "gauge",
      "Documents in the inbox that can't be taken, and folders that can't be looked into; ten of each at most.",
      status.unclaimed.count + status.outOfReach.count)
    add(
      "failed_documents", "gauge", "Documents in failed/, rejected ones too, when it was looked through last.",
      status.inFailed)
    add("scanning", "gauge", "Whether the inbox is being looked through.", status.scanning ? 1 : 0)
    add("documents_in_work", "gauge", "Claimed documents that are not done.", status.inWork)
    add(
      "parked_documents", "gauge", "Claimed documents that stay for a fault of their own, and are tried again.",
      status.parked)
    add("polled_folders", "gauge", "Folders without events, which are looked through.", status.polledFolders)
    add("paused", "gauge", "Whether a fault makes everything wait.", status.state == .paused ? 1 : 0)
    add(
      "waiting_folders", "gauge", "Folders of the outbox that nothing can be put into; ten at most.",
      status.foldersWaiting.count)
    add("rulebook_generation", "gauge", "How often rules were read well.", status.generation)
    add("reload_refused", "gauge", "Whether the last reload was refused.", status.reloadRefused == nil ? 0 : 1)
  }

  private mutating func addDurations(_ figures: Figures) {
    begin("document_seconds", "histogram", "From a document's claim to its archived original.")
    var sum = 0
    for (step, count) in zip(Figures.steps, figures.durations) {
      sum += count
      line("document_seconds_bucket", "{le=\"\(Metrics.decimal(milliseconds: step))\"}", "\(sum)")
    }
    let all = figures.durations.reduce(0, +)
    line("document_seconds_bucket", "{le=\"+Inf\"}", "\(all)")
    line("document_seconds_sum", "", Metrics.decimal(milliseconds: figures.totalDuration / 1_000_000))
    line("document_seconds_count", "", "\(all)")
  }

  private mutating func add(_ name: String, _ kind: String, _ help: String, _ value: Int) {
    begin(name, kind, help)
    line(name, "", "\(value)")
  }

  private mutating func add(_ name: String, _ kind: String, _ help: String, by label: String, _ values: [String: Int]) {
    begin(name, kind, help)
    for (key, value) in values.sorted(by: { $0.key < $1.key }) {
      line(name, "{\(label)=\"\(Metrics.escaped(key))\"}", "\(value)")
    }
  }

  private mutating func begin(_ name: String, _ kind: String, _ help: String) {
    text += "# HELP winnow_\(name) \(help)\n# TYPE winnow_\(name) \(kind)\n"
  }

  private mutating func line(_ name: String, _ labels: String, _ value: String) {
    text += "winnow_\(name)\(labels) \(value)\n"
  }

  private static func decimal(milliseconds: Int) -> String {
    let fraction = "\(1_000 + milliseconds % 1_000)".dropFirst()
    return "\(milliseconds / 1_000).\(fraction)"
  }

  private static func escaped(_ value: String) -> String {
    value.unicodeScalars.reduce(into: "") { text, scalar in
      switch scalar {
      case "\\": text += "\\\\"
      case "\"": text += "\\\""
      case "\n": text += "\\n"
      default: text.unicodeScalars.append(scalar)
      }
    }
  }
}
