public import Files
public import Formats

/// What the spool needs of the cleaning: bytes in, pair out. ``Pipeline`` is the one that counts; tests bring others.
public struct Processor: Sendable {
  /// A cleaned document as the spool publishes it.
  public struct Cleaned: Sendable {
    /// 32 hexadecimal digits; the same for the same input, path, sidecar and rulebook.
    public let id: String
    /// The clean text.
    public let text: [UInt8]
    /// The record's bytes, given the name of the text's file beside it.
    public let record: @Sendable (_ textPath: Path) -> [UInt8]
    /// Bytes that rules took out, as they stood in the text.
    public let bytesRemoved: Int
    /// How often each rule had its way.
    public let hits: [(rule: String, count: Int)]
    /// How many places a rule ran into a limit at.
    public let inconclusive: Int
    /// Why it is probably not what its owner means it to be.
    public var doubts: [Doubt]

    /// A text, what makes its record, and figures for the metrics.
    public init(
      id: String, text: [UInt8], bytesRemoved: Int = 0, hits: [(rule: String, count: Int)] = [], inconclusive: Int = 0,
      doubts: [Doubt] = [], record: @escaping @Sendable (_ textPath: Path) -> [UInt8]
    ) {
      self.id = id
      self.text = text
      self.bytesRemoved = bytesRemoved
      self.hits = hits
      self.inconclusive = inconclusive
      self.doubts = doubts
      self.record = record
    }
  }

  /// What has become of a document.
  public enum Verdict: Sendable {
    /// It is clean.
    case cleaned(Cleaned)
    /// A rule says that it is no article.
    case rejected(rule: String, detail: String)
    /// It can't be cleaned.
    case failed(what: String, detail: String)
  }

  /// Identifies rules, profile and library versions.
  public let rulebookHash: String
  /// How many rules there are.
  public let ruleCount: Int
  /// Whether rules run as machine code.
  public let usesMachineCode: Bool
  let process: @Sendable (Input, Worker, () -> Bool) -> Verdict
  /// Makes what the first document would otherwise wait for.
  let prepare: @Sendable () -> Void
  /// Gives back memory that is made anew when it is needed; called while no thread processes.
  let rest: @Sendable () -> Void

  /// A processor from a function of the document, the thread's own worker, and a question to ask now and then: whether
  /// to stop with the verdict `failed("budget", …)`.
  public init(
    rulebookHash: String, ruleCount: Int = 0, usesMachineCode: Bool = false,
    prepare: @escaping @Sendable () -> Void = {}, rest: @escaping @Sendable () -> Void = {},
    process: @escaping @Sendable (Input, Worker, _ shouldStop: () -> Bool) -> Verdict
  ) {
    self.rulebookHash = rulebookHash
    self.ruleCount = ruleCount
    self.usesMachineCode = usesMachineCode
    self.process = process
    self.prepare = prepare
    self.rest = rest
  }

  /// The cleaning under a rulebook.
  ///
  /// - Parameter prepared: Called once the service takes documents, and each time that it has been asked to read its rules anew.
  public init(_ pipeline: Pipeline, prepared: @escaping @Sendable () -> Void = {}) {
    self.init(
      rulebookHash: pipeline.rulebookHash, ruleCount: pipeline.ruleCount, usesMachineCode: pipeline.usesMachineCode,
      prepare: {
        pipeline.prepare()
        prepared()
      }, rest: { pipeline.rest() }
    ) { input, worker, shouldStop in
      switch pipeline.process(input, worker: worker, shouldStop: shouldStop) {
      case .cleaned(let output):
        .cleaned(
          Cleaned(
            id: output.id, text: output.text, bytesRemoved: output.bytesRemoved, hits: output.hits,
            inconclusive: output.inconclusive, doubts: output.doubts, record: output.record))
      case .rejected(let rule, let detail): .rejected(rule: rule, detail: detail)
      case .failed(let what, let detail): .failed(what: what, detail: detail)
      }
    }
  }
}
