import Features
import TestSupport
import Testing

@Suite("What stays of a text")
struct KnownLineTests {
  private static let pieces = [
    "It rained all day, and the river came over the road again, said Mr. Miller of the ferry.", "Share", "Read more",
    "Ten thousand people came on 3 May 2024.", "Überall Regen, sagte Frau Müller.", "昨天下雨，河水漫过了道路。", "- a point", "",
    " ", "Home | News | Sport", "12:30", "a", "The end",
  ]

  private func values(_ features: DocumentFeatures) -> [[Int]] {
    features.lines.indices.map { line in
      [features.lines[line].start, features.lines[line].end] + Feature.allCases.map { features.value($0, of: line) }
    }
  }

  @Test("measures the same whether or not the whole was measured before", arguments: 0..<40)
  func same(seed: Int) {
    var generator = Generator(seed: UInt64(seed))
    for _ in 0..<10 {
      var whole: [UInt8] = []
      for _ in 0..<Int.random(in: 0...14, using: &generator) {
        whole += Array((generator.pick(Self.pieces) + "\n").utf8)
      }
      if Bool.random(using: &generator), !whole.isEmpty { whole.removeLast() }
      var (stays, origins): ([UInt8], [Int]) = ([], [])
      var (drop, line) = (false, 0)
      for (offset, byte) in whole.enumerated() {
        // Whole lines go, and ends and starts of some, so that others begin in mid-line or join.
        if !drop || byte == 0x0A && line % 3 == 2 {
          stays.append(byte)
          origins.append(offset)
        }
        if byte == 0x0A {
          line += 1
          drop = Int.random(in: 0..<3, using: &generator) == 0
        } else if byte == 0x20, Int.random(in: 0..<12, using: &generator) == 0 {
          drop.toggle()
        }
      }
      let known = DocumentFeatures(of: whole)
      let anew = DocumentFeatures(of: stays)
      let again = DocumentFeatures(of: stays, known: known, of: whole) { origins[$0] }
      #expect(
        values(again) == values(anew),
        "\(String(decoding: whole, as: UTF8.self)) -> \(String(decoding: stays, as: UTF8.self))")
    }
  }
}
