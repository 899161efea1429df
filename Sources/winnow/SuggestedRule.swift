internal import Cleaning

/// A rule of the lines that come again in a site's texts: a list of phrases and the file that names it.
struct SuggestedRule {
  let source: String?
  /// How many texts were looked at, copies left out.
  let texts: Int
  /// In how many of them each line stands at least.
  let least: Int
  /// What the rule removes.
  let phrases: [(text: String, texts: Int)]
  /// How many lines stand in the list as comments, because they may be subheadings.
  let doubtful: Int
  /// How many lines no list can hold.
  let leftOut: Int
  /// The list: a phrase a line, under a comment that says in how many texts they stand.
  let list: String

  init(source: String?, texts: Int, least: Int, lines: [RepeatedLines.Line]) {
    self.source = source
    self.texts = texts
    self.least = least
    var phrases: [(text: String, texts: Int)] = []
    var (doubtful, leftOut) = (0, 0)
    let host = source.map { " of \($0)" } ?? ""
    var list = "# Lines that come again in \(texts) texts\(host), as many of them as each comment says.\n"
    list += "# Take out what articles may say; what stands as a comment may be a subheading.\n"
    var group = 0
    for line in lines {
      guard let text = String(validating: line.bytes, as: UTF8.self), Self.fits(text) else {
        leftOut += 1
        continue
      }
      if line.texts != group {
        group = line.texts
        list += "\n# in \(group)\n"
      }
      if line.isAmongProse {
        doubtful += 1
        list += "#   \(text)\n"
      } else {
        phrases.append((text, line.texts))
        list += "\(text)\n"
      }
    }
    self.phrases = phrases
    self.doubtful = doubtful
    self.leftOut = leftOut
    self.list = list
  }

  /// The pack's name, of which the files have theirs: the host's, or "suggested".
  private var pack: String {
    guard let source else { return "suggested" }
    let name = String(source.map { $0 == "." ? "-" : $0 }.drop { !$0.isLetter })
    return name.isEmpty ? "suggested" : name
  }

  var listName: String { "\(pack).list" }
  var ruleName: String { "\(pack).toml" }

  /// The rule file.
  var rule: String {
    var conditions: [String] = []
    if let source { conditions.append("source = [\"\(source)\", \"*.\(source)\"]") }
    let longest = phrases.map { $0.text.unicodeScalars.count }.max() ?? 0
    // A drop-line rule sees lines of up to 200 characters by itself; blanks may stand round a phrase.
    if longest > 190 { conditions.append("max-line = \(longest + 10)") }
    let scope = conditions.isEmpty ? "" : "when = { \(conditions.joined(separator: ", ")) }\n"
    let host = source.map { " of \($0)" } ?? ""
    let example = Self.quoted(phrases[0].text)
    // Two braces stand for themselves in a define alone.
    let defines = example.contains("{{") ? "\n[define]\nbraces = '{{'\n" : ""
    let known = source.map { "  source = \"\($0)\"\n" } ?? ""
    return """
      winnow = 1
      pack = "\(pack)"
      version = "1.0.0"
      description = "Lines that come again in the texts\(host)"
      \(defines)
      [[rule]]
      id = "repeated"
      do = "drop-line"
      list = "\(listName)"
      \(scope)reason = "It stands in \(least) or more of \(texts) texts\(host)"
        [[rule.test]]
      \(known)  in = "A line before it.\\n\(example)\\nA line behind it.\\n"
        out = "A line before it.\\nA line behind it.\\n"

      """
  }

  /// Whether a line of a list can hold the text: `#` begins a comment.
  private static func fits(_ text: String) -> Bool {
    !text.hasPrefix("#") && text.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F || $0 == "\t" }
  }

  /// A text inside of TOML's double quotes.
  private static func quoted(_ text: String) -> String {
    text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\t", with: "\\t")
      .replacing("{{", with: "{{braces}}")
  }
}
