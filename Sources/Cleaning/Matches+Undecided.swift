internal import Matching
internal import Rulebook

extension Matches {
  /// Takes for a match what would have spoken for the text, where no answer could be had: a loss is worse than what is left.
  ///
  /// A `keep` holds all from there on, as nothing tells how far its match would go. A weight below 0 counts for each line.
  mutating func favourText(_ text: [UInt8], _ rulebook: Rulebook, _ plan: RulePlan) {
    for place in inconclusive {
      let rule = plan.entries[rulebook.ruleOfExpression[place.expression]]
      if rule.action == .keep {
        found.append(Match(expression: place.expression, range: place.range.lowerBound..<text.count))
      } else if rule.weighs >= 0, let evidence = rulebook.evidence, evidence.weights[rule.weighs] < 0 {
        var start = place.range.lowerBound
        repeat {
          let end = text[start...].firstIndex(of: 0x0A) ?? text.count
          found.append(Match(expression: place.expression, range: start..<end))
          start = end + 1
        } while start < place.range.upperBound
      }
    }
  }
}
