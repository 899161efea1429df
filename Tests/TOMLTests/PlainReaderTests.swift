import Diagnostics
import Foundation
import Testing

@testable import TOML

/// Numbers that are the same each time.
private struct Random: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return state ^ state >> 29
  }
}

/// What is read without toml++ must be what toml++ reads, places included.
@Suite("A file that is read without toml++")
struct PlainReaderTests {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// All TOML files of this repository.
  private static let files: [[UInt8]] = {
    var files: [[UInt8]] = []
    for folder in ["Rules", "Tests", "docs", "packaging", "samples"] {
      let all = FileManager.default.enumerator(at: root.appending(path: folder), includingPropertiesForKeys: nil)
      while let file = all?.nextObject() as? URL {
        guard file.pathExtension == "toml" else { continue }
        do { files.append(Array(try Data(contentsOf: file))) } catch { continue }
      }
    }
    return files
  }()

  /// Compares; whether it was read without toml++.
  private func isSame(_ bytes: [UInt8]) -> Bool {
    guard String(validating: bytes, as: UTF8.self) != nil, let plain = PlainReader.read(bytes) else { return false }
    let file = SourceFile(name: "f.toml", bytes: bytes)
    let text = String(decoding: bytes, as: UTF8.self)
    do {
      let thorough = try TOMLTable.read(thoroughly: file)
      let isSame = "\(plain)" == "\(thorough)"
      #expect(isSame, "\(text.debugDescription)")
    } catch {
      Issue.record("toml++ finds it wrong: \(error.message) in \(text.debugDescription)")
    }
    return true
  }

  @Test("is read as toml++ reads it, and most files of rules are") func repository() {
    let plain = Self.files.count { isSame($0) }
    #expect(plain > 60)
  }

  static let texts = [
    "a = 1\n", "a = 1", "a = -0.25 # x\n\n", "\n# é\n a\t=\t'x' \n", "a = ''\nb = \"\"\n", "a = '''\n'''\n",
    "a = ''''x'''\n",
    "a = [1, 'x',\n # c\n \"y\" ,\n]\n", "a = []\n", "a = { b = 1, c = { d = true } }\n",
    "[a]\nb = 1\n[a.c]\nd = false\n",
    "[a.b]\nc = 1\n[a.d]\ne = 2\n", "[[a]]\nb = 1\n [[a.c]]\nd = 1\n [[a.c]]\n[[a]]\n[a.x]\nb = 2\n",
    "a = \"ä\\n\\t\\\"\\\\\"\n",
    "é = 1\n", "a.b = 1\n", "'a' = 1\n", "a = 1_000\n", "a = 0x1F\n", "a = 1e3\n", "a = 2024-01-02\n",
    "a = \"\"\"x\"\"\"\n",
    "a = 'x'''\n", "a = '''x''''\n", "a = \"\\u00e9\"\n", "a = inf\n", "a = +1\n", "a = -0\n", "a = 00\n", "a = 1.\n",
    "a = .5\n",
    "a = 01\n", "a = 'x\ny'\n", "a = 1\r\n", "a = 1\na = 2\n", "[a]\n[a]\n", "[[a]]\n[a]\n", "a = 1\n[a.b]\n",
    "a = {}\n",
    "a = { b = 1, }\n", "a = [,]\n", "a = [1 2]\n", "a\n", "= 1\n", "[a\n", "[[a]\n", "[a]]\n", "[a] x\n",
    "a = truee\n", "a = 1 b = 2\n",
    "a = '\u{1}'\n", "# \u{7F}\n", "a = \"\u{0}\"\n", "\u{FEFF}a = 1\n", "a = 'x'\u{A0}\n", "[ a ]\n", "[a . b]\n", "",
    "\n", " ",
    "a = { b = 1\n}\n", "[a.b]\n[a]\nc = 1\n", "[[a.b]]\n[[a.b]]\n", "a = [[1], [{ b = 'x' }]]\n",
    "[a]\nb = { c = 1 }\n[a.b.d]\n",
  ]

  @Test("is read as toml++ reads it, whatever stands in it", arguments: texts) func oneText(text: String) {
    _ = isSame(Array(text.utf8))
  }

  @Test("is read as toml++ reads it, however it is changed") func changes() {
    var random = Random(state: 31)
    let signs = Self.texts.map { Array($0.utf8) } + "[]{}'\"=#.,\n\t \\-01aé".map { Array(String($0).utf8) }
    let small = Self.texts.map { Array($0.utf8) } + Self.files.filter { $0.count < 3_000 }
    var plain = 0
    for _ in 0..<6_000 {
      guard var bytes = small.randomElement(using: &random) else { return }
      for _ in 0..<Int.random(in: 1...3, using: &random) {
        let place = Int.random(in: 0...bytes.count, using: &random)
        let end = min(bytes.count, place + ([0, 0, 1, 2, 9].randomElement(using: &random) ?? 0))
        let sign =
          [signs.randomElement(using: &random) ?? [], [], Array(bytes[place..<end])].randomElement(using: &random) ?? []
        bytes.replaceSubrange(place..<end, with: sign)
      }
      if isSame(bytes) { plain += 1 }
    }
    #expect(plain > 1_000)
  }
}
