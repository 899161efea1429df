public import Files
internal import Digest

/// A document as it comes in: where it stood, its bytes, and what a producer says of it.
public struct Input: Sendable {
  /// The path relative to the inbox (or the folder that is cleaned), subfolders included.
  public let path: Path
  /// The file's bytes.
  public let bytes: [UInt8]
  /// The sidecar's bytes, where there is one.
  public let sidecar: [UInt8]?

  /// A document's path, bytes and sidecar.
  public init(path: Path, bytes: [UInt8], sidecar: [UInt8]? = nil) {
    self.path = path
    self.bytes = bytes
    self.sidecar = sidecar
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

/// A cleaned document: text and record, ready to be published.
public struct Output: Sendable {
  /// 32 hexadecimal digits; the same for the same input, path, sidecar and rulebook.
  public let id: String
  /// The clean text, UTF-8 with LF.
  public let text: [UInt8]
  /// SHA-256 of the input's bytes.
  public let sourceSHA256: String
  /// SHA-256 of the sidecar's bytes.
  public let sidecarSHA256: String?

  /// The record, as the bytes of a JSON file.
  ///
  /// - Parameter textPath: The name of the text's file, beside the record.
  public func record(textPath: Path) -> [UInt8] { [] }
}

/// What one worker needs to clean documents, one after the other.
public final class Worker {
  /// A worker of its own memory.
  public init() {}
}

/// Cleans documents under one rulebook; shared by all workers.
public final class Pipeline: Sendable {
  /// Identifies rules, profile and library versions: 64 hexadecimal digits.
  public let rulebookHash: String

  init(rulebookHash: String) { self.rulebookHash = rulebookHash }

  /// Cleans one document.
  ///
  /// - Parameters:
  ///   - input: The document.
  ///   - worker: The calling thread's own.
  ///   - shouldStop: Asked every now and then; `true` ends the work with the outcome `failed("budget", …)`.
  public func process(_ input: Input, worker: Worker, shouldStop: () -> Bool = { false }) -> Outcome {
    .failed(what: "stub", detail: "")
  }
}
