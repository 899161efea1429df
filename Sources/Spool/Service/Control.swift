internal import Files
internal import Glibc
internal import Journal
internal import Threads

/// What outlives a change of the inbox: rules, workers, signals, figures.
final class Control {
  let journal: Journal
  let workers: WorkerGroup
  private(set) var processor: Processor
  private(set) var isStopping = false
  var status = Status()
  private let signals: SignalReader
  private let observer: Observer
  private let load: () throws -> Processor
  private let inbox: Path
  private var isReady = false

  init(
    inbox: Path, jobs: Int, _ journal: Journal, _ observer: Observer, _ load: @escaping () throws -> Processor
  ) throws {
    self.inbox = inbox
    self.journal = journal
    self.observer = observer
    self.load = load
    do {
      processor = try load()
    } catch {
      throw Service.Refusal.rules(error)
    }
    // Before the workers: they must not take the signals.
    signals = try SignalReader([.terminate, .interrupt, .hangUp])
    workers = WorkerGroup(count: jobs)
    status.rulebook = processor.rulebookHash
    status.process = Int(getpid())
  }

  var signalNumber: Int32 { signals.number }

  func takeSignals() throws(FileError) {
    while let signal = try signals.next() {
      switch signal {
      case .terminate, .interrupt:
        isStopping = true
        observer.stopping()
      case .hangUp: reload()
      }
    }
  }

  func ready() {
    if isReady { return }
    isReady = true
    let rules = processor.rulebookHash.prefix(12)
    journal.log(Event(.notice, "ready", "watching '\(inbox)' (rules \(rules))"))
    observer.ready()
  }

  private func reload() {
    observer.reloading()
    do {
      processor = try load()
      status.rulebook = processor.rulebookHash
      status.generation += 1
      status.reloadRefused = nil
      let rules = processor.rulebookHash.prefix(12)
      journal.log(Event(.notice, "reloaded", "rules read anew (\(rules), generation \(status.generation))"))
    } catch {
      let reason = "\(error)"
      status.reloadRefused = String(reason.prefix { $0 != "\n" })
      journal.log(Event(.error, "reload-refused", "the rules stay as they were, the new ones can't be used:"))
      for line in reason.split(separator: "\n") { journal.log(Event(.error, "reload-refused", String(line))) }
    }
    observer.ready()
  }

  func account(_ report: BatchReport) {
    status.cleaned += report.cleaned.count
    status.repeated += report.repeated.count
    status.bytesIn += report.bytesIn
    status.bytesOut += report.bytesOut
    observer.progressed()
    if report.cleaned.count > 8 {
      journal.log(Event(.info, "cleaned", "cleaned \(report.cleaned.count) documents"))
    } else {
      for claim in report.cleaned {
        journal.log(Event(.info, "cleaned", "cleaned '\(claim.path)'", document: claim.path))
      }
    }
    for claim in report.repeated {
      let message = "'\(claim.path)' has its pair already; archived"
      journal.log(Event(.info, "repeated", message, document: claim.path))
    }
  }

  func log(_ claim: Claim, _ refusal: Refusal) {
    let detail = refusal.detail.isEmpty ? "" : ": \(refusal.detail)"
    if refusal.kind == .rejected {
      status.rejected += 1
      let message = "rejected '\(claim.path)' by \(refusal.what)\(detail)"
      journal.log(Event(.info, "rejected", message, document: claim.path))
    } else {
      status.failed += 1
      let message = "'\(claim.path)' goes to failed/, \(refusal.what)\(detail)"
      journal.log(Event(.warning, "failed", message, document: claim.path))
    }
  }
}
