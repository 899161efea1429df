public import Rulebook

/// A model of a rulebook's evidence, fitted on labelled lines and judged on sites that it was not fitted on.
public struct Fit: Sendable {
  /// What a profile came to.
  public struct ProfileResult: Sendable {
    /// The profile.
    public let threshold: Threshold
    /// What evidence must reach in it now, in thousandths.
    public let value: Int
    /// On the documents that the model may be fitted on, each judged by a model that has not seen its site.
    public let training: Figures
    /// On all documents, the same way.
    public let all: Figures
    /// On all documents with little to remove, the same way.
    public let light: Figures
    /// What rules that need no evidence do by themselves, on the documents that the model may be fitted on.
    public let certain: Figures

    /// How far from its aims a profile is that gets a word: what it may lose, and half as much again. Texts of other sites are
    /// never quite like those that a threshold is taken from.
    private static let tolerance = 1.5

    /// Whether figures miss by far what the profile aims at.
    private func missesAims(_ figures: Figures) -> Bool {
      figures.damage > threshold.damage * Self.tolerance
        || 100 - figures.undamaged > (100 - threshold.undamaged) * Self.tolerance
    }

    /// Whether the profile misses its aims by far.
    public var missesAims: Bool { missesAims(training) }

    /// Whether no threshold can keep to its aims, as rules that need no evidence miss them already.
    public var isHopeless: Bool { certain.damage > threshold.damage || certain.undamaged < threshold.undamaged }
  }

  /// The weights of the rules that weigh, in their order, in thousandths.
  public let weights: [Int]
  /// What the profiles came to.
  public let profiles: [ProfileResult]
  /// The models of the folds, as weights and thresholds by profile, in thousandths.
  public let folds: [(weights: [Int], thresholds: [Int])]
  /// What each group of rules is worth: by how much the line F1 falls without it, damage being equal.
  public let groups: [(name: String, rules: Int, worth: Double)]

  /// Fits weights and thresholds.
  ///
  /// - Parameters:
  ///   - thresholds: The profiles to calibrate.
  ///   - groupOfRule: The group of each rule that weighs.
  public init(
    _ examples: Examples, thresholds: [Threshold], groupOfRule: [String], folds count: Int, penalty: Double
  ) {
    let regression = LogisticRegression(penalty: penalty)
    let validation = CrossValidation(examples, count, regression)
    let final = Fit.rounded(regression.fit(validation.trainingLines, count: examples.ruleCount))
      .with(examples.fixedWeights)
    weights = final.weights.map { Int(($0 * 1000).rounded()) }
    var results: [ProfileResult] = []
    var foldThresholds = [[Int]](repeating: [], count: count)
    for threshold in thresholds {
      let aim = Calibration(damage: threshold.damage, undamaged: threshold.undamaged)
      // Each fold's threshold, as its model, comes from the sites of the others.
      let profile = threshold.profile
      let perFold = (0..<count).map { validation.threshold(aim, of: profile, withoutFold: $0) + threshold.margin }
      let overall = validation.threshold(aim, of: profile, withoutFold: nil) + threshold.margin
      for fold in 0..<count { foldThresholds[fold].append(Fit.cutoff(perFold[fold], validation.models[fold])) }
      let figures = { (selects: @escaping (LabelledDocument) -> Bool) in
        validation.figures(selects, of: profile) { perFold[validation.fold(of: $0)] }
      }
      results.append(
        ProfileResult(
          threshold: threshold, value: Fit.cutoff(overall, final), training: figures(\.isTraining),
          all: figures { _ in true }, light: figures(\.isLight),
          certain: validation.figures(\.isTraining, of: profile) { _ in .infinity }))
    }
    profiles = results
    folds = zip(validation.models, foldThresholds).map { model, thresholds in
      (model.weights.map { Int(($0 * 1000).rounded()) }, thresholds)
    }
    groups = Fit.worth(groupOfRule, validation)
  }

  /// One of some parts of a corpus, the same for all documents of a site.
  public static func fold(ofSite site: String, of folds: Int) -> Int {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in site.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
    return Int((hash ^ hash >> 29) % UInt64(folds))
  }

  /// What the sum of weights must reach, in thousandths, for the score to reach a threshold.
  private static func cutoff(_ threshold: Double, _ model: Model) -> Int {
    Int(((threshold - model.bias) * 100).rounded(.up)) * 10
  }

  /// Weights as they are written: two digits, which is more than the examples can tell.
  static func rounded(_ model: Model) -> Model {
    Model(weights: model.weights.map { ($0 * 100).rounded() / 100 }, bias: model.bias)
  }

  /// The damage at which groups of rules are compared, in percent.
  private static let comparedDamage = 0.3

  private static func worth(
    _ groupOfRule: [String], _ whole: CrossValidation
  ) -> [(name: String, rules: Int, worth: Double)] {
    let full = whole.lineF1(atDamage: comparedDamage)
    return Set(groupOfRule).sorted().map { group in
      let rules = Set(groupOfRule.indices.filter { groupOfRule[$0] == group })
      return (group, rules.count, full - whole.lineF1(atDamage: comparedDamage, without: rules))
    }
  }
}
