internal import JSON
internal import Matching
internal import Rulebook

/// What `winnow bench` has measured.
struct BenchReport {
  let rulebook: Rulebook
  let documents: Int
  let bytes: Int
  let threads: Int
  /// What it takes to read and check the rules, and to index them as well.
  let checkNanoseconds: Int
  let loadNanoseconds: Int
  let readNanoseconds: Int
  let cleaningNanoseconds: Int
  let matchingNanoseconds: Int
  let judgingNanoseconds: Int
  let featuresNanoseconds: Int
  let languageNanoseconds: Int
  let profile: MatchProfile

  private func megabytes(_ nanoseconds: Int) -> Double { Double(bytes) * 1000 / Double(max(1, nanoseconds)) }
  private var candidates: Double { Double(profile.candidates) / Double(max(1, documents)) }
  private var documentsPerSecond: Double { Double(documents) * 1e9 / Double(max(1, cleaningNanoseconds)) }

  var text: String {
    var table = Table(["what", "figure", ""])
    table.add(["cleaning", tenths(megabytes(cleaningNanoseconds)), "MB/s"])
    table.add(["documents", tenths(documentsPerSecond), "a second"])
    table.add(["matching alone", tenths(megabytes(matchingNanoseconds)), "MB/s"])
    table.add(["judging alone", tenths(megabytes(judgingNanoseconds)), "MB/s"])
    table.add(["features alone", tenths(megabytes(featuresNanoseconds)), "MB/s"])
    table.add(["language", tenths(megabytes(languageNanoseconds)), "MB/s, apart"])
    table.add(["reading", tenths(megabytes(readNanoseconds)), "MB/s, apart"])
    table.add(["candidates", tenths(candidates), "a document"])
    table.add(["checking rules", tenths(Double(checkNanoseconds) / 1e6), "ms"])
    table.add(["loading rules", tenths(Double(loadNanoseconds) / 1e6), "ms"])
    for (tier, time) in tiers { table.add(["tier \(tier)", tenths(time), "% of matching"]) }
    let rules = costliest.map {
      "  \(tenths($0.milliseconds)) ms  \($0.rule)  (\(Console.counted($0.candidates, "candidate")))"
    }
    let head =
      "\(Console.counted(rulebook.rules.count, "rule")), profile \(rulebook.profile), "
      + "\(Console.counted(documents, "document")), \(Console.counted(bytes, "byte")), \(Console.counted(threads, "thread"))"
    return ([head, "", table.text, "", "costliest rules, over all documents:"] + rules).joined(separator: "\n")
  }

  var json: [UInt8] {
    var json = JSONWriter()
    json.beginObject(lines: true)
    for (name, value) in [
      ("rules", rulebook.rules.count), ("documents", documents), ("bytes", bytes), ("threads", threads),
    ] {
      json.name(name)
      json.integer(value)
    }
    json.name("profile")
    json.string(rulebook.profile)
    for (name, value) in [
      ("mb_per_second", megabytes(cleaningNanoseconds)), ("documents_per_second", documentsPerSecond),
      ("matching_mb_per_second", megabytes(matchingNanoseconds)),
      ("judging_mb_per_second", megabytes(judgingNanoseconds)),
      ("features_mb_per_second", megabytes(featuresNanoseconds)),
      ("language_mb_per_second", megabytes(languageNanoseconds)),
      ("reading_mb_per_second", megabytes(readNanoseconds)), ("candidates_per_document", candidates),
      ("check_ms", Double(checkNanoseconds) / 1e6),
      ("load_ms", Double(loadNanoseconds) / 1e6),
    ] {
      json.name(name)
      json.number(value)
    }
    json.name("tiers_percent")
    json.beginObject()
    for (tier, share) in tiers {
      json.name(tier)
      json.number(share)
    }
    json.end()
    json.name("costliest")
    json.beginArray(lines: true)
    for cost in costliest {
      json.beginObject()
      json.name("rule")
      json.string(cost.rule)
      json.name("ms")
      json.number(cost.milliseconds)
      json.name("candidates")
      json.integer(cost.candidates)
      json.end()
    }
    json.end()
    json.end()
    json.finish()
    return json.bytes
  }

  private var tiers: [(tier: String, share: Double)] {
    let all = profile.tiers.values.reduce(Duration.zero, +)
    return MatchProfile.Tier.allCases.compactMap { tier in
      profile.tiers[tier].map { (tier.rawValue, all == .zero ? 0 : 100 * ($0 / all)) }
    }
  }

  private var costliest: [(rule: String, milliseconds: Double, candidates: Int)] {
    profile.costliest(10).map { expression in
      let cost = profile.costs[expression]
      return (rulebook.rules[rulebook.ruleOfExpression[expression]].id, cost.time / .milliseconds(1), cost.candidates)
    }
  }

  private func tenths(_ value: Double) -> String {
    let tenths = Int((value * 10).rounded())
    return "\(tenths / 10).\(tenths % 10)"
  }
}
