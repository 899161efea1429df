internal import JSON
internal import Rulebook

/// A record in words.
struct Explanation {
  /// Of the rules that weighed for a removal, so many are named where not all are asked for.
  static let few = 5
  /// Of those that weighed against it, so many.
  private static let fewAgainst = 3
  /// So many of a removal's lines are shown.
  private static let lines = 12

  /// The loaded rules, by id.
  let rules: [String: Rule]
  /// What evidence must reach in each profile of the loaded rules.
  let enough: [String: Double]
  /// How many of the rules that weighed for a removal are named.
  let heaviest: Int
  /// The ids of rules that weighed and that were named by their last part alone.
  private var named: Set<String> = []

  /// - Parameters:
  ///   - rules: The loaded rules, by id.
  ///   - enough: What evidence must reach in each profile of the loaded rules.
  ///   - heaviest: How many of the rules that weighed for a removal are named.
  init(rules: [String: Rule], enough: [String: Double], heaviest: Int) {
    (self.rules, self.enough, self.heaviest) = (rules, enough, heaviest)
  }

  /// - Parameter today: The beginning of the hash of the loaded rules, where the record was made with others.
  mutating func text(of record: JSONValue, today: String?) -> String {
    named.removeAll()
    let path = record["source"]?["path"]?.string ?? "?"
    let after = record["text"]?["bytes"]?.integer ?? 0
    let own = record["rulebook"]?["profile"]?.string ?? "?"
    let judgedAs = record["judged_as"]?.string
    let profile = judgedAs ?? own
    var lines = ["\(Console.plain(path)): \(after + Self.taken(record)) bytes, \(after) left"]
    if let judgedAs {
      lines.append(
        Console.plain("judged as under \(judgedAs): under \(own), evidence would have taken most of the prose"))
    }
    let head = lines.count
    for removal in record["removed"]?.array ?? [] {
      lines += ["", "removed at \(place(of: removal))"]
      lines += shown(removal["text"]?.string ?? "", after: "- ")
      lines += causes(removal["rules"]?.array ?? [], profile)
    }
    for change in record["replaced"]?.array ?? [] {
      lines += ["", "replaced at \(place(of: change))"]
      lines += shown(change["text"]?.string ?? "", after: "- ") + shown(change["with"]?.string ?? "", after: "+ ")
      if let rule = change["rule"]?.string { lines += cause(rule) }
    }
    for kept in record["kept"]?.array ?? [] {
      let blocked = blocked((kept["blocked"]?.array ?? []).compactMap(\.string))
      let bytes = "\(kept["start"]?.integer ?? 0) to \(kept["end"]?.integer ?? 0)"
      let place = kept["line"]?.integer.map { "at line \($0) (bytes \(bytes))" } ?? "from byte \(bytes)"
      lines += ["", "kept \(place), which \(Console.plain(blocked)) would have taken"]
      if let rule = kept["rule"]?.string { lines += cause(rule) }
    }
    for doubt in record["inconclusive"]?.array ?? [] {
      let (rule, reason) = (doubt["rule"]?.string ?? "?", doubt["reason"]?.string ?? "?")
      lines += ["", "not decided: " + Console.plain("\(rule) at \(place(of: doubt)), \(reason)")]
    }
    if lines.count == head {
      lines.append("nothing was removed")
    } else if let today, let made = record["rulebook"]?["hash"]?.string?.prefix(12) {
      lines.insert(
        Console.plain(
          "the record was made with rules \(made), these are \(today): places and reasons are those of today"), at: head
      )
    }
    return (lines + meanings()).joined(separator: "\n") + "\n"
  }

  /// What the rules say that weighed and were named; once for all removals, as many share them.
  private func meanings() -> [String] {
    let told = named.sorted().compactMap { id in
      rules[id]?.reason.map { "  \(Self.short(id)): \(Console.plain($0))" }
    }
    return told.isEmpty ? [] : ["", "what weighed"] + told
  }

  private static func short(_ id: String) -> String { Console.plain("\(id.split(separator: "/").last ?? "")") }

  /// The rules that would have taken what was kept; those that weigh are counted where not all are asked for: there may be
  /// dozens, and none takes anything by itself.
  private func blocked(_ ids: [String]) -> String {
    let weighing = heaviest == .max ? 0 : ids.count { rules[$0]?.weight != nil }
    let named = weighing == 0 ? ids : ids.filter { rules[$0]?.weight == nil }
    let counted = weighing == 0 ? [] : ["evidence of \(Console.counted(weighing, "rule"))"]
    return (named + counted).joined(separator: ", ")
  }

  /// Where a change is: the lines of the original that hold its text, blank lines that went along left out.
  private func place(of change: JSONValue) -> String {
    let byte = "byte \(change["start"]?.integer ?? 0)"
    guard let line = change["line"]?.integer else { return byte }
    let texts = (change["text"]?.string ?? "").split(separator: "\n", omittingEmptySubsequences: false)
    let first = line + (texts.firstIndex { !$0.isEmpty } ?? 0)
    let last = line + (texts.lastIndex { !$0.isEmpty } ?? 0)
    return (first < last ? "lines \(first) to \(last)" : "line \(first)") + " (\(byte))"
  }

  /// How many bytes the text lost. The file's size says nothing of it where it is in another character set.
  private static func taken(_ record: JSONValue) -> Int {
    let bytes = { (change: JSONValue, member: String) in change[member]?.string?.utf8.count ?? 0 }
    let removed = (record["removed"]?.array ?? []).reduce(0) { $0 + bytes($1, "text") }
    return (record["replaced"]?.array ?? []).reduce(removed) { $0 + bytes($1, "text") - bytes($1, "with") }
  }

  private func shown(_ text: String, after mark: String) -> [String] {
    let all = text.split(separator: "\n").map { Console.plain(String($0)) }
    let lines = all.prefix(Self.lines).map { mark + $0 }
    let more = all.count - lines.count
    return more > 0 ? lines + ["\(mark)… and \(more) more of \(Console.counted(all.count, "line"))"] : Array(lines)
  }

  private mutating func causes(_ rules: [JSONValue], _ profile: String) -> [String] {
    var lines: [String] = []
    var weights: [(id: String, weight: Double)] = []
    for rule in rules {
      guard let id = rule["id"]?.string else { continue }
      if let weight = rule["weight"]?.double { weights.append((id, weight)) } else { lines += cause(id) }
    }
    // Where a rule removed it by itself, the weights made no difference.
    guard !weights.isEmpty, lines.isEmpty || heaviest == .max else { return lines }
    let sorted = weights.sorted { (abs($1.weight), $0.id) < (abs($0.weight), $1.id) }
    // First what speaks for the removal, as that is why; much that is larger may speak against it.
    return lines + evidence(sorted.filter { $0.weight >= 0 }, against: sorted.filter { $0.weight < 0 }, profile)
  }

  private mutating func evidence(
    _ reasons: [(id: String, weight: Double)], against: [(id: String, weight: Double)], _ profile: String
  ) -> [String] {
    let weights = reasons + against
    // Weights are whole thousandths; their sum as fractions would show what fractions can't hold.
    let sum = weights.reduce(0.0) { $0 + ($1.weight * 1000).rounded() } / 1000
    // A removal of several lines holds what weighed on any of them, and the sum may be less than what was enough for each.
    let enough = enough[profile].flatMap { $0 <= sum ? ", \(Self.signed($0)) is enough" : nil } ?? ""
    let head = Console.plain(
      "    evidence of \(Console.counted(weights.count, "rule")), \(Self.signed(sum)) in all\(enough) (profile \(profile)):"
    )
    if heaviest == .max {
      return [head]
        + weights.map { weight in
          Console.plain("      \(weight.id) \(Self.signed(weight.weight))")
            + (rules[weight.id].map { ", at \(Console.plain("\($0.file):\($0.line)"))" } ?? "")
        }
    }
    let few = reasons.prefix(heaviest) + against.prefix(Self.fewAgainst)
    named.formUnion(few.map(\.id))
    let told = few.map { Self.short($0.id) + " " + Self.signed($0.weight) }
    let rest = weights.count > few.count ? ", and \(weights.count - few.count) more" : ""
    return ["\(head) \(told.joined(separator: ", "))\(rest)"]
  }

  private func cause(_ id: String) -> [String] {
    guard let rule = rules[id] else {
      return ["    \(Console.plain(id)) (not among these rules; name its folder with --rules)"]
    }
    return Self.told(rule, indent: "    ")
  }

  /// A rule, why it does what it does, and where it stands.
  static func told(_ rule: Rule, indent: String) -> [String] {
    [
      "\(indent)\(Console.plain(rule.id))" + (rule.reason.map { ": \(Console.plain($0))" } ?? ""),
      "\(indent)  at \(Console.plain("\(rule.file):\(rule.line)"))",
    ]
  }

  private static func signed(_ weight: Double) -> String { weight < 0 ? "\(weight)" : "+\(weight)" }
}
