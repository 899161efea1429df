internal import Cleaning
internal import Files
internal import JSON
internal import Rulebook

/// A line of which other rules make something else, in words and as JSON.
struct LineChangeReport {
  /// What the rules of one side make of the line.
  private struct Side {
    let fate: LineAccount.Fate
    /// The ids of the rules that do so.
    let rules: [String]

    init(_ line: LineAccount, _ rulebook: Rulebook) {
      fate = line.fate
      rules = line.rules.map { rulebook.rules[$0].id }
    }
  }

  private let path: Path
  private let number: Int
  private let line: String
  private let before: Side
  private let after: Side

  init(_ path: Path, _ change: LineChange, _ text: [UInt8], _ today: Rulebook, _ other: Rulebook) {
    self.path = path
    number = change.number
    line = String(decoding: text[change.before.range], as: UTF8.self)
    before = Side(change.before, today)
    after = Side(change.after, other)
  }

  /// Of the rules that weigh, dozens may be behind a line: so many are named.
  private static let few = 3

  /// A line for the change, and the text's line.
  var text: String {
    let told = after.fate == .stays ? " (\(Self.named(before.rules)) took it)" : " (\(Self.named(after.rules)))"
    return Console.plain("\(path):\(number): \(Self.word(after.fate))\(told)") + "\n  " + Console.plain(line)
  }

  private static func named(_ rules: [String]) -> String {
    let more = rules.count - few
    return rules.prefix(few).joined(separator: ", ") + (more > 0 ? " and \(more) more" : "")
  }

  private static func word(_ fate: LineAccount.Fate) -> String {
    switch fate {
    case .goes: "goes"
    case .losesPart: "loses another part"
    case .rewritten: "is written anew"
    case .kept: "is kept"
    case .stays: "stays"
    }
  }

  /// Adds an object.
  func write(to json: inout JSONWriter) {
    json.beginObject()
    json.name("path")
    json.string(path.description)
    json.name("line")
    json.integer(number)
    json.name("text")
    json.string(line)
    for (name, side) in [("before", before), ("after", after)] {
      json.name(name)
      json.beginObject()
      json.name("fate")
      json.string(Self.name(side.fate))
      json.name("rules")
      json.beginArray()
      for rule in side.rules { json.string(rule) }
      json.end()
      json.end()
    }
    json.end()
  }

  private static func name(_ fate: LineAccount.Fate) -> String {
    switch fate {
    case .goes: "goes"
    case .losesPart: "loses-part"
    case .rewritten: "rewritten"
    case .kept: "kept"
    case .stays: "stays"
    }
  }
}
