public import Formats

/// A line that people have judged, and the rules that weigh on it.
struct LabelledLine {
  /// The rules that hold of it, by their place among the rules that weigh.
  var rules: [Int]
  /// Whether people removed it.
  let isBoilerplate: Bool
  /// How many words it has.
  let words: Int
  /// Whether rules remove it already that need no evidence.
  let isCertain: Bool
  /// Whether a rule holds of it whose weight is fixed: models do not learn from it.
  let isSettled: Bool
  /// The document, by its place in the corpora.
  let document: Int
  /// Its place among the document's lines that are not blank.
  let place: Int
  /// What the line counts for in fitting.
  let importance: Double

  /// Whether models learn from it: neither certain rules nor fixed weights have decided it.
  var isLearnt: Bool { !isCertain && !isSettled }
}

/// A corpus, and what its lines count for in fitting.
public struct WeighedCorpus: Sendable {
  let corpus: Corpus
  private let weight: Double
  private let length: Double

  /// - Parameters:
  ///   - weight: What each line counts for, against 1.
  ///   - length: How much more a long line of boilerplate counts than a short one: so many times the root of half its
  ///     words, where that is more than 1.
  public init(_ corpus: Corpus, weight: Double = 1, length: Double = 0) {
    self.corpus = corpus
    self.weight = weight
    self.length = length
  }

  /// What a line counts for: a long line of the article counts for more, as losing it does more harm.
  func importance(isBoilerplate: Bool, words: Int) -> Double {
    let root = (Double(words) / 2).squareRoot()
    return weight * (isBoilerplate ? max(1, length * root) : root)
  }
}

/// A document whose lines people have judged.
struct LabelledDocument {
  /// Its name in the corpus.
  let name: String
  /// The site that it is from: documents of one site are never on both sides of a test.
  let site: String
  /// Whether its labels name none, so that it is taken for a site of its own.
  let namesNoSite: Bool
  /// The set of texts that it belongs to; sets may label by different habits.
  let dataset: String
  /// Whether there is little to remove from it.
  let isLight: Bool
  /// Whether models are fitted on it, or only judged.
  let isTraining: Bool
  /// Whether profiles are calibrated and judged on it: it is of the first corpus.
  let isMeasure: Bool
  /// The profiles in which evidence has no say in it.
  let silent: Set<String>
}
