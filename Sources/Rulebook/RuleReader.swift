internal import Diagnostics
internal import Files
internal import Matching
internal import TOML

/// Reads one `[[rule]]` table.
struct RuleReader {
  /// Lines longer than this are not shown to a `drop-line` rule that names no `max-line`: 98 % of the lines that people
  /// removed from the development corpus are shorter.
  static let defaultMaximumLine = 200

  private var reader: TableReader
  private let pack: String?
  private let defines: Defines
  private let compilesAll: Bool

  /// - Parameters:
  ///   - pack: The pack that the rule belongs to; `nil` for an override, which names rule and pack itself.
  ///   - compilingAll: Whether PCRE2 is asked about each pattern, also where it is sure to accept it.
  init(_ table: TOMLTable, in file: SourceFile, pack: String?, defines: Defines, compilingAll: Bool) {
    reader = TableReader(table, in: file, subject: pack == nil ? "an override" : "a rule", hints: KeyHints.rule)
    self.pack = pack
    self.defines = defines
    compilesAll = compilingAll
  }

  var findings: [Diagnostic] { reader.findings }

  mutating func read(list: (String) throws(FileError) -> SourceFile) -> RuleFile.CheckedRule? {
    let id = readId()
    let action = readAction()
    let options = readFlags()
    let reason = reader.string("reason")
    let alsoDrops = readAlso(action)
    let replacement = readReplacement(action)
    var scope = Scope()
    var marks: [TableReader.Element] = []
    var isWhenBroken = false
    if let when = reader.table("when") {
      var scopeReader = ScopeReader(when, in: reader.file, isLine: action == .dropLine)
      scope = scopeReader.read()
      marks = ConditionReader.marks(in: when)
      reader.findings += scopeReader.findings
      isWhenBroken = !scopeReader.findings.isEmpty
    }
    let evidence = EvidenceKeys(&reader, action)
    if action == .mark, scope.conditions.contains(where: \.needsMarks) {
      reader.report(
        "a rule that marks lines can't ask for marks", at: place(inWhen: ConditionReader.needsMarks),
        help: "it can ask for measured features")
    }
    if let action, action != .weigh, scope.conditions.contains(where: \.needsEvidence) {
      reader.report(
        "only a rule that weighs can ask what evidence stands round a line",
        at: place(inWhen: ConditionReader.needsEvidence),
        help: "it can ask for measured features")
    }
    if let action, action != .weigh, scope.conditions.contains(where: \.needsRemovals) {
      reader.report(
        "only a rule that weighs can ask what other rules take", at: place(inWhen: ConditionReader.needsRemovals),
        help: "it can ask for measured features and marks")
    }
    if evidence.isFixed, scope.conditions.contains(where: \.needsEvidence) {
      reader.report(
        "a rule that asks what evidence stands round a line can't be fixed", at: "fixed",
        help: "of which lines it holds hangs on the weights of the others, which 'winnow rules fit' changes")
    }
    if action?.judgesLines == true { checkScope(scope) }
    let tests = readTests(action)
    let subject = subject(action ?? .dropSpan, scope)
    let compiled = readMatch(
      options, subject, action,
      // A condition that can't be read is there all the same.
      isMeasured: isWhenBroken || !scope.conditions.isEmpty || !scope.within.isEmpty, list)
    reader.finish()
    guard let id, let action, reader.findings.isEmpty else { return nil }
    let (file, header) = (reader.file, reader.table.range)
    let place = { (range: Range<Int>) in SourcePlace(file: file, range: range) }
    let rule = Rule(
      id: id, action: action, reason: reason, expressions: compiled.map(\.expression), scope: scope,
      alsoDrops: alsoDrops, replacement: replacement, weight: evidence.weight, weightPlace: evidence.weightPlace,
      isFixed: evidence.isFixed, isWeak: evidence.isWeak,
      mark: evidence.mark, leads: evidence.leads, tests: tests, file: file.name,
      line: file.position(of: header.lowerBound).line)
    return RuleFile.CheckedRule(
      rule: rule, compiled: compiled, place: place(header), idPlace: place(reader.table["id"]?.range ?? header),
      marks: marks.map { ($0.text, place($0.range)) }, fingerprint: rule.fingerprint)
  }

  /// Where `when` asks for something.
  private func place(inWhen isMeant: (String) -> Bool) -> Range<Int> {
    guard let when = reader.table["when"], case .table(let table) = when.content else { return reader.table.range }
    return ConditionReader.place(in: table, where: isMeant) ?? when.range
  }

  /// Rules that judge lines see every line by its features; only what they match has a place to look up.
  private mutating func checkScope(_ scope: Scope) {
    let isByPart = scope.within.allSatisfy { if case .part = $0 { true } else { false } }
    let isPlain = scope.minimumLine == nil && scope.maximumLine == nil && scope.repeats == nil
    if reader.table["match"] == nil, reader.table["list"] == nil, !isByPart || !isPlain {
      reader.report(
        "a rule that judges lines without a regex knows no lengths, counts and line numbers in this form",
        at: place(inWhen: { isPlain ? $0 == "within" : ["min-line", "max-line", "repeat"].contains($0) }),
        help: "ask for: characters = \"..40\", repeats = \"2..\", from-start = \"..3\" or to-end = \"..3\"")
    }
  }

  private mutating func readId() -> String? {
    if let pack {
      let name = reader.requiredString("id", help: "give each rule a name, as: id = \"ad-label\"")
      if let name, !isIdentifier(name) {
        reader.report("a rule's id is made of a-z, 0-9 and hyphens", at: "id", help: identifierHelp(name))
      }
      return name.map { "\(pack)/\($0)" }
    }
    let help = "name the rule that is overridden, as: id = \"news-en/ad-label\""
    let id = reader.requiredString("id", help: help)
    if let id,
      !id.split(separator: "/").map(String.init).allSatisfy(isIdentifier) || id.split(separator: "/").count != 2
    {
      reader.report("an override's id is PACK/RULE", at: "id", help: help)
    }
    return id
  }

  private func subject(_ action: Rule.Action, _ scope: Scope) -> Expression.Subject {
    guard action == .dropLine || action.judgesLines else { return .document }
    return .line(minimum: scope.minimumLine ?? 0, maximum: scope.maximumLine ?? Self.defaultMaximumLine)
  }

  private mutating func readAction() -> Rule.Action? {
    // What can be done is listed only where it is asked for: most rules are right, and there are many.
    var known: [String] { Rule.Action.allCases.map(\.rawValue) }
    guard reader.table["do"] != nil else {
      _ = reader.require("do", help: "say what the rule does: \(known.joined(separator: ", "))")
      return nil
    }
    guard let text = reader.string("do") else { return nil }
    if let action = Rule.Action(rawValue: text) { return action }
    reader.report(
      "\"\(text)\" is nothing that a rule can do", at: "do",
      help: nearest(to: text, among: known).map { "did you mean \"\($0)\"?" }
        ?? "a rule can: \(known.joined(separator: ", "))")
    return nil
  }

  private mutating func readFlags() -> Expression.Options {
    var options: Expression.Options = []
    for letter in reader.string("flags") ?? "" {
      switch letter {
      case "i": options.insert(.caseless)
      case "x": options.insert(.extended)
      case "s": options.insert(.dotAll)
      case "u": options.insert(.unicodeProperties)
      default:
        let help =
          switch letter {
          case "m": "leave it out: ^ and $ match at each line"
          case "g": "leave it out: a rule looks through the whole text"
          case "I", "X", "S", "U": "did you mean \"\(letter.lowercased())\"?"
          default: "flags are i (either case), x (free spacing), s (dot matches line ends), u (Unicode classes)"
          }
        reader.report("there is no flag \"\(letter)\"", at: "flags", help: help)
      }
    }
    return options
  }

  private mutating func readAlso(_ action: Rule.Action?) -> Bool {
    guard let also = reader.string("also") else { return false }
    if also != "drop" { reader.report("\"also\" can only be \"drop\"", at: "also") }
    if let action, action != .extract {
      reader.report(
        "\"also\" belongs to a rule that extracts", at: "also", help: "leave it out, or write do = \"extract\"")
    }
    return true
  }

  private mutating func readReplacement(_ action: Rule.Action?) -> String? {
    if action == .replace {
      return reader.requiredString("with", help: "say what to put in place of the match: with = \"…\"")
    }
    let text = reader.string("with")
    if text != nil {
      reader.report(
        "\"with\" belongs to a rule that replaces", at: "with", help: "leave it out, or write do = \"replace\"")
    }
    return text
  }

  private mutating func readTests(_ action: Rule.Action?) -> [RuleTest] {
    var tests: [RuleTest] = []
    for table in reader.tables("test") {
      var testReader = RuleTestReader(table, in: reader.file, action: action, defines: defines)
      if let test = testReader.read() { tests.append(test) }
      reader.findings += testReader.findings
    }
    return tests
  }

  // MARK: what it looks for

  private mutating func readMatch(
    _ options: Expression.Options, _ subject: Expression.Subject, _ action: Rule.Action?, isMeasured: Bool,
    _ list: (String) throws(FileError) -> SourceFile
  ) -> [CompiledExpression] {
    let match = reader.value("match")
    let name = readListName()
    switch (match, name) {
    case (nil, nil) where action?.judgesLines == true && isMeasured: break
    case (nil, nil) where reader.table["list"] != nil: break
    case (nil, nil):
      let other = action?.judgesLines == true ? ", or what is measured of it: when = { … }" : ""
      let help = "say what it looks for: match = '…', or list = \"phrases.list\"" + other
      reader.reportMissing("match", at: reader.table["id"]?.range ?? reader.table.range, help: help)
    case (.some, .some):
      reader.report("a rule has either \"match\" or \"list\"", at: "list", help: "make two rules of it")
    case (let match?, nil):
      guard let compiled = compile(match, options, subject) else { return [] }
      if action == .extract, compiled.groupNames.isEmpty { reportNothingNamed(at: "match") }
      return [compiled]
    case (nil, let name?):
      if action == .extract { reportNothingNamed(at: "list") }
      return compileList(name, options, subject, list)
    }
    return []
  }

  private mutating func readListName() -> String? {
    guard case .array? = reader.value("list")?.content else { return reader.string("list") }
    reader.report(
      "\"list\" names a file, and holds no phrases", at: "list",
      help: "write them into a file beside this one, one a line, and name it, as: list = \"phrases.list\"")
    return nil
  }

  /// A rule that extracts puts what its named groups take into the record: without one it would do nothing.
  private mutating func reportNothingNamed(at key: String) {
    reader.report(
      "a rule that extracts names nothing to put into the record", at: key,
      help: "name it with a group in a regex, as: match = '^By (?<author>.+)$'")
  }

  private mutating func compile(
    _ match: TOMLValue, _ options: Expression.Options, _ subject: Expression.Subject
  ) -> CompiledExpression? {
    if case .array = match.content {
      reader.report(
        "a regex is one string, not an array", at: "match",
        help: "make one of several with |, as: match = 'One|Two'; or write plain phrases into a list of their own")
      return nil
    }
    guard case .string(let text, let start) = match.content, let start else {
      reader.report(
        "a regex is a literal string", at: "match",
        help: "write it between single quotes ('…' or '''…'''), where a backslash is just a backslash")
      return nil
    }
    let template: Template
    do {
      template = try Template(text, defines: defines.texts)
    } catch {
      if defines.faulty.contains(error.name) { return nil }
      let range = (start + error.range.lowerBound)..<(start + error.range.upperBound)
      let name = error.name.filter { $0 != " " }
      let guess =
        name != error.name
        ? "write it without blanks: {{\(name)}}"
        : nearest(to: name, among: Array(defines.texts.keys)).map { "did you mean {{\($0)}}?" }
      reader.findings.append(
        Diagnostic(
          "nothing is defined as {{\(error.name)}}", in: reader.file, at: range,
          help: guess
            ?? "define it at the top of this file: [define] \(error.name) = '…'; for the braces themselves, write \\{\\{"
        ))
      return nil
    }
    do {
      let expression = Expression(template.text, options: options, subject: subject)
      return try CompiledExpression(expression, atOnce: compilesAll)
    } catch {
      report(error, template, start)
      return nil
    }
  }

  private mutating func report(_ error: PatternError, _ template: Template, _ start: Int) {
    var origin = template.origin(of: error.offset)
    if let name = template.define(endingAt: error.offset), let offset = offsetOfError(inDefine: name) {
      origin = (name, offset)
    }
    let base = origin.define.flatMap { defines.starts[$0] } ?? start
    let at = base + origin.offset
    let name = reader.table["id"].flatMap { value in
      if case .string(let text, _) = value.content { text } else { nil }
    }
    let place = origin.define.map { "it stands in {{\($0)}}, which rule \"\(name ?? "?")\" uses" }
    let help = [place, RegexHelp.advice(error.reason)].compactMap { $0 }.joined(separator: "; ")
    reader.findings.append(
      Diagnostic("this regex is wrong: \(error.reason)", in: reader.file, at: at..<at, help: help))
  }

  /// Where a define is wrong by itself; `nil` where it is not, or only together with what stands round it.
  private func offsetOfError(inDefine name: String) -> Int? {
    do {
      _ = try CompiledExpression(Expression(defines.texts[name] ?? "", subject: .document))
      return nil
    } catch {
      return error.offset
    }
  }

  private mutating func compileList(
    _ name: String, _ options: Expression.Options, _ subject: Expression.Subject,
    _ list: (String) throws(FileError) -> SourceFile
  ) -> [CompiledExpression] {
    let advice = "a list stands beside the rule file, named without a folder"
    guard !name.utf8.contains(UInt8(ascii: "/")) else {
      reader.report("this is a path, and no name of a list", at: "list", help: advice)
      return []
    }
    let file: SourceFile
    do {
      file = try list(name)
    } catch {
      reader.report("cannot read the list: \(error.errno)", at: "list", help: advice)
      return []
    }
    var compiled: [CompiledExpression] = []
    var gathered = Phrases([])
    let phrases = PhraseList(file)
    reader.findings += phrases.findings
    for phrase in phrases.phrases {
      if case .line = subject, gathered.append(utf8: file.bytes[phrase]) { continue }
      do {
        let text = String(decoding: file.bytes[phrase], as: UTF8.self)
        let expression = Expression(phrase: text, options: options, subject: subject)
        compiled.append(try CompiledExpression(expression, atOnce: compilesAll))
      } catch {
        reader.findings.append(Diagnostic("this phrase is wrong: \(error.reason)", in: file, at: phrase))
      }
    }
    if gathered.count > 0 {
      compiled.append(CompiledExpression(phrases: gathered, options: options, subject: subject))
    }
    if compiled.isEmpty, phrases.findings.isEmpty {
      reader.report(
        "the list \"\(name)\" holds no phrase", at: "list",
        help: "write one phrase a line; lines that begin with # are comments")
    }
    return compiled
  }
}
