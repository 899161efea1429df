internal import Features
internal import Rulebook

/// Weighs the lines of one text: first what each shows by itself, then what stands round it.
public struct Weighing: Sendable {
  private let evidence: Evidence
  private(set) var features: DocumentFeatures
  /// Of each line, the rules that hold of it as far as it is known without the evidence round it.
  private let bits: [UInt64]
  private let width: Int

  /// - Parameters:
  ///   - features: Of the text, marks included.
  ///   - allowed: Of each line, the rules that the document admits and that match it where they must.
  init(_ evidence: Evidence, _ features: DocumentFeatures, allowed: (_ line: Int, _ word: Int) -> UInt64) {
    width = evidence.sieve.firstBits.count
    var bits = [UInt64](repeating: 0, count: features.lines.count * width)
    var row = evidence.sieve.firstBits
    for line in features.lines.indices {
      evidence.sieve.sift(features, line: line, into: &row)
      for word in 0..<width { bits[line * width + word] = row[word] & allowed(line, word) }
    }
    self.evidence = evidence
    self.features = features
    self.bits = bits
  }

  /// How many lines there are.
  public var lineCount: Int { features.lines.count }

  /// Tells of each line which rules hold of it, and what they come to.
  ///
  /// - Parameters:
  ///   - weights: The rules' weights, in thousandths.
  ///   - body: Is told the line, the sum, and the rules; a bit a rule in the order of the evidence's.
  mutating func weigh(_ weights: [Int], _ body: (_ line: Int, _ sum: Int, _ bits: ArraySlice<UInt64>) -> Void) {
    var sums = [Int](repeating: 0, count: lineCount)
    for line in features.lines.indices {
      for word in 0..<width {
        sums[line] += Self.sum(weights, bits[line * width + word] & ~evidence.relative[word], word)
      }
    }
    guard evidence.isRelative else {
      for line in features.lines.indices { body(line, sums[line], bits[(line * width)..<((line + 1) * width)]) }
      return
    }
    features.setEvidence(sums)
    var row = evidence.sieve.firstBits
    for line in features.lines.indices {
      evidence.relativeSieve.sift(features, line: line, into: &row)
      for word in 0..<width {
        row[word] = bits[line * width + word] & (row[word] | ~evidence.relative[word])
        sums[line] += Self.sum(weights, row[word] & evidence.relative[word], word)
      }
      body(line, sums[line], row[...])
    }
  }

  /// Of each line, the rules that hold of it where rules weigh so much; by their places among those that weigh, ascending.
  ///
  /// - Parameter weights: In thousandths.
  public func rules(weighing weights: [Int]) -> [[Int]] {
    var copy = self
    var rules: [[Int]] = []
    copy.weigh(weights) { _, _, bits in rules.append(Self.places(bits)) }
    return rules
  }

  /// The numbers of the bits that are set.
  public static func places(_ bits: ArraySlice<UInt64>) -> [Int] {
    var places: [Int] = []
    for (word, bits) in bits.enumerated() {
      var left = bits
      while left != 0 {
        places.append(word * 64 + left.trailingZeroBitCount)
        left &= left - 1
      }
    }
    return places
  }

  @inline(__always)
  private static func sum(_ weights: [Int], _ bits: UInt64, _ word: Int) -> Int {
    var sum = 0
    var left = bits
    while left != 0 {
      sum += weights[word * 64 + left.trailingZeroBitCount]
      left &= left - 1
    }
    return sum
  }
}
