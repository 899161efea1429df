/// Models each fitted without the sites of one fold, and what they say of the lines of that fold.
struct CrossValidation {
  private let examples: Examples
  private let count: Int
  /// The model of each fold, fitted on the training lines of the others.
  let models: [Model]
  /// The evidence against each line, by the model that has not seen its site.
  let scores: [Double]
  private let folds: [Int]

  /// - Parameters:
  ///   - excluded: Rules that are left out.
  ///   - start: Models of the same folds to start from.
  init(
    _ examples: Examples, _ count: Int, _ regression: LogisticRegression, without excluded: Set<Int> = [],
    from start: [Model] = []
  ) {
    let folds = examples.documents.map { Fit.fold(ofSite: $0.site, of: count) }
    let lines =
      excluded.isEmpty
      ? examples.lines : examples.lines.map { $0.without(excluded) }
    let models = (0..<count).map { fold in
      let training = lines.filter {
        $0.isLearnt && examples.documents[$0.document].isTraining && folds[$0.document] != fold
      }
      let first = start.isEmpty ? nil : start[fold].without(excluded)
      return Fit.rounded(regression.fit(training, count: examples.ruleCount, from: first)).with(examples.fixedWeights)
    }
    self.examples = examples
    self.count = count
    self.folds = folds
    self.models = models
    scores = lines.map { models[folds[$0.document]].score($0.rules) }
  }

  /// The lines that the model of all folds is fitted on.
  var trainingLines: [LabelledLine] {
    examples.lines.filter { $0.isLearnt && examples.documents[$0.document].isTraining }
  }

  func fold(of document: Int) -> Int { folds[document] }

  /// The threshold that keeps to an aim on the training documents, those of one fold left out.
  func threshold(_ aim: Calibration, withoutFold fold: Int?) -> Double {
    let chosen = examples.lines.indices.filter {
      let document = examples.lines[$0].document
      return examples.documents[document].isTraining && examples.documents[document].isMeasure
        && folds[document] != fold
    }
    return aim.threshold(chosen.map { examples.lines[$0] }, chosen.map { scores[$0] })
  }

  /// How good the judgement of some documents is.
  func figures(_ selects: (LabelledDocument) -> Bool, threshold: (Int) -> Double) -> Figures {
    let chosen = measured.filter { selects(examples.documents[examples.lines[$0].document]) }
    return Figures(chosen.map { examples.lines[$0] }, chosen.map { scores[$0] }, threshold: threshold)
  }

  /// The line F1 on all documents at the threshold that does so much damage, in percent.
  func lineF1(atDamage damage: Double) -> Double {
    let (lines, scores) = (measured.map { examples.lines[$0] }, measured.map { self.scores[$0] })
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
    LabelledLine(
      rules: rules.filter { !excluded.contains($0) }, isBoilerplate: isBoilerplate, words: words, isCertain: isCertain,
      isSettled: isSettled, document: document, importance: importance)
  }
}
