/// Why a document that is cleaned all the same is probably not what its owner means it to be.
public struct Doubt: Sendable, Equatable {
  /// The kinds of doubt; the raw value is a word for machines.
  public enum Kind: String, Sendable, CaseIterable {
    /// Much of it is no text.
    case data
    /// It is HTML.
    case html
    /// It is a JSON object a line.
    case jsonLines = "json-lines"
    /// It is an archive of the web, or the texts of one.
    case warc
    /// It is a record that Winnow has written.
    case record
    /// Its sidecar names a source that is no host.
    case source
    /// Its sidecar names a language by what is no code.
    case language
    /// Its sidecar names an encoding by what is no name of one, or one that it can't be in.
    case encoding
    /// It has no text.
    case empty
    /// Nothing is left of its text.
    case emptied
    /// It was published before, and somebody has removed the text of its pair.
    case textGone = "text-gone"
    /// The same, and somebody has altered the text.
    case textAltered = "text-altered"
  }

  /// What kind it is.
  public let kind: Kind
  /// What is the matter, to stand behind the document's name.
  public let message: String
  /// What to do about it.
  public let help: String

  static let html = Doubt(
    kind: .html, message: "this is HTML, and Winnow is for plain text: its markup stays",
    help: "extract the text first, as trafilatura, html2text or w3m -dump do")

  static let empty = Doubt(
    kind: .empty, message: "it is empty",
    help: "where it should not be: a power loss leaves such a file if its producer did not sync it; write it again")

  static let emptied = Doubt(
    kind: .emptied, message: "nothing is left of its text: it had nothing but what rules take out",
    help: "have the text of the article extracted, or see with winnow explain which rules took it")

  /// A document that comes again beside a record that has lost its text.
  public static func textGone(record: String) -> Doubt {
    Doubt(
      kind: .textGone, message: "the text of its record '\(record)' is gone, so it has a second pair",
      help: "move that record away")
  }

  /// The same beside a text that is another now.
  public static func textAltered(record: String) -> Doubt {
    Doubt(
      kind: .textAltered, message: "the text of its record '\(record)' was altered, so it has a second pair",
      help: "move that pair away, the record first")
  }

  static func data(percent: Int) -> Doubt {
    Doubt(
      kind: .data,
      message: "\(percent) % of its beginning are invalid bytes or control characters: this is probably no text",
      help: "drop text, in UTF-8 or in a character set that can be found out")
  }

  static let jsonLines = Doubt(
    kind: .jsonLines,
    message: "this is JSON, an object a line, and Winnow is for plain text: it is taken for lines of a text",
    help: "write the text of each object to a file of its own, and what is known of it to NAME.meta.json beside it")

  static let warc = Doubt(
    kind: .warc, message: "this is WARC or WET, many documents in one file: their heads are taken for lines of a text",
    help: "write each document to a file of its own, as warcio does, and extract the text of pages first")

  static let record = Doubt(
    kind: .record, message: "this is a record of Winnow, and no document",
    help: "take the texts; of a folder, winnow clean --out leaves records out that stand beside theirs")

  static func source(_ written: String) -> Doubt {
    Doubt(
      kind: .source,
      message: "its sidecar's source \(written) is no host, so its url or its folder tells the site instead",
      help: "write a host, as \"news.example.org\", or leave \"source\" out; other names are for other members")
  }

  static func language(_ written: String) -> Doubt {
    Doubt(
      kind: .language, message: "its sidecar's language \(written) is no language code, so the text is asked instead",
      help: "write a code of ISO 639-1, as \"de\" or \"de-AT\"")
  }

  static func unknownEncoding(_ written: String) -> Doubt {
    Doubt(
      kind: .encoding,
      message: "its sidecar's encoding \(written) is no character set that can be read, so the text is asked instead",
      help: "write a name that iconv -l lists, as \"windows-1252\"; none of those that shift, as ISO-2022-JP")
  }

  static func contradictedEncoding(_ written: String) -> Doubt {
    Doubt(
      kind: .encoding, message: "it is UTF-8, though its sidecar says that its encoding is \(written)",
      help: "leave \"encoding\" out; where it is so all the same, winnow clean --encoding takes it for that")
  }
}

extension Output {
  /// What is doubtful about the document; empty for most.
  public var doubts: [Doubt] {
    var doubts: [Doubt] = []
    if let percent = FileKind.noise(document.text) { doubts.append(.data(percent: percent)) }
    if document.text.isEmpty { doubts.append(.empty) }
    if Self.isBlank(text), !Self.isBlank(document.text) { doubts.append(.emptied) }
    if FileKind.isHTML(document.text) { doubts.append(.html) }
    if FileKind.isWARC(document.text) { doubts.append(.warc) }
    if Record.isRecord(document.text) {
      doubts.append(.record)
    } else if FileKind.isJSONLines(document.text) {
      doubts.append(.jsonLines)
    }
    if let written = sidecar?.writtenSource, input.source == nil { doubts.append(.source(written)) }
    if let sidecar, sidecar.language == nil, let written = sidecar.writtenLanguage { doubts.append(.language(written)) }
    if let sidecar, input.encoding == nil, let written = sidecar.writtenEncoding {
      if sidecar.encoding == nil {
        doubts.append(.unknownEncoding(written))
      } else if input.encoding(sidecar) == nil {
        doubts.append(.contradictedEncoding(written))
      }
    }
    return doubts
  }

  /// Ends at the first byte that is none of white space, as a rule one of the first.
  private static func isBlank(_ text: [UInt8]) -> Bool { text.allSatisfy { $0 <= 0x20 } }
}
