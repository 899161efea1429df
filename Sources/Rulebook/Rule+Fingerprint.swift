internal import Digest
internal import Features
internal import Matching

extension Rule {
  /// Identifies everything of the rule that has a say in what it does to a document, and nothing else: 64 hexadecimal
  /// digits.
  ///
  /// Spelled out, as printing values by reflection took a fifth of the time that a start takes.
  var fingerprint: String {
    var hash = SHA256()
    let manner = alsoDrops ? "also-drop" : isWeak ? "weak" : ""
    for field in [id, action.rawValue, manner, replacement.map { "with \($0)" } ?? ""] {
      hash.update(field: field)
    }
    for expression in expressions {
      hash.update(field: String(expression.options.rawValue) + " " + expression.subject.fingerprint)
      switch expression.content {
      case .pattern(let pattern, _):
        hash.update(field: "pattern")
        hash.update(field: pattern)
      case .phrases(let phrases):
        hash.update(field: "phrases")
        hash.update(field: phrases.lines)
      }
    }
    var fields = ["source"] + scope.sources + ["lang"] + scope.languages + ["path"] + scope.paths
    fields += ["within"] + scope.within.map(\.fingerprint)
    fields += [scope.minimumLine, scope.maximumLine, scope.repeats].map { $0.map(String.init) ?? "-" }
    fields += scope.conditions.map(\.fingerprint)
    if action.judgesLines { fields += [String(weight ?? 0), mark ?? "", leads ? "leads" : ""] }
    for field in fields { hash.update(field: field) }
    return hash.finish()
  }
}

extension Expression.Subject {
  fileprivate var fingerprint: String {
    switch self {
    case .line(let minimum, let maximum): "line " + String(minimum) + " " + String(maximum)
    case .document: "document"
    }
  }
}

extension Scope.Within {
  fileprivate var fingerprint: String {
    switch self {
    case .part(let part): part.rawValue
    case .lines(let first, let last): "lines " + String(first) + " " + String(last)
    case .percent(let first, let last): "percent " + String(first) + " " + String(last)
    }
  }
}

extension Scope.Condition {
  fileprivate var fingerprint: String {
    switch self {
    case .marked(let place, let names): "marked " + String(place.rawValue) + " " + names.joined(separator: " ")
    case .measured(let test):
      switch test.content {
      case .marks(let marks): "marks " + String(test.place.rawValue) + " " + String(marks)
      case .feature(let feature, let ranges):
        "feature " + String(test.place.rawValue) + " " + feature.name
          + ranges.reduce("") { $0 + " " + String($1.lowerBound) + ".." + String($1.upperBound) }
      }
    }
  }
}
