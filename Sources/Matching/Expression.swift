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
  /// The text that the pattern stands for, where that is one text.
  public let phrase: String?

  /// A pattern, its options, and what it is shown.
  public init(_ pattern: String, options: Options = [], subject: Subject) {
    self.pattern = pattern
    self.options = options
    self.subject = subject
    phrase = nil
  }

  /// A text as it stands, nothing in it meaning anything to PCRE2. Where lines are shown, ``blanks`` may stand around it.
  public init(phrase: String, options: Options = [], subject: Subject) {
    var pattern: [UInt8] = []
    let around = subject.isLine ? Array(Self.blanks.utf8) : []
    pattern += around
    for byte in phrase.utf8 {
      // Only ASCII punctuation means anything to PCRE2, and there a backslash takes the meaning away.
      if byte < 0x80, byte != 0x20, !ByteSet.alphanumerics.contains(byte) { pattern.append(UInt8(ascii: "\\")) }
      pattern.append(byte)
    }
    pattern += around
    self.pattern = String(decoding: pattern, as: UTF8.self)
    // Blanks and '#' stand for themselves.
    self.options = options.subtracting(.extended)
    self.subject = subject
    self.phrase = phrase
  }

  /// What may stand round a phrase that is a whole line.
  public static let blanks = "[ \\t\\x{A0}]*+"
}
