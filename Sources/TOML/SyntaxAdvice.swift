/// What to do about the syntax errors that people make most often in TOML.
enum SyntaxAdvice {
  /// Advice for an error in toml++'s words; `nil` where these say all that is known.
  static func advice(_ reason: String) -> String? {
    known.first { advice in advice.parts.allSatisfy { holds(reason, $0) } }?.advice
  }

  private static let known: [(parts: [String], advice: String)] = [
    (
      ["escape sequence"],
      "between single quotes ('…' or '''…''') a backslash is just a backslash"
    ),
    (["expected a comment or whitespace"], "a text that has a quote in it goes between three of them: '''…'''"),
    (["could not determine value type"], "text stands between straight quotes: '…' or \"…\""),
    (["expected digit"], "text stands between straight quotes: '…' or \"…\""),
    (["string", "end-of-file"], "the text that begins here or above has no closing quote, as '''"),
    (["array", "end-of-file"], "the list that begins here or above has no closing ]"),
    (
      ["string", "control characters"],
      "is the closing quote missing? a text of several lines goes between three: '''…'''"
    ),
    (["expected '='"], "a line holds a key and its value, as: pack = \"my-rules\""),
    (["cannot redefine existing", "key-value"], "it stands above already; keep one of them"),
    (["as array-of-tables"], "a table [[…]] comes before those below it, as [[rule]] before [[rule.test]]"),
  ]

  private static func holds(_ text: String, _ part: String) -> Bool {
    text.indices.contains { text[$0...].hasPrefix(part) }
  }
}
