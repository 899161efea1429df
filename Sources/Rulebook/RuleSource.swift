public import Diagnostics
public import Files
internal import Matching
internal import Threads

/// The rules of some folders as they were read, with everything that there is to say of them. Not yet a rulebook: it may
/// hold errors.
public struct RuleSource: Sendable {
  /// What was found, in the order of files and lines.
  public private(set) var findings: [Diagnostic] = []
  /// How many rule files were read.
  public private(set) var fileCount = 0
  private(set) var rules: [RuleFile.CheckedRule] = []
  private(set) var packs: [Rulebook.Pack] = []
  /// The thresholds of profiles; of several of one profile the greatest holds.
  public private(set) var thresholds: [Threshold] = []
  private(set) var packTests: [(pack: String, test: RuleTest)] = []

  /// How many rules are without errors.
  public var ruleCount: Int { rules.count }

  /// The names of the packs.
  public var packNames: [String] { packs.map(\.name) }

  /// The rules of one pack alone.
  public func only(pack name: String) -> RuleSource {
    var source = self
    source.packs = packs.filter { $0.name == name }
    source.rules = rules.filter { $0.rule.id.hasPrefix("\(name)/") }
    source.packTests = packTests.filter { $0.pack == name }
    source.thresholds = thresholds.filter { $0.pack == name }
    source.findings = []
    return source
  }

  /// Reads every rule file of some folders; a file that stands in several of them, once.
  ///
  /// - Parameters:
  ///   - places: Where each of the folders is named, if that is in a file.
  ///   - compilingAll: Whether each pattern is compiled now, also those that PCRE2 is sure to accept: whoever checks
  ///     rules wants to be told of one that it doesn't. Loading takes half as long again.
  public init(reading folders: [Path], namedAt places: [SourcePlace] = [], compilingAll: Bool = false) {
    var versions: [String: String] = [:]
    var changes: [RuleFile] = []
    var known: Set<FileStatus.Identity> = []
    for (index, path) in folders.enumerated() {
      let folder = RuleFolder(path, namedAt: places.indices.contains(index) ? places[index] : nil)
      findings += folder.findings
      let found = folder.found.filter { known.insert($0.identity).inserted }
      let files = WorkerGroup.forLoading().map(found.count) { task, _ in
        RuleFile(found[task], compilingAll: compilingAll)
      }
      for file in files {
        fileCount += 1
        findings += file.findings
        rules += file.rules
        packTests += file.tests.map { (file.pack, $0) }
        thresholds += file.thresholds.map { $0.of(file.pack) }
        if !file.overrides.isEmpty || !file.disabled.isEmpty { changes.append(file) }
        if !file.pack.isEmpty, versions[file.pack] == nil { versions[file.pack] = file.version }
      }
    }
    packs = versions.map { Rulebook.Pack(name: $0.key, version: $0.value) }.sorted { $0.name < $1.name }
    reportDoubledIds()
    reportUnknownProfiles()
    findings += Marks.findings(rules + changes.flatMap(\.overrides))
    apply(changes.flatMap(\.overrides), disabled: changes.flatMap(\.disabled))
  }

  /// Thresholds that do not count, as those of another pack are higher.
  private func lowThresholds() -> [Diagnostic] {
    thresholds.compactMap { low in
      let counting = thresholds.filter { $0.profile == low.profile && $0.value > low.value }.max { $0.value < $1.value }
      guard let counting else { return nil }
      return low.place.diagnostic(
        "the threshold \(Self.figure(low.value)) does not count: pack \"\(counting.pack)\" sets \(Self.figure(counting.value)) for"
          + " the profile \"\(low.profile)\", and the highest counts",
        help: "give a profile of your own another name, and ask for that with --profile", severity: .warning)
    }
  }

  private static func figure(_ thousandths: Int) -> String { "\(Double(thousandths) / 1000)" }

  /// Adds advice about rules that work but may not do what was meant, or cost more than they need to; and an error for
  /// replacements that certainly overlap, of which a cleaner lets the first have its way.
  public mutating func lint() {
    reportOverlappingReplacements()
    findings += Lint(rules).findings() + lowThresholds()
  }

  /// Adds an error for each rule that may be loaded but must not be shipped: without a reason, or without tests of both
  /// kinds.
  ///
  /// Rules that weigh or mark work together: their tests are those of the pack as a whole.
  public mutating func requireShippable() {
    for checked in rules where checked.rule.action.judgesLines && checked.rule.reason == nil {
      reportMissingReason(checked)
    }
    requirePackTests()
    for checked in rules where !checked.rule.action.judgesLines {
      let rule = checked.rule
      let removes = rule.tests.contains { !$0.isSame || $0.rejects || !$0.finds.isEmpty }
      let spares = rule.tests.contains { $0.isSame && !$0.rejects && $0.finds.isEmpty }
      // What a keep rule does shows in texts that stay the same, or the same in part: one without a part in a test is idle.
      let isKeep = rule.action == .keep
      if rule.reason == nil { reportMissingReason(checked) }
      if !isKeep, !removes {
        findings.append(
          checked.place.diagnostic(
            "rule \"\(rule.id)\" can't ship without a test of what it does",
            help: "add [[rule.test]] with \(testKeys(rule.action))"))
      }
      if !spares, !isKeep || rule.tests.isEmpty {
        findings.append(
          checked.place.diagnostic(
            "rule \"\(rule.id)\" can't ship without a test of what it leaves alone",
            help: "add [[rule.test]] with same = …"))
      }
    }
  }

  private func testKeys(_ action: Rule.Action) -> String {
    switch action {
    case .extract: "same = … and finds = { … }"
    case .reject: "rejects = …"
    default: "in = … and out = …"
    }
  }

  private mutating func reportMissingReason(_ checked: RuleFile.CheckedRule) {
    findings.append(
      checked.place.diagnostic(
        "rule \"\(checked.rule.id)\" can't ship without a reason",
        help: "say in a line why this is boilerplate: reason = \"…\""))
  }

  private mutating func requirePackTests() {
    for pack in packNames {
      let weighs = rules.filter { $0.rule.action == .weigh && $0.rule.id.hasPrefix("\(pack)/") }
      let tests = packTests.filter { $0.pack == pack }
      guard let first = weighs.first else { continue }
      for (what, help, isMissing) in [
        ("what it removes", "with in = … and out = …", !tests.contains { !$0.test.isSame }),
        ("what it leaves alone", "with same = …", !tests.contains { $0.test.isSame }),
      ] where isMissing {
        findings.append(
          first.place.diagnostic(
            "pack \"\(pack)\" weighs evidence and can't ship without a test of \(what)",
            help: "add [[test]] \(help) to one of its files"))
      }
    }
  }

  /// Puts overrides in place and takes out what is disabled. An id that no rule has is an error: it is most likely
  /// mistyped, and the rule it means would go on working.
  private mutating func apply(_ overrides: [RuleFile.CheckedRule], disabled: [(id: String, place: SourcePlace)]) {
    var overridden: [String: Rule] = [:]
    for override in overrides {
      guard let index = position(of: override.rule.id, named: override.idPlace) else { continue }
      if let other = overridden[override.rule.id] {
        reportContradiction(override.rule.id, override.idPlace, "overridden twice", "the other override", other)
      } else {
        overridden[override.rule.id] = override.rule
        rules[index] = override
      }
    }
    var gone: Set<String> = []
    for (id, place) in disabled {
      guard position(of: id, named: place) != nil, gone.insert(id).inserted else { continue }
      if let other = overridden[id] {
        reportContradiction(id, place, "overridden and switched off", "the override", other)
      }
    }
    rules.removeAll { gone.contains($0.rule.id) }
  }

  private mutating func position(of id: String, named place: SourcePlace) -> Int? {
    if let index = rules.firstIndex(where: { $0.rule.id == id }) { return index }
    if id.contains(where: { "*?[".contains($0) }) {
      findings.append(
        place.diagnostic(
          "there is no rule \"\(id)\": patterns stand for no ids here",
          help: "name each rule; 'winnow rules list' shows all"))
      return nil
    }
    let known = rules.map(\.rule.id)
    // Without its pack, an id may be that of several rules.
    let namesakes = known.filter { $0.hasSuffix("/\(id)") }.sorted()
    let guesses = namesakes.isEmpty ? nearest(to: id, among: known).map { [$0] } ?? [] : namesakes
    let help =
      guesses.isEmpty
      ? otherPack(id, place) ?? "name it as PACK/RULE; 'winnow rules list' shows all"
      : "did you mean \(guesses.map { "\"\($0)\"" }.joined(separator: " or "))?"
    findings.append(place.diagnostic("there is no rule \"\(id)\"", help: help))
    return nil
  }

  /// What to do where a rule is named of a pack that was not read.
  private func otherPack(_ id: String, _ place: SourcePlace) -> String? {
    let parts = id.split(separator: "/")
    guard parts.count == 2, !packNames.contains(String(parts[0])),
      nearest(to: String(parts[0]), among: packNames) == nil
    else { return nil }
    return "name the packs' folder, too: winnow rules check Rules \(place.file.name)"
  }

  /// Which of two changes holds would be a matter of the order of files.
  private mutating func reportContradiction(
    _ id: String, _ place: SourcePlace, _ what: String, _ which: String, _ other: Rule
  ) {
    findings.append(
      place.diagnostic(
        "rule \"\(id)\" is \(what)", help: "\(which) is at \(other.file):\(other.line); keep one of them"))
  }

  /// Replacements that certainly meet: both look for the same regex, or for plain text that stands in the other's.
  private mutating func reportOverlappingReplacements() {
    var earlier: [RuleFile.CheckedRule] = []
    for checked in rules where checked.rule.action == .replace {
      if let first = earlier.first(where: { meet($0.rule, checked.rule) }) {
        findings.append(
          checked.place.diagnostic(
            "rule \"\(checked.rule.id)\" replaces text that rule \"\(first.rule.id)\" replaces, too",
            help: "the other one is at \(first.rule.file):\(first.rule.line); let one rule see to both"))
      }
      earlier.append(checked)
    }
  }

  private func meet(_ one: Rule, _ other: Rule) -> Bool {
    // Where the scopes differ there may be no document that is in both.
    guard one.scope == other.scope else { return false }
    return one.expressions.contains { left in
      other.expressions.contains { right in
        if left.options == right.options, left.pattern == right.pattern { return true }
        guard let left = plainText(left), let right = plainText(right) else { return false }
        return holds(left, right) || holds(right, left)
      }
    }
  }

  /// Whether a text holds another. The standard library's own search would bring its whole regex engine into the program.
  private func holds(_ text: String, _ part: String) -> Bool {
    let text = Array(text.utf8)
    let part = Array(part.utf8)
    guard part.count <= text.count else { return false }
    return (0...(text.count - part.count)).contains { text[$0...].starts(with: part) }
  }

  /// What an expression looks for where that is plain text.
  private func plainText(_ expression: Expression) -> String? {
    let special: Set<Character> = ["\\", "^", "$", ".", "[", "|", "(", ")", "?", "*", "+", "{"]
    guard expression.options.isDisjoint(with: [.caseless, .extended]), !expression.pattern.isEmpty else { return nil }
    return expression.pattern.contains(where: special.contains) ? nil : expression.pattern
  }

  /// A test under a profile that nobody has heard of would be one without evidence.
  private mutating func reportUnknownProfiles() {
    let profiles = profiles
    let tests = rules.flatMap(\.rule.tests) + packTests.map(\.test)
    for test in tests {
      guard let profile = test.profile, !profiles.contains(profile) else { continue }
      findings.append(unknownProfile(profile, at: test.profilePlace ?? test.place))
    }
  }

  private mutating func reportDoubledIds() {
    var first: [String: Rule] = [:]
    for checked in rules {
      if let earlier = first[checked.rule.id] {
        findings.append(
          checked.idPlace.diagnostic(
            "there are two rules \"\(checked.rule.id)\"",
            help: "the other one is at \(earlier.file):\(earlier.line); give this one an id of its own"))
      } else {
        first[checked.rule.id] = checked.rule
      }
    }
  }
}
