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

  /// What is looked for.
  public enum Content: Sendable, Hashable {
    /// What a pattern in PCRE2's syntax matches. Nothing in a literal one means anything to PCRE2 but itself.
    case pattern(String, isLiteral: Bool)
    /// Any of some texts as they stand, as a whole line, ``Expression/blanks`` around it aside.
    case phrases(Phrases)
  }

  /// What is looked for.
  public let content: Content
  /// Its options.
  public let options: Options
  /// What it is shown.
  public let subject: Subject

  /// A pattern, its options, and what it is shown.
  public init(_ pattern: String, options: Options = [], subject: Subject) {
    content = .pattern(pattern, isLiteral: false)
    self.options = options
    self.subject = subject
  }

  /// A text as it stands, nothing in it meaning anything to PCRE2. Where lines are shown, ``blanks`` may stand around it.
  public init(phrase: String, options: Options = [], subject: Subject) {
    let isSound = Phrases.takes(phrase)
    if isSound, subject.isLine {
      self.init(phrases: Phrases([phrase]), options: options, subject: subject)
    } else {
      self.init(literal: phrase, isSound: isSound, options: options, subject: subject)
    }
  }

  /// Any of some texts as they stand, for a subject that shows lines; ``blanks`` may stand around it.
  public init(phrases: Phrases, options: Options = [], subject: Subject) {
    precondition(subject.isLine, "a list of phrases is shown lines")
    content = .phrases(phrases)
    self.options = options.subtracting(.extended)
    self.subject = subject
  }

  /// A text as a pattern.
  ///
  /// - Parameter isSound: Whether PCRE2 is sure to accept it.
  init(literal text: String, isSound: Bool, options: Options, subject: Subject) {
    content = .pattern(Self.pattern(of: [text], isLine: subject.isLine), isLiteral: isSound)
    // Blanks and '#' stand for themselves.
    self.options = options.subtracting(.extended)
    self.subject = subject
  }

  /// The pattern, in PCRE2's syntax.
  public var pattern: String {
    switch content {
    case .pattern(let pattern, _): pattern
    case .phrases(let phrases): Self.pattern(of: phrases.texts, isLine: subject.isLine)
    }
  }

  /// The texts that it stands for, where it stands for some.
  public var phrases: Phrases? {
    if case .phrases(let phrases) = content { phrases } else { nil }
  }

  private static func pattern(of texts: some Collection<String>, isLine: Bool) -> String {
    var pattern: [UInt8] = []
    for text in texts {
      pattern += pattern.isEmpty ? [] : [UInt8(ascii: "|")]
      for byte in text.utf8 {
        // Only ASCII punctuation means anything to PCRE2, and there a backslash takes the meaning away.
        if byte < 0x80, byte != 0x20, !ByteSet.alphanumerics.contains(byte) { pattern.append(UInt8(ascii: "\\")) }
        pattern.append(byte)
      }
    }
    let text = String(decoding: pattern, as: UTF8.self)
    if !isLine { return text }
    return blanks + (texts.count == 1 ? text : "(?:\(text))") + blanks
  }

  /// What may stand round a phrase that is a whole line.
  public static let blanks = "[ \\t\\x{A0}]*+"
}
