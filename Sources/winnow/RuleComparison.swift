internal import Formats
internal import JSON
internal import Rulebook

/// Tells records that were made with the rules at hand from those that were made with others.
struct RuleComparison {
  private let rulebook: Rulebook
  /// The same rules as records may have had them in force, and for hashes of records whether they are of these.
  private var known: [Terms: (rules: Rulebook, isOwn: [String: Bool])] = [:]

  /// What has a part in the hash besides the rules, and is told by a record.
  private struct Terms: Hashable {
    let profile: String
    let usesMachineCode: Bool
  }

  init(_ rulebook: Rulebook) {
    self.rulebook = rulebook
    let own = Terms(profile: rulebook.profile, usesMachineCode: Pipeline(rulebook).usesMachineCode)
    known[own] = (rulebook, [:])
  }

  /// The beginning of the hash of the rules at hand, under the record's profile; `nil` where the record was made with them, or
  /// does not say what it was made with.
  mutating func otherRules(than record: JSONValue) -> String? {
    guard let hash = record["rulebook"]?["hash"]?.string, let profile = record["rulebook"]?["profile"]?.string else {
      return nil
    }
    let terms = Terms(profile: profile, usesMachineCode: record["engine"]?["jit"]?.boolean ?? true)
    var entry = known[terms] ?? (rulebook.under(profile, jit: terms.usesMachineCode), [:])
    let isOwn = entry.isOwn[hash] ?? Pipeline.isHash(hash, of: entry.rules)
    entry.isOwn[hash] = isOwn
    known[terms] = entry
    return isOwn ? nil : String(Pipeline(entry.rules).rulebookHash.prefix(12))
  }
}
