public import Cleaning
internal import Digest
public import Files
internal import JSON
internal import Matching
public import Rulebook
internal import Threads

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
  /// What the bytes are in, where the caller knows it; else what the sidecar says.
  public let encoding: TextEncoding?
  /// The folder that the path is relative to, where the record shall tell it: of documents of several folders.
  public let folder: Path?

  /// The most bytes of a sidecar that is used: 1 MiB. It is metadata, and becomes a part of the record.
  public static let largestSidecar = 1 << 20

  /// A document's path, bytes and sidecar.
  public init(
    path: Path, bytes: [UInt8], sidecar: [UInt8]? = nil, source: String? = nil, encoding: TextEncoding? = nil,
    folder: Path? = nil
  ) {
    self.path = path
    self.bytes = bytes
    self.sidecar = sidecar
    self.source = source
    self.encoding = encoding
    self.folder = folder
  }

  /// The host that a text names: of a URL, or a host alone; in lower case, without a port and a last dot. `nil` where it is
  /// none that a document can be of.
  public static func hostName(_ text: String) -> String? {
    // No host is longer, in bytes (RFC 1035, section 2.3.4).
    guard let host = Sidecar.host(text), host.utf8.count <= 255 else { return nil }
    let isHost = host.unicodeScalars.allSatisfy {
      !$0.properties.isWhitespace && $0.value > 0x20 && $0.value != 0x7F
        && !"*?\"'<>[]\\|,;".unicodeScalars.contains($0)
    }
    return isHost ? host : nil
  }

  /// The document's text, read as when it is cleaned.
  ///
  /// - Throws: ``NotText``, ``BadSidecar``, or ``Document/NotUTF8``.
  public func document(invalidBytes: Document.InvalidBytes = .legacy) throws -> Document {
    try FileKind.checkBytes(bytes)
    return try document(try readSidecar(), invalidBytes)
  }

  func document(_ sidecar: Sidecar?, _ invalidBytes: Document.InvalidBytes) throws -> Document {
    let document = try Document(bytes, invalidBytes: invalidBytes, encoding: encoding(sidecar))
    try FileKind.checkText(document.text)
    return document
  }

  /// What the bytes are said to be in; `nil` where nobody says it, or where a sidecar says what can't be.
  func encoding(_ sidecar: Sidecar?) -> TextEncoding? {
    if let encoding { return encoding }
    guard let said = sidecar?.encoding, !said.isContradicted(by: bytes) else { return nil }
    return said
  }

  /// The host of the site that it is of, in lower case, as rules are told: ``source``, else what its sidecar says, else the
  /// first folder of its path. A sidecar that can't be used says nothing here.
  public var host: String? {
    var known: Sidecar?
    if let sidecar { do { known = try Sidecar(sidecar) } catch {} }
    return host(known)
  }

  /// Where the sidecar can't be used any more, and why; `nil` where it can.
  public var sidecarFault: (offset: Int, message: String)? {
    guard let sidecar else { return nil }
    do {
      _ = try Sidecar(sidecar)
      return nil
    } catch {
      return (error.offset, error.message)
    }
  }

  func host(_ sidecar: Sidecar?) -> String? {
    source.flatMap(Sidecar.host) ?? sidecar?.source
      ?? (path.components.count > 1 ? path.components[0].utf8?.lowercased() : nil)
  }

  /// A sidecar that can't be used.
  public struct BadSidecar: Error, Sendable, CustomStringConvertible {
    /// Its name and what is wrong, to stand behind the document's path.
    public let description: String
  }

  /// What rules are told of the document besides its text, the same as when it is cleaned.
  ///
  /// - Parameter text: The document's text, from which its language is told where the sidecar names none.
  public func context(of text: [UInt8]) throws(BadSidecar) -> Context { context(of: text, try readSidecar()) }

  func context(of text: [UInt8], _ sidecar: Sidecar?) -> Context {
    Context(
      source: host(sidecar), language: sidecar?.language ?? Language.detect(text), path: path.description,
      title: sidecar?.title)
  }

  func readSidecar() throws(BadSidecar) -> Sidecar? {
    guard let sidecar else { return nil }
    do {
      return try Sidecar(sidecar)
    } catch {
      throw BadSidecar(description: "its sidecar '\(FileNames.sidecar(of: path.name))' \(error.reason)")
    }
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

/// Cleans documents under one rulebook; shared by all workers.
public final class Pipeline: Sendable {
  /// The rules.
  public let rulebook: Rulebook
  /// Identifies rules, profile, library versions and how bytes are read: 64 hexadecimal digits.
  public let rulebookHash: String
  /// How many rules there are.
  public var ruleCount: Int { rulebook.rules.count }
  /// Whether rules run as machine code.
  public var usesMachineCode: Bool { rulebook.matcher.usesJIT }
  private let invalidBytes: Document.InvalidBytes
  private let maximumRemoved: Double?
  private let cleaner: Cleaner
  private let ruleFragments = Locked<[[UInt8]]>([])

  /// A way from bytes to text and record.
  ///
  /// - Parameters:
  ///   - invalidBytes: What to do with bytes that are not UTF-8.
  ///   - maximumRemoved: The share of a text's bytes (0 to 1) that may be removed; a document that would lose more has
  ///     failed. `nil`: no bound.
  public init(
    _ rulebook: Rulebook, invalidBytes: Document.InvalidBytes = .legacy, maximumRemoved: Double? = nil
  ) {
    self.rulebook = rulebook
    self.invalidBytes = invalidBytes
    self.maximumRemoved = maximumRemoved
    cleaner = Cleaner(rulebook)
    rulebookHash = Self.hash(rulebook, invalidBytes, maximumRemoved)
  }

  private static func hash(
    _ rulebook: Rulebook, _ invalidBytes: Document.InvalidBytes, _ maximumRemoved: Double?
  ) -> String {
    var hash = SHA256()
    hash.update(field: rulebook.hash)
    hash.update(field: invalidBytes.rawValue)
    hash.update(field: maximumRemoved.map { "\($0)" } ?? "")
    return hash.finish()
  }

  /// Whether a record's ``rulebookHash`` is that of these rules, however bytes were read and however much was allowed to be
  /// removed, in whole percents: a record does not tell these.
  public static func isHash(_ hash: String, of rulebook: Rulebook) -> Bool {
    Document.InvalidBytes.allCases.contains { policy in
      ([nil] + (1...100).map { Double($0) / 100 }).contains { Self.hash(rulebook, policy, $0) == hash }
    }
  }

  /// Each rule as a record names it: its id, and what it weighs. Made for the first record, as there are many rules and
  /// a record names hundreds.
  var ruleNames: [[UInt8]] {
    ruleFragments.withLock { fragments in
      if fragments.isEmpty {
        fragments = rulebook.rules.map { rule in
          var json = JSONWriter()
          json.beginObject()
          json.name("id")
          json.string(rule.id)
          if let weight = rule.weight {
            json.name("weight")
            json.number(Double(weight) / 1000)
          }
          json.end()
          return json.bytes
        }
      }
      return fragments
    }
  }

  /// Makes what the first document would otherwise wait for.
  public func prepare() { rulebook.matcher.prepare() }

  /// Gives back memory that is made anew when it is needed. No thread may be cleaning.
  public func rest() { rulebook.matcher.releaseMachineCode() }

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
    let language: String?
    do {
      try FileKind.checkBytes(input.bytes)
      sidecar = try input.readSidecar()
      document = try input.document(sidecar, invalidBytes)
      let context = input.context(of: document.text, sidecar)
      language = context.language
      cleaned = try cleaner.clean(
        document.text, context: context, using: worker.scratch, shouldStop: shouldStop)
      if shouldStop() { throw Interrupted() }
    } catch let error as NotText {
      return .failed(what: "not-text", detail: error.description)
    } catch let error as Document.NotUTF8 {
      return .failed(what: "not-utf8", detail: error.description)
    } catch let error as Input.BadSidecar {
      return .failed(what: "sidecar", detail: error.description)
    } catch {
      return tookTooLong((error as? Interrupted)?.expression)
    }
    if let index = cleaned.rejectedBy {
      let rule = rulebook.rules[index]
      return .rejected(rule: rule.id, detail: rule.reason ?? "rule \(rule.id) rejects it")
    }
    if let maximumRemoved, let share = share(removedFrom: document, cleaned), share > maximumRemoved {
      let percent = Int((share * 100).rounded())
      let most = Int((maximumRemoved * 100).rounded())
      let detail = "the rules would remove \(percent) % of the text, and max-removed allows \(most) %"
      return .failed(what: "max-removed", detail: detail)
    }
    let output = Output(input, document, sidecar, language: language, cleaned, self)
    // To see whether the original comes back takes time, too.
    return shouldStop() ? tookTooLong(nil) : .cleaned(output)
  }

  private func tookTooLong(_ expression: Int?) -> Outcome {
    let rule = expression.map { ", at last for rule \(rulebook.rules[rulebook.ruleOfExpression[$0]].id)" } ?? ""
    return .failed(what: "budget", detail: "the document took longer than its budget\(rule)")
  }

  private func share(removedFrom document: Document, _ cleaned: Cleaned) -> Double? {
    guard !document.text.isEmpty else { return nil }
    return Double(cleaned.removals.reduce(0) { $0 + $1.range.count }) / Double(document.text.count)
  }
}
