internal import Diagnostics
internal import Features

/// Advice about what a rule asks of documents and lines.
extension Lint {
  func unknownLanguages(_ rule: RuleFile.CheckedRule) -> [Diagnostic] {
    rule.rule.scope.languages.filter(LanguageCodes.isUnknown).map { code in
      warning(
        rule, "is for documents of the language \"\(code)\", and there is no such code in ISO 639-1",
        help: LanguageCodes.meant(by: code).map { "did you mean \"\($0)\"?" } ?? "use one as \"en\" or \"de\"",
        at: ["when", "lang"], text: code)
    }
  }

  /// Hosts that no document has, or hardly one.
  func oddHosts(_ rule: RuleFile.CheckedRule) -> [Diagnostic] {
    rule.rule.scope.sources.compactMap { host in
      guard let (what, help) = Self.oddity(ofHost: host) else { return nil }
      return warning(
        rule, "is for documents of the host \"\(host)\", which \(what)", help: help, at: ["when", "source"], text: host)
    }
  }

  private static func oddity(ofHost host: String) -> (what: String, help: String)? {
    let plain = host.drop { $0 == "." || $0 == "*" || $0 == " " }
    if host.utf8.contains(UInt8(ascii: "\\")) || host.hasPrefix(".*") || host.hasPrefix("^") || host.hasSuffix("$") {
      return (
        "is read as a glob, and looks like a regex",
        "in a glob a dot is a dot, and * stands for any characters, as in \"*.example.org\""
      )
    }
    if host.hasPrefix(".") {
      return (
        "no host is: none begins with a dot", "write \"*\(host)\" for all hosts below it, and \"\(plain)\" for itself"
      )
    }
    if host.hasPrefix(" ") || host.hasSuffix(" ") {
      return ("begins or ends with a blank, as no host does", "write it without the blank")
    }
    if !host.contains("."), !host.contains("*"), host != "localhost" {
      return (
        "has no dot",
        "write the whole host, as \"\(host).org\", or \"*.\(host).org\" for those below it; a folder of the inbox may be called so"
      )
    }
    return nil
  }

  /// What is asked of a measure that it never reaches.
  func tooMuchAsked(_ rule: RuleFile.CheckedRule) -> [Diagnostic] {
    rule.rule.scope.conditions.compactMap { condition in
      guard case .measured(let test) = condition, case .feature(let feature, let ranges) = test.content,
        let greatest = feature.greatest, let least = ranges.map(\.lowerBound).min(), least > greatest
      else { return nil }
      return warning(
        rule, "asks for \"\(feature.name)\" of \(least) and more, and it is never more than \(greatest)",
        help: greatest == 100 ? "it is a percentage: ask for 100 or less" : "ask for \(greatest) or less",
        at: Self.keys(test.place) + [feature.name])
    }
  }

  /// What a line is to hold and to lack.
  func hasAndLacks(_ rule: RuleFile.CheckedRule) -> [Diagnostic] {
    var wanted: [LineTest.Place: [Feature: Int]] = [:]
    for case .measured(let test) in rule.rule.scope.conditions {
      // "near" is one of two lines, and each may be asked for something else.
      guard case .feature(let feature, let ranges) = test.content, feature.isTrait, test.place != .near,
        let value = ranges.first?.lowerBound
      else { continue }
      if let other = wanted[test.place]?[feature], other != value {
        return [
          warning(
            rule, "asks for lines that have \"\(feature.name)\" and lack it: no line is like that",
            help: "leave it out of one of them", at: Self.keys(test.place) + ["lacks"], text: feature.name)
        ]
      }
      wanted[test.place, default: [:]][feature] = value
    }
    return []
  }

  /// The keys that lead to what is asked of a line.
  private static func keys(_ place: LineTest.Place) -> [String] {
    switch place {
    case .previous: ["when", "previous"]
    case .next: ["when", "next"]
    case .near: ["when", "near"]
    case .this, .under, .below: ["when"]
    }
  }
}
