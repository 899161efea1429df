internal import Diagnostics
internal import Features
internal import Files
internal import Matching
internal import TOML

/// One rule file, read and checked; what is wrong is in `findings`.
struct RuleFile: Sendable {
  let file: SourceFile
  private(set) var pack = ""
  private(set) var version = ""
  private(set) var license: String?
  private(set) var rules: [CheckedRule] = []
  /// Rules that take the place of others, by the id of both.
  private(set) var overrides: [CheckedRule] = []
  /// The thresholds of profiles, in thousandths.
  private(set) var thresholds: [Threshold] = []
  /// Tests of the pack as a whole.
  private(set) var tests: [RuleTest] = []
  /// Ids of rules that are switched off.
  private(set) var disabled: [(id: String, place: SourcePlace)] = []
  private(set) var findings: [Diagnostic] = []

  /// A rule and its compiled patterns.
  struct CheckedRule: Sendable {
    let rule: Rule
    let compiled: [CompiledExpression]
    /// Its header.
    let place: SourcePlace
    /// Its id's value.
    let idPlace: SourcePlace
    /// The marks that its conditions ask for, each where it stands.
    let marks: [(name: String, place: SourcePlace)]
    /// See ``Rule/fingerprint``; made where files are read, by all processors.
    let fingerprint: String
  }

  /// Reads a file that was found; lists stand beside it.
  init(_ found: RuleFolder.Found, compilingAll: Bool) {
    self.init(found.file, compilingAll: compilingAll) { name throws(FileError) in
      let path = found.folder.path.appending(Path(name))
      guard !name.contains("/") else { throw FileError("read", path.description, .noSuchFile) }
      return SourceFile(path, bytes: try Directory.readFollowing(path))
    }
  }

  /// - Parameters:
  ///   - compilingAll: See ``RuleReader``.
  ///   - list: Reads a phrase list that stands beside the file.
  init(_ file: SourceFile, compilingAll: Bool, list: (String) throws(FileError) -> SourceFile) {
    self.file = file
    let root: TOMLTable
    do {
      root = try TOMLTable(parsing: file)
    } catch {
      findings = [error]
      return
    }
    var reader = TableReader(root, in: file, subject: "a rule file", hints: KeyHints.file)
    readHead(&reader)
    let defines = Defines(reader.table("define"), in: file)
    let ruleTables = reader.tables("rule")
    readProfiles(&reader)
    let testTables = reader.tables("test")
    let overrideTables = reader.tables("override")
    readDisabled(&reader)
    let isPack = !ruleTables.isEmpty || !testTables.isEmpty || !thresholds.isEmpty
    if pack.isEmpty, isPack || overrideTables.isEmpty && disabled.isEmpty {
      _ = reader.requiredString("pack", help: "name the pack, as: pack = \"my-rules\"")
    }
    reader.finish()
    findings = reader.findings + defines.findings
    readTests(testTables, defines)
    rules = read(ruleTables, pack, defines, compilingAll: compilingAll, list)
    overrides = read(overrideTables, nil, defines, compilingAll: compilingAll, list)
    sortFindings()
  }

  /// By their places, as a person goes through the file; what is wrong with lists comes after it.
  private mutating func sortFindings() {
    guard findings.count > 1 else { return }
    let name = file.name
    findings = findings.enumerated().sorted { left, right in
      let key = { (finding: Diagnostic, index: Int) in
        finding.file == name ? (0, finding.line, finding.column, index) : (1, index, 0, 0)
      }
      return key(left.element, left.offset) < key(right.element, right.offset)
    }.map(\.element)
  }

  private mutating func read(
    _ tables: [TOMLTable], _ pack: String?, _ defines: Defines, compilingAll: Bool,
    _ list: (String) throws(FileError) -> SourceFile
  ) -> [CheckedRule] {
    var rules: [CheckedRule] = []
    for table in tables {
      var reader = RuleReader(table, in: file, pack: pack, defines: defines, compilingAll: compilingAll)
      if let rule = reader.read(list: list) { rules.append(rule) }
      findings += reader.findings
    }
    return rules
  }

  private mutating func readTests(_ tables: [TOMLTable], _ defines: Defines) {
    for table in tables {
      var reader = RuleTestReader(table, in: file, action: nil, defines: defines)
      if let test = reader.read() { tests.append(test) }
      findings += reader.findings
    }
  }

  private mutating func readProfiles(_ reader: inout TableReader) {
    for entry in reader.table("profile")?.entries ?? [] {
      let fault: String? =
        if entry.key == Profile.certain {
          "the profile \"certain\" is without evidence, and has no threshold"
        } else if !isIdentifier(entry.key) {
          "a profile's name is made of a-z, 0-9 and hyphens"
        } else if case .table = entry.value.content { nil } else { "a profile is a table" }
      guard fault == nil, case .table(let table) = entry.value.content else {
        let help = "give it a name of its own, as: [profile.safe] and below it: threshold = 3.2"
        reader.findings.append(Diagnostic(fault ?? "", in: file, at: entry.keyRange, help: help))
        continue
      }
      var inner = TableReader(table, in: file, subject: "a profile")
      let place = inner.require("threshold", help: "say how much evidence removes a line, as: threshold = 3.2")
      let (damage, undamaged) = (inner.number("damage"), inner.number("undamaged"))
      let margin = inner.number("margin")
      let documents = readDocuments(&inner)
      let most = inner.integer("most-prose", in: 1...100)
      if let place, let number = inner.number("threshold") {
        if let value = thousandths(number) {
          thresholds.append(
            Threshold(
              profile: entry.key, value: value, damage: damage, undamaged: undamaged, margin: margin,
              documents: documents, mostProse: most, place: SourcePlace(file: file, range: place.range)))
        } else {
          inner.report("a threshold is a number from -1000 to 1000", at: "threshold")
        }
      }
      inner.finish()
      reader.findings += inner.findings
    }
  }

  /// What a profile asks of a document, so that evidence has a say in it; `nil` where it says nothing of that.
  private mutating func readDocuments(_ profile: inout TableReader) -> [LineTest]? {
    guard let table = profile.table("when") else { return nil }
    var reader = TableReader(table, in: file, subject: "\"when\" of a profile")
    let tests = ConditionReader.documentTests(&reader)
    reader.finish()
    profile.findings += reader.findings
    return tests
  }

  private mutating func readDisabled(_ reader: inout TableReader) {
    disabled = (reader.elements("disable") ?? []).map { ($0.text, SourcePlace(file: file, range: $0.range)) }
  }

  private mutating func readHead(_ reader: inout TableReader) {
    let format = "a rule file begins with: winnow = 1"
    if let value = reader.require("winnow", help: format) {
      if case .integer(1) = value.content {
      } else if case .string("1", _) = value.content {
        reader.report("the format is a number", at: "winnow", help: "take the quotes off: winnow = 1")
      } else {
        reader.report(
          "this file is of a format that this Winnow does not know", at: "winnow",
          help: "this Winnow reads winnow = 1; a newer format wants a newer Winnow")
      }
    }
    pack = reader.string("pack") ?? ""
    if !pack.isEmpty, !isIdentifier(pack) {
      reader.report("a pack's name is made of a-z, 0-9 and hyphens", at: "pack", help: identifierHelp(pack))
    }
    version = reader.string("version") ?? "0"
    license = reader.string("license")
    _ = reader.string("description")
  }
}

/// Whether a text is made of `a-z`, `0-9` and inner hyphens.
func isIdentifier(_ text: String) -> Bool {
  !text.isEmpty && text.utf8.first != UInt8(ascii: "-")
    && text.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"): true
      default: false
      }
    }
}

/// The identifier nearest to a text, to be offered for it.
func identifierHelp(_ text: String) -> String? {
  let words = text.lowercased().split { !isIdentifier(String($0)) }
  return words.isEmpty ? nil : "write it as \"\(words.joined(separator: "-"))\""
}

/// The `[define]` table of a rule file: names for pieces of regex.
struct Defines {
  private(set) var texts: [String: String] = [:]
  private(set) var starts: [String: Int] = [:]
  /// Names that are defined as something that can't be put in, which a finding tells.
  private(set) var faulty: Set<String> = []
  private(set) var findings: [Diagnostic] = []

  /// A name that another define has would stand for its very letters there, and the rule would never match.
  private mutating func checkNesting(_ name: String, _ text: String, in file: SourceFile) {
    do {
      // Braces round what nobody has defined are just braces.
      _ = try Template(text, defines: [:]) { texts[$0] == nil }
    } catch {
      guard let start = starts[name] else { return }
      let range = (start + error.range.lowerBound)..<(start + error.range.upperBound)
      findings.append(
        Diagnostic(
          "defines do not nest: {{\(error.name)}} stands for itself here", in: file, at: range,
          help: "write out what {{\(error.name)}} stands for"))
    }
  }

  init(_ table: TOMLTable?, in file: SourceFile) {
    for entry in table?.entries ?? [] {
      if !Template.isName(entry.key) {
        findings.append(
          Diagnostic(
            "this is no name for a define, and {{\(entry.key)}} would stand for itself", in: file, at: entry.keyRange,
            help: "name it with letters from a to z, digits, _ and -"))
      }
      guard case .string(let text, let start) = entry.value.content, let start else {
        findings.append(
          Diagnostic(
            "a define is a literal string", in: file, at: entry.value.range,
            help: "write it between single quotes: \(entry.key) = '…'"))
        faulty.insert(entry.key)
        continue
      }
      texts[entry.key] = text
      starts[entry.key] = start
    }
    for (name, text) in texts.sorted(by: { $0.key < $1.key }) { checkNesting(name, text, in: file) }
  }
}
