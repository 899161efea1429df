import Foundation
import Matching
import Testing

/// PCRE2's own test patterns, where `WINNOW_PCRE2_TESTDATA` names the folder `testdata` of its source (`apt-get source
/// pcre2`).
@Suite struct PCRE2SuiteTests {
  @Test func itsPatternsMatchAsTheReferenceSays() throws {
    guard let folder = ProcessInfo.processInfo.environment["WINNOW_PCRE2_TESTDATA"] else {
      print("no test data of PCRE2: this comparison was left out")
      return
    }
    var (patterns, matches) = (0, 0)
    for name in ["testinput1", "testinput2", "testinput4", "testinput5", "testinput7"] {
      let file = PCRE2TestFile(Array(try Data(contentsOf: URL(filePath: folder).appending(path: name))))
      let expressions = Differential.compiled(file.expressions)
      patterns += expressions.count
      // The subjects as the lines of a few documents, so that every pattern meets every text.
      let texts = stride(from: 0, to: file.subjects.count, by: 500).map { start in
        Array(file.subjects[start..<min(start + 500, file.subjects.count)].joined(separator: [0x0A]))
      }
      matches += try Differential.expectSame(expressions, texts)
    }
    print("\(patterns) expressions of PCRE2's tests, \(matches) matches")
    #expect(patterns > 2000 && matches > 10000)
  }
}
