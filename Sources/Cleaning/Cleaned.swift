public import Matching

/// A stretch of text that was taken out.
public struct Removal: Sendable, Equatable {
  /// Its bytes in the text, the blank run included that was eaten with it.
  public let range: Range<Int>
  /// The indices of the rules that wanted it gone, ascending.
  public let rules: [Int]
}

/// A stretch of text that was put in place of another.
public struct Replacement: Sendable, Equatable {
  /// The bytes in the text that it stands for; apart from every removal.
  public let range: Range<Int>
  /// What stands there now.
  public let text: [UInt8]
  /// The index of the rule.
  public let rule: Int
}

/// A stretch of text that a `keep` rule protected from other rules.
public struct Kept: Sendable, Equatable {
  /// The bytes that the `keep` rule matched.
  public let range: Range<Int>
  /// The index of the `keep` rule.
  public let rule: Int
  /// The indices of the rules that it held back there, ascending.
  public let blocked: [Int]
}

/// A value that a rule found in the text.
public struct Extracted: Sendable, Equatable {
  /// The name of the group.
  public let name: String
  /// Its bytes in the text.
  public let range: Range<Int>
  /// The index of the rule.
  public let rule: Int
}

/// A place where a rule gave no answer; the text stayed.
public struct Undecided: Sendable, Equatable {
  /// The bytes in the text.
  public let range: Range<Int>
  /// The index of the rule.
  public let rule: Int
  /// Which limit it ran into.
  public let reason: Inconclusive.Reason
}

/// What cleaning has made of one text. All offsets are bytes of the text that went in.
public struct Cleaned: Sendable, Equatable {
  /// The text without what was removed.
  public let text: [UInt8]
  /// What was taken out: disjoint, ascending; regions that touch stay apart.
  public let removals: [Removal]
  /// What was put in place of something: disjoint, ascending, apart from removals.
  public let replacements: [Replacement]
  /// What was protected, ascending.
  public let kept: [Kept]
  /// What was found for the record, ascending.
  public let extracted: [Extracted]
  /// Where rules gave no answer, ascending.
  public let undecided: [Undecided]
  /// How often each rule had its way: rule index and count, ascending, none with zero.
  public let hits: [(rule: Int, count: Int)]
  /// The first rule by index that says that this is no article; nothing else matters then.
  public let rejectedBy: Int?
  /// The profile whose threshold counted, where that is not the rulebook's own, as evidence would have taken most of the
  /// prose; ``Profile/certain`` where evidence had no say.
  public let judgedAs: String?

  /// Equal in everything.
  public static func == (left: Cleaned, right: Cleaned) -> Bool {
    left.text == right.text && left.removals == right.removals && left.replacements == right.replacements
      && left.kept == right.kept && left.extracted == right.extracted && left.undecided == right.undecided
      && left.hits.elementsEqual(right.hits, by: ==) && left.rejectedBy == right.rejectedBy
      && left.judgedAs == right.judgedAs
  }
}

/// What is known of a document besides its text.
public struct Context: Sendable, Equatable {
  /// Its host, in lower case.
  public var source: String?
  /// Its language (ISO 639-1); `nil`: undetermined, which is every language to a rule.
  public var language: String?
  /// Its path, relative to the inbox.
  public var path: String?
  /// Its title, with or without the site's name.
  public var title: String?

  /// What is known.
  public init(source: String? = nil, language: String? = nil, path: String? = nil, title: String? = nil) {
    self.source = source
    self.language = language
    self.path = path
    self.title = title
  }
}
