/// How good a model's judgement is, in percent.
public struct Figures: Sendable, Equatable {
  /// The share of the article's words that are lost.
  public let damage: Double
  /// The share of the documents that lose nothing of the article.
  public let undamaged: Double
  /// Of the lines that are removed, the share that is boilerplate.
  public let precision: Double
  /// Of the lines that are boilerplate, the share that is removed.
  public let recall: Double

  /// The harmonic mean of precision and recall.
  public var lineF1: Double { precision + recall == 0 ? 0 : 2 * precision * recall / (precision + recall) }

  /// - Parameters:
  ///   - scores: The evidence against each line.
  ///   - thresholds: What it must reach, by document.
  init(_ lines: [LabelledLine], _ scores: [Double], threshold: (Int) -> Double) {
    var (kept, lost, removed, right, boilerplate) = (0, 0, 0, 0, 0)
    var documents: [Int: Bool] = [:]
    for (line, score) in zip(lines, scores) {
      let goes = line.isCertain || score >= threshold(line.document)
      if goes { removed += 1 }
      if line.isBoilerplate {
        boilerplate += 1
        if goes { right += 1 }
      } else {
        kept += line.words
        if goes { lost += line.words }
      }
      documents[line.document] = documents[line.document, default: true] && (line.isBoilerplate || !goes)
    }
    let percent = { (part: Int, whole: Int) in whole == 0 ? 0 : Double(part) * 100 / Double(whole) }
    damage = percent(lost, kept)
    undamaged = percent(documents.values.count { $0 }, documents.count)
    precision = percent(right, removed)
    recall = percent(right, boilerplate)
  }
}

/// Finds the threshold that takes most and keeps to what a profile aims at.
struct Calibration {
  /// The share of the article's words that may be lost, in percent.
  let damage: Double
  /// The share of documents that must lose nothing, in percent.
  let undamaged: Double

  /// The lowest threshold that keeps to the aim on some lines; none of the lines' scores where nothing does.
  func threshold(_ lines: [LabelledLine], _ scores: [Double]) -> Double {
    let order = lines.indices.filter { !lines[$0].isCertain && scores[$0] > -.infinity }
      .sorted { (scores[$1], $0) < (scores[$0], $1) }
    let total = lines.reduce(0) { $0 + ($1.isBoilerplate ? 0 : $1.words) }
    let documents = Set(lines.map(\.document)).count
    var lost = lines.reduce(0) { $0 + ($1.isCertain && !$1.isBoilerplate ? $1.words : 0) }
    var hurt = Set(lines.filter { $0.isCertain && !$0.isBoilerplate }.map(\.document))
    var best = (order.first.map { scores[$0] } ?? 0) + 1
    for (place, line) in order.enumerated() {
      if !lines[line].isBoilerplate {
        lost += lines[line].words
        hurt.insert(lines[line].document)
        if Double(lost) * 100 > damage * Double(total) { break }
        if Double(documents - hurt.count) * 100 < undamaged * Double(documents) { break }
      }
      let isLastOfItsScore = place + 1 == order.count || scores[order[place + 1]] < scores[line]
      if isLastOfItsScore {
        best = place + 1 == order.count ? scores[line] : (scores[line] + scores[order[place + 1]]) / 2
      }
    }
    return best
  }
}
