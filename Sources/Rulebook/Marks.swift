internal import Diagnostics
internal import Features

/// The marks that the rules of a rulebook give to lines, by number.
public struct Marks: Sendable {
  /// A rule that gives a mark.
  public struct Giver: Sendable {
    /// The rule's index.
    public let rule: Int
    /// The mark's bit.
    public let bit: UInt64
    /// Whether a line must match, too; else what is measured of it says all.
    public let isMatched: Bool
  }

  /// Their names.
  public let names: [String]
  /// The rules that give them.
  public let givers: [Giver]
  /// The marks under which the following lines stand.
  public let leading: UInt64

  init(_ rules: [Rule]) {
    let names = Set(rules.compactMap(\.mark)).sorted()
    let bit = { (name: String) in names.firstIndex(of: name).map { UInt64(1) << UInt64($0) } ?? 0 }
    self.names = names
    givers = rules.indices.compactMap { index in
      rules[index].mark.map { Giver(rule: index, bit: bit($0), isMatched: !rules[index].expressions.isEmpty) }
    }
    leading = rules.reduce(0) { $0 | ($1.leads ? bit($1.mark ?? "") : 0) }
  }

  func lineTest(_ condition: Scope.Condition) -> LineTest {
    switch condition {
    case .measured(let test): test
    case .marked(let place, let wanted):
      LineTest(place, .marks(names.indices.reduce(0) { $0 | (wanted.contains(names[$1]) ? 1 << UInt64($1) : 0) }))
    }
  }

  /// Conditions on marks that no rule gives, and too many marks.
  static func findings(_ rules: [RuleFile.CheckedRule]) -> [Diagnostic] {
    let names = Set(rules.compactMap(\.rule.mark)).sorted()
    var findings: [Diagnostic] = []
    for checked in rules {
      for (name, place) in checked.marks where !names.contains(name) {
        findings.append(
          place.diagnostic(
            "rule \"\(checked.rule.id)\" asks for a mark that no rule gives: \"\(name)\"",
            help: nearest(to: name, among: names).map { "did you mean \"\($0)\"?" }
              ?? "a rule with do = \"mark\" and mark = \"\(name)\" gives it"))
      }
    }
    if names.count > DocumentFeatures.markLimit, let last = rules.last(where: { $0.rule.mark != nil }) {
      findings.append(
        last.place.diagnostic(
          "there are more than \(DocumentFeatures.markLimit) different marks",
          help: "give lines that mean the same to the rules that weigh one mark"))
    }
    return findings
  }
}
