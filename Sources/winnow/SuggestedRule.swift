internal import Cleaning

/// A rule of the lines that come again in a site's texts: a list of phrases and the file that names it.
struct SuggestedRule {
  let source: String?
  /// How many texts were looked at, copies left out.
  let texts: Int
  /// In how many of them each line stands at least.
  let least: Int
  /// What tells it from earlier rules of the site: from 1.
  private let number: Int
  /// What the rule removes.
  private(set) var phrases: [String] = []
  /// How many lines stand in the list as comments, because articles may say them.
  private(set) var unsure = 0
  /// How many lines no list can hold.
  private(set) var leftOut = 0
  /// The list: a phrase a line, under a comment that says in how many texts they stand.
  private(set) var list: String

  /// - Parameter ids: Those of the rules that are there already.
  init(source: String?, texts: Int, least: Int, lines: [RepeatedLines.Line], besides ids: Set<String>) {
    self.source = source
    self.texts = texts
    self.least = least
    var number = 1
    while ids.contains("\(Self.pack(source))/\(Self.id(number))") { number += 1 }
    self.number = number
    let host = source.map { " of \($0)" } ?? ""
    list = """
      # Lines that come again in \(Console.counted(texts, "text"))\(host), as many of them as each comment says.
      # Take out what articles may say. What stands as a comment may be theirs: a subheading, or a sentence that several have.

      """
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
      if line.isUnsure {
        unsure += 1
        list += "#   \(Self.listed(text))\n"
      } else {
        phrases.append(text)
        list += "\(Self.listed(text))\n"
      }
    }
  }

  /// That a document is of the site. Below a name without a dot, as a folder's may be, there are no hosts of that site.
  private static func condition(_ source: String) -> String {
    source.contains(".") ? "source = [\"\(source)\", \"*.\(source)\"]" : "source = [\"\(source)\"]"
  }

  /// Not the host alone: packs that come with Winnow have such names as "news-de".
  private static func pack(_ source: String?) -> String {
    guard let source else { return "suggested" }
    return "site-" + source.map { $0 == "." ? "-" : $0 == "-" ? "--" : String($0) }.joined()
  }

  private static func id(_ number: Int) -> String { number == 1 ? "repeated" : "repeated-\(number)" }

  private var pack: String { Self.pack(source) }
  private var name: String { number == 1 ? pack : "\(pack)-\(number)" }

  var listName: String { "\(name).list" }
  var ruleName: String { "\(name).toml" }

  /// The rule file; there must be a phrase.
  var rule: String {
    var conditions: [String] = []
    if let source { conditions.append(Self.condition(source)) }
    let longest = phrases.map { $0.unicodeScalars.count }.max() ?? 0
    // A drop-line rule sees lines of up to 200 characters by itself; blanks may stand round a phrase.
    if longest > 190 { conditions.append("max-line = \(longest + 10)") }
    let scope = conditions.isEmpty ? "" : "when = { \(conditions.joined(separator: ", ")) }\n"
    let host = source.map { " of \($0)" } ?? ""
    let example = Self.quoted(phrases[0])
    // Two braces stand for themselves in a define alone.
    let defines = example.utf8.contains(UInt8(ascii: "{")) ? "\n[define]\nbrace = '{'\n" : ""
    let known = source.map { "  source = \"\($0)\"\n" } ?? ""
    let neighbour = neighbour
    return """
      winnow = 1
      pack = "\(pack)"
      version = "1.0.0"
      description = "Lines that come again in the texts\(host)"
      \(defines)
      [[rule]]
      id = "\(Self.id(number))"
      do = "drop-line"
      list = "\(listName)"
      \(scope)reason = "It stands in \(least) or more of \(texts) texts\(host)"
        # The first phrase of the list. Where that is taken out, another must stand here.
        [[rule.test]]
      \(known)  in = "\(neighbour)\\n\(example)\\n\(neighbour)\\n"
        out = "\(neighbour)\\n\(neighbour)\\n"

      """
  }

  /// A line that is no phrase.
  private var neighbour: String {
    var line = "A line of an article."
    while phrases.contains(line) { line += "." }
    return line
  }

  /// A text as a line of a list: `#` alone would begin a comment, and `\#` stands for it. By its bytes, as a mark may
  /// join the character.
  private static func listed(_ text: String) -> String {
    text.utf8.first { $0 != UInt8(ascii: "\\") } == UInt8(ascii: "#") ? "\\" + text : text
  }

  /// Whether a line of a list can hold the text: PCRE2 takes no pattern of any length.
  private static func fits(_ text: String) -> Bool {
    text.utf8.count <= 4_096
      && text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F || $0 == UInt8(ascii: "\t") }
  }

  /// A text inside of TOML's double quotes. Scalar by scalar: a mark that joins the one before hides it from other searches.
  private static func quoted(_ text: String) -> String {
    var quoted = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": quoted.append(contentsOf: ["\\", scalar])
      case "\t": quoted.append(contentsOf: "\\t".unicodeScalars)
      case "{": quoted.append(contentsOf: "{{brace}}".unicodeScalars)
      default: quoted.append(scalar)
      }
    }
    return String(quoted)
  }
}
