/// What a rule looks for: a PCRE2 pattern, its options, and the text it is shown.
public struct Expression: Sendable, Hashable {
  /// Compile-time options of a pattern. `UTF` and `MULTILINE` are always on; newline is LF.
  public struct Options: OptionSet, Sendable, Hashable {
    /// The options as bits.
    public let rawValue: UInt8

    /// Options from their bits.
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// Letters match in either case (`i`).
    public static let caseless = Options(rawValue: 1)
    /// White space and `#` comments in the pattern are ignored (`x`).
    public static let extended = Options(rawValue: 2)
    /// The dot matches a line feed, too (`s`).
    public static let dotAll = Options(rawValue: 4)
    /// `\w`, `\d`, `\s`, `\b` and classes use Unicode properties (`u`, PCRE2's UCP).
    public static let unicodeProperties = Options(rawValue: 8)
  }

  /// The text that a pattern is shown.
  public enum Subject: Sendable, Hashable {
    /// Each line by itself, without its line feed; the pattern must match all of it. Lines shorter than `minimum` or
    /// longer than `maximum` characters (Unicode scalar values) are not shown.
    case line(minimum: Int, maximum: Int)
    /// The whole document; every leftmost, non-overlapping, non-empty match counts.
    case document
  }

  /// The pattern, in PCRE2's syntax.
  public let pattern: String
  /// Its options.
  public let options: Options
  /// What it is shown.
  public let subject: Subject

  /// A pattern, its options, and what it is shown.
  public init(_ pattern: String, options: Options = [], subject: Subject) {
    self.pattern = pattern
    self.options = options
    self.subject = subject
  }
}
