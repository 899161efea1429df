public import Diagnostics
public import Features

/// The names of profiles: how much evidence it takes to remove a line.
public enum Profile {
  /// Certain rules alone, no evidence.
  public static let certain = "certain"
  /// First, do no harm: the default where a pack sets thresholds.
  public static let safe = "safe"
  /// The names that are always accepted; where no pack sets a threshold for one, it is as `certain`.
  public static let known = [certain, safe, "balanced", "eager"]
}

/// What the evidence against a line must reach in one profile, so that the line goes.
public struct Threshold: Sendable {
  /// The profile's name.
  public let profile: String
  /// In thousandths.
  public let value: Int
  /// What the profile aims at, for `rules fit`: the share of an article's words that may be lost, in percent.
  public let damage: Double
  /// What the profile aims at, for `rules fit`: the share of documents that must lose nothing, in percent.
  public let undamaged: Double
  /// What `rules fit` adds to the threshold that keeps to these aims, in evidence: texts that nobody has labelled are
  /// less like the labelled ones than those are like each other.
  public let margin: Double
  /// What must hold of a document, so that evidence has a say in it; `nil`: nothing is said of that.
  let documents: [LineTest]?
  /// How much of a document's prose evidence may take, in percent, exclusive; `nil`: all of it. See ``Evidence/mostProse``.
  public let mostProse: Int?
  /// Where it stands, to write another there.
  public let place: SourcePlace
  /// The pack that sets it.
  public private(set) var pack = ""

  init(
    profile: String, value: Int, damage: Double?, undamaged: Double?, margin: Double?,
    documents: [LineTest]?, mostProse: Int?, place: SourcePlace
  ) {
    self.profile = profile
    self.value = value
    self.damage = damage ?? 0.2
    self.undamaged = undamaged ?? 0
    self.margin = margin ?? 0
    self.documents = documents
    self.mostProse = mostProse
    self.place = place
  }

  func of(_ pack: String) -> Threshold {
    var copy = self
    copy.pack = pack
    return copy
  }
}

extension RuleSource {
  /// The names of all profiles that there are.
  public var profiles: [String] {
    Profile.known + Set(thresholds.map(\.profile)).subtracting(Profile.known).sorted()
  }

  /// What is wrong with a place that names a profile which there is not.
  public func unknownProfile(_ name: String, at place: SourcePlace) -> Diagnostic {
    place.diagnostic(
      "there is no profile \"\(name)\"",
      help: nearest(to: name, among: profiles).map { "did you mean \"\($0)\"?" }
        ?? "there are: \(profiles.joined(separator: ", "))")
  }

  /// The profile that is used where none is named.
  public var defaultProfile: String { thresholds.isEmpty ? Profile.certain : Profile.safe }

  /// What evidence must reach in a profile, in thousandths; of several packs the most careful is heard. `nil`: there is
  /// no evidence.
  public func threshold(of profile: String) -> Int? {
    thresholds.filter { $0.profile == profile }.map(\.value).max()
  }

  /// Why a profile that somebody asks for is as ``Profile/certain``; `nil` where evidence has a say in it, or never has.
  public func silence(of profile: String) -> String? {
    guard profile != Profile.certain else { return nil }
    guard rules.contains(where: { $0.rule.action == .weigh }) else {
      return "these rules weigh nothing: the profile \"\(profile)\" is as \"\(Profile.certain)\""
    }
    guard threshold(of: profile) == nil else { return nil }
    return "these rules set no threshold for the profile \"\(profile)\": it is as \"\(Profile.certain)\""
  }

  /// How much of a document's prose evidence may take in a profile, in percent; of several packs the most careful is heard.
  /// A profile for which none says it has the bound of ``Profile/safe``.
  func mostProse(of profile: String) -> Int? {
    let said = { (name: String) in thresholds.filter { $0.profile == name }.compactMap(\.mostProse).min() }
    return said(profile) ?? said(Profile.safe)
  }

  /// The profile whose threshold is the highest of all; of equals, the first by name.
  var mostCareful: Evidence.Level? {
    Set(thresholds.map(\.profile)).sorted()
      .map { Evidence.Level(profile: $0, threshold: threshold(of: $0) ?? 0) }
      .max { $0.threshold < $1.threshold }
  }

  /// What must hold of a document, so that evidence has a say in it; of several packs all are heard. A profile for which none
  /// says anything asks what ``Profile/safe`` asks: who names a threshold alone does not mean to have poems cleaned.
  public func documentTests(of profile: String) -> [LineTest] {
    let said = { (name: String) in thresholds.filter { $0.profile == name }.compactMap(\.documents) }
    let own = said(profile)
    return (own.isEmpty ? said(Profile.safe) : own).flatMap { $0 }
  }
}
