internal import Diagnostics
internal import TOML

/// The keys of a rule that have to do with evidence: `weight` and `fixed` of a `weigh`, `mark` and `leads` of a `mark`, `weak` of
/// one that takes something.
struct EvidenceKeys {
  let weight: Int?
  let weightPlace: SourcePlace?
  let isFixed: Bool
  let mark: String?
  let leads: Bool
  let isWeak: Bool

  init(_ reader: inout TableReader, _ action: Rule.Action?) {
    if action == .weigh {
      _ = reader.require(
        "weight", help: "say how much it weighs, as: weight = 0.9; 'winnow rules fit' finds better figures")
    }
    let number = reader.number("weight")
    weight = number.flatMap { thousandths($0) }
    weightPlace = reader.table["weight"].map { SourcePlace(file: reader.file, range: $0.range) }
    if weightPlace != nil, let action, action != .weigh {
      reader.report(
        "\"weight\" belongs to a rule that weighs", at: "weight", help: "leave it out, or write do = \"weigh\"")
    } else if number != nil, weight == nil {
      reader.report("a weight is a number from -1000 to 1000", at: "weight")
    }
    let fixed = reader.boolean("fixed")
    if fixed != nil, let action, action != .weigh {
      reader.report(
        "\"fixed\" belongs to a rule that weighs", at: "fixed", help: "leave it out, or write do = \"weigh\"")
    }
    isFixed = fixed ?? false
    if action == .mark {
      mark = reader.requiredString("mark", help: "name the mark that lines get, as: mark = \"share\"")
    } else {
      mark = reader.string("mark")
    }
    if let mark {
      if let action, action != .mark {
        reader.report("\"mark\" belongs to a rule that marks", at: "mark", help: "leave it out, or write do = \"mark\"")
      }
      if !isIdentifier(mark) {
        reader.report("a mark's name is made of a-z, 0-9 and hyphens", at: "mark", help: identifierHelp(mark))
      }
    }
    let leads = reader.boolean("leads")
    if leads != nil, let action, action != .mark {
      reader.report("\"leads\" belongs to a rule that marks", at: "leads", help: "leave it out, or write do = \"mark\"")
    }
    self.leads = leads ?? false
    let weak = reader.boolean("weak")
    if weak != nil, let action, !action.drops {
      reader.report(
        "\"weak\" belongs to a rule that removes", at: "weak",
        help: "leave it out: other rules take nothing that could say something of the text")
    }
    isWeak = weak ?? false
  }
}

/// A number in thousandths; `nil` where it is out of all bounds.
func thousandths(_ number: Double) -> Int? {
  number >= -1000 && number <= 1000 ? Int((number * 1000).rounded()) : nil
}
