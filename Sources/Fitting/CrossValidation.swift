/// Models each fitted without the sites of one fold, and what they say of the lines of that fold.
struct CrossValidation {
  private let examples: Examples
  private let regression: LogisticRegression
  /// The model of each fold, fitted on the training lines of the others.
  let models: [Model]
  /// The evidence against each line, by the model that has not seen its site.
  let scores: [Double]
  private let folds: [Int]
  /// What the model of each fold is fitted on.
  private let training: [[LabelledLine]]

  /// How often models are fitted anew on what they say of the lines round a line.
  private static let rounds = 2

  /// Rules may ask what evidence stands round a line, which is what a model says of the lines there. Were that the model that
  /// is being fitted, it would know the answers of the lines that it learns from, and trust the lines round a line more than
  /// they deserve. So all that a model is fitted on is what models say that were fitted neither on that site nor, where
  /// the model is to be tested, on the sites of the test. (Of the second round on, the former may have reached them by way of what
  /// others said of their own lines; the sites of the test never do.)
  init(_ examples: Examples, _ count: Int, _ regression: LogisticRegression) {
    let folds = examples.documents.map { Fit.fold(ofSite: $0.site, of: count) }
    let learnt = { (lines: [LabelledLine], one: Int, other: Int) in
      lines.filter {
        $0.isLearnt && examples.documents[$0.document].isTraining && folds[$0.document] != one
          && folds[$0.document] != other
      }
    }
    let fit = { (lines: [LabelledLine], start: Model?) in
      Fit.rounded(regression.fit(lines, count: examples.ruleCount, from: start)).with(examples.fixedWeights)
    }
    // Of each pair of folds, a model that has seen neither; first one without the rules that ask.
    let first = examples.lines.map { $0.without(examples.relativeRules) }
    var models = [[Model]](repeating: [], count: count)
    for one in 0..<count {
      for other in 0..<(examples.relativeRules.isEmpty ? 0 : count) {
        models[one].append(other < one ? models[other][one] : fit(learnt(first, one, other), nil))
      }
    }
    var training = (0..<count).map { learnt(first, $0, $0) }
    if examples.relativeRules.isEmpty {
      self.models = training.map { fit($0, nil) }
    } else {
      for round in 1...Self.rounds {
        var next = models
        for one in 0..<count {
          let seen = examples.weighing { models[one][folds[$0]].weights }.lines
          training[one] = learnt(seen, one, one)
          for other in 0..<count where other == one || round < Self.rounds {
            next[one][other] = fit(learnt(seen, one, other), models[one][other])
          }
        }
        models = next
      }
      self.models = models.indices.map { models[$0][$0] }
    }
    let own = self.models
    self.examples = examples.relativeRules.isEmpty ? examples : examples.weighing { own[folds[$0]].weights }
    self.folds = folds
    self.regression = regression
    self.training = training
    scores = self.examples.lines.map { own[folds[$0.document]].score($0.rules) }
  }

  /// The lines that the model of all folds is fitted on.
  var trainingLines: [LabelledLine] {
    examples.lines.filter { $0.isLearnt && examples.documents[$0.document].isTraining }
  }

  func fold(of document: Int) -> Int { folds[document] }

  /// The evidence against a line, as a profile hears it: none is as little as can be.
  private func score(_ line: Int, in profile: String) -> Double {
    examples.documents[examples.lines[line].document].silent.contains(profile) ? -.infinity : scores[line]
  }

  /// The threshold that keeps to the aim of a profile on the training documents, those of one fold left out.
  func threshold(_ aim: Calibration, of profile: String, withoutFold fold: Int?) -> Double {
    let chosen = examples.lines.indices.filter {
      let document = examples.lines[$0].document
      return examples.documents[document].isTraining && examples.documents[document].isMeasure
        && folds[document] != fold
    }
    return aim.threshold(chosen.map { examples.lines[$0] }, chosen.map { score($0, in: profile) })
  }

  /// How good the judgement of some documents is in a profile.
  func figures(_ selects: (LabelledDocument) -> Bool, of profile: String, threshold: (Int) -> Double) -> Figures {
    let chosen = measured.filter { selects(examples.documents[examples.lines[$0].document]) }
    return Figures(chosen.map { examples.lines[$0] }, chosen.map { score($0, in: profile) }, threshold: threshold)
  }

  /// The line F1 on all documents at the threshold that does so much damage, in percent.
  ///
  /// - Parameter excluded: Rules that are left out, but for what they say of the lines round a line.
  func lineF1(atDamage damage: Double, without excluded: Set<Int> = []) -> Double {
    var scores = scores
    if !excluded.isEmpty {
      let models = training.indices.map { fold in
        let lines = training[fold].map { $0.without(excluded) }
        let start = self.models[fold].without(excluded)
        return Fit.rounded(regression.fit(lines, count: examples.ruleCount, from: start)).with(examples.fixedWeights)
      }
      scores = examples.lines.map { models[folds[$0.document]].without(excluded).score($0.rules) }
    }
    let lines = measured.map { examples.lines[$0] }
    scores = measured.map { scores[$0] }
    let threshold = Calibration(damage: damage, undamaged: 0).threshold(lines, scores)
    return Figures(lines, scores) { _ in threshold }.lineF1
  }

  /// The lines that profiles are judged on.
  private var measured: [Int] {
    examples.lines.indices.filter { examples.documents[examples.lines[$0].document].isMeasure }
  }
}

extension LabelledLine {
  func without(_ excluded: Set<Int>) -> LabelledLine {
    var line = self
    line.rules.removeAll(where: excluded.contains)
    return line
  }
}
