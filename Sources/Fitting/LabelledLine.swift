/// A line that people have judged, and the rules that weigh on it.
struct LabelledLine {
  /// The rules that hold of it, by their place among the rules that weigh.
  let rules: [Int]
  /// Whether people removed it.
  let isBoilerplate: Bool
  /// How many words it has.
  let words: Int
  /// Whether rules remove it already that need no evidence.
  let isCertain: Bool
  /// The document, by its place in the corpus.
  let document: Int

  /// What the line counts for in fitting: a long line of the article counts for more, as losing it does more harm.
  var importance: Double { isBoilerplate ? 1 : (Double(words) / 2).squareRoot() }
}

/// A document whose lines people have judged.
struct LabelledDocument {
  /// Its name in the corpus.
  let name: String
  /// The site that it is from: documents of one site are never on both sides of a test.
  let site: String
  /// The set of texts that it belongs to; sets may label by different habits.
  let dataset: String
  /// Whether there is little to remove from it.
  let isLight: Bool
  /// Whether models are fitted on it, or only judged.
  let isTraining: Bool
}
