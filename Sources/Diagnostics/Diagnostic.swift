/// One finding about a file that a person wrote: where, what, and what to do.
///
/// Prints as `file:line:column: error: what`, the line, a caret, and a line of help.
public struct Diagnostic: Error, Sendable, Equatable, CustomStringConvertible {
  /// How bad it is.
  public enum Severity: String, Sendable {
    /// The file can't be used.
    case error
    /// It can be used, and probably does not do what was meant.
    case warning
  }

  /// How bad it is.
  public let severity: Severity
  /// The file's name as it is shown.
  public let file: String
  /// The line, from 1; 0 where the whole file is meant.
  public let line: Int
  /// The column, from 1, in code points.
  public let column: Int
  /// What is wrong.
  public let message: String
  /// What to do about it.
  public let help: String?
  private let excerpt: String?
  private let width: Int

  /// A finding about a byte range of a file; an empty range puts one caret.
  public init(
    _ message: String, in file: SourceFile, at range: Range<Int>, help: String? = nil, severity: Severity = .error
  ) {
    self.severity = severity
    self.message = Excerpt.printable(message)
    self.help = help.map(Excerpt.printable)
    self.file = file.name
    (line, column) = file.position(of: range.lowerBound)
    let text = file.text(ofLine: line)
    excerpt = text
    let end = file.position(of: range.upperBound)
    let lineLength = text.unicodeScalars.count
    width = max(1, (end.line == line ? end.column : lineLength + 1) - column)
  }

  /// A finding about a whole file or folder.
  public init(_ message: String, file: String, help: String? = nil, severity: Severity = .error) {
    self.severity = severity
    self.message = Excerpt.printable(message)
    self.help = help.map(Excerpt.printable)
    self.file = file
    line = 0
    column = 0
    excerpt = nil
    width = 0
  }

  /// Several lines for a human, without a final line end.
  public var description: String {
    guard let excerpt else {
      return "\(file): \(severity.rawValue): \(message)" + (help.map { "\n  help: \($0)" } ?? "")
    }
    let number = String(line)
    let gutter = String(repeating: " ", count: number.count)
    let shown = Excerpt(excerpt, from: column - 1, count: width)
    var lines = [
      "\(file):\(line):\(column): \(severity.rawValue): \(message)",
      "  \(number) | \(shown.text)",
      "  \(gutter) | \(shown.mark)",
    ]
    if let help { lines.append("  help: \(help)") }
    return lines.joined(separator: "\n")
  }
}

/// Findings that together make a file or a set of files unusable; at least one is an error.
public struct DiagnosticList: Error, Sendable, CustomStringConvertible {
  /// The findings, in the order in which they should be read.
  public let list: [Diagnostic]

  /// A list of findings.
  public init(_ list: [Diagnostic]) { self.list = list }

  /// All findings, a blank line between two.
  public var description: String { list.map(\.description).joined(separator: "\n\n") }
}
