internal import Cleaning
internal import Digest
public import Files
internal import Matching
public import Rulebook

/// A document as it comes in: where it stood, its bytes, and what a producer says of it.
public struct Input: Sendable {
  /// The path relative to the inbox (or the folder that is cleaned), subfolders included.
  public let path: Path
  /// The file's bytes.
  public let bytes: [UInt8]
  /// The sidecar's bytes, where there is one.
  public let sidecar: [UInt8]?
  /// The document's host, where the caller knows it; else the sidecar's or the subfolder's name is taken.
  public let source: String?

  /// A document's path, bytes and sidecar.
  public init(path: Path, bytes: [UInt8], sidecar: [UInt8]? = nil, source: String? = nil) {
    self.path = path
    self.bytes = bytes
    self.sidecar = sidecar
    self.source = source
  }
}

/// What has become of a document.
public enum Outcome: Sendable {
  /// It is clean, and its record restores the original.
  case cleaned(Output)
  /// A rule says that it is no article. A result, not a fault.
  case rejected(rule: String, detail: String)
  /// It can't be cleaned. `what` is one of a few fixed words for machines, `detail` is for a human.
  case failed(what: String, detail: String)
}

/// What one worker needs to clean documents, one after the other.
public final class Worker {
  let scratch = Scratch()

  /// A worker of its own memory.
  public init() {}
}

/// Cleans documents under one rulebook; shared by all workers.
public final class Pipeline: Sendable {
  /// The rules.
  public let rulebook: Rulebook
  /// Identifies rules, profile, library versions and how bytes are read: 64 hexadecimal digits.
  public let rulebookHash: String
  private let invalidBytes: Document.InvalidBytes
  private let cleaner: Cleaner

  /// A way from bytes to text and record.
  ///
  /// - Parameter invalidBytes: What to do with bytes that are not UTF-8.
  public init(_ rulebook: Rulebook, invalidBytes: Document.InvalidBytes = .replace) {
    self.rulebook = rulebook
    self.invalidBytes = invalidBytes
    cleaner = Cleaner(rulebook)
    var hash = SHA256()
    hash.update(field: rulebook.hash)
    hash.update(field: invalidBytes.rawValue)
    rulebookHash = hash.finish()
  }

  /// Cleans one document.
  ///
  /// - Parameters:
  ///   - input: The document.
  ///   - worker: The calling thread's own.
  ///   - shouldStop: Asked every now and then; `true` ends the work with the outcome `failed("budget", …)`.
  public func process(_ input: Input, worker: Worker, shouldStop: () -> Bool = { false }) -> Outcome {
    let document: Document
    let sidecar: Sidecar?
    let cleaned: Cleaned
    do {
      document = try Document(input.bytes, invalidBytes: invalidBytes)
      sidecar = try input.sidecar.map { bytes throws(Sidecar.Unusable) in try Sidecar(bytes) }
      let context = Context(
        source: source(of: input, sidecar), language: sidecar?.language, path: input.path.description)
      cleaned = try cleaner.clean(
        document.text, context: context, using: worker.scratch, shouldStop: shouldStop)
    } catch let error as Document.NotUTF8 {
      return .failed(what: "not-utf8", detail: "byte \(error.offset) is not UTF-8")
    } catch let error as Sidecar.Unusable {
      return .failed(what: "sidecar", detail: error.reason)
    } catch {
      return .failed(what: "budget", detail: "the document took longer than its budget")
    }
    if let index = cleaned.rejectedBy {
      let rule = rulebook.rules[index]
      return .rejected(rule: rule.id, detail: rule.reason ?? "rule \(rule.id) rejects it")
    }
    return .cleaned(Output(input, document, sidecar, cleaned, self))
  }

  private func source(of input: Input, _ sidecar: Sidecar?) -> String? {
    input.source?.lowercased() ?? sidecar?.source
      ?? (input.path.components.count > 1 ? input.path.components[0].utf8?.lowercased() : nil)
  }
}
