internal import JSON

/// A record in words.
struct Explanation {
  /// Of the rules that weighed, so many are named where not all are asked for.
  static let few = 5
  /// So many of a removal's lines are shown.
  private static let lines = 12

  /// Why each of the loaded rules does what it does, by id; empty where the rule does not say.
  let reasons: [String: String]
  /// How many of the rules that weighed are named.
  let heaviest: Int

  func text(of record: JSONValue) -> String {
    let path = record["source"]?["path"]?.string ?? "?"
    let after = record["text"]?["bytes"]?.integer ?? 0
    var lines = ["\(Self.plain(path)): \(after + Self.taken(record)) bytes, \(after) left"]
    for removal in record["removed"]?.array ?? [] {
      lines += ["", "removed at byte \(removal["start"]?.integer ?? 0)"]
      lines += shown(removal["text"]?.string ?? "", after: "- ")
      lines += causes(removal["rules"]?.array ?? [])
    }
    for change in record["replaced"]?.array ?? [] {
      lines += ["", "replaced at byte \(change["start"]?.integer ?? 0)"]
      lines += shown(change["text"]?.string ?? "", after: "- ") + shown(change["with"]?.string ?? "", after: "+ ")
      if let rule = change["rule"]?.string { lines.append(cause(rule)) }
    }
    for kept in record["kept"]?.array ?? [] {
      let blocked = (kept["blocked"]?.array ?? []).compactMap(\.string).joined(separator: ", ")
      let (start, end) = (kept["start"]?.integer ?? 0, kept["end"]?.integer ?? 0)
      lines += ["", "kept from byte \(start) to \(end), which \(Self.plain(blocked)) would have taken"]
      if let rule = kept["rule"]?.string { lines.append(cause(rule)) }
    }
    for doubt in record["inconclusive"]?.array ?? [] {
      let (rule, reason) = (doubt["rule"]?.string ?? "?", doubt["reason"]?.string ?? "?")
      lines += ["", "not decided: " + Self.plain("\(rule) at byte \(doubt["start"]?.integer ?? 0), \(reason)")]
    }
    if lines.count == 1 { lines.append("nothing was removed") }
    return lines.joined(separator: "\n") + "\n"
  }

  /// How many bytes the text lost. The file's size says nothing of it where it is in another character set.
  private static func taken(_ record: JSONValue) -> Int {
    let bytes = { (change: JSONValue, member: String) in change[member]?.string?.utf8.count ?? 0 }
    let removed = (record["removed"]?.array ?? []).reduce(0) { $0 + bytes($1, "text") }
    return (record["replaced"]?.array ?? []).reduce(removed) { $0 + bytes($1, "text") - bytes($1, "with") }
  }

  private func shown(_ text: String, after mark: String) -> [String] {
    let all = text.split(separator: "\n").map { Self.plain(String($0)) }
    let lines = all.prefix(Self.lines).map { mark + $0 }
    let more = all.count - lines.count
    return more > 0 ? lines + ["\(mark)… and \(more) more of \(Console.counted(all.count, "line"))"] : Array(lines)
  }

  private func causes(_ rules: [JSONValue]) -> [String] {
    var lines: [String] = []
    var weights: [(id: String, weight: Double)] = []
    for rule in rules {
      guard let id = rule["id"]?.string else { continue }
      if let weight = rule["weight"]?.double { weights.append((id, weight)) } else { lines.append(cause(id)) }
    }
    // Where a rule removed it by itself, the weights made no difference.
    guard !weights.isEmpty, lines.isEmpty || heaviest == .max else { return lines }
    let ordered = weights.sorted { (abs($1.weight), $0.id) < (abs($0.weight), $1.id) }
    let named = ordered.prefix(heaviest).map {
      Self.plain("\($0.id.split(separator: "/").last ?? "") \(Self.signed($0.weight))")
    }
    let rest = ordered.count > named.count ? ", and \(ordered.count - named.count) more" : ""
    return lines + ["    evidence: \(named.joined(separator: ", "))\(rest)"]
  }

  private func cause(_ rule: String) -> String {
    guard let reason = reasons[rule] else {
      return "    \(Self.plain(rule)) (not among these rules; name its folder with --rules)"
    }
    return "    \(Self.plain(rule))" + (reason.isEmpty ? "" : ": \(reason)")
  }

  private static func signed(_ weight: Double) -> String { weight < 0 ? "\(weight)" : "+\(weight)" }

  /// What a terminal would obey is shown as a dot.
  private static func plain(_ text: String) -> String {
    String(String.UnicodeScalarView(text.unicodeScalars.map { $0.properties.isPrintable ? $0 : "·" }))
  }
}

extension Unicode.Scalar.Properties {
  /// Whether a terminal shows the character rather than obey it.
  fileprivate var isPrintable: Bool {
    switch generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: false
    default: true
    }
  }
}
