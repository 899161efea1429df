/// What a line may hold; each is a ``Feature`` of its own.
struct Traits: OptionSet {
  let rawValue: UInt32

  /// One of | · • › » /.
  static let separator = Traits(rawValue: 1)
  /// One of | · • › » / – — with a space on both sides.
  static let spacedSeparator = Traits(rawValue: 1 << 1)
  /// An address of the web, or a host's name.
  static let url = Traits(rawValue: 1 << 2)
  /// An e-mail address.
  static let mail = Traits(rawValue: 1 << 3)
  /// @name or #name.
  static let handle = Traits(rawValue: 1 << 4)
  /// A number from 1900 to 2099.
  static let year = Traits(rawValue: 1 << 5)
  /// A day and its month, in numbers or words.
  static let date = Traits(rawValue: 1 << 6)
  /// Hours and minutes.
  static let time = Traits(rawValue: 1 << 7)
  /// A time by its distance: 3 hours ago.
  static let ago = Traits(rawValue: 1 << 8)
  /// Nothing but a number, a number and one word, or a number in brackets at the end.
  static let counter = Traits(rawValue: 1 << 9)
  /// A number with a sign of a currency.
  static let money = Traits(rawValue: 1 << 10)
  /// ©
  static let copyright = Traits(rawValue: 1 << 11)
  /// A colon before the line's end.
  static let innerColon = Traits(rawValue: 1 << 12)
  /// A quotation mark.
  static let quotation = Traits(rawValue: 1 << 13)
  /// An opening bracket.
  static let bracket = Traits(rawValue: 1 << 14)
  /// No letter and no digit.
  static let wordless = Traits(rawValue: 1 << 15)
  /// Set by ``DocumentFeatures``: how far a line is indented depends on the others.
  static let indented = Traits(rawValue: 1 << 16)
  /// It ends as statements of programs do, in ; { } = or a backslash, or begins as comments, markup and prompts do.
  static let code = Traits(rawValue: 1 << 17)

  /// In the order of their features.
  static let count = 18
}

/// What can be told of a line by itself.
struct LineFacts {
  /// The line's bytes, without its line feed.
  var start = 0
  var end = 0

  var words = 0
  var characters = 0
  var unspaced = 0
  var letters = 0
  var capitals = 0
  var digits = 0
  /// Runs of letters, which is what words are when letters are counted.
  var tokens = 0
  var capitalised = 0
  var longTokens = 0
  var longCapitalised = 0
  var functionWords = 0
  var address = 0
  var sentences = 0
  var commas = 0
  var numbers = 0
  var traits: Traits = []
  /// The blanks before its text; a tab is eight of them.
  var indent = 0
  /// What begins its text, a blank behind it.
  var bullet = Bullet.none
  var ends = LineEnd.symbol
  var starts = LineStart.symbol
  var firstWord: UInt32 = 0
  var lastWord: UInt32 = 0
  /// Of its words and numbers, in their order: lines of the same hash are taken for the same.
  var hash = LineHash()
  /// Where the hashes of its longer words stand in the scanner's list.
  var longWords = 0..<0

  /// Words, two characters of scripts without spaces being a word.
  var allWords: Int { words + unspaced / 2 }

  /// Whether there is nothing on it.
  var isBlank: Bool { words == 0 && unspaced == 0 }

  /// What kind of line it is.
  var kind: LineKind {
    let words = allWords
    if words >= 30 || words >= 10 && ends.isMark { return .prose }
    return words >= 4 && ends.isMark ? .sentence : .fragment
  }

  /// Whether all its longer words are capitalised.
  var isTitleCase: Bool { longTokens > 0 && longCapitalised == longTokens && capitalised * 5 > tokens * 4 }
}

/// Tells prose from other lines. A prose line has at least ten words with an end mark, or at least thirty words.
///
/// Words are what stands between white space. In scripts without spaces (Han, Hiragana, Katakana, Thai, Lao, Khmer,
/// Burmese) two characters count as a word.
public enum Prose {
  /// Whether a line, without its line feed, is prose.
  public static func isProse(_ line: Span<UInt8>) -> Bool {
    var scanner = LineScanner()
    return scanner.scan(line, from: 0).kind == .prose
  }
}
