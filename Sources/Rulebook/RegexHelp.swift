/// What to do about the errors that PCRE2 finds in a regex.
enum RegexHelp {
  /// Advice for an error in PCRE2's words.
  static func advice(_ reason: String) -> String {
    let advice = known.first { known in reason.indices.contains { reason[$0...].hasPrefix(known.part) } }?.advice
    return advice ?? "PCRE2 stopped at the caret; 'man pcre2pattern' has the syntax"
  }

  private static let known: [(part: String, advice: String)] = [
    ("missing closing parenthesis", "close the group that is open, or write \\( for the character itself"),
    ("unmatched closing parenthesis", "open a group for it, or write \\) for the character itself"),
    ("missing terminating ]", "close the class that is open, or write \\[ for the character itself"),
    ("range out of order in character class", "write the lower end first, or \\- for a hyphen"),
    ("quantifier does not follow", "put what is repeated before it, or a backslash for the character itself"),
    ("numbers out of order in {}", "write the smaller number first"),
    ("\\ at end of pattern", "write \\\\ for a backslash"),
    ("unrecognized character follows \\", "letters after a backslash are reserved; leave the backslash out"),
    ("non-existent subpattern", "name a group that this regex has"),
    ("lookbehind assertion is not fixed length", "give each alternative in the lookbehind one fixed length"),
    ("\\U, or \\u", "write \\x{a9} for the character U+00A9"),
    ("number too big in {}", "a repetition is counted up to 65535"),
    ("unrecognized character after (?", "a plain group begins with (?: and flags stand in the key \"flags\""),
    ("syntax error in subpattern name", "a named group is written (?<author>…)"),
    ("subpattern name must start with a non-digit", "begin the name with a letter, as in (?<author>…)"),
    ("two named subpatterns have the same name", "give each group a name of its own"),
    ("unknown POSIX class name", "there are [[:alpha:]], [[:digit:]], [[:punct:]], [[:space:]] and some more"),
    ("code point value in \\x{} or \\o{} is too large", "the last character is \\x{10FFFF}"),
    ("unknown property", "properties are named as \\p{Lu} or \\p{Cyrillic}"),
  ]
}
