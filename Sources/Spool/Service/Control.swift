internal import Files
internal import Formats
internal import Glibc
internal import Journal
internal import Threads

/// What outlives a change of the inbox: rules, workers, signals, figures.
final class Control {
  let journal: Journal
  let observer: Observer
  private(set) var workers: WorkerGroup
  private(set) var processor: Processor
  private(set) var options: Options
  private(set) var isStopping = false
  var status = Status()
  private(set) var figures = Figures()
  private let signals: SignalReader
  private let configure: () throws -> Service.Configuration
  private let inbox: Path
  private var isReady = false
  private var complaints = Complaints()

  init(
    inbox: Path, _ journal: Journal, _ observer: Observer, _ configure: @escaping () throws -> Service.Configuration
  ) throws {
    self.inbox = inbox
    self.journal = journal
    self.observer = observer
    self.configure = configure
    let configuration: Service.Configuration
    do {
      configuration = try configure()
    } catch {
      throw Service.StartFailure.rules(error)
    }
    processor = configuration.processor
    options = configuration.options
    // Before the workers: they must not take the signals.
    signals = try SignalReader([.terminate, .interrupt, .hangUp])
    workers = WorkerGroup(count: options.jobs)
    status.describe(processor, options)
    status.process = Int(getpid())
  }

  /// To be called by whoever has done with a document.
  var progressed: @Sendable () -> Void { observer.progressed }

  var signalNumber: Int32 { signals.number }

  func takeSignals() throws(FileError) {
    while let signal = try signals.next() {
      switch signal {
      case .terminate, .interrupt:
        isStopping = true
        journal.log(Event(.notice, .stopping, "ending: the batch in hand is done, what waits stays for the next start"))
        observer.stopping()
      case .hangUp: reload()
      }
    }
  }

  func ready() {
    if isReady { return }
    isReady = true
    let rules = processor.rulebookHash.prefix(12)
    journal.log(
      Event(
        .notice, .ready, "watching '\(inbox)' (rules \(rules))", fields: [.rulebook: processor.rulebookHash]))
    tellReady()
  }

  /// The rules are read and sound, and whatever comes is taken. What finds them fast is made after that: whoever waits
  /// for the service need not wait for it, too.
  private func tellReady() {
    observer.ready(status)
    processor.prepare()
  }

  /// Rests after a fault that keeps the spool from being opened, until the next try or a signal.
  func wait(for pause: Pause, _ error: FileError) throws(FileError) {
    if complaints.mayLog("paused") {
      journal.log(Event(.error, .paused, "everything waits: \(error); trying again every few seconds"))
    }
    status.state = .paused
    status.pausedBecause = error.description
    // Whoever has started the service would give it up, and nobody would see what it waits for.
    observer.ready(status)
    let reloads = status.reloads
    repeat {
      progressed()
      let sign = observer.interval.map { MonotonicClock.now + $0 } ?? pause.until
      try Readiness.wait(for: [signalNumber], until: min(sign, pause.until))
      try takeSignals()
    } while !isStopping && status.reloads == reloads && MonotonicClock.now < pause.until
  }

  private func reload() {
    observer.reloading()
    status.reloads += 1
    do {
      let configuration = try configure()
      processor = configuration.processor
      if options.jobs != configuration.options.jobs { workers = WorkerGroup(count: configuration.options.jobs) }
      options = configuration.options
      status.describe(processor, options)
      status.needsRestart = configuration.needsRestart
      status.generation += 1
      status.reloadRefused = nil
      let rules = processor.rulebookHash.prefix(12)
      journal.log(
        Event(
          .notice, .reloaded, "rules read anew (\(rules), generation \(status.generation))",
          fields: [.rulebook: processor.rulebookHash, .generation: "\(status.generation)"]))
    } catch {
      let reason = "\(error)"
      status.reloadRefused = String(reason.prefix { $0 != "\n" })
      let what = error is Service.BadSettings ? "settings" : "rules"
      let message = "the \(what) stay as they were, the new ones can't be used:"
      journal.log(Event(.error, .reloadRefused, message, details: reason))
    }
    tellReady()
  }

  func account(_ report: BatchReport) {
    status.cleaned += report.cleaned.count
    status.repeated += report.repeated.count
    status.bytesIn += report.bytesIn
    status.bytesOut += report.bytesOut
    let now = MonotonicClock.now
    for document in report.cleaned {
      figures.count(document, at: now)
      tellDoubts(document)
    }
    let done = report.cleaned.count + report.repeated.count + report.refused.count
    status.lastMinute = figures.done(done, at: now)
    if report.cleaned.count > 8 {
      let fields: [Event.Field: String] = [
        .count: "\(report.cleaned.count)", .bytesIn: "\(report.bytesIn)", .bytesOut: "\(report.bytesOut)",
      ]
      journal.log(Event(.info, .cleaned, "cleaned \(report.cleaned.count) documents", fields: fields))
    } else {
      for document in report.cleaned {
        let path = document.claim.path
        let fields: [Event.Field: String] = [
          .id: document.id, .bytesIn: "\(document.claim.size)", .bytesOut: "\(document.bytesOut)",
        ]
        journal.log(Event(.info, .cleaned, "cleaned '\(path)'", document: path, fields: fields))
      }
    }
    for claim in report.repeated {
      let message = "'\(claim.path)' has its pair already; archived"
      journal.log(Event(.info, .repeated, message, document: claim.path))
    }
  }

  private func tellDoubts(_ document: Committed) {
    let path = document.claim.path
    for doubt in document.doubts where complaints.mayLog(doubt.kind.rawValue) {
      let message = "'\(path)' was cleaned, but \(doubt.message); \(doubt.help)"
      journal.log(Event(.warning, .doubtful, message, document: path, fields: [.reason: doubt.kind.rawValue]))
    }
  }

  func log(_ claim: Claim, _ refusal: Refusal) {
    figures.count(refusal)
    let detail = refusal.detail.isEmpty ? "" : ": \(refusal.detail)"
    if refusal.kind == .rejected {
      status.rejected += 1
      let message = "rejected '\(claim.path)' by \(refusal.what)\(detail)"
      journal.log(Event(.info, .rejected, message, document: claim.path, fields: [.rule: refusal.what]))
    } else {
      status.failed += 1
      let message = "'\(claim.path)' goes to failed/, \(refusal.what)\(detail)"
      journal.log(Event(.warning, .failed, message, document: claim.path, fields: [.reason: refusal.what]))
    }
  }
}
