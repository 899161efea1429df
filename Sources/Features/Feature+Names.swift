extension Feature {
  /// The key of the feature in rule files, as `run-first-ends`.
  public var name: String { Feature.names[Int(rawValue)] }

  /// Made once: a rule book asks for names thousands of times, and a case's own name is slow to come by.
  private static let names = caseNames.map { name in
    var spelled: [UInt8] = []
    for byte in name.utf8 {
      if (0x41...0x5A).contains(byte) { spelled.append(UInt8(ascii: "-")) }
      spelled.append(byte | 0x20)
    }
    return String(decoding: spelled, as: UTF8.self)
  }

  /// As the cases are called here; of ASCII letters.
  static let caseNames = allCases.map { "\($0)" }

  /// Whether it says that a line holds something; in rule files these are the words of `has` and `lacks`.
  public var isTrait: Bool { rawValue >= Feature.separator.rawValue && rawValue <= Feature.code.rawValue }

  /// Whether it is measured of the document as a whole, marks left out of account.
  public var isOfDocument: Bool {
    rawValue >= Feature.documentLines.rawValue && rawValue <= Feature.documentPages.rawValue
      || self == .documentRemovals
  }

  /// The words that its values are written as; none where they are numbers.
  public var words: [String] { Feature.wordsOfAll[Int(rawValue)] }

  /// Made once: each is told by reflection.
  private static let wordsOfAll = allCases.map { words(of: $0) }

  private static func words(of feature: Feature) -> [String] {
    switch feature {
    case .ends: LineEnd.allCases.map { "\($0)" } + ["mark", "open"]
    case .runFirstEnds, .intro: LineEnd.allCases.map { "\($0)" } + ["mark", "open", "none"]
    case .starts: LineStart.allCases.map { "\($0)" }
    case .kind: LineKind.allCases.map { "\($0)" }
    case .zone: Zone.allCases.map { "\($0)" }
    case .core: CorePlace.allCases.map { "\($0)" }
    case .blank: BlankPlace.allCases.map { "\($0)" }
    default: []
    }
  }

  /// The word for a value, where values are words.
  public func word(for value: Int) -> String? {
    let words = words
    return words.isEmpty ? nil : words.indices.contains(value) ? words[value] : "none"
  }

  /// The values that a word stands for; `nil` where it is none of ``words``.
  public func values(of word: String) -> [ClosedRange<Int>]? {
    guard let index = words.firstIndex(of: word) else { return nil }
    guard self == .ends || self == .runFirstEnds || self == .intro, index >= LineEnd.allCases.count else {
      return [index...index]
    }
    if word == "none" { return [DocumentFeatures.none...DocumentFeatures.none] }
    let lastMark = Int(LineEnd.ellipsis.rawValue)
    return word == "mark" ? [0...lastMark] : [(lastMark + 1)...(LineEnd.allCases.count - 1)]
  }
}
