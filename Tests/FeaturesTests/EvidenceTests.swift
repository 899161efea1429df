import Features
import Testing

/// What is measured of the evidence round a line.
@Suite struct EvidenceTests {
  private func features(_ sums: [Int]) -> DocumentFeatures {
    var features = DocumentFeatures(of: Array(sums.indices.map { "line \($0)\n" }.joined().utf8))
    features.setEvidence(sums)
    return features
  }

  private func values(_ feature: Feature, _ sums: [Int]) -> [Int] {
    let features = features(sums)
    return features.lines.indices.map { features.value(feature, of: $0) }
  }

  @Test(
    "counts each line from 0, for the article, to 100, against it",
    arguments: [(-9_000, 0), (-3_000, 0), (-1_500, 25), (0, 50), (600, 60), (2_999, 99), (3_000, 100), (9_000, 100)])
  func shares(sum: Int, share: Int) {
    #expect(values(.evidenceNear, [sum, 0]) == [50, share])
    #expect(values(.documentEvidence, [sum]) == [share])
  }

  @Test("takes the mean of four lines on each side, of ten, and of all; itself is not among its neighbours")
  func means() {
    let sums = [3_000] + Array(repeating: -3_000, count: 11)
    #expect(values(.evidenceNear, sums) == [0, 20, 16, 14, 12, 0, 0, 0, 0, 0, 0, 0])
    #expect(values(.evidenceWide, sums) == [0, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 0])
    #expect(values(.documentEvidence, sums) == Array(repeating: 8, count: 12))
  }

  @Test("there is none where no line stands beside it, or nothing is known")
  func none() {
    #expect(values(.evidenceNear, [700]) == [DocumentFeatures.none])
    let unknown = DocumentFeatures(of: Array("one\ntwo\n".utf8))
    for feature in Feature.allCases where feature.needsEvidence {
      #expect(unknown.value(feature, of: 0) == DocumentFeatures.none)
    }
  }
}
