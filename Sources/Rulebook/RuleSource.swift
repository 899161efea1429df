public import Diagnostics
public import Files

/// The rules of some folders as they were read, with everything that there is to say of them. Not yet a rulebook: it may
/// hold errors.
public struct RuleSource: Sendable {
  /// What was found, in the order of files and lines.
  public private(set) var findings: [Diagnostic] = []
  /// How many rule files were read.
  public private(set) var fileCount = 0
  private(set) var rules: [RuleFile.CheckedRule] = []
  private(set) var packs: [Rulebook.Pack] = []

  /// How many rules are without errors.
  public var ruleCount: Int { rules.count }

  /// How many inline tests these rules have.
  public var testCount: Int { rules.reduce(0) { $0 + $1.rule.tests.count } }

  /// The names of the packs.
  public var packNames: [String] { packs.map(\.name) }

  /// The rules of one pack alone.
  public func only(pack name: String) -> RuleSource {
    var source = self
    source.packs = packs.filter { $0.name == name }
    source.rules = rules.filter { $0.rule.id.hasPrefix("\(name)/") }
    source.findings = []
    return source
  }

  /// Reads every rule file of some folders.
  public init(reading folders: [Path]) {
    var versions: [String: String] = [:]
    for path in folders {
      let folder = RuleFolder(path)
      findings += folder.findings
      for found in folder.found {
        let file = RuleFile(found.file) { name throws(FileError) in
          let path = found.folder.path.appending(Path(name))
          guard !name.contains("/") else { throw FileError("read", path.description, .noSuchFile) }
          return SourceFile(name: path.description, bytes: try Directory.readFollowing(path))
        }
        fileCount += 1
        findings += file.findings
        rules += file.rules
        if !file.pack.isEmpty, versions[file.pack] == nil { versions[file.pack] = file.version }
      }
    }
    packs = versions.map { Rulebook.Pack(name: $0.key, version: $0.value) }.sorted { $0.name < $1.name }
    reportDoubledIds()
  }

  /// Adds an error for each rule that may be loaded but must not be shipped: without a reason, or without tests of both
  /// kinds.
  public mutating func requireShippable() {
    for checked in rules {
      let rule = checked.rule
      let removes = rule.tests.contains { !$0.isSame }
      let spares = rule.tests.contains { $0.isSame }
      // What extract, keep and reject do does not show as a changed text.
      let wantsChange = ![.keep, .extract, .reject].contains(rule.action)
      if rule.reason == nil {
        findings.append(
          checked.place.diagnostic(
            "rule \"\(rule.id)\" can't ship without a reason",
            help: "say in a line why this is boilerplate: reason = \"…\""))
      }
      if wantsChange && !removes || !spares {
        findings.append(
          checked.place.diagnostic(
            "rule \"\(rule.id)\" can't ship without a test of \(wantsChange && !removes ? "what it removes" : "what it leaves alone")",
            help: wantsChange && !removes
              ? "add [[rule.test]] with in = … and out = …" : "add [[rule.test]] with same = …"))
      }
    }
  }

  private mutating func reportDoubledIds() {
    var first: [String: Rule] = [:]
    for checked in rules {
      if let earlier = first[checked.rule.id] {
        findings.append(
          checked.place.diagnostic(
            "there are two rules \"\(checked.rule.id)\"",
            help: "the other one is at \(earlier.file):\(earlier.line); ids are never used twice"))
      } else {
        first[checked.rule.id] = checked.rule
      }
    }
  }
}
