import Cleaning
import Matching
import Rulebook
import TestSupport
import Testing

/// A made-up text and made-up rules that look for pieces of it.
struct Case: CustomTestStringConvertible {
  let text: [Unicode.Scalar]
  let rules: [SlowCleaning.SlowRule]

  init(_ generator: inout Generator, actions: [SlowCleaning.Action] = SlowCleaning.Action.allCases) {
    let pieces = ["a", "b", "xy", "é", "a b", " ", "\t", "\u{A0}", "\n", "\n", "\n", "\n\n", " \n", "AD\n", "AD"]
    let length = Int.random(in: 0...30, using: &generator)
    text = (0..<length).flatMap { _ in Array(generator.pick(pieces).unicodeScalars) }
    var rules: [SlowCleaning.SlowRule] = []
    for _ in 0..<Int.random(in: 1...5, using: &generator) {
      let action = generator.pick(actions)
      rules.append(
        .init(
          action: action, literal: Case.piece(of: text, whole: action == .dropLine, &generator),
          replacement: Array(generator.pick(["", "z", "ZZ z", "\n", "z\n"]).unicodeScalars)))
    }
    self.rules = rules
  }

  init(text: [Unicode.Scalar], rules: [SlowCleaning.SlowRule]) {
    self.text = text
    self.rules = rules
  }

  private static func piece(of text: [Unicode.Scalar], whole: Bool, _ generator: inout Generator) -> [Unicode.Scalar] {
    guard !text.isEmpty else { return ["a"] }
    if whole {
      let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
      return Array(generator.pick(lines))
    }
    let start = Int.random(in: 0..<text.count, using: &generator)
    return Array(text[start..<min(text.count, start + Int.random(in: 1...5, using: &generator))])
  }

  /// The text as bytes.
  var bytes: [UInt8] { Array(String(String.UnicodeScalarView(text)).utf8) }

  /// Byte offsets of the characters, and of the end.
  var offsets: [Int] {
    var offset = 0
    var all = [0]
    for scalar in text {
      offset += String(scalar).utf8.count
      all.append(offset)
    }
    return all
  }

  /// The rules as a rule file; the names decide their order.
  func file(named names: [String]) -> String {
    zip(rules, names).map { rule, name in
      let pattern = rule.literal.map { "\\x{\(String($0.value, radix: 16))}" }.joined()
      let text = String(String.UnicodeScalarView(rule.replacement)).replacing("\n", with: "\\n")
      let with = rule.action == .replace ? "with = \"\(text)\"\n" : ""
      return "[[rule]]\nid = \"\(name)\"\ndo = \"\(rule.action.rawValue)\"\nmatch = '\(pattern)'\n\(with)"
    }.joined()
  }

  var names: [String] { rules.indices.map { "r\($0)" } }

  func rulebook() throws -> Rulebook { try Rulebook(rules: file(named: names), jit: false) }

  var testDescription: String {
    "\(String(String.UnicodeScalarView(text)).debugDescription)\n\(file(named: names))"
  }
}

extension Cleaner {
  /// The outcome for one text, with memory of its own.
  func clean(_ text: [UInt8], context: Context = Context()) throws -> Cleaned {
    try clean(text, context: context, using: Scratch())
  }

  /// The outcome for one text.
  func clean(_ text: String, context: Context = Context()) throws -> String {
    String(decoding: try clean(Array(text.utf8), context: context).text, as: UTF8.self)
  }
}
