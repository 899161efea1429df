internal import Diagnostics
internal import Matching

/// Advice about regexes and phrases that mean something else than they seem to.
extension Lint {
  /// A word inside a sentence would cost all that follows or comes before it, or the whole document.
  func amidSentences(_ rule: RuleFile.CheckedRule) -> [Diagnostic] {
    let cost: String
    switch rule.rule.action {
    case .dropAfter: cost = "takes all that follows"
    case .dropBefore: cost = "takes all that comes before"
    case .reject: cost = "rejects the document"
    default: return []
    }
    let isLoose = rule.compiled.contains { $0.expression.phrases == nil && !$0.facts.touchesLineEdge }
    guard isLoose, !rule.rule.hasWhen, everyLine(rule).isEmpty else { return [] }
    return [
      warning(
        rule, "can match in the middle of a sentence, and \(cost)",
        help: """
          let it begin where a line begins (^) or end where one ends ($), each alternative, as '^(?:One|Two)', \
          or say in "when" where it may be
          """)
    ]
  }

  /// Of a line that goes without its line end an empty one is left.
  func leavesEmptyLine(_ rule: RuleFile.CheckedRule) -> [Diagnostic] {
    guard rule.rule.action == .dropSpan, rule.compiled.contains(where: \.facts.takesLinesButTheirEnd) else { return [] }
    return [
      warning(
        rule, "takes a line without its line end, so that an empty line is left",
        help: "write do = \"drop-line\", or, for several lines, let it end in \\n instead of $")
    ]
  }

  /// Lines of articles such as there are everywhere: a rule that takes all of them takes the article.
  private static let sentences = [
    "The ferry came late, and nobody at the landing rang the bell.",
    "“It took nine years to build,” she said in 2014; the mayor did not answer.",
    "Nach drei Tagen öffnete die Brücke wieder.",
    "A second report (of 12 pages) will follow at the year's end",
    "Rain.",
  ]

  func everyLine(_ rule: RuleFile.CheckedRule) -> [Diagnostic] {
    let scope = rule.rule.scope
    // To reject a site's documents, or to keep them whole, is a wish; to take every line out of them is none.
    let isOfSome = !scope.sources.isEmpty || !scope.paths.isEmpty || !scope.languages.isEmpty
    let narrows =
      !scope.within.isEmpty || !scope.conditions.isEmpty || scope.repeats != nil || scope.minimumLine != nil
      || scope.maximumLine != nil || isOfSome && [.reject, .keep].contains(rule.rule.action)
    guard !narrows, rule.rule.action.takesText || rule.rule.action == .reject || rule.rule.action == .keep,
      anyText(rule).isEmpty
    else { return [] }
    let first = [.dropBefore, .dropAfter, .reject].contains(rule.rule.action)
    // Of most rules the first sentence says that they are not meant.
    let isEvery = rule.compiled.contains { compiled in
      Self.sentences.allSatisfy { first ? compiled.matches(in: $0) : compiled.takesAll(of: $0) }
    }
    guard isEvery else { return [] }
    return [
      warning(
        rule, "matches every line, as \"\(Self.sentences[0])\"",
        help: "let it ask for words that stand in boilerplate alone; 'when' can say where it applies")
    ]
  }

  /// A replacement is no template.
  func meansNoGroup(_ rule: RuleFile.CheckedRule) -> [Diagnostic] {
    guard let replacement = rule.rule.replacement,
      let captures = rule.compiled.map(\.captureCount).max(), captures > 0
    else { return [] }
    let names = Set(rule.compiled.flatMap(\.groupNames))
    guard let reference = Self.reference(in: replacement, captures, names) else { return [] }
    return [
      warning(
        rule, "puts \(reference) in place as it stands: \"with\" knows no groups",
        help: "leave what is to stay out of the match, with (?<=…) before it and (?=…) behind it", at: ["with"])
    ]
  }

  /// The first of `$1`, `${1}`, `${name}`, `$name`, `\1`, `\g…`.
  private static func reference(in text: String, _ captures: Int, _ names: Set<String>) -> String? {
    let scalars = Array(text.unicodeScalars)
    for place in scalars.indices.dropLast() where scalars[place] == "$" || scalars[place] == "\\" {
      let rest = scalars[(place + 1)...]
      let digits = rest.prefix { $0.isASCII && ("0"..."9").contains($0) }
      let name = rest.prefix { $0 == "_" || $0.properties.isAlphabetic || $0.isASCII && ("0"..."9").contains($0) }
      let isMeant =
        if let first = rest.first, first == "{" || first == "g" && scalars[place] == "\\" {
          first == "g" || scalars[place] == "$" && rest.contains("}")
        } else {
          Int(Self.text(digits)).map { $0 <= captures } ?? (scalars[place] == "$" && names.contains(Self.text(name)))
        }
      guard isMeant else { continue }
      let end = rest.first == "{" ? (rest.firstIndex(of: "}") ?? place) + 1 : place + 1 + max(digits.count, name.count)
      return Self.text(scalars[place..<min(end, scalars.count)])
    }
    return nil
  }

  private static func text(_ scalars: some Sequence<Unicode.Scalar>) -> String {
    var text = ""
    text.unicodeScalars.append(contentsOf: scalars)
    return text
  }

  /// Under `x`, `#` begins a comment.
  func lostToComment(_ rule: RuleFile.CheckedRule) -> [Diagnostic] {
    for expression in rule.rule.expressions where expression.options.contains(.extended) {
      guard let lost = FreeSpacing.comment(inOneLine: expression.pattern) else { continue }
      return [
        warning(
          rule, "does not ask for \"\(lost)\": with the flag x, # begins a comment",
          help: "write \\#, or leave the x out of flags")
      ]
    }
    return []
  }

  /// `/…/i`, as other languages write a regex.
  func writtenWithSlashes(_ rule: RuleFile.CheckedRule) -> [Diagnostic] {
    for expression in rule.rule.expressions where expression.phrases == nil {
      let pattern = expression.pattern
      guard pattern.hasPrefix("/"), let end = pattern.lastIndex(of: "/"), end > pattern.startIndex,
        pattern.index(after: pattern.startIndex) < end
      else { continue }
      let flags = pattern[pattern.index(after: end)...]
      guard flags.allSatisfy({ "imsxug".contains($0) }), flags.count <= 4 else { continue }
      // A regex for paths begins and ends with a slash, too: '/(news|sport)/'. What asks for an edge does so in vain.
      let inner = pattern[pattern.index(after: pattern.startIndex)..<end]
      guard !flags.isEmpty || Self.asksForEdge(Array(inner.utf8)) else { continue }
      let wanted = String(flags.filter { "ixsu".contains($0) })
      let help = "write it without the slashes" + (wanted.isEmpty ? "" : ", and flags = \"\(wanted)\"")
      return [warning(rule, "asks for the slashes round its regex, too", help: help)]
    }
    return []
  }

  /// Whether a regex has `^` outside of a class' beginning, `$` or `\b`.
  private static func asksForEdge(_ regex: [UInt8]) -> Bool {
    var (before, isEscaped) = (UInt8(0), false)
    for byte in regex {
      if isEscaped {
        if byte == UInt8(ascii: "b") { return true }
      } else if byte == UInt8(ascii: "$") || byte == UInt8(ascii: "^") && before != UInt8(ascii: "[") {
        return true
      }
      isEscaped = !isEscaped && byte == UInt8(ascii: "\\")
      before = byte
    }
    return false
  }

  /// Phrases stand for themselves, whatever they look like.
  func regexesInList(_ rule: RuleFile.CheckedRule) -> [Diagnostic] {
    // Hardly any list has one, and it takes a reading to know where it stands.
    let isSuspect = rule.rule.expressions.contains { expression in
      expression.phrases.map { $0.texts.contains(where: Self.looksLikeRegex) }
        ?? Self.looksLikeRegex(FixedPhrase(expression)?.text ?? "")
    }
    guard isSuspect, let list = values.list(of: rule) else { return [] }
    return list.phrases.filter { Self.looksLikeRegex($0.text) }.prefix(3).map { phrase in
      Diagnostic(
        "this phrase of rule \"\(rule.rule.id)\" looks like a regex, and stands for its very characters", in: list.file,
        at: phrase.range, help: "write it as a rule of its own, with match = '…'", severity: .warning)
    }
  }

  /// Whether a phrase has what no text has: a class as `\w`, `.*` or `.+` between other characters, or `^` before all and `$`
  /// behind it. A letter goes on behind its backslash in paths and in TeX: `C:\Windows`, `\section`.
  private static func looksLikeRegex(_ text: String) -> Bool {
    if text.utf8.count > 2, text.hasPrefix("^"), text.hasSuffix("$") { return true }
    let bytes = Array(text.utf8)
    return bytes.indices.dropLast().contains { place in
      switch bytes[place] {
      case UInt8(ascii: "\\"):
        ".?*+()[]".utf8.contains(bytes[place + 1])
          || "wdsbhWDSBHAzZ".utf8.contains(bytes[place + 1]) && !goesOn(bytes, after: place + 1)
      case UInt8(ascii: "."):
        (bytes[place + 1] == UInt8(ascii: "*") || bytes[place + 1] == UInt8(ascii: "+"))
          && (place == 0 || bytes[place - 1] != UInt8(ascii: "."))
      case UInt8(ascii: "("):
        bytes[place + 1] == UInt8(ascii: "?") && place + 2 < bytes.count && bytes[place + 2] == UInt8(ascii: ":")
      default: false
      }
    }
  }

  /// Whether a letter stands behind a place.
  private static func goesOn(_ bytes: [UInt8], after place: Int) -> Bool {
    guard place + 1 < bytes.count else { return false }
    let byte = bytes[place + 1]
    return byte >= 0x80 || 0x61...0x7A ~= byte | 0x20
  }
}

extension Rule.Action {
  /// Whether it takes text out, or puts other text in its place.
  fileprivate var takesText: Bool {
    [.dropLine, .dropSpan, .dropBefore, .dropAfter, .replace].contains(self)
  }
}
